"""Lists of phrases that a linguist writes, looked for in what people say.

A phrase is found by the sounds of its words and of their stems, so "құрамы" meets "курамы" and "состава" meets
"состав". A word that ends with `*` stands for every word that begins so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.nlu.normalize import fold, skeleton, stem, tokens


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the list `name`, at `start:end` of the text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    keys: frozenset[str]
    beginning: str = ""

    def meets(self, keys: frozenset[str], sound: str) -> bool:
        return sound.startswith(self.beginning) if self.beginning else not self.keys.isdisjoint(keys)


class Phrases:
    """`lists`: name -> its phrases. Names and phrases keep their order."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        parts = [(name, _parts(phrase)) for name, phrases in lists.items() for phrase in phrases]
        self._phrases = sorted(parts, key=lambda p: -len(p[1]))

    def find(self, text: str) -> tuple[Found, ...]:
        """Every list that is in the text, once, by the place of its longest phrase; words are not used twice."""
        said = tokens(text)
        read = [(_keys(t.text), skeleton(fold(t.text))) for t in said]
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


def _parts(phrase: str) -> tuple[_Part, ...]:
    parts = []
    for word in phrase.split():
        beginning = skeleton(fold(word[:-1])) if word.endswith("*") else ""
        parts.append(_Part(frozenset() if beginning else _keys(word), beginning))
    return tuple(parts)
