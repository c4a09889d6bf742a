"""Whether what the search offers instead is near to what was asked for, or only far-fetched."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from core.catalog.model import Product
from core.nlu.normalize import search_terms

ALIKE = 78.0
"""rapidfuzz ratio of two skeletons from which one word may stand for the other."""
SHARE = 0.5
"""Of the letters asked for, at least this share must be met: "розовый единорог" is not nearly "розовый зефир"."""
SHORTEST = 3


def is_near(phrase: str, product: Product, also: Iterable[str] = ()) -> bool:
    """By letters: the words of the phrase that the product's names, brand or section (`also`) meet.

    A word is met by a word that is alike, or that begins with it. Numbers and short words do not count.
    """
    asked = [(t.skeleton, _key(t.stem)) for t in search_terms(phrase) if _counts(t.word)]
    if not asked:
        return True
    texts = (*product.names.values(), product.brand or "", *also)
    there = {
        k for text in texts for t in search_terms(text) if _counts(t.word) for k in (t.skeleton, _key(t.stem))
    }
    met = sum(
        len(sound) for sound, key in asked if any(_alike(k, word) for word in there for k in (sound, key))
    )
    return met >= SHARE * sum(len(sound) for sound, _ in asked)


def _alike(asked: str, word: str) -> bool:
    if len(asked) >= 4 and (word.startswith(asked) or (asked.startswith(word) and len(word) >= 4)):
        return True
    return asked[:1] == word[:1] and fuzz.ratio(asked, word) >= ALIKE


def _key(stem: str) -> str:
    return next((t.skeleton for t in search_terms(stem)), "")


def _counts(word: str) -> bool:
    return len(word) >= SHORTEST and not word[0].isdigit()
