"""Addresses as people write them, without the words around them."""

from __future__ import annotations

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.stemming import russian_parts_of_speech
from core.nlu.understanding import Entity

_VERBS = frozenset({"VERB", "INFN", "ADVB", "PRCL", "GRND", "PRED"})
# Between two parts of one address: "напротив Меги, на Розыбакиева".
_LINKS = frozenset({"na", "po", "at"})
_TOWN_LETTERS = frozenset({"г", "g", "қ", "с", "п"})
_FARTHEST = 4
"""Words of a name that no list knows, before the house or after "напротив"."""


class AddressReader:
    def __init__(self, text: str, words: list[Word], taken: list[bool], lexicon: Lexicon) -> None:
        self._text, self._words, self._taken, self._lexicon = text, words, taken, lexicon
        self._places = self._marked(lexicon.place_words) | self._marked(lexicon.streets)
        self._towns = self._marked(lexicon.cities)
        self._numbers = {i for i, w in enumerate(words) if w.is_number and not taken[i]}
        self._said = {i for i in range(len(words)) if not taken[i] and self._is_name(i)}

    def _marked(self, phrases: object) -> set[int]:
        hits = phrases.all(self._words)  # type: ignore[attr-defined]
        return {i for a, b, _ in hits for i in range(a, b) if not self._taken[i]}

    def _is_name(self, i: int) -> bool:
        if i in self._places or i in self._towns or i in self._numbers:
            return True
        word = self._words[i]
        if len(word.folded) < 2 or word.sound in self._lexicon.address_fillers or self._lexicon.carries(word):
            return False
        return not russian_parts_of_speech(word.folded) or not russian_parts_of_speech(word.folded) <= _VERBS

    def read(self, asked: bool) -> list[Entity]:
        """`asked` says that the message is known to be about an address; else only a street with a house is one."""
        words = self._words
        landmarks = self._landmarks()
        firm = sorted(self._places | self._towns | self._numbers | landmarks)
        streets = self._places & self._said
        if not firm or not (
            streets or landmarks or (asked and (self._towns or (len(self._said) > 1 and self._numbers)))
        ):
            return self._bare() if asked else []
        if not asked and not (streets and self._numbers):
            return []
        firm = self._one_place(firm)
        first, last = self._widen_left(firm[0]), self._widen_right(firm[-1])
        while last > first and self._fills(last):
            last -= 1
        return [
            Entity(
                "address",
                self._text[words[first].start : words[last].end],
                words[first].start,
                words[last].end,
            )
        ]

    def _fills(self, i: int) -> bool:
        if i and len(self._words[i].text) == 1 and self._words[i - 1].end == self._words[i].start:
            return False
        return (
            self._words[i].sound in self._lexicon.address_fillers
            or self._words[i].folded in self._lexicon.suffixes
        )

    def _bare(self) -> list[Entity]:
        """A name alone, when an address was asked for."""
        said = sorted(self._said)
        if not said or len(said) > 6 or len(self._words) - len(said) > 3:
            return []
        start, end = self._words[said[0]].start, self._words[said[-1]].end
        return [Entity("address", self._text[start:end], start, end)] if len(said) > 1 else []

    def _landmarks(self) -> set[int]:
        found = {
            i
            for a, b, _ in self._lexicon.landmarks.all(self._words)
            for i in range(a, b)
            if b < len(self._words)
        }
        return found | {
            i for a, b, _ in self._lexicon.landmarks_after.all(self._words) for i in range(a, b) if a
        }

    def _one_place(self, firm: list[int]) -> list[int]:
        """The widest group of marks no more than a few words apart: a second sentence is none of it."""
        groups: list[list[int]] = [[firm[0]]]
        for i in firm[1:]:
            between = [w for w in self._words[groups[-1][-1] + 1 : i] if len(w.text) > 1]
            colon = ":" in self._text[self._words[groups[-1][-1]].end : self._words[i].start]
            if (
                colon
                or len(between) > _FARTHEST
                or any(w.sound in self._lexicon.address_fillers - _LINKS for w in between)
            ):
                groups.append([i])
            else:
                groups[-1].append(i)
        return max(groups, key=lambda g: (any(i in self._places for i in g) + len(g), -g[0]))

    def _widen_left(self, first: int) -> int:
        """A street no list knows stands right before its house or its word: at most a few words of a name."""
        at = first
        while at - 1 in self._said and first - at < _FARTHEST and self._touches(at):
            at -= 1
        # "г. Алматы": the letter is written with the town.
        return at - (at > 0 and at in self._towns and self._words[at - 1].folded in _TOWN_LETTERS)

    def _widen_right(self, last: int) -> int:
        words, text = self._words, self._text
        after_landmark = bool(self._lexicon.landmarks.before(words, last + 1))
        named = last in self._places and not self._lexicon.landmarks_after.is_word(words[last])
        steps = _FARTHEST if after_landmark else 2 if named else 0
        while last + 1 < len(words) and not self._taken[last + 1]:
            glued = words[last].is_number and text[words[last].end : words[last + 1].start] in {"", "-", "/"}
            if glued and len(words[last + 1].text) == 1 and words[last + 1].text.isalpha():
                last += 1
            elif steps and last + 1 in self._said and self._touches(last + 1):
                last, steps = last + 1, steps - 1
            else:
                break
        return last

    def _touches(self, at: int) -> bool:
        return not self._text[self._words[at - 1].end : self._words[at].start].strip(" .\"«»'-")
