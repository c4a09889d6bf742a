"""When an order is to come, said in other words than days and hours: soonest, earlier, moved to another time."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.dialogue.commands import AskArrival, MoveOrder
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.state import DialogueState
from core.dialogue.store_questions import asks_whether
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases
from core.nlu.understanding import Entity, Understanding

_DATA = Path(__file__).parent / "data" / "moments.yaml"
_PARTICLE = re.compile(r"\s(?:ма|ме|ба|бе|па|пе)\W*$", re.IGNORECASE)
"""What makes a Kazakh sentence a question, with a mark or without."""
_SURE = 0.6
_FEW_WORDS = 3
TIMES = frozenset({"date", "time_from", "time_to"})
"""Entities that say when."""
_OF_TIME = frozenset({"choose_slot", "ask_delivery"})


def words_of(text: str) -> frozenset[str]:
    """soonest, earlier, later, moves, changes, when, other_day: which of them the text says."""
    said = frozenset(found.name for found in _phrases().find(text))
    # "Call an hour before" is no hurry.
    return said - {"soonest", "calls"} if "calls" in said else said


def calls(text: str) -> bool:
    """Whether a call is asked for."""
    return any(found.name == "calls" for found in _phrases().find(text))


def hurries(heard: Understanding) -> bool:
    """An answer to "when?"; to ask whether there is express is no wish for it yet."""
    if "soonest" not in words_of(heard.text):
        return False
    if heard.intent == "ask_delivery" and heard.confidence >= _SURE and asks_whether(heard.text):
        return False
    unsure = heard.confidence < _SURE or len(heard.text.split()) <= _FEW_WORDS
    return heard.intent in _OF_TIME or unsure


def of_order(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """What is said of the time of an order that is placed already, or may be."""
    said = words_of(heard.text)
    moments = {e.entity: str(e.value) for e in reversed(_moments(heard, read))}
    begins, ends = moments.get("time_from"), moments.get("time_to")
    if (
        heard.intent in {*_OF_TIME, "order_status"}
        and _asks(heard)
        and ends
        and not begins
        and said <= {"when"}
    ):
        return do(state, AskArrival(ends, _day(moments), heard.text))
    moves = "moves" in said or ("changes" in said and (bool(said & {"when", "other_day"}) or bool(moments)))
    wishes = heard.intent == "choose_slot" or (heard.intent == "ask_delivery" and (moves or _towards(said)))
    changes = heard.intent == "change_order" and moves and moments
    if not (wishes or changes):
        return None
    number = heard.first("order_number")
    known = number is not None and str(number).isdigit()
    wish = MoveOrder(
        number=int(str(number)) if known else None,
        day=_day(moments),
        time_from=begins,
        time_to=ends,
        towards=_towards(said),
        other_day="other_day" in said,
        doubtful=not (known or moves) or heard.intent == "ask_delivery",
        text=heard.text,
    )
    return do(state, wish)


def surely_moves(heard: Understanding, read: Reader) -> bool:
    """Words of changing that name a time: nothing in the cart is meant to be changed."""
    named = heard.intent in {"choose_slot", "change_order"} and heard.confidence >= _SURE
    return named and bool(words_of(heard.text) & {"moves", "changes"}) and bool(_moments(heard, read))


def answer(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """The answer to when a placed order shall come instead; the open question's subject is `<number> <day>`.

    Whether it comes by an hour is another question, and answers none.
    """
    number, _, shown = (state.subject or "").partition(" ")
    moments = {e.entity: str(e.value) for e in reversed(_moments(heard, read))}
    said = words_of(heard.text)
    other = "other_day" in said
    if not (moments or _towards(said) or other) or heard.intent in {"add_to_cart", "search_product"}:
        return None
    begins, ends = moments.get("time_from"), moments.get("time_to")
    if ends and not begins and _asks(heard):
        return None
    # A time without a day is meant for the day that is on the screen.
    on_screen = date.fromisoformat(shown) if shown and (begins or ends) and not other else None
    return do(
        state, MoveOrder(int(number), None, _day(moments) or on_screen, begins, ends, _towards(said), other)
    )


def _towards(said: frozenset[str]) -> Literal["earlier", "later"] | None:
    if said & {"earlier", "soonest"}:
        return "earlier"
    return "later" if "later" in said else None


def _asks(heard: Understanding) -> bool:
    questions = {"order_status", "ask_delivery"}
    return heard.intent in questions or asks_whether(heard.text) or bool(_PARTICLE.search(heard.text))


def _moments(heard: Understanding, read: Reader) -> list[Entity]:
    """Whatever the message is for: only wishes for a time are read for times."""
    found = heard.entities if heard.intent == "choose_slot" else read(heard.text, "choose_slot")
    return [e for e in found if e.entity in TIMES]


def _day(moments: dict[str, str]) -> date | None:
    return date.fromisoformat(moments["date"]) if "date" in moments else None


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases(read_yaml(_DATA))
