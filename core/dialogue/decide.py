"""The way of a message through dialogue: state and Understanding in, new state and steps out. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.dialogue import (
    advise,
    checkout,
    choosing,
    digress,
    facts,
    moments,
    pauses,
    pointing,
    points,
    product_questions,
    proving,
    refusing,
    road,
    seller,
    store_questions,
    than,
)
from core.dialogue.commands import (
    AddLines,
    AskCancel,
    Browse,
    CancelOrder,
    ClearCart,
    HandOff,
    NotUnderstood,
    OfferSlots,
    Option,
    OrderStatus,
    Proceed,
    Prompt,
    RemoveLine,
    RepeatOrder,
    Search,
    SetLanguage,
    SetQuantity,
    SetReminders,
    ShowCart,
    ShowProduct,
    TellStore,
    Wanted,
)
from core.dialogue.corrections import correct
from core.dialogue.decision import Decision, Reader, do, nothing_read
from core.dialogue.lines import filters_of, is_list, phrase_of, pointed_at, wanted_lines, wanted_one
from core.dialogue.state import DialogueState
from core.nlu.clauses import starts_checkout
from core.nlu.normalize import search_terms
from core.nlu.understanding import Language, Understanding

START = (
    Option("button-catalog", "catalog"),
    Option("button-cart", "cart"),
    Option("button-orders", "orders"),
    Option("button-help", "help"),
)
PERSON = Option("button-human", "human")
SURE = 0.6
SEARCHES_AT_ONCE = 3
# Answered without anything new to point at, so what was asked before can still be answered.
ASIDES = frozenset(
    {
        "ask_delivery",
        "ask_payment",
        "ask_returns",
        "ask_store",
        "help",
        "greet",
        "thank",
        "checkout",
        "set_address",
        "choose_slot",
        "choose_payment",
    }
)
# Whether these were understood is known when the shelf has been looked at.
MAY_FAIL = frozenset({"out_of_scope", "search_product"})
SURELY_STRANGE = 0.85
"""From here on words are understood and are none of the shop's business."""
# While one of these is open the words are names, not a language chosen.
WORDS_OF_THEIR_OWN = frozenset({"name", "phone", "address", "reason"})


def decide(
    state: DialogueState, heard: Understanding, read: Reader = nothing_read, is_staff: bool = False
) -> Decision:
    """One wish of a shopper, or of a seller when the intent is a seller's."""
    proof = proving.answer(state, heard) if state.pending != "reason" else None
    if proof is not None:
        return digress.back(state, proof)
    state = _in_language(state, heard)
    if (waits := pauses.answer(state, heard)) is not None:
        return waits
    if state.pending == "reason":
        return seller.reason(state, heard)
    if is_staff and (on_the_road := _on_the_road(state, heard)) is not None:
        return on_the_road
    if state.pending == "van_late":
        state = state.asking(None)
    if heard.intent.startswith("seller_"):
        return seller.decide(state, heard)
    if (others := than.asked(state, heard, read)) is not None:
        return digress.back(state, others)
    if state.pending == "line_choice" and (chosen := choosing.answer(state, heard, read)) is not None:
        return chosen.then(Proceed()) if chosen.state.form else chosen
    beside = state.form is not None or state.pending in {"which", "compare"}
    taken = None if beside else pointing.take(state, heard, read)
    if taken is not None:
        return taken
    if (refused := refusing.answer(state, heard)) is not None:
        return refused
    aside = digress.answer(state, heard)
    if aside is not None:
        return digress.back(state, aside)
    moves = state.form is None and moments.surely_moves(heard, read)
    corrected = None if moves else correct(state, heard, read)
    if corrected is not None:
        return digress.back(state, corrected)
    if points.wants_home(state, heard):
        return checkout.deliver(state)
    told = points.asked(state, heard) or _told(state, heard, read) or points.wanted(state, heard)
    told = told or facts.met(state, heard)
    if told is not None:
        return told
    if state.pending == "move" and (other := moments.answer(state, heard, read)) is not None:
        return other
    if heard.intent == "browse_catalog" and any(
        e.entity == "product" for e in read(heard.text, "search_product")
    ):
        # "Покажи фены": a shelf is asked for by its name, goods by theirs.
        heard = replace(heard, intent="search_product", entities=read(heard.text, "search_product"))
    if is_list(heard, read, state.undo is not None):
        heard = replace(heard, intent="add_to_cart", entities=read(heard.text, "add_to_cart"))
    if state.form is not None and heard.intent in MAY_FAIL and facts.is_only_a_time(heard.text, read):
        heard = replace(heard, intent="choose_slot", entities=read(heard.text, "choose_slot"))
    answered = _open_question(state, heard) if state.pending else None
    if answered is not None:
        return answered
    if {e.entity for e in heard.entities} == {"phone"}:
        # A number alone has no intent of its own, whatever the model makes of it.
        return checkout.give_phone(state, str(heard.first("phone")))
    placed = moments.of_order(state, heard, read) if state.form is None else None
    decision = placed or digress.beside(state, heard, read) or _by_intent(state, heard)
    if heard.intent not in MAY_FAIL:
        decision = replace(decision, state=replace(decision.state, failures=0))
    return digress.back(state, decision)


def _on_the_road(state: DialogueState, heard: Understanding) -> Decision | None:
    late = road.minutes(state, heard) if state.pending == "van_late" else None
    told = road.said(heard) if late is None else None
    return do(state.asking(None), told) if told is not None else late


def _in_language(state: DialogueState, heard: Understanding) -> DialogueState:
    if state.language is None:
        # Words that are not understood tell nothing: until some are, what the channel knows holds.
        return state if heard.intent == "out_of_scope" else replace(state, language=heard.language)
    tells = len(heard.text.split()) >= 2 and heard.confidence >= SURE and heard.intent != "out_of_scope"
    # A place to pick up is told by its street, and a street has its name from others.
    if not tells or state.pending in WORDS_OF_THEIR_OWN | {"point"}:
        return state
    return replace(state, language=heard.language)


def _told(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """Facts of the checkout, in it or as it begins."""
    if state.form is not None:
        return facts.told(state, heard, read)
    if heard.intent == "checkout" or starts_checkout(heard.text):
        begun = facts.told(state, heard, read, begins=True)
        # A word that orders counts more than an intent that nobody is sure of.
        doubtful = heard.confidence < SURE and "?" not in heard.text
        return checkout.start(state) if begun is None and doubtful else begun
    # Who tells as much as this unasked wants to order.
    tells = heard.intent in {"set_address", "choose_slot", "choose_payment", "choose_pickup"}
    return facts.told(state, heard, read, begins=True, at_least=3) if tells else None


def _open_question(state: DialogueState, heard: Understanding) -> Decision | None:
    if state.pending in {"clear_cart", "cancel_order"}:
        return _yes_or_no(state, heard)
    if state.pending == "point":
        refused = heard.intent == "deny" and state.form is not None
        return checkout.deliver(state) if refused else points.answer(state, heard)
    return checkout.answer(state, heard)


def _yes_or_no(state: DialogueState, heard: Understanding) -> Decision | None:
    closed = state.asking(None)
    if heard.intent in {"affirm", state.pending}:  # asked whether to, "cancel it" is a yes
        if state.pending == "clear_cart":
            return do(closed, ClearCart())
        return do(closed, CancelOrder(int(state.subject or 0)))
    if heard.intent == "deny":
        return do(closed, Prompt("left-as-it-was", options=START))
    return None


def _by_intent(state: DialogueState, heard: Understanding) -> Decision:
    # A question that was left is no longer open, unless nothing else came to be looked at; checkout asks its own again.
    stays = state.form is not None or (state.pending == "line_choice" and heard.intent in ASIDES)
    state = state if stays else state.asking(None)
    return INTENTS.get(heard.intent, _not_understood)(state, heard)


def _not_understood(state: DialogueState, heard: Understanding) -> Decision:
    pointed = pointed_at(state, heard)
    if pointed:
        return do(state, ShowProduct(Wanted(offer_id=pointed[0].offer_id)))
    failures = state.failures + 1
    strange = heard.intent == "out_of_scope" and heard.confidence >= SURELY_STRANGE
    return do(replace(state, failures=failures), NotUnderstood(heard.text, failures, strange))


def _say(key: str, *options: Option) -> Callable[[DialogueState, Understanding], Decision]:
    return lambda state, heard: do(state, Prompt(key, options=options))


def _hand_off(topic: str) -> Callable[[DialogueState, Understanding], Decision]:
    return lambda state, heard: do(state, HandOff(topic, heard.text))


def _search(state: DialogueState, heard: Understanding) -> Decision:
    """Each thing that is named is looked for; words that name nothing are looked for as they stand."""
    if (refined := _refined(state, heard)) is not None:
        return refined
    # "Сүтім таусылды, сүті бар ма": one thing in two forms is looked for once.
    phrases = (w.phrase for w in wanted_lines(state, heard) if w.phrase)
    once = {tuple(term.stem for term in search_terms(phrase)): phrase for phrase in phrases}
    named = [*once.values()][:SEARCHES_AT_ONCE]
    filters = filters_of(heard)
    return do(state, *(Search(phrase, filters) for phrase in named or [heard.text.strip()]))


def _refined(state: DialogueState, heard: Understanding) -> Decision | None:
    """ "А синие есть?": of what was looked for last."""
    if state.query is None or not heard.entities or {e.entity for e in heard.entities} != {"attribute"}:
        return None
    return do(
        state, Search(f"{state.query.phrase} {phrase_of(heard.text, heard.entities)}", filters_of(heard))
    )


def _details(state: DialogueState, heard: Understanding) -> Decision:
    if state.focus is None and (refined := _refined(state, heard)) is not None:
        return refined
    return product_questions.details(state, heard) or _search(state, heard)


def _add(state: DialogueState, heard: Understanding) -> Decision:
    lines = wanted_lines(state, heard)
    if lines:
        return do(state, AddLines(lines))
    wanted = wanted_one(state, heard)
    return do(state, AddLines((wanted,))) if wanted.offer_id else do(state, Prompt("add-what"))


def _update(state: DialogueState, heard: Understanding) -> Decision:
    wanted = wanted_one(state, heard)
    if len(wanted_lines(state, heard)) > 1:
        return _add(state, heard)
    if not (wanted.phrase or wanted.offer_id):
        return do(state, ShowCart())
    return do(state, SetQuantity(wanted))


def _remove(state: DialogueState, heard: Understanding) -> Decision:
    lines = wanted_lines(state, heard) or (wanted_one(state, heard),)
    known = tuple(w for w in lines if w.phrase or w.offer_id)
    return do(state, *(RemoveLine(w) for w in known)) if known else do(state, ShowCart())


def _clear(state: DialogueState, heard: Understanding) -> Decision:
    options = (Option("button-yes-clear", "clear"), Option("button-no", "no"))
    return do(state.asking("clear_cart"), Prompt("ask-clear-cart", options=options))


def _checkout(state: DialogueState, heard: Understanding) -> Decision:
    return checkout.start(state)


def _slot(state: DialogueState, heard: Understanding) -> Decision:
    if state.form is None:
        pointed = pointed_at(state, heard)
        if pointed and not heard.all("date") and not heard.all("time_from"):
            return do(state, ShowProduct(Wanted(offer_id=pointed[0].offer_id)))
        return do(state, TellStore(store_questions.fact("delivery", heard.text), heard.text))
    return checkout.slot(state, heard) or do(state, OfferSlots())


def _payment(state: DialogueState, heard: Understanding) -> Decision:
    if state.form is None and store_questions.asks_whether(heard.text):
        return do(state, TellStore(store_questions.fact("payment", heard.text), heard.text))
    return checkout.payment(state, heard) or do(state, TellStore("payment", heard.text))


def _status(state: DialogueState, heard: Understanding) -> Decision:
    return do(state, OrderStatus(_number(heard)))


def _cancel(state: DialogueState, heard: Understanding) -> Decision:
    if state.form is not None and _number(heard) is None:
        return checkout.leave(state)
    return do(state, AskCancel(_number(heard)))


def _language(state: DialogueState, heard: Understanding) -> Decision:
    language = heard.first("language")
    if language in {"kk", "ru", "en"}:
        return do(state, SetLanguage(language))  # type: ignore[arg-type]
    return do(state, Prompt("ask-language", options=LANGUAGES))


LANGUAGES = tuple(Option(f"button-language-{x}", f"lang:{x}") for x in ("kk", "ru", "en"))


def _affirm(state: DialogueState, heard: Understanding) -> Decision:
    looks = bool(state.shown) and not state.shows_cart
    return do(state, Prompt("yes-to-shown" if looks else "yes-to-what", options=START))


def _number(heard: Understanding) -> int | None:
    number = heard.first("order_number")
    return int(str(number)) if number is not None and str(number).isdigit() else None


INTENTS: dict[str, Callable[[DialogueState, Understanding], Decision]] = {
    "greet": _say("greeting", *START),
    "goodbye": _say("goodbye"),
    "thank": _say("you-are-welcome"),
    "help": _say("help", *START),
    "affirm": _affirm,
    "deny": _say("left-as-it-was", *START),
    "browse_catalog": lambda state, heard: do(state, Browse()),
    "search_product": _search,
    "product_details": _details,
    "compare_products": product_questions.compare,
    "recommend": advise.recommend,
    "add_to_cart": _add,
    "update_cart": _update,
    "remove_from_cart": _remove,
    "show_cart": lambda state, heard: do(state, ShowCart()),
    "clear_cart": _clear,
    "checkout": _checkout,
    "set_address": lambda state, heard: checkout.give_address(state, heard),
    "choose_slot": _slot,
    "choose_pickup": lambda state, heard: checkout.pickup(state),
    "choose_payment": _payment,
    "apply_promo": _say("no-promo"),
    "loyalty_balance": _say("no-points"),
    "order_status": _status,
    "change_order": _hand_off("change_order"),
    "cancel_order": _cancel,
    "repeat_order": lambda state, heard: do(state, RepeatOrder()),
    "return_request": _hand_off("return"),
    "payment_problem": _hand_off("payment"),
    "complain": _hand_off("complaint"),
    "give_feedback": _hand_off("feedback"),
    "ask_delivery": store_questions.tell,
    "ask_payment": store_questions.tell,
    "ask_returns": store_questions.tell,
    "ask_store": store_questions.tell,
    "talk_to_human": _hand_off("person"),
    "stop_reminders": lambda state, heard: do(state, SetReminders(False)),
    "start_reminders": lambda state, heard: do(state, SetReminders(True)),
    "change_language": _language,
    "privacy_request": _hand_off("privacy"),
}


def language_of(state: DialogueState, fallback: str) -> Language:
    if state.language:
        return state.language
    return fallback if fallback in ("kk", "ru", "en") else "ru"  # type: ignore[return-value]
