"""What those who sell and drive say of a day that goes otherwise: in words, or by the buttons under a route."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.dialogue.decision import Decision, do
from core.dialogue.seller_commands import NobodyHome, OnTheRoad, VanDown, VanLate
from core.dialogue.state import DialogueState
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases
from core.nlu.understanding import Understanding

_WORDS = Path(__file__).parent / "data" / "road_words.yaml"
MOST_MINUTES = 720
_VAN = re.compile(
    r"(?:машин\w*|фургон\w*|көлі[кг]\w*|van|truck)\s*(?:№|#|no\.?)?\s*(\d{1,3})\b|\b(\d{1,3})\s*-?\s*(?:й|я|ая)?\s*(?:машин|фургон|көлі)"
)
_MINUTES = re.compile(r"\b(\d{1,3})\s*-?\s*(?:мин|min)")
_HOURS = re.compile(r"\b(\d{1,2})\s*-?\s*(?:час|сағат|hour)")
_HALF = re.compile(r"полчаса|жарты сағат|half an hour")
_HOUR = re.compile(r"на час\b|бір сағат|сағатқа|\ban hour")
_ORDER = re.compile(r"\b(\d{4,10})\b")
ON_GOODS = frozenset({"seller_set_stock", "seller_set_price", "seller_low_stock"})


def said(heard: Understanding) -> OnTheRoad | None:
    """None when the words are about something else."""
    found = [phrase.name for phrase in _phrases().find(heard.text)]
    if "instead" in found or (heard.intent in ON_GOODS and "drives" not in found):
        return None
    van = van_in(heard.text)
    match next((name for name in found if name in {"down", "late", "nobody"}), None):
        case "down":
            return VanDown(None, van)
        case "late":
            return VanLate(None, van, minutes_in(heard.text))
        case "nobody":
            number = _ORDER.search(heard.text)
            return NobodyHome(None, van, int(number[1]) if number else None)
        case _:
            return None


def minutes(state: DialogueState, heard: Understanding) -> Decision | None:
    """The words that answer "how late is it?"; None when they are about something else."""
    text = heard.text.strip()
    late = int(text) if text.isdecimal() and len(text) <= 3 else minutes_in(text)
    if not late or late > MOST_MINUTES:
        return None
    day, van = (state.subject or "").split()
    return do(state.asking(None), VanLate(date.fromisoformat(day), int(van), late))


def tapped(state: DialogueState, verb: str, argument: str) -> Decision | None:
    """`<day>:<van>`, and a third part where there is more to say. Raises ValueError for anything else."""
    if verb not in {"vandown", "vanlate", "nobody"}:
        return None
    day, _, rest = argument.partition(":")
    van, _, more = rest.partition(":")
    named = (date.fromisoformat(day), int(van))
    closed = state.asking(None)
    if verb == "vandown":
        return do(closed, VanDown(*named, sure=more == "yes"))
    number = int(more) if more else None
    return do(closed, VanLate(*named, number) if verb == "vanlate" else NobodyHome(*named, number))


def van_in(text: str) -> int | None:
    found = _VAN.search(text.casefold())
    return int(found[1] or found[2]) if found else None


def minutes_in(text: str) -> int | None:
    """How long the text says, whole minutes; None for nothing, and for what is no delay but another day."""
    text = text.casefold()
    whole = sum(60 * int(hours) for hours in _HOURS.findall(text)) + sum(map(int, _MINUTES.findall(text)))
    whole = whole or (30 if _HALF.search(text) else 60 if _HOUR.search(text) else 0)
    return whole if 0 < whole <= MOST_MINUTES else None


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases(read_yaml(_WORDS))
