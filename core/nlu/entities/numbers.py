"""Numbers of a message, in figures and in words, with the endings written after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.nlu.entities.lexicon import Lexicon, Word

MOST = Decimal(10**9)
MEASURES = frozenset({"l", "ml", "g", "kg"})
_LONGEST = 9
"""Digits of an amount: more of them, with no unit after, are a phone number or a barcode."""
_HALVES = (Decimal("0.25"), Decimal("0.5"))
# "the green one", "which one": an article, not a number.
_LEADING = frozenset(
    {"the", "which", "that", "this", "other", "another", "no", "each", "any", "a", "cheaper"}
)
_BESIDE = frozenset({"", "-", "–", "'", "’"})


@dataclass(frozen=True, slots=True)
class Number:
    """`start:end` are word indices, endings and scale included. `ending`: from | to | at | nth | plain | None."""

    value: Decimal
    start: int
    end: int
    scaled: bool = False
    ending: str | None = None
    in_words: bool = False

    @property
    def is_whole(self) -> bool:
        return self.value == self.value.to_integral_value()


def read_numbers(text: str, words: list[Word], lexicon: Lexicon) -> list[Number]:
    """Every number, left to right. A clock ("18:30") is none."""
    return _NumberReader(text, words, lexicon).read()


class _NumberReader:
    def __init__(self, text: str, words: list[Word], lexicon: Lexicon) -> None:
        self._text, self._words, self._lexicon = text, words, lexicon

    def read(self) -> list[Number]:
        found: list[Number] = []
        i = 0
        while i < len(self._words):
            number = self._figures(i) if self._words[i].is_number else self._in_words(i)
            if number is not None:
                found.append(number)
            i = number.end if number else i + 1
        return found

    def _gap(self, at: int) -> str:
        """What is written between a word and the one before it."""
        return self._text[self._words[at - 1].end : self._words[at].start]

    def _folded(self, at: int) -> str:
        return self._words[at].folded if at < len(self._words) else ""

    def _figures(self, i: int) -> Number | None:
        words, text = self._words, self._words[i].text
        digits = text.replace(",", ".")
        if ":" in text or digits.count(".") > 1:
            return None
        end, value = i + 1, digits
        # "12 000": groups of three, unless the last group has a unit of its own ("2 500 мл").
        while (
            digits.isdecimal() and len(value) <= 3 * (end - i) and value[0] != "0" and end < len(words)
            and re.fullmatch(r"\d{3}", words[end].text) and self._gap(end) in {" ", "\u00a0"}
            and (self._lexicon.units.at(words, end + 1) or (0, None))[1] not in MEASURES
        ):  # fmt: skip
            value, end = value + words[end].text, end + 1
        if len(value) > _LONGEST and self._lexicon.units.at(words, end) is None:
            return None
        amount = min(Decimal(value[:40]), MOST)
        if end < len(words) and self._text[words[end - 1].end : words[end].start].strip() == "/":
            half = self._fraction(i)
            if half is not None:
                return half
        return self._finished(amount, i, end, in_words=False)

    def _fraction(self, i: int) -> Number | None:
        words = self._words
        below = words[i + 1].text
        if words[i].text in {"1", "3"} and below in {"2", "4"} and self._lexicon.units.at(words, i + 2):
            return Number(Decimal(words[i].text) / Decimal(below), i, i + 2)
        return None

    def _finished(self, value: Decimal, start: int, end: int, in_words: bool) -> Number:
        words, lexicon = self._words, self._lexicon
        ending = None
        if end < len(words) and self._is_ending(end):
            ending, end = lexicon.suffixes[words[end].folded], end + 1
        if (
            end < len(words)
            and (more := lexicon.half_more.at(words, end))
            and value.to_integral_value() == value
        ):
            value, end = value + Decimal("0.5"), more[0]
        scaled = False
        for table, factor in ((lexicon.thousand, 1_000), (lexicon.million, 1_000_000)):
            if end < len(words) and (hit := table.at(words, end)) and self._is_scale(end):
                value, end, scaled = min(value * factor, MOST), hit[0], True
        if end < len(words) and (counted := lexicon.collectives.at(words, end)) and not scaled:
            value, end = value * counted[1], counted[0]
        if end < len(words) and (pairs := lexicon.pairs.at(words, end)) and start + 1 == end:
            end = pairs[0]
        return Number(value, start, end, scaled, ending, in_words)

    def _is_scale(self, at: int) -> bool:
        """ "5к" is thousands, "5 к обеду" is not; a short word counts as it is written ("тыс", not "тіс")."""
        folded, gap = self._folded(at), self._gap(at)
        if len(folded) <= 3 and folded not in self._lexicon.scales_written:
            return False
        return gap == "" if folded in {"к", "k"} else not gap.strip(" .\u00a0") and "\n" not in gap

    def _is_ending(self, at: int) -> bool:
        folded = self._folded(at)
        name = self._lexicon.suffixes.get(folded)
        if name is None:
            return False
        gap = self._gap(at)
        if gap in _BESIDE and gap:
            return True
        if gap == "":
            return (
                len(folded) > 1
                and folded not in {"нан", "ең"}
                and self._lexicon.units.at(self._words, at) is None
            )
        # "2000 нан төмен": apart from its figures only where a relation follows.
        after = (*self._lexicon.price.values(), *self._lexicon.time.values())
        return gap == " " and name in {"from", "to"} and any(t.at(self._words, at + 1) for t in after)

    def _in_words(self, i: int) -> Number | None:
        words, lexicon = self._words, self._lexicon
        if (counted := lexicon.collectives.at(words, i)) is not None:
            return Number(Decimal(counted[1]), i, counted[0], in_words=True)
        if (alone := lexicon.thousand.at(words, i)) and len(words[i].folded) > 2:
            return Number(Decimal(1000), i, alone[0], scaled=True, in_words=True)
        total, current, end, said = Decimal(0), Decimal(0), i, False
        while end < len(words) and (hit := lexicon.numeral(words, end)):
            value = Decimal(str(hit[1]))
            if said and self._gap(end).strip():
                break
            if value == 100 and 1 <= current <= 9:
                current *= 100
            elif not said or self._follows(current, value, self._words[end - 1]):
                current += value
            else:
                break
            end, said = hit[0], True
            if self._folded(end) == "and" and current >= 100 and end + 1 < len(words) and current % 100 == 0:
                more = lexicon.numeral(words, end + 1)
                end = end + 1 if more and more[1] < 100 else end
            if (scale := lexicon.thousand.at(words, end)) and len(self._folded(end)) > 1:
                total, current, end = total + current * 1000, Decimal(0), scale[0]
        if not said or self._stands_for_something_else(i, end, total + current):
            return None
        if total + current in _HALVES:
            return self._part(i, end, total + current)
        number = self._finished(total + current, i, end, in_words=True)
        return Number(number.value, i, number.end, number.scaled or total > 0, number.ending, True)

    def _follows(self, current: Decimal, value: Decimal, last: Word) -> bool:
        """Whether a numeral continues the one before it: hundreds, tens, ones."""
        if current == 0:
            return True
        if value < 10:
            return current % 10 == 0 and value >= 1 and value == value.to_integral_value()
        return value < 100 and current >= 100 and current % 100 == 0

    def _part(self, start: int, end: int, value: Decimal) -> Number | None:
        """A half or a quarter of something measured or counted: "half a dozen", "четверть кило"."""
        words, lexicon = self._words, self._lexicon
        at = end
        while self._folded(at) in {"a", "of", "an"}:
            at += 1
        if at < len(words) and (counted := lexicon.collectives.at(words, at)):
            return Number(value * counted[1], start, counted[0], in_words=True)
        if at < len(words) and lexicon.units.at(words, at):
            return Number(value, start, at, in_words=True)
        alone = value == Decimal("0.5") and words[start].sound not in {"pol", "half"}
        return Number(value, start, end, in_words=True) if alone else None

    def _stands_for_something_else(self, start: int, end: int, value: Decimal) -> bool:
        word = self._words[start]
        if end - start > 1:
            return False
        before = self._words[start - 1] if start else None
        if word.folded in {"one", "ones"} and before is not None:
            # "The second one", "this one": one of those shown, not an amount.
            led = {w.folded for w in self._words[max(0, start - 2) : start]}
            return bool(led & _LEADING) or self._lexicon.ordinal.is_word(before)
        if word.sound == "on":
            return not self._is_kazakh_ten(end)
        return False

    def _is_kazakh_ten(self, after: int) -> bool:
        """Russian "он" and English "on" are Kazakh ten only among Kazakh words, before something counted."""
        words = self._words
        if after >= len(words):
            return len(words) == 1
        if self._lexicon.units.at(words, after) or self._lexicon.numeral(words, after):
            return words[after - 1].folded != "on" or self._lexicon.units.at(words, after) is not None
        return any(w.sound in self._lexicon.kazakh for i, w in enumerate(words) if i != after - 1)
