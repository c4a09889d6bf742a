"""Which candidates of an open line a few words describe, in any writing of any of the languages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from core.catalog.search.words import Measure, measures, numbers, words
from core.dialogue.state import Candidate, OpenLine
from core.nlu.entities.lexicon import Word

_ALIKE = 82
"""Of 100: one slip in six letters, but never in the first."""
_LONG_ENOUGH = 4
_SAME_BEGINNING = 6


def names_line(said: Sequence[Word], line: OpenLine) -> bool:
    """Whether some word is what the line was asked for with, or what all its candidates are, in any language."""
    return any(
        _stands_in(word, line.phrase)
        or (len(line.choices) > 1 and all(_stands_in(word, _text(c)) for c in line.choices))
        for word in said
        if not word.is_number
    )


def matches(said: Sequence[Word], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that have every word and every number of what was said."""
    return [c for c in candidates if _has_all(said, c)]


def brief_matches(said: Sequence[Word], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those with every number that was said and most of the words: "сүтжол 2,5% литрлігі"."""
    figures = [w for w in said if w.is_number]
    fits = matches(figures, candidates) if figures else list(candidates)
    counts = {c.offer_id: sum(_has_all((w,), c) for w in said) for c in fits}
    most = max(counts.values(), default=0)
    return [c for c in fits if most and counts[c.offer_id] == most]


def _has_all(said: Sequence[Word], candidate: Candidate) -> bool:
    text = _text(candidate)
    return bool(said) and all(
        _is_figure(w, _figures(text)) if w.is_number else _stands_in(w, text) for w in said
    )


def _text(candidate: Candidate) -> str:
    return f"{candidate.name} {candidate.spellings}"


def _is_figure(word: Word, figures: frozenset[Measure]) -> bool:
    return numbers(word.text.replace(",", ".")) <= figures


def _stands_in(word: Word, text: str) -> bool:
    """As it is, inflected, with a slip of the hand, or as the adjective of it ("бородинский" of "Бородино нан")."""
    keys = _keys(text)
    if word.sound in keys or word.stem_sound in keys or word.folded in _UNITS:
        return True
    if len(word.sound) < _LONG_ENOUGH:
        return False
    return any(
        fuzz.ratio(word.sound, sound) >= _ALIKE or word.sound[:_SAME_BEGINNING] == sound[:_SAME_BEGINNING]
        for sound in _sounds(text)
        if len(sound) >= _LONG_ENOUGH and sound[0] == word.sound[0]
    )


_UNITS = frozenset(
    ["л", "мл", "г", "гр", "кг", "l", "ml", "g", "kg", "литр", "литра", "литровый", "процент", "проценттік"]
)


@lru_cache(maxsize=2_000)
def _keys(text: str) -> frozenset[str]:
    return frozenset(key for w in words(text) for key in (w.key, w.sound))


@lru_cache(maxsize=2_000)
def _sounds(text: str) -> frozenset[str]:
    return frozenset(w.sound for w in words(text))


@lru_cache(maxsize=2_000)
def _figures(text: str) -> frozenset[Measure]:
    return numbers(text) | measures(text)
