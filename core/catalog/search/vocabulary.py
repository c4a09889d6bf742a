"""The words of one catalogue, and which of them a typed word may stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

SIGNED_LETTERS = 32


class Wordlist:
    """Words as they sound in names -> the keys they are found by. Never changes; `with_more` shares what is there.

    Words a slip away are looked for among those of a fitting length whose sets of letters differ in no more than the
    slips can change (one each, two where a letter was replaced): one pass of numpy over 8 bytes a word, 0.1 ms for
    100,000 words, leaves a few hundred to measure. Nothing but the sets is kept beside the words.
    """

    def __init__(self, forms: Iterable[tuple[str, str]]) -> None:
        self._forms: dict[str, tuple[str, ...]] = {}
        for sound, key in forms:
            known = self._forms.get(sound, ())
            if key not in known:
                self._forms[sound] = (*known, key)
        self._keys = frozenset(key for keys in self._forms.values() for key in keys)
        self._sorted = sorted(self._keys)
        # Who slips inside "тс" or "ия" breaks the one letter it was taken for: both writings are looked through.
        found = {written: word for word in sorted({*self._keys, *self._forms}) for written in _writings(word)}
        self._words = sorted(found, key=lambda word: (len(word), word))
        self._meant = found
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int32)
        self._letters = _signatures(self._words)
        self._added: Wordlist | None = None

    def with_more(self, forms: Iterable[tuple[str, str]]) -> Wordlist:
        """These words and those; the new ones stand in a list of their own until they are many."""
        more = [*(self._added._pairs() if self._added else ()), *forms]
        fresh = [(sound, key) for sound, key in more if key not in self._forms.get(sound, ())]
        if len(fresh) > 2_000:
            return Wordlist([*self._pairs(), *fresh])
        grown = object.__new__(Wordlist)
        grown.__dict__.update(self.__dict__)
        grown._added = Wordlist(fresh) if fresh else None
        return grown

    def _pairs(self) -> Iterator[tuple[str, str]]:
        return ((sound, key) for sound, keys in self._forms.items() for key in keys)

    def __len__(self) -> int:
        return len(self._words) + (len(self._added) if self._added else 0)

    def is_key(self, key: str) -> bool:
        return key in self._keys or (self._added is not None and self._added.is_key(key))

    def keys_of(self, sound: str) -> tuple[str, ...]:
        """The keys of the words that sound so in some name."""
        added = self._added.keys_of(sound) if self._added else ()
        return (*self._forms.get(sound, ()), *added)

    def starting(self, start: str, most: int = 500) -> Iterator[str]:
        """Keys that begin so."""
        at = bisect_left(self._sorted, start)
        for key in self._sorted[at : at + most]:
            if not key.startswith(start):
                break
            yield key
        if self._added:
            yield from self._added.starting(start, most)

    def near(self, typed: str, slips: int) -> Iterator[tuple[str, str, int]]:
        """(word, its key, slips between) by optimal string alignment (Boytsov 2011): a swap is one slip."""
        found: dict[str, int] = {}
        for written in _writings(typed):
            for word, distance in self._close(written, slips):
                sound = self._meant[word]
                found[sound] = min(found.get(sound, distance), distance)
        for sound, distance in found.items():
            for key in self._forms.get(sound, (sound,)):
                yield sound, key, distance
        if self._added:
            yield from self._added.near(typed, slips)

    def _close(self, written: str, slips: int) -> Iterator[tuple[str, int]]:
        first = int(np.searchsorted(self._lengths, len(written) - slips, side="left"))
        last = int(np.searchsorted(self._lengths, len(written) + slips, side="right"))
        if first < last:
            differing = np.bitwise_count(self._letters[first:last] ^ _signatures([written])[0])
            fitting = np.flatnonzero(differing <= 2 * slips) + first
            candidates = [self._words[i] for i in fitting.tolist()]
            for word, distance, _ in process.extract_iter(
                written, candidates, scorer=OSA.distance, score_cutoff=slips
            ):
                yield word, int(distance)


_DOUBLE = re.compile("ia|iu|ts")
_SINGLE = {"ia": "1", "iu": "2", "ts": "3"}


def _writings(word: str) -> tuple[str, ...]:
    """As it sounds, and with one letter for one of the writer: я, ю and ц sound as two."""
    single = _DOUBLE.sub(lambda found: _SINGLE[found.group()], word)
    return (word,) if single == word else (word, single)


def _signatures(words: list[str]) -> NDArray[np.uint64]:
    """The set of a word's letters, a bit each; of very long words the first letters alone."""
    if not words:
        return np.zeros(0, dtype=np.uint64)
    letters = np.array(words, dtype=f"U{SIGNED_LETTERS}").view(np.uint32).reshape(len(words), SIGNED_LETTERS)
    bits = np.where(letters > 0, np.uint64(1) << (letters % 64).astype(np.uint64), np.uint64(0))
    return np.asarray(np.bitwise_or.reduce(bits, axis=1), dtype=np.uint64)
