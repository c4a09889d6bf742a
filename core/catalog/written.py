"""A value as a seller wrote it, taken apart so that it can be said in another language: "0.9 кг", "150 × 200 см"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.catalog.facts import answers, units
from core.nlu.stemming import KAZAKH_ONLY

_TIMES = frozenset("xх")
"""Between the sides of a thing, in either alphabet."""
_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[\W_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its name in `data/facts.yaml`, after that number."""

    name: str
    count: str


@dataclass(frozen=True, slots=True)
class Number:
    digits: str
    """Whole, or with a decimal mark of either kind."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, by its name in `data/facts.yaml`."""

    name: str


Piece = Number | Unit | Answer | str


def is_in(text: str, language: str) -> bool:
    """Whether a reader of that language reads these words, by their letters."""
    letters = [c for c in text.lower() if c.isalpha()]
    if language == "en":
        return all(c.isascii() for c in letters)
    return any(not c.isascii() for c in letters) and (language == "kk") == bool(KAZAKH_ONLY & set(letters))


def pieces(value: str) -> tuple[Piece, ...] | None:
    """None for words of the seller's own, which nobody but the seller can say otherwise."""
    if (answer := _answers().get(value.strip().lower())) is not None:
        return (Answer(answer),)
    found: list[Piece] = []
    count = ""
    for piece in _PIECE.findall(value):
        if piece[0].isdigit():
            count = piece
            found.append(Number(piece))
        elif piece.lower() in _TIMES:
            found.append(piece)
        elif piece[0].isalpha():
            unit = _units().get(piece.lower())
            if unit is None or not count:
                return None
            found.append(Unit(unit, count))
        else:
            # The dot that shortens a unit goes with it.
            found.append(re.sub(r"^\.", "", piece) if found and isinstance(found[-1], Unit) else piece)
    return tuple(found) if count else None


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {word: name for name, words in units().items() for word in words}


@lru_cache(maxsize=1)
def _answers() -> dict[str, str]:
    return {word: name for name, words in answers().items() for word in words}
