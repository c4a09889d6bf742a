"""Lists of phrases that a linguist writes, looked for in what people say.

A phrase is found by the sounds of its words and of their stems, so "құрамы" meets "курамы" and "состава" meets
"состав". A word that ends with `*` stands for every word that begins so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from core.nlu.normalize import fold, skeleton, stem, tokens


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the list `name`, at `start:end` of the text."""

    name: str
    start: int
    end: int


_LONG = 6
"""Letters of a sound in which one slip is seen through."""


@dataclass(frozen=True, slots=True)
class _Part:
    keys: frozenset[str]
    beginning: str = ""
    forgiving: bool = False

    def meets(self, keys: frozenset[str], sound: str) -> bool:
        if sound.startswith(self.beginning) if self.beginning else not self.keys.isdisjoint(keys):
            return True
        said = sound[: len(self.beginning)] if self.beginning else sound
        long = (k for k in self.keys or {self.beginning} if len(k) >= _LONG)
        return self.forgiving and any(OSA.distance(k, said, score_cutoff=1) <= 1 for k in long)


class Phrases:
    """`lists`: name -> its phrases. Names and phrases keep their order. Without `inflected` words meet by sound alone;
    a `forgiving` list sees through one slip in a long word."""

    def __init__(
        self, lists: Mapping[str, Iterable[str]], *, inflected: bool = True, forgiving: bool = False
    ) -> None:
        self._keys = _keys if inflected else _sound
        parts = [
            (name, _parts(phrase, inflected, forgiving))
            for name, phrases in lists.items()
            for phrase in phrases
        ]
        self._phrases = sorted(parts, key=lambda p: -len(p[1]))

    def find(self, text: str) -> tuple[Found, ...]:
        """Every list that is in the text, once, by the place of its longest phrase; words are not used twice."""
        said = tokens(text)
        read = [(self._keys(t.text), skeleton(fold(t.text))) for t in said]
        taken: set[int] = set()
        found: dict[str, Found] = {}
        for name, parts in self._phrases:
            for at in range(len(said) - len(parts) + 1):
                places = range(at, at + len(parts))
                fits = all(part.meets(*read[p]) for part, p in zip(parts, places, strict=True))
                if fits and name not in found and taken.isdisjoint(places):
                    taken.update(places)
                    found[name] = Found(name, said[at].start, said[at + len(parts) - 1].end)
        return tuple(sorted(found.values(), key=lambda f: f.start))

    def first(self, text: str) -> str | None:
        """The list that is named first in the text."""
        found = self.find(text)
        return found[0].name if found else None


def _keys(word: str) -> frozenset[str]:
    folded = fold(word)
    return frozenset((skeleton(folded), skeleton(stem(folded))))


def _sound(word: str) -> frozenset[str]:
    return frozenset((skeleton(fold(word)),))


def _parts(phrase: str, inflected: bool, forgiving: bool) -> tuple[_Part, ...]:
    parts = []
    for word in phrase.split():
        beginning = skeleton(fold(word[:-1])) if word.endswith("*") else ""
        keys = frozenset[str]() if beginning else _keys(word) if inflected else _sound(word)
        parts.append(_Part(keys, beginning, forgiving))
    return tuple(parts)
