"""From a written word to the key it is found by, and to the words that mean the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.catalog.content import amounts
from core.nlu.language_data import read_yaml
from core.nlu.normalize import fold, search_terms, skeleton
from core.nlu.stemming import russian_nouns

_DATA = Path(__file__).parent.parent / "data" / "search_words.yaml"
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
# "Литровый", "литрлік": one of it, unless a number says how many.
_ONE = {
    ("ml", Decimal(1000).normalize()): re.compile(
        r"(?<!\d )(?<!\d)\bлитр(?:ов(?:ый|ая|ое|ую|ые|ых|ого|ой)|у|л[іи][кгқғ]\w*)\b"
    ),
    ("g", Decimal(1000).normalize()): re.compile(
        r"(?<!\d )(?<!\d)\b(?:килограммов(?:ый|ая|ое|ую|ые|ых)|килолы[қк]|келіл[іи]к)\b"
    ),
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_UNIT_WORDS = frozenset(
    [
        "литрлік",
        "литрлик",
        "литрлігі",
        "литровый",
        "литровая",
        "литровое",
        "литровую",
        "литровые",
        "литровых",
        "литрового",
        "литру",
        "литре",
        "килограммовый",
        "килограммовая",
        "килограммдық",
        "килолық",
        "граммдық",
        "келілік",
        "литра",
        "литров",
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
        "sht",
        "dana",
        "кило",
        "liter",
        "liters",
        "litre",
        "litres",
        "kilo",
        "kilos",
        "kilogram",
        "kilograms",
        "gram",
        "grams",
    ]
)
# Of a dictionary form, so that "пирожное" and "питание" stay nouns.
_ADJECTIVE = re.compile(r"[а-я]{3}(?:ый|ий|ой)$")

_ADJECTIVE_ENDING = re.compile(
    r"(.{4,}?)(?:ичн|очн|ечн|янн|енн|ян|ов|ев|ск|н)(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ую|юю|ых|их)$"
)
_CODE = re.compile(r"[a-z0-9]+")

Measure = tuple[str, Decimal | str]
"""("ml", 1000), ("g", 500), ("pcs", 10), ("%", 2.5), ("", 27) for a bare number, ("code", "aaa") for a type."""


@dataclass(frozen=True, slots=True)
class Word:
    """`key`: the sound of the stem; `sound`: of the word as written. `descriptive`: an adjective by its ending."""

    text: str
    key: str
    sound: str
    descriptive: bool = False


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text, without its numbers and units."""
    return tuple(
        Word(t.word, skeleton(t.stem), t.skeleton, _ADJECTIVE.search(t.stem) is not None)
        for t in search_terms(text)
        if not t.word[0].isdigit() and t.word not in _UNIT_WORDS
    )


def title(text: str) -> str:
    """A whole name in one writing, to be found by."""
    return " ".join(t.word for t in search_terms(text))


def spelling(text: str) -> str:
    """How a whole text sounds, its figures too."""
    return " ".join(t.skeleton for t in search_terms(text))


def other_keys(word: Word) -> frozenset[str]:
    """By sound, the other Russian nouns a word may be a form of."""
    if len(word.text) < 4 or not word.text.isalpha() or word.text.isascii():
        return frozenset()
    return _other_keys(word.text, word.key)


@lru_cache(maxsize=50_000)
def _other_keys(text: str, key: str) -> frozenset[str]:
    return frozenset(skeleton(noun) for noun in russian_nouns(text)) - {key}


def measures(text: str) -> frozenset[Measure]:
    """The amounts, percents and other numbers in a text, in one writing each."""
    text = fold(text)
    found: set[Measure] = {(a.unit, a.value.normalize()) for a in amounts(text)}
    percents = {Decimal(n.replace(",", ".")).normalize() for n in _PERCENT.findall(text)}
    found |= {("%", p) for p in percents}
    found |= {one for one, said in _ONE.items() if said.search(text)}
    if not found:
        found |= {("", Decimal(n.replace(",", ".")).normalize()) for n in _NUMBER.findall(text)}
    return frozenset(found)


def numbers(text: str) -> frozenset[Measure]:
    """Every number bare, so that "27" finds "E27"."""
    return frozenset(("", Decimal(n.replace(",", ".")).normalize()) for n in _NUMBER.findall(text))


def codes(text: str) -> frozenset[Measure]:
    """Short Latin marks that tell types apart: "AAA", "E27", "XL". By sound "AA" and "AAA" would be one."""
    found = _CODE.findall(text.lower())
    return frozenset(("code", c) for c in found if not c.isdigit() and (len(c) <= 4 or not c.isalpha()))


def written(measure: Measure) -> str:
    """A measure as one token: "ml:1000", "%:2.5", ":27", "code:aaa"."""
    unit, value = measure
    return f"{unit}:{value if isinstance(value, str) else format(value, 'f')}"


def names_goods(word: Word) -> bool:
    """False for "want", "please", "with" and the like."""
    return word.text not in _passed_over()


def noun_root(word: Word) -> str | None:
    """By sound, what an adjective was made from: "клубничный" -> "klubn", for it should find "клубника"."""
    made = _ADJECTIVE_ENDING.match(word.text)
    return skeleton(made[1]) if made else None


def same(keys: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Other phrases, as keys, that mean what `keys` mean."""
    return _same().get(keys, frozenset())


LONGEST_PHRASE = 3


@lru_cache(maxsize=1)
def _data() -> Any:
    return read_yaml(_DATA)


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
