"""Limits of price that a shopper names, and the price that a seller sets."""

from __future__ import annotations

import itertools
from decimal import Decimal

from core.nlu.entities.attributes import marks
from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.entities.numbers import Number, read_numbers
from core.nlu.understanding import Entity

_LEAST = 50
"""Nothing is sold for less than some tens of tenge: "до 12" is an hour, "от 2" a count."""


class PriceReader:
    def __init__(self, text: str, words: list[Word], lexicon: Lexicon) -> None:
        self._text, self._words, self._lexicon = text, words, lexicon
        self._marks = marks(text, words, lexicon)
        self._numbers = [n for n in read_numbers(text, words, lexicon) if not self._counts(n)]

    def _counts(self, number: Number) -> bool:
        """Whether a unit of quantity or a mark of the article says that the number is no money."""
        start, end = self._words[number.start].start, self._words[number.end - 1].end
        marked = any(m.start < end and start < m.end for m in self._marks)
        return marked or self._lexicon.units.at(self._words, number.end) is not None

    def limits(self, bare: bool) -> list[Entity]:
        """`price_min` and `price_max`. `bare` says whether money without a relation is a limit too."""
        for low, high in itertools.pairwise(self._numbers):
            if self._is_range(low, high):
                return self._range(low, high)
        found: dict[str, Entity] = {}
        for number in self._numbers:
            name, start, end = self._limit(number)
            if name is None and bare and self._is_money(number):
                name = "price_max"
            # A limit is money; without the word for it only a sum that could be one.
            if name and (number.scaled or number.value >= _LEAST):
                end = max(end, self._money_end(number))
                found.setdefault(name, self._entity(name, number.value, start, end))
        return list(found.values())

    def _entity(self, name: str, value: Decimal, start: int, end: int) -> Entity:
        return Entity(name, int(value), self._words[start].start, self._words[end - 1].end)

    def _money_end(self, number: Number) -> int:
        hit = self._lexicon.money.at(self._words, number.end)
        return hit[0] if hit else number.end

    def _is_money(self, number: Number) -> bool:
        at = self._words[number.end - 1].end
        return self._money_end(number) > number.end or self._text[at:].lstrip().startswith("₸")

    def _limit(self, number: Number) -> tuple[str | None, int, int]:
        price, end = self._lexicon.price, self._money_end(number)
        if (
            end < len(self._words)
            and self._words[end].folded in self._lexicon.suffixes
            and end + 1 < len(self._words)
        ):
            end += 1
        for name, side in (("price_min", "above"), ("price_max", "below")):
            if hit := price[f"{side}_after"].at(self._words, end):
                return name, number.start, hit[0]
        sides = [
            (hit[0], name)
            for name, side in (("price_min", "above"), ("price_max", "below"))
            if (hit := price[f"{side}_before"].before(self._words, number.start))
        ]
        # The longer relation is meant: "не больше" is below, "больше" above.
        start, name_said = min(sides, default=(number.start, None))
        return name_said, start, number.end

    def _is_range(self, low: Number, high: Number) -> bool:
        words, relation = self._words, self._lexicon.relation
        gap_start, end = self._money_end(low), self._money_end(high)
        gap = words[gap_start : high.start]
        top = self._shared_scale(low, high)
        if high.value <= top or (high.value < _LEAST and not high.scaled) or len(gap) > 1:
            return False
        joined = not gap or relation["to"].is_word(gap[0])
        between = relation["between"].before(words, low.start) is not None
        until = relation["until"].at(words, end) is not None
        among = relation["among"].at(words, end) is not None
        dash = not gap and self._text[words[gap_start - 1].end : words[high.start].start].strip() in {
            "-",
            "–",
            "—",
        }
        money = high.scaled or self._is_money(high) or low.value >= 100
        return (joined and (between or among or until)) or (dash and money)

    def _shared_scale(self, low: Number, high: Number) -> Decimal:
        """ "от 5 до 15 тысяч": the thousands are said once."""
        return low.value * 1000 if high.scaled and not low.scaled and low.value < 1000 else low.value

    def _range(self, low: Number, high: Number) -> list[Entity]:
        return [
            self._entity("price_min", self._shared_scale(low, high), low.start, low.end),
            self._entity("price_max", high.value, high.start, self._money_end(high)),
        ]

    def stated(self) -> Entity | None:
        """The price a seller sets: the last number that is money, or that stands alone."""
        relation = self._lexicon.relation
        said = [
            n for n in self._numbers
            if n.value > 0 and n.ending not in {"nth", "from"}
            and relation["instead_before"].before(self._words, n.start) is None
            and relation["instead_after"].at(self._words, self._money_end(n)) is None
        ]  # fmt: skip
        money = [n for n in said if n.scaled or self._is_money(n)]
        if not said:
            return None
        best = (money or said)[-1]
        return self._entity("price", best.value, best.start, self._money_end(best))
