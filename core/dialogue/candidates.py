"""Which candidates of an open line a few words describe, in any writing of any of the languages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from core.catalog.search.words import Measure, measures, numbers, words
from core.dialogue.state import Candidate
from core.nlu.entities.lexicon import Word

_ALIKE = 80
"""Of 100: one slip in five letters."""
_LONG_ENOUGH = 4
_SAME_BEGINNING = 5


def names_line(said: Sequence[Word], phrase: str) -> bool:
    """Whether some word is one that the line was asked for with."""
    asked = _keys(phrase)
    return any(_stands_in(word, asked) for word in said if not word.is_number)


def matches(said: Sequence[Word], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that have every word and every number of what was said."""
    return [c for c in candidates if _has_all(said, c)]


def brief_matches(said: Sequence[Word], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that have at least the numbers: "молоко 2,5 пожирнее"."""
    figures = [w for w in said if w.is_number]
    return matches(figures, candidates) if figures else []


def _has_all(said: Sequence[Word], candidate: Candidate) -> bool:
    text = f"{candidate.name} {candidate.spellings}"
    keys, figures = _keys(text), _figures(text)
    return all(_is_figure(w, figures) if w.is_number else _stands_in(w, keys) for w in said) and bool(said)


def _is_figure(word: Word, figures: frozenset[Measure]) -> bool:
    return numbers(word.text.replace(",", ".")) <= figures


def _stands_in(word: Word, keys: frozenset[str]) -> bool:
    if word.sound in keys or word.stem_sound in keys or word.folded in _UNITS:
        return True
    if len(word.sound) < _LONG_ENOUGH:
        return False
    return any(
        fuzz.ratio(word.stem_sound, key) >= _ALIKE
        or (min(len(word.stem_sound), len(key)) > _SAME_BEGINNING and _begin_alike(word.stem_sound, key))
        for key in keys
        if len(key) >= _LONG_ENOUGH
    )


def _begin_alike(one: str, other: str) -> bool:
    """ "бородинский" and "Бородино нан"."""
    return one[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]


_UNITS = frozenset(
    ["л", "мл", "г", "гр", "кг", "l", "ml", "g", "kg", "литр", "литра", "литровый", "процент", "проценттік"]
)


@lru_cache(maxsize=2_000)
def _keys(text: str) -> frozenset[str]:
    return frozenset(key for w in words(text) for key in (w.key, w.sound))


@lru_cache(maxsize=2_000)
def _figures(text: str) -> frozenset[Measure]:
    return numbers(text) | measures(text)
