"""Places of the list shown last: "второй", "екіншісін", "the first two", "it"."""

from __future__ import annotations

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.entities.numbers import read_numbers
from core.nlu.normalize import fold
from core.nlu.understanding import Context, Entity

_NO_FOCUS = frozenset({"choose_slot"})
# "бұл тапсырыс" is this order; an inflected "осыны" stands for the goods themselves.
_DETERMINERS = frozenset({"bul", "osi", "mina", "minau", "ol", "sol"})
_MOST = 10**6
_LAST_PLACE = 12
"""Of a list shown in a chat; a later one ("the 19th") is a day."""


class PointerReader:
    def __init__(self, text: str, words: list[Word], taken: list[bool], lexicon: Lexicon) -> None:
        self._text, self._words, self._taken, self._lexicon = text, words, taken, lexicon
        self._numeral_words = {words[n.start].folded for n in read_numbers(text, words, lexicon)}

    def read(self, intent: str, context: Context) -> list[Entity]:
        places = self._places()
        groups = self._lexicon.groups.all(self._words)
        # "Two of the first" counts, it does not pair: a place that is named outside of the pair says so.
        if groups and all(groups[0][0] <= a < groups[0][1] for a, _, p in places if p):
            a, b, size = groups[0]
            return [self._entity(place, a, b) for place in range(1, int(size) + 1)]
        found = [self._entity(p, a, b) for a, b, p in places if not (p == 0 and intent in _NO_FOCUS)]
        if intent == "compare_products" and len([e for e in found if e.value]) < 1:
            found = self._figures(9) or found
        if not found and (context.pending == "choice" or intent == "choose_slot"):
            found = self._named_number() or (self._figures(_MOST) if len(self._words) == 1 else [])
        if (
            not found
            and intent == "compare_products"
            and context.last_list
            and self._lexicon.shown.all(self._words)
        ):
            return [self._entity(place, *self._lexicon.shown.all(self._words)[0][:2]) for place in (1, 2)]
        if not found and intent == "product_details" and context.last_list:
            found = (
                self._figures(len(context.last_list))
                if not any(map(self._lexicon.is_known, self._words))
                else []
            )
        return found or self._named_number()

    def _entity(self, place: int, a: int, b: int) -> Entity:
        return Entity("ordinal", place, self._words[a].start, self._words[b - 1].end)

    def _places(self) -> list[tuple[int, int, int]]:
        found, i = [], 0
        while i < len(self._words):
            hit = None if self._taken[i] else self._place(i)
            if hit is not None and not self._of_something_else(i, hit[0], hit[1]):
                found.append((i, *hit))
            i = hit[0] if hit else i + 1
        return found

    def _place(self, i: int) -> tuple[int, int] | None:
        word = self._words[i]
        if fold(word.text) in self._lexicon.focus_written and word.folded not in self._numeral_words:
            return i + 1, 0
        if hit := self._lexicon.ordinal.at(self._words, i):
            # "Соль" (salt) only sounds as the Kazakh "сол" (that one), which no soft sign ends.
            return None if hit[1] == 0 and word.folded.endswith("ь") else (hit[0], int(hit[1]))
        for root, place in self._lexicon.kazakh_ordinals.items():
            if word.sound.startswith(root) and len(word.sound) - len(root) <= 8:
                return i + 1, int(place)
        if word.is_number and i + 1 < len(self._words):
            number = next(
                (n for n in read_numbers(self._text, self._words, self._lexicon) if n.start == i), None
            )
            if number and number.ending in {"nth", "whose"} and number.value <= _LAST_PLACE:
                return number.end, int(number.value)
        return None

    def _of_something_else(self, start: int, end: int, place: int) -> bool:
        """ "этот заказ", "last week", "это всё", "make it three": no goods are pointed at."""
        words = self._words
        bare = words[start].sound in {*_DETERMINERS, *self._lexicon.kazakh_ordinals} or not self._is_kazakh(
            start
        )
        if bare and end < len(words) and self._lexicon.not_goods.is_word(words[end]):
            return True
        before = words[start - 1].folded if start else ""
        if place == 0 and words[start].folded == "it" and before == "make":
            # "Make it three milks" names what "it" is.
            return any(self._lexicon.names_goods(w) and w.folded not in self._numeral_words for w in words)
        return place == 0 and words[start].folded == "it" and before in {"that", "do", "keep"}

    def _is_kazakh(self, at: int) -> bool:
        sound = self._words[at].sound
        return sound in self._lexicon.kazakh or any(
            sound.startswith(r) for r in self._lexicon.kazakh_ordinals
        )

    def _figures(self, most: int) -> list[Entity]:
        return [
            self._entity(int(w.text), i, i + 1)
            for i, w in enumerate(self._words)
            if w.text.isdecimal() and len(w.text) <= 6 and 0 < int(w.text) <= most and not self._taken[i]
        ]

    def _named_number(self) -> list[Entity]:
        """ "номер 2", "вариант 3", "№2", "option 1"."""
        found = []
        for i, word in enumerate(self._words):
            if not (word.text.isdecimal() and len(word.text) <= 2) or self._taken[i]:
                continue
            before = self._words[i - 1].folded if i else ""
            mark = self._text[max(0, word.start - 2) : word.start].strip()[-1:]
            if before in {"номер", "вариант", "нөмір", "нұсқа", "option", "number", "no"} or mark in {
                "№",
                "#",
            }:
                found.append(self._entity(int(word.text), i, i + 1))
        return found
