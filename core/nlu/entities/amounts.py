"""How much is wanted, and which measure only describes the article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.entities.numbers import MEASURES, Number, read_numbers
from core.nlu.understanding import Entity

_TIMES = frozenset({"x", "х", "×"})
EACH = frozenset({"по", "по-", "each", "әрқайсысы", "штучно"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and, when written, its unit; `start:end` and `unit` are word indices.

    `described` says that it belongs to the article: "6 x 1,5 л", "3 пачки по 500 г".
    """

    value: Decimal
    unit: str | None
    start: int
    end: int
    number_at: tuple[int, int]
    unit_at: tuple[int, int] | None
    denied: bool = False
    described: bool = False

    @property
    def measures(self) -> bool:
        return self.unit in MEASURES


def amounts(text: str, words: list[Word], lexicon: Lexicon, free: list[bool]) -> list[Amount]:
    """Amounts left to right, those taken back marked `denied`. Of a range ("5-6 штук") the lower end counts."""
    numbers = [n for n in read_numbers(text, words, lexicon) if all(free[n.start : n.end])]
    found: list[Amount] = []
    i = 0
    while i < len(numbers):
        number, last = numbers[i], numbers[i]
        if i + 1 < len(numbers) and _is_range(text, words, number, numbers[i + 1]):
            last = numbers[i + 1]
            i += 1
        i += 1
        if number.ending != "nth" and lexicon.money.at(words, last.end) is None:
            found.append(_with_unit(text, words, lexicon, number, last, found))
    return found + _single_units(text, words, lexicon, found, free)


def _is_range(text: str, words: list[Word], low: Number, high: Number) -> bool:
    gap = text[words[low.end - 1].end : words[high.start].start]
    return low.end == high.start and gap.strip() in {"-", "–", "—"} and low.value <= high.value


def _with_unit(
    text: str, words: list[Word], lexicon: Lexicon, number: Number, last: Number, before: list[Amount]
) -> Amount:
    end, unit, unit_at = last.end, None, None
    # "3 больших пачки": one word may stand between.
    for at in (end, end + 1):
        hit = lexicon.units.at(words, at)
        if (
            hit
            and _same_line(text, words, end, at)
            and (at == end or (lexicon.attributes.at(words, end) and not words[end].is_number))
        ):
            unit, unit_at, end = str(hit[1]), (at, hit[0]), hit[0]
            break
    value = number.value
    if unit is not None and is_whole(value) and (more := lexicon.half_more.at(words, end)):
        value, end = value + Decimal("0.5"), more[0]
    start = number.start
    # "грамм двести", "штук пять": the unit stands first.
    if unit is None and start and number.in_words | (len(words[start].text) < 4):
        hit_before = lexicon.units.before(words, start)
        used = before and before[-1].end > hit_before[0] if hit_before else True
        if hit_before and not used and not text[words[start - 1].end : words[start].start].strip():
            unit, unit_at, start = str(hit_before[1]), (hit_before[0], start), hit_before[0]
    return Amount(
        value, unit, start, end, (number.start, last.end), unit_at,
        denied=_denied(words, lexicon, number.start, end),
        described=_multiplied(words, number.start, before) and (unit in MEASURES or bool(before)),
    )  # fmt: skip


def _same_line(text: str, words: list[Word], first: int, last: int) -> bool:
    return not any(
        c in "\n,;" for i in range(first, last + 1) for c in text[words[i - 1].end : words[i].start]
    )


def _denied(words: list[Word], lexicon: Lexicon, start: int, end: int) -> bool:
    before = lexicon.relation["instead_before"].before(words, start) is not None
    return before or lexicon.relation["instead_after"].at(words, end) is not None


def _multiplied(words: list[Word], start: int, before: list[Amount]) -> bool:
    """After "x" and "по" stands what one piece holds."""
    if start == 0 or not before or before[-1].end != start - 1:
        return False
    return words[start - 1].folded in _TIMES | EACH


def _single_units(
    text: str, words: list[Word], lexicon: Lexicon, found: list[Amount], free: list[bool]
) -> list[Amount]:
    """ "пачку чая", "кило сахара": a unit that nothing counts is one of it."""
    counted = {i for a in found for i in range(a.start, a.end)}
    alone = []
    for i, word in enumerate(words):
        hit = lexicon.units.at(words, i)
        follows = i + 1 < len(words) and free[i + 1] and not words[i + 1].is_number
        countable = word.folded not in lexicon.units_not_alone
        if (
            hit
            and free[i]
            and i not in counted
            and follows
            and countable
            and (len(word.folded) > 2 or hit[1] == "kg")
        ):
            more = lexicon.half_more.at(words, hit[0])
            value = Decimal("1.5") if more else Decimal(1)
            alone.append(Amount(value, str(hit[1]), i, more[0] if more else hit[0], (i, hit[0]), (i, hit[0])))
    return alone


def choose(said: list[Amount]) -> Amount | None:
    """The amount that is wanted: a count before a measure, a pack before what is in it, the last one said."""
    wanted = [a for a in said if not a.denied]
    free = [a for a in wanted if not a.described] or wanted
    counts = [a for a in free if not a.measures and is_whole(a.value)]
    packs = [a for a in counts if a.unit in {"pack", "box"}]
    united = [a for a in counts if a.unit]
    best = packs or united or counts
    chosen = best[-1] if best else next(iter(free), None)
    taken_back = [a for a in said if a.denied and a.unit]
    if chosen and chosen.unit is None and taken_back:
        # "не две пачки, а три": the unit is said once.
        return replace(chosen, unit=taken_back[-1].unit, unit_at=taken_back[-1].unit_at)
    return chosen


def quantity_entities(chosen: Amount, words: list[Word]) -> list[Entity]:
    a, b = chosen.number_at
    entities = [Entity("quantity", plain(chosen.value), words[a].start, words[b - 1].end)]
    if chosen.unit is not None and chosen.unit_at is not None:
        a, b = chosen.unit_at
        entities.append(Entity("unit", chosen.unit, words[a].start, words[b - 1].end))
    return entities


def plain(value: Decimal) -> int | Decimal:
    return int(value) if is_whole(value) else value.normalize()


def is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()
