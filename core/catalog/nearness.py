"""Whether what the search offers instead is near to what was asked for, or only far-fetched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.catalog.model import Product
from core.nlu.normalize import SearchTerm, search_terms, skeleton

ALIKE = 78.0
"""rapidfuzz ratio of two skeletons from which one word may stand for the other."""
SHARE = 0.5
"""Of the weighed letters asked for, at least this must be met: "розовый единорог" is not nearly "розовый зефир"."""
SHORTEST = 3
OF_AN_ADJECTIVE, OF_THE_LAST = 0.4, 2.0
_ADJECTIVE = re.compile(r"[а-я]{3}(?:ый|ий|ой)$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is asked for: by words that count, their writings and weights. Numbers and short words do not count."""

    words: tuple[tuple[tuple[str, str], float], ...]

    @classmethod
    def of(cls, text: str) -> Phrase:
        asked = [t for t in search_terms(text) if _counts(t.word)]
        russian = any(_ADJECTIVE.search(t.stem) for t in asked)
        return cls(tuple((_keys(t), _weight(t, t is asked[-1] and not russian)) for t in asked))

    def is_met_by(self, there: Collection[str]) -> bool:
        """By letters: enough of the words are alike to one of these, or begin it. Both are written as they sound."""
        met = sum(weight for keys, weight in self.words if any(_alike(k, x) for x in there for k in keys))
        return met >= SHARE * sum(weight for _, weight in self.words)


def is_near(phrase: str, product: Product, also: Iterable[str] = ()) -> bool:
    """Whether the product's names, brand or section (`also`) meet the phrase."""
    texts = (*product.names.values(), product.brand or "", *also)
    return Phrase.of(phrase).is_met_by({k for text in texts for k in sounds(text)})


def sounds(text: str) -> frozenset[str]:
    """The words of a text that count, as they sound, whole and by their stems."""
    return frozenset(k for t in search_terms(text) if _counts(t.word) for k in _keys(t))


def _weight(term: SearchTerm, last: bool) -> float:
    """A thing is more than what it is like. Russian adjectives tell themselves by their ending; where there are none,
    the thing comes last, as in Kazakh and English."""
    if _ADJECTIVE.search(term.stem):
        return len(term.word) * OF_AN_ADJECTIVE
    return len(term.word) * (OF_THE_LAST if last else 1.0)


def _alike(asked: str, word: str) -> bool:
    if len(asked) >= 4 and (word.startswith(asked) or (asked.startswith(word) and len(word) >= 4)):
        return True
    return asked[:1] == word[:1] and fuzz.ratio(asked, word) >= ALIKE


def _keys(term: SearchTerm) -> tuple[str, str]:
    return term.skeleton, skeleton(term.stem)


def _counts(word: str) -> bool:
    return len(word) >= SHORTEST and not word[0].isdigit()
