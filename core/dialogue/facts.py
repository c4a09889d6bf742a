"""Several facts of checkout in one message: all are taken, whatever was being asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from core.dialogue.checkout import MAX_ADDRESS, MAX_NAME, PAYMENTS, is_still_open, noted_beside, whole
from core.dialogue.commands import Command, GiveAddress, OfferPoints, Proceed, Prompt
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.moments import TIMES, calls, words_of
from core.dialogue.points import names_such, picked_up
from core.dialogue.state import DialogueState, SlotWish
from core.nlu.clauses import clauses
from core.nlu.language_data import read_yaml
from core.nlu.saying import introduced, without_introduction
from core.nlu.understanding import Entity, Understanding

# Who asks tells nothing, whatever days and streets the question names.
_QUESTIONS = frozenset(
    {"ask_delivery", "ask_payment", "ask_returns", "ask_store", "order_status", "product_details", "search_product"}
    | {"add_to_cart", "update_cart", "remove_from_cart", "talk_to_human", "complain", "cancel_order"}
)  # fmt: skip
_SURE = 0.6
_DATA = Path(__file__).parent / "data" / "facts.yaml"
_PICKUP = re.compile(
    r"самовывоз|сам[аи]? забер|забер[уё]м? сам|өзім ал|озим ал|өзіміз ал|алып кетем|pick[- ]?(?:it )?(?:myself )?up|өзім келіп",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;\n]|\.(?:\s|$)|\s+(?:и|және|and)\s+")


@dataclass(frozen=True, slots=True)
class Facts:
    name: str | None = None
    phone: str | None = None
    pickup: bool = False
    point: str | None = None
    """The words that name where it is picked up."""
    address: str | None = None
    wish: SlotWish | None = None
    payment: str | None = None

    @property
    def count(self) -> int:
        told = (self.name, self.phone, self.pickup or None, self.address, self.wish, self.payment)
        return sum(fact is not None for fact in told)


def told(
    state: DialogueState, heard: Understanding, read: Reader, *, begins: bool = False, at_least: int = 1
) -> Decision | None:
    """What a message tells of the checkout when that is more than the answer to the open question; else None.

    `begins`: the message starts the checkout as well, when it tells `at_least` so many things.
    """
    if not begins and heard.intent in _QUESTIONS and heard.confidence >= _SURE and not heard.all("phone"):
        return None
    facts = facts_of(heard.text, read, state.pending == "name")
    introduced = state.pending == "name" and (facts.name or facts.phone) is not None
    # "No, Kaspi rather": at the summary one new fact is what is wrong with it.
    put_right = state.pending == "confirm" and heard.intent == "deny" and facts.count > 0
    # A number to call is told for nothing else.
    beside = not begins and facts.phone is not None and state.pending != "phone"
    enough = introduced or put_right or beside or facts.count >= (at_least if begins else 2)
    return _taken(state, facts, begins) if enough else None


def met(state: DialogueState, heard: Understanding) -> Decision | None:
    """ "My name is Aigul", and but a greeting besides, before anything is ordered: kept for the checkout."""
    text = clauses(heard.text)[-1] if state.form is None and state.pending is None else ""
    named = introduced(text)
    if named is None or any(map(str.isalnum, text[: named.start()] + text[named.end() :])):
        return None
    name = named[1][:MAX_NAME]
    return do(replace(state, known=replace(state.known, name=name)), Prompt("name-noted", {"name": name}))


def facts_of(text: str, read: Reader, asks_name: bool) -> Facts:
    """Each thing is looked for in what the surer ones left."""
    moments = [e for e in read(text, "choose_slot") if e.entity in {*TIMES, "phone"}]
    # "Call me an hour before" says nothing of when it is to come.
    moments = [e for e in moments if e.entity == "phone" or not calls(_piece_of(text, e))]
    paid = [e for e in read(text, "choose_payment") if e.entity == "payment_method" and e.value in PAYMENTS]
    rest = _blanked(text, [*moments, *paid])
    point = next((piece for piece in _BREAK.split(rest) if names_such(piece)), None)
    if point is not None:
        rest = rest.replace(point, _blank(point), 1)
    pickup = _PICKUP.search(rest)
    named = introduced(rest)
    for found in filter(None, (pickup, named)):
        rest = rest[: found.start()] + _blank(found[0]) + rest[found.end() :]
    places = (e for e in read(rest, "set_address") if e.entity == "address")
    place = next((e for e in places if _is_firm(rest[e.start : e.end])), None)
    said = {e.entity: str(e.value) for e in reversed(moments)}
    wish = SlotWish(said.get("date"), said.get("time_from"), said.get("time_to"))
    picks_up = pickup is not None or point is not None
    if wish == SlotWish() and "soonest" in words_of(text):
        wish = SlotWish(soonest=True)
    several = place is not None or bool(said) or bool(paid) or picks_up
    name = named[1] if named else None
    if name is None and asks_name and several:
        name = _alone(_blanked(rest, [place] if place else []))
    return Facts(
        name=name,
        phone=said.get("phone"),
        pickup=picks_up and place is None,
        point=point,
        address=_place(text, place) if place else None,
        wish=wish if wish != SlotWish() else None,
        payment=str(paid[0].value) if paid else None,
    )


def _piece_of(text: str, entity: Entity) -> str:
    """What stands between two marks around it."""
    begins = max((m.end() for m in _BREAK.finditer(text, 0, entity.start)), default=0)
    ends = next((m.start() for m in _BREAK.finditer(text, entity.end)), len(text))
    return text[begins:ends]


def _is_firm(address: str) -> bool:
    """A house is what tells a place from other words that nobody asked for."""
    return sum(c.isalpha() for c in address) > 1 and any(c.isdigit() for c in address)


def _place(text: str, place: Entity) -> str:
    return whole(text, place)[:MAX_ADDRESS]


def _alone(rest: str) -> str | None:
    """The first piece that is nothing but one or two words in capitals: "Олег, 8701..., Абая 10"."""
    for piece in _BREAK.split(rest):
        piece = without_introduction(piece.strip())
        words = [word for word in piece.split() if word.lower() not in _respect()]
        if 0 < len(words) <= 3 and all(w.replace("-", "").isalpha() and w[0].isupper() for w in words):
            return " ".join(piece.split())[:MAX_NAME]
    return None


@lru_cache(maxsize=1)
def _respect() -> frozenset[str]:
    return frozenset(read_yaml(_DATA)["respect"])


def _taken(state: DialogueState, facts: Facts, begins: bool) -> Decision:
    form = state.form or replace(state.known, window=None, booking_id=None, payment=None, wish=None)
    form = replace(
        form,
        name=facts.name or form.name,
        phone=facts.phone or form.phone,
        payment=facts.payment or form.payment,
    )
    if facts.pickup:
        form = picked_up(form)
    if facts.wish and not facts.point:
        form = replace(form, method="delivery", booking_id=None, window=None, wish=facts.wish)
    steps: list[Command] = [GiveAddress(text=facts.address)] if facts.address else []
    if not (begins or facts.pickup or facts.wish or facts.address) and is_still_open(state, form):
        return noted_beside(state, form, "phone-noted" if facts.count == 1 and facts.phone else "noted")
    after = replace(state if begins else state.asking(None), form=form, failures=0)
    if facts.pickup and facts.point:
        return do(after, *steps, OfferPoints(facts.point))
    return do(after, *steps, Proceed(begins=begins))


def is_only_a_time(text: str, read: Reader) -> bool:
    """ "Бүгін", "сегодня в 6": a day or an hour and nothing beside it."""
    found = read(text, "choose_slot")
    says_when = bool(found) and all(e.entity in TIMES for e in found)
    return says_when and not any(map(str.isalnum, _blanked(text, found)))


def _blanked(text: str, entities: Sequence[Entity]) -> str:
    for e in entities:
        text = text[: e.start] + _blank(text[e.start : e.end]) + text[e.end :]
    return text


def _blank(text: str) -> str:
    """A comma, so that what stood on both sides does not grow together, and as long as before."""
    return "," + " " * (len(text) - 1) if text else ""
