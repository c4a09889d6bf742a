"""From a written word to the key it is found by, and to the words that mean the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from core.catalog.content import amounts
from core.nlu.normalize import fold, search_terms, skeleton

_DATA = Path(__file__).parent.parent / "data" / "search_words.yaml"
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_UNIT_WORDS = frozenset(
    [
        "г",
        "гр",
        "кг",
        "мл",
        "л",
        "шт",
        "дана",
        "g",
        "kg",
        "ml",
        "l",
        "pcs",
        "литр",
        "грамм",
        "килограмм",
        "келі",
        "штук",
    ]
)
_ADJECTIVE = re.compile(r".{3}(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ую|юю|ых|их|ыми|ими)$")

Measure = tuple[str, Decimal]
"""("ml", 1000), ("g", 500), ("pcs", 10), ("%", 2.5) or ("", 27) for a bare number."""


@dataclass(frozen=True, slots=True)
class Word:
    """`key`: the sound of the stem; `sound`: of the word as written. `descriptive`: an adjective by its ending."""

    text: str
    key: str
    sound: str
    descriptive: bool = False


def words(text: str) -> list[Word]:
    """The words of a text, without its numbers and units."""
    return [
        Word(t.word, skeleton(t.stem), t.skeleton, _ADJECTIVE.match(t.word) is not None)
        for t in search_terms(text)
        if not t.word[0].isdigit() and t.word not in _UNIT_WORDS
    ]


def measures(text: str) -> frozenset[Measure]:
    """The amounts, percents and other numbers in a text, in one writing each."""
    text = fold(text)
    found = {(a.unit, a.value.normalize()) for a in amounts(text)}
    percents = {Decimal(n.replace(",", ".")).normalize() for n in _PERCENT.findall(text)}
    found |= {("%", p) for p in percents}
    if not found:
        found |= {("", Decimal(n.replace(",", ".")).normalize()) for n in _NUMBER.findall(text)}
    return frozenset(found)


def numbers(text: str) -> frozenset[Measure]:
    """Every number bare, so that "27" finds "E27"."""
    return frozenset(("", Decimal(n.replace(",", ".")).normalize()) for n in _NUMBER.findall(text))


def meant(found: list[Word]) -> list[Word]:
    """Without the words that name no goods, unless nothing is left."""
    return [w for w in found if w.text not in _passed_over()] or found


def same(keys: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Other phrases, as keys, that mean what `keys` mean."""
    return _same().get(keys, frozenset())


LONGEST_PHRASE = 3


@lru_cache(maxsize=1)
def _data() -> Any:
    return yaml.safe_load(_DATA.read_text("utf-8"))


@lru_cache(maxsize=1)
def _passed_over() -> frozenset[str]:
    return frozenset(word.strip() for line in _data()["passed_over"] for word in line.split(","))


@lru_cache(maxsize=1)
def _same() -> dict[tuple[str, ...], frozenset[tuple[str, ...]]]:
    meanings: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for line in _data()["same"]:
        phrases = {tuple(w.key for w in words(phrase)) for phrase in line.split(",")}
        for phrase in phrases:
            meanings.setdefault(phrase, set()).update(phrases - {phrase})
    return {phrase: frozenset(others) for phrase, others in meanings.items()}
