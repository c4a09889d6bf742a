"""While an order waits for its phone to be proven: what is the code, a wish for another one, or another number.

The question stays open beside everything else that is said, checkout of the next order included.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.dialogue import checkout
from core.dialogue.commands import Prompt
from core.dialogue.decision import Decision, do
from core.dialogue.proof_commands import ChangeNumber, CheckCode, OtherNumber, ProvePhone, SendCode
from core.dialogue.state import DialogueState
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases
from core.nlu.understanding import Understanding

_WORDS = Path(__file__).parent / "data" / "proof_words.yaml"
DIGITS = 4
SHORT = 6
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
# Digits alone answer these questions themselves: a time, a budget, a place in a list, a number to call.
TAKES_NUMBERS = frozenset({"advice", "line_choice", "slot", "phone", "address"})
_DIGITS = re.compile(r"\d(?:[ .\-]?\d)*")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """None when the message is about something else, or no proof is waited for."""
    code = code_in(state, heard.text)
    if state.unproven is None:
        again = code is not None and code == state.used_code
        return do(state, Prompt("proof-noted")) if again else None
    if code is not None:
        return do(state, CheckCode(code))
    if _wants_another(heard.text):
        return do(state, SendCode())
    if state.form is not None or state.pending is not None:
        return None
    if {e.entity for e in heard.entities} == {"phone"}:
        return do(state, OtherNumber(str(heard.first("phone"))))
    if _digits_alone(heard.text) in {DIGITS - 1, DIGITS + 1, DIGITS + 2}:
        return do(state, Prompt("proof-four-digits"))
    return None


def code_in(state: DialogueState, text: str) -> str | None:
    """The four digits, alone or with words that call them a code. The order's own number alone is no code."""
    text = unicodedata.normalize("NFKC", text)
    runs = _DIGITS.findall(text)
    digits = "".join(str(int(c)) for c in "".join(runs) if c.isdecimal())
    if len(runs) != 1 or len(digits) != DIGITS:
        return None
    words = [word.casefold() for word in _LETTERS.findall(text)]
    if words:
        known = _lists()
        called = any(word in known["code"] for word in words)
        return digits if called and all(word in known["code"] | known["beside"] for word in words) else None
    return None if state.pending in TAKES_NUMBERS or digits == str(state.unproven) else digits


def shared(state: DialogueState, phone: str, own: bool) -> Decision:
    """A contact: for the checkout that asks for a number, and a proof when the channel vouches for it."""
    if own and state.form is None and state.unproven is not None:
        return do(state, ProvePhone(phone))
    given = checkout.give_phone(state, phone)
    return Decision(given.state, (ProvePhone(phone), *given.steps)) if own else given


def change_number(state: DialogueState, phone: str) -> Decision:
    """Raises ValueError for what is no number."""
    if not E164.fullmatch(phone):
        raise ValueError("not a phone number")
    return do(state, ChangeNumber(phone))


def _wants_another(text: str) -> bool:
    found = {phrase.name for phrase in _phrases().find(text)}
    return "again" in found and "elsewhere" not in found and len(text.split()) <= SHORT


def _digits_alone(text: str) -> int:
    stripped = text.strip()
    return len(stripped) if stripped.isdecimal() else 0


@lru_cache(maxsize=1)
def _data() -> dict[str, list[str]]:
    data: dict[str, Any] = read_yaml(_WORDS)
    return data


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in _data().items()}


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases({name: _data()[name] for name in ("again", "elsewhere")})
