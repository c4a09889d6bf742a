"""Puts a mistyped word right when one edit makes it a word of the language data.

A deletion index finds the neighbours without trying every edit (Garbe 2012, SymSpell); the distance is
optimal string alignment, where two letters swapped count as one edit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from core.nlu.normalize import skeleton
from core.nlu.stemming import KAZAKH_ONLY, russian_lemma

_SHORTEST = 4
KEPT = 20_000
"""Words whose spelling is remembered."""


class Speller:
    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(w for w in words if w.isalpha())
        self._sounds = frozenset(map(skeleton, self._words))
        deletions: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if len(word) >= _SHORTEST:
                for key in _deletions(word):
                    deletions[key].append(word)
        # Words in one string: a hundred thousand small lists would be read five times as slowly.
        self._deletions = {key: " ".join(words) for key, words in deletions.items()}
        self.respell = lru_cache(maxsize=KEPT)(self._respell)

    def __getstate__(self) -> dict[str, Any]:
        """What was respelled so far is not kept."""
        return {name: value for name, value in vars(self).items() if name != "respell"}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept)
        self.respell = lru_cache(maxsize=KEPT)(self._respell)

    def _respell(self, word: str) -> str:
        """`word` is folded; it comes back as it is when it is known, short or near to no other."""
        if len(word) < _SHORTEST or len(word) > 30 or not word.isalpha() or self._is_word(word):
            return word
        near = {
            w
            for key in _deletions(word)
            for w in self._deletions.get(key, "").split()
            if OSA.distance(w, word) == 1
        }
        # Four letters are one edit from many words; only swapped letters are surely a slip there.
        if len(word) == _SHORTEST:
            near = {w for w in near if sorted(w) == sorted(word)}
        best = sorted(
            near, key=lambda w: (sorted(w) != sorted(word), w[0] != word[0], abs(len(w) - len(word)), w)
        )
        return best[0] if best else word

    def _is_word(self, word: str) -> bool:
        if word in self._words or skeleton(word) in self._sounds:
            return True
        return not word.isascii() and not KAZAKH_ONLY & set(word) and russian_lemma(word) is not None


def _deletions(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
