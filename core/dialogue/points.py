"""Where an order is picked up: what is said of it, and what answers "where?"."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.delivery.points import SHOP
from core.dialogue.commands import OfferPoints, PickPoint
from core.dialogue.decision import Decision, do
from core.dialogue.state import DialogueState, Form
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases
from core.nlu.understanding import Understanding

_DATA = Path(__file__).parent / "data" / "points.yaml"
# Said with a place to pick up, these are about an order that there is already, or begin one with all its facts.
_OF_SOMETHING_ELSE = frozenset(
    {"order_status", "cancel_order", "change_order", "return_request", "complain", "payment_problem"}
    | {"checkout", "add_to_cart", "remove_from_cart", "talk_to_human", "give_feedback"}
)
# What an answer to "where?" is taken for when its words alone are looked at; the second ones only
# where they name no goods and ask nothing.
_ANSWERS = frozenset({"choose_pickup", "set_address", "affirm", "choose_slot"})
_MAYBE = frozenset(
    {"out_of_scope", "product_details", "browse_catalog", "search_product", "ask_delivery", "ask_store"}
)
_SHORT = 5
_SURE = 0.6


def asked(state: DialogueState, heard: Understanding) -> Decision | None:
    """ "Какие есть пункты выдачи?", in a checkout or before it."""
    return offer(state, heard.text, asks=True) if _is_about(state, heard) and _asks(heard.text) else None


def wanted(state: DialogueState, heard: Understanding) -> Decision | None:
    """ "В постамат на Абая": a place to pick up and nothing else of a checkout."""
    return offer(state, heard.text) if _is_about(state, heard) else None


def _is_about(state: DialogueState, heard: Understanding) -> bool:
    other = heard.intent in _OF_SOMETHING_ELSE and heard.confidence >= _SURE
    return not other and state.pending != "name" and names_such(heard.text)


def offer(state: DialogueState, text: str = "", *, asks: bool = False) -> Decision:
    """The places are shown; who did not merely ask picks the order up."""
    step = OfferPoints(text, near_me=_says("nearest", text), asks=asks)
    if asks:
        return do(state, step)
    if state.form is None:
        return do(replace(state, known=picked_up(state.known)), step)
    return do(replace(state.asking(None), form=picked_up(state.form), failures=0), step)


def wants_home(state: DialogueState, heard: Understanding) -> bool:
    """ "No, bring it home": of what was to be picked up."""
    told = heard.all("address") or heard.all("phone")
    return (
        state.form is not None
        and state.form.method == "pickup"
        and not told
        and not _asks(heard.text)
        and len(heard.text.split()) <= _SHORT + 1
        and _says("home", heard.text)
    )


def names_such(text: str) -> bool:
    """Whether the words are about a place to pick up, whichever."""
    return _says("about", text)


def picked_up(form: Form) -> Form:
    """Nothing is brought to the door; where it is picked up is not chosen yet."""
    return replace(form, method="pickup", point_id=None, booking_id=None, window=None)


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """The place that is meant, or None when the message is about something else. The words of an address are
    compared with the points first, and are where the shopper is when they name none."""
    offered = (state.subject or "").split()
    if heard.intent == "deny":
        return None
    bare = heard.text.strip()
    place = int(bare) if bare.isdecimal() and len(bare) < 3 else heard.first("ordinal")
    if place is not None and offered:
        at = int(str(place))
        if at != 0 and -len(offered) <= at <= len(offered):
            return do(state, PickPoint(offered[at - 1 if at > 0 else at]))
    if _says("nearest", heard.text):
        return do(state, PickPoint(text=heard.text[:200], nearest=True))
    if heard.intent == "affirm" and offered:
        return do(state, PickPoint(offered[0]))
    short = len(heard.text.split()) <= _SHORT
    if (short or heard.intent == "choose_pickup") and not _asks(heard.text) and _says("shop", heard.text):
        return do(state, PickPoint(SHOP))
    told = heard.all("payment_method") or heard.all("phone") or heard.all("date")
    maybe = heard.intent in _MAYBE and short and not heard.all("product") and not _asks(heard.text)
    answers = heard.intent in _ANSWERS or maybe or heard.confidence < _SURE
    return do(state, PickPoint(text=heard.text[:200])) if answers and not told else None


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?") or _says("asks", text)


def _says(topic: str, text: str) -> bool:
    return bool(text) and bool(_topic(topic).find(text))


@lru_cache(maxsize=1)
def _data() -> Any:
    return read_yaml(_DATA)


@lru_cache(maxsize=8)
def _topic(topic: str) -> Phrases:
    return Phrases(_data()[topic])
