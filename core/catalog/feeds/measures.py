"""Weights, lengths, temperatures and yes-or-no, as sellers write them in Russian and Kazakh."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.catalog.model import SoldBy, Temperature
from core.nlu.language_data import read_yaml

_WORDS = Path(__file__).parent.parent / "data" / "feed_params.yaml"
MAX_WEIGHT_G = 1_000_000
MAX_LENGTH_MM = 10_000
# A weight without its unit is kilograms, as in YML itself; 500 of them are surely grams, so it is asked for.
MAX_UNITLESS_KG = 50

_NUMBER = r"\d{1,9}(?:[.,]\d{1,4})?"
_MEASURE = re.compile(rf"\s*({_NUMBER})\s*([^\W\d_]*)\.?\s*")
_THREE = re.compile(
    rf"\s*({_NUMBER})\s*[xхX×*/на-]+\s*({_NUMBER})\s*[xхX×*/на-]+\s*({_NUMBER})\s*([^\W\d_]*)\.?\s*"
)
_NAME_UNIT = re.compile(r"^(.*?)\s*(?:[,(]\s*([^\W\d_]{1,10})\.?\)?)$")
_MINUS_WORD = re.compile(r"минус\s*|minus\s*")
# A sign only where no number or degree stands before it: "2-6" is a range.
_DEGREES = re.compile(r"(?<![\d°сc%])([-−–]?)\s?(\d{1,3})(?![\d%])")
FROZEN_BELOW_C, CHILLED_BELOW_C = -4, 12


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return dict(read_yaml(_WORDS))


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    return {name: meaning for meaning, names in _words()["names"].items() for name in names}


def meaning(name: str) -> tuple[str | None, str]:
    """What a parameter of this name says (`weight`, `fragile`, ...) or None, and the unit in its name or ""."""
    name = " ".join(name.lower().split()).rstrip(":")
    if name in _meanings():
        return _meanings()[name], ""
    with_unit = _NAME_UNIT.match(name)
    if with_unit and with_unit[1] in _meanings():
        return _meanings()[with_unit[1]], with_unit[2]
    return None, ""


def says(kind: str, text: str) -> bool:
    """Whether the text begins a word with one of the stems of `kind`, or is one of its signs."""
    text = text.lower().strip()
    return any(
        text == stem if not stem[0].isalpha() or len(stem) < 3 else re.search(rf"\b{re.escape(stem)}", text)
        for stem in _words()["values"][kind]
    )


def yes_or_no(text: str) -> bool | None:
    """None when it is neither."""
    if says("no", text) or re.match(r"не\b", text.lower()):
        return False
    return True if says("yes", text) else None


def grams(text: str, unit: str = "") -> int | None:
    """None when there is no weight in it that a van could carry."""
    found = _MEASURE.fullmatch(text)
    if found is None:
        return None
    value, unit = _decimal(found[1]), (found[2] or unit).lower().rstrip(".")
    if not unit and value > MAX_UNITLESS_KG:
        return None
    factor = _words()["units"]["g"].get(unit or "кг")
    return None if factor is None else _between(value * Decimal(str(factor)), MAX_WEIGHT_G)


def millimetres(text: str, unit: str = "") -> int | None:
    """Centimetres when no unit is written, as in YML itself."""
    found = _MEASURE.fullmatch(text)
    return None if found is None else _millimetres(found[1], found[2] or unit)


def three_millimetres(text: str, unit: str = "") -> tuple[int, int, int] | None:
    """Length, width, height: "20/15/30", "20х15х30 см"."""
    found = _THREE.fullmatch(text)
    if found is None:
        return None
    sides = [_millimetres(found[i], found[4] or unit) for i in (1, 2, 3)]
    return None if None in sides else (sides[0] or 0, sides[1] or 0, sides[2] or 0)


def _millimetres(number: str, unit: str) -> int | None:
    factor = _words()["units"]["mm"].get(unit.lower().rstrip(".") or "см")
    return None if factor is None else _between(_decimal(number) * factor, MAX_LENGTH_MM)


def _between(value: Decimal, largest: int) -> int | None:
    whole = int(value.to_integral_value())
    return whole if 0 < whole <= largest else None


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", "."))


def temperature(text: str) -> Temperature | None:
    """By the words, else by the warmest degree allowed; None when neither is in it."""
    text = _MINUS_WORD.sub("-", text.lower())
    if says("frozen", text):
        return "frozen"
    if says("chilled", text):
        return "chilled"
    degrees = [-int(n) if sign else int(n) for sign, n in _DEGREES.findall(text)]
    if degrees:
        warmest = max(degrees)
        return (
            "frozen" if warmest <= FROZEN_BELOW_C else "chilled" if warmest <= CHILLED_BELOW_C else "ambient"
        )
    return "ambient" if says("ambient", text) else None


def segregation(text: str) -> str | None:
    """`food` or `chemical`; None for a class of another kind (energy, strength)."""
    return "food" if says("food", text) else "chemical" if says("chemical", text) else None


def sold_by(text: str) -> SoldBy | None:
    if says("by_piece", text):
        return "piece"
    return "weight" if says("by_weight", text) else None
