"""Whether what the search offers instead is near to what was asked for, or only far-fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable

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


def is_near(phrase: str, product: Product, also: Iterable[str] = ()) -> bool:
    """By letters: the words of the phrase that the product's names, brand or section (`also`) meet.

    A word is met by a word that is alike, or that begins with it. Numbers and short words do not count.
    """
    asked = [t for t in search_terms(phrase) if _counts(t.word)]
    if not asked:
        return True
    texts = (*product.names.values(), product.brand or "", *also)
    there = {k for text in texts for t in search_terms(text) if _counts(t.word) for k in _keys(t)}
    russian = any(_ADJECTIVE.search(t.stem) for t in asked)
    weights = [_weight(t, t is asked[-1] and not russian) for t in asked]
    met = [
        w for t, w in zip(asked, weights, strict=True) if any(_alike(k, x) for x in there for k in _keys(t))
    ]
    return sum(met) >= SHARE * sum(weights)


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
