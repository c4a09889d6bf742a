"""Checkout asks one question at a time, in one order, and takes the answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Literal, cast

from core.dialogue import moments, points
from core.dialogue.commands import (
    Command,
    GiveAddress,
    Hurry,
    OfferSlots,
    Option,
    PickSlot,
    Place,
    Proceed,
    Prompt,
)
from core.dialogue.decision import Decision, do
from core.dialogue.state import DialogueState, Form
from core.nlu.clauses import wants_something
from core.nlu.saying import names_somebody, says_something, without_introduction
from core.nlu.understanding import Entity, Understanding

Step = Literal["name", "phone", "address", "point", "slot", "payment", "confirm"]

MAX_NAME = 60
MAX_ADDRESS = 300

PAYMENTS = ("card", "kaspi", "cash", "invoice")
# Said while a name or an address is asked for, these are surely not one.
NEVER_AN_ANSWER = frozenset(
    {"help", "goodbye", "show_cart", "clear_cart", "talk_to_human", "change_language", "ask_delivery", "ask_payment", "ask_returns",
     "ask_store", "cancel_order", "stop_reminders", "checkout", "browse_catalog", "choose_pickup", "order_status", "payment_problem",
     "complain", "return_request"}
)  # fmt: skip
NEVER_A_NAME = NEVER_AN_ANSWER | {"greet", "thank", "repeat_order", "change_order", "privacy_request"}
DOING = frozenset({"add_to_cart", "update_cart", "remove_from_cart"})
QUESTIONS = frozenset(
    {"product_details", "search_product", "recommend", "compare_products", "loyalty_balance"}
)
_PIECE_ENDS = re.compile(r"[,;.?!\n]")
HUM = re.compile(r"[бвгджзйклмнпрстфхцчшщ]+[.!]*", re.IGNORECASE)
# How sure of an intent one must be for it to count more than the open question:
LIKELY = 0.4
"""of what nobody says in answer to it, such as a question where a name is asked for;"""
SURE = 0.6
"""of what might be the answer in other words;"""
BEYOND_DOUBT = 0.85
"""of what the answer itself often sounds like."""


def start(state: DialogueState) -> Decision:
    """What was told last time is filled in and shown for confirmation, except when and how to pay."""
    form = state.form or replace(state.known, window=None, booking_id=None, payment=None, wish=None)
    return do(replace(state, form=form, failures=0), Proceed(begins=True))


def next_step(form: Form) -> Step:
    if not form.name:
        return "name"
    if not form.phone:
        return "phone"
    if form.method == "delivery":
        if form.point is None:
            return "address"
        if form.booking_id is None:
            return "slot"
    elif form.point_id is None or (form.is_driven and form.booking_id is None):
        return "point"
    return "confirm" if form.payment else "payment"


def question(step: Step) -> Prompt:
    """The words of a step that needs nothing from the store; the others are shown by the turn."""
    leave = Option("button-leave-checkout", "leave")
    if step == "name":
        return Prompt("ask-name", options=(leave,))
    if step == "phone":
        return Prompt("ask-phone", options=(leave,), ask="contact")
    if step == "address":
        return Prompt("ask-address", options=(Option("button-pickup", "pickup"), leave), ask="location")
    return Prompt("ask-payment", options=tuple(Option(f"button-pay-{p}", f"pay:{p}") for p in PAYMENTS))


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """The open question answered, or None when the message is about something else."""
    form = state.form
    if form is None:
        return None
    if state.pending == "name" and names_somebody(heard.text):
        return _name(state, form, heard)
    if state.pending in {"name", "phone", "address", "payment"} and _only_agrees(heard):
        return do(state, question(cast(Step, state.pending)))
    if state.pending == "name":
        return _name(state, form, heard)
    if state.pending == "phone":
        return _phone(state, form, heard)
    if state.pending == "address":
        return _address(state, heard)
    if state.pending == "slot":
        return slot(state, heard)
    if state.pending == "payment":
        return payment(state, heard)
    if state.pending == "confirm":
        return _confirm(state, form, heard)
    return None


def give_phone(state: DialogueState, phone: str) -> Decision:
    form = replace(state.form or state.known, phone=phone)
    if state.form is None:
        return do(replace(state, known=form), Prompt("phone-noted"))
    if is_still_open(state, form):
        return noted_beside(state, form, "phone-noted")
    return do(_filled(state, form), Proceed())


def is_still_open(state: DialogueState, form: Form) -> bool:
    """Whether what was told beside the open question leaves it open; at the summary all is to be seen anew."""
    return state.pending == next_step(form) != "confirm"


def noted_beside(state: DialogueState, form: Form, key: str) -> Decision:
    """The question is on the screen with all its answers: it is put again in one line."""
    return do(replace(state, form=form, failures=0), Prompt(key), Proceed(again=True))


def _filled(state: DialogueState, form: Form) -> DialogueState:
    return replace(state.asking(None), form=form, failures=0)


def _only_agrees(heard: Understanding) -> bool:
    """A yes says nothing where something was asked for; nor is it a name."""
    return heard.intent == "affirm" and heard.confidence >= SURE and not heard.entities


def _is_something_else(
    heard: Understanding, never: frozenset[str] = NEVER_AN_ANSWER, sure: float = SURE
) -> bool:
    """A question is no name and no address either."""
    asks = heard.intent in QUESTIONS and heard.text.rstrip().endswith("?")
    return (heard.intent in never or asks) and heard.confidence >= sure


def _name(state: DialogueState, form: Form, heard: Understanding) -> Decision | None:
    name = " ".join(without_introduction(heard.text).split())
    letters = sum(c.isalpha() for c in name)
    spoken = letters >= 2 and not HUM.fullmatch(name)
    looks_like_a_name = len(name) <= MAX_NAME and spoken and letters >= len(name.replace(" ", "")) * 0.8
    if not names_somebody(heard.text):
        # "It has not come yet" sounds like a no; a sentence leaves the checkout only when it is one beyond doubt.
        if heard.intent == "deny" and heard.confidence >= (BEYOND_DOUBT if says_something(name) else SURE):
            return leave(state)
        if _asks_or_tells(name, heard):
            return None
        if says_something(name):
            # What is said is done when it is clear; a no that is none ("it did not come") leaves nothing.
            clear = heard.confidence >= SURE and heard.intent not in {"affirm", "deny", "out_of_scope"}
            return None if clear else unclear(state, Prompt("name-unclear"))
        if heard.intent == "deny":
            return leave(state)
    if not looks_like_a_name:
        return unclear(state, Prompt("name-unclear"))
    return do(_filled(state, replace(form, name=name)), Proceed())


def _asks_or_tells(name: str, heard: Understanding) -> bool:
    points = heard.all("quantity") or heard.all("ordinal")
    # "move it to Saturday": a name goes without a day, an hour and a way to pay, unless it is one word such as May.
    tells = " " in name and any(e.entity in {*moments.TIMES, "payment_method"} for e in heard.entities)
    asks = "?" in name and sum(c.isalpha() for c in name) >= 2
    does = heard.intent in DOING and heard.confidence >= BEYOND_DOUBT and " " in name and not name.istitle()
    other = _is_something_else(heard, NEVER_A_NAME, LIKELY)
    return bool(other or does or points or tells or asks or "\n" in heard.text.strip())


def _phone(state: DialogueState, form: Form, heard: Understanding) -> Decision | None:
    phone = heard.first("phone")
    if phone is not None:
        return do(_filled(state, replace(form, phone=str(phone))), Proceed())
    if heard.intent == "deny":
        return leave(state)
    if any(c.isdigit() for c in heard.text) and not heard.all("product"):
        return unclear(state, Prompt("phone-unclear", ask="contact"))
    return None


def _address(state: DialogueState, heard: Understanding) -> Decision | None:
    if heard.intent == "choose_pickup":
        return pickup(state)
    if heard.intent == "deny" and not heard.all("address"):
        return leave(state)
    named = next(iter(heard.all("address")), None)
    text = with_note(heard.text, named) if named else " ".join(heard.text.split())
    if _is_something_else(heard) and not any(c.isdigit() for c in text):
        return None
    if len(text) > MAX_ADDRESS or sum(c.isalpha() for c in text) < 2:
        return unclear(state, Prompt("address-unclear", ask="location"))
    return do(replace(state, failures=0), GiveAddress(text=text), Proceed())


def with_note(text: str, address: Entity) -> str:
    """An answer keeps what else it tells the courier: "Абая 10, кв 5, звонок не работает"."""
    note = text[address.end :]
    tells = note.lstrip()[:1] in {",", ".", ";"} and any(map(str.isalpha, note))
    if not tells or "?" in note or "\n" in note.strip() or wants_something(note):
        return whole(text, address)
    return " ".join(text[address.start :].split()).rstrip(" .")


def whole(text: str, address: Entity) -> str:
    """With the rest of its last piece: "Абая 10, домофон не работает" tells the courier more than "домофон"."""
    cut = text.rfind(",", address.start, address.end)
    if cut < 0:
        return str(address.value)
    ends = [m.start() for m in _PIECE_ENDS.finditer(text, address.end)]
    return " ".join(text[address.start : min(ends, default=len(text))].split())


def give_address(state: DialogueState, heard: Understanding) -> Decision:
    """An address said at any time; outside checkout it is kept for the next one."""
    named = next(iter(heard.all("address")), None)
    text = whole(heard.text, named) if named else None
    # "Bring it home": a house is what tells a place that nobody asked for.
    if state.form is None and not any(map(str.isdigit, text or "")):
        return do(state, Prompt("ask-address", ask="location"))
    if text is None:
        # "No, bring it home" after all, or to another place.
        picked_up = state.form is not None and state.form.method == "pickup"
        return deliver(state) if picked_up else edit(state, "address")
    steps: tuple[Command, ...] = (GiveAddress(text=str(text)),)
    return do(state, *steps, *((Proceed(),) if state.form else ()))


def slot(state: DialogueState, heard: Understanding) -> Decision | None:
    """A wish for a day or a time, or the first offer when the shopper only agrees."""
    said = heard.first("date")
    day = date.fromisoformat(str(said)) if said else None
    begins, ends = heard.first("time_from"), heard.first("time_to")
    if heard.intent == "choose_pickup":
        return pickup(state)
    if day or begins or ends:
        if begins is None and ends is None:
            return do(state, OfferSlots(day))
        pick = PickSlot(day=day, time_from=_text(begins), time_to=_text(ends))
        return do(replace(state, failures=0), pick, Proceed())
    if moments.hurries(heard):
        return do(replace(state, failures=0), Hurry(), Proceed())
    if heard.intent in {"affirm", "choose_slot"}:
        return do(state, PickSlot(), Proceed()) if heard.intent == "affirm" else do(state, OfferSlots())
    if heard.intent == "deny":
        return do(state, Prompt("slot-other", options=(Option("button-pickup", "pickup"),)), OfferSlots())
    return None


def payment(state: DialogueState, heard: Understanding) -> Decision | None:
    method = heard.first("payment_method")
    if method in PAYMENTS:
        return choose_payment(state, str(method))
    if method is not None:
        return do(state, Prompt("payment-not-here"), question("payment"))
    return None


def choose_payment(state: DialogueState, method: str) -> Decision:
    if state.form is None:
        return do(replace(state, known=replace(state.known, payment=method)), Prompt("noted"))
    return do(_filled(state, replace(state.form, payment=method)), Proceed())


def pickup(state: DialogueState) -> Decision:
    if state.form is None:
        return points.offer(state)
    return do(_filled(state, points.picked_up(state.form)), Proceed())


def deliver(state: DialogueState) -> Decision:
    """To the door after all, with the address that is known."""
    if state.form is None:
        return do(state.asking(None), Prompt("ask-address", ask="location"))
    form = replace(state.form, method="delivery", point_id=None, booking_id=None, window=None)
    return do(_filled(state, form), Proceed())


def edit(state: DialogueState, field: str) -> Decision:
    """Asks one thing again; everything else stays."""
    form = state.form
    if form is None:
        return do(state, Prompt("nothing-to-confirm"))
    cleared = {
        "name": replace(form, name=None),
        "phone": replace(form, phone=None),
        "address": replace(form, method="delivery", address=None, point=None, booking_id=None, window=None),
        "slot": replace(form, method="delivery", booking_id=None, window=None),
        "payment": replace(form, payment=None),
    }
    return do(_filled(state, cleared.get(field, form)), Proceed())


def confirm(state: DialogueState) -> Decision:
    if state.form is None or state.pending != "confirm" or next_step(state.form) != "confirm":
        return do(state, Proceed()) if state.form else do(state, Prompt("nothing-to-confirm"))
    return do(state.asking(None), Place(state.form, int(state.subject or 0)))


def leave(state: DialogueState) -> Decision:
    """Out of checkout; what was told is kept, and so is the cart."""
    options = (Option("button-cart", "cart"), Option("button-catalog", "catalog"))
    return do(state.without_checkout(), Prompt("checkout-left", options=options))


def _confirm(state: DialogueState, form: Form, heard: Understanding) -> Decision | None:
    if heard.intent in {"affirm", "checkout"} and heard.confidence >= LIKELY:
        return confirm(state)
    if heard.intent == "deny":
        fields = ("name", "phone", "address", "slot", "payment")
        options = tuple(Option(f"button-edit-{f}", f"edit:{f}") for f in fields)
        return do(
            state, Prompt("what-to-change", options=(*options, Option("button-leave-checkout", "leave")))
        )
    if heard.intent == "choose_slot":
        return slot(state, heard)
    if heard.intent == "choose_payment":
        return payment(state, heard)
    if heard.intent == "choose_pickup":
        return pickup(state)
    if heard.intent == "set_address":
        return give_address(state, heard)
    if heard.all("phone"):
        return do(_filled(state, replace(form, phone=str(heard.first("phone")))), Proceed())
    return None


def unclear(state: DialogueState, asked: Prompt) -> Decision:
    """Asked once more; from the second time on a person is offered as well."""
    state = replace(state, failures=state.failures + 1)
    person = (Option("button-human", "human"),) if state.failures >= 2 else ()
    return do(state, replace(asked, options=(*asked.options, *person)))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
