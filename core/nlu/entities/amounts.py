"""Quantities with units, limits of price, and prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.understanding import Entity

_SOFT_UNITS = ("l", "ml", "g", "kg")
_LONGEST = 9
"""Digits of an amount: more of them, with no unit after, are a phone number or a barcode."""
_MOST = Decimal(10**_LONGEST)
_HALF = re.compile(r"^пол(?:у|кило|литра|кг)")
_THOUSAND = r"к(?![а-яәіңғүұқө])|k(?![a-z])|тыс[а-я]*|тыщ[а-я]*|мын\w*|мың\w*|thousand|myn\w*"
_NUMBER = rf"(\d{{1,3}}(?:[ \u00a0]\d{{3}})+|\d{{1,9}}(?:[.,]\d{{1,4}})?)\s*({_THOUSAND})?"
_MONEY = r"\s*(?:-?\s*(?:тенге|теңге|тг|тнг|₸|kzt|tenge|tg)[а-яәіңғүұқөһa-z]*)?"
_SUFFIX = r"(?:\s*[-–]?\s*(?:нан|нен|дан|ден|тан|тен|ға|ге|га|қа|ке|ка|nan|nen|dan|den|ga|ge|ka|ke))?"
_RANGES = [
    re.compile(rf"(?:от|from|between|ot)\s+{_NUMBER}{_MONEY}\s+(?:до|to|and|do)\s+{_NUMBER}"),
    re.compile(
        rf"{_NUMBER}{_MONEY}{_SUFFIX}\s+{_NUMBER}{_MONEY}{_SUFFIX}\s+(?:дейін|дейин|арал\w*|deyin|deiin)"
    ),
    re.compile(rf"{_NUMBER}\s*[-–]\s*{_NUMBER}\s*(?:тенге|теңге|тг|₸|tenge|tg|kzt)"),
]
_MAXIMA = [
    re.compile(
        rf"(?:до|не дороже|дешевле(?: чем)?|не больше|не более|в пределах|максимум|меньше|under|below|up to|"
        rf"within|less than|cheaper than|max|no more than|бюджет|do)\s+{_NUMBER}"
    ),
    re.compile(
        rf"{_NUMBER}{_MONEY}{_SUFFIX}\s*(?:дейін|дейин|төмен|томен|арзан|аспа|аспайтын|deyin|deiin|tomen|arzan)"
    ),
]
_MINIMA = [
    re.compile(
        rf"(?:от|дороже|больше|не меньше|минимум|over|above|more than|from|at least|starting at)\s+{_NUMBER}"
    ),
    re.compile(rf"{_NUMBER}{_MONEY}{_SUFFIX}\s*(?:жоғары|жогары|қымбат|кымбат|артық|артык|бастап|асатын)"),
]
_NOT = frozenset({"не", "not", "емес"})


def tenge(number: str, scale: str | None) -> int:
    amount = Decimal(re.sub(r"\s", "", number).replace(",", "."))
    return int(amount * 1000) if scale else int(amount)


def price_limits(folded: str) -> list[Entity]:
    """`price_min` and `price_max`; the first shape that fits wins."""
    for shape in _RANGES:
        if found := shape.search(folded):
            low, low_scale, high, high_scale = found.groups()
            top = tenge(high, high_scale)
            bottom = tenge(
                low,
                low_scale or (high_scale if Decimal(low.replace(",", ".").replace(" ", "")) < 100 else None),
            )
            return [
                Entity("price_min", bottom, found.start(1), found.end(1)),
                Entity("price_max", top, found.start(3), found.end()),
            ]
    limits = []
    for name, shapes in (("price_max", _MAXIMA), ("price_min", _MINIMA)):
        for shape in shapes:
            found = shape.search(folded)
            # Nothing is sold for less than some tens of tenge: "до 12" is an hour, "от 2" a count.
            if found and tenge(found[1], found[2]) >= 50:
                limits.append(Entity(name, tenge(found[1], found[2]), found.start(), found.end()))
                break
    return limits


def stated_price(folded: str) -> Entity | None:
    """The price a seller sets: the last number that is money or stands alone."""
    found = [m for m in re.finditer(_NUMBER + _MONEY, folded) if tenge(m[1], m[2]) > 0]
    if not found:
        return None
    money = [m for m in found if m.end() > m.end(2 if m[2] else 1) or m[2]]
    best = (money or found)[-1]
    return Entity("price", tenge(best[1], best[2]), best.start(), best.end())


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and, when written, its unit; `start:end` are word indices."""

    value: Decimal
    unit: str | None
    start: int
    end: int
    unit_start: int
    denied: bool = False


def amounts(words: list[Word], lexicon: Lexicon, free: list[bool]) -> list[Amount]:
    """Numbers of a segment, left to right, those taken back marked `denied`."""
    found: list[Amount] = []
    i = 0
    while i < len(words):
        amount = _amount_at(words, i, lexicon) if free[i] else None
        if amount is None:
            i += 1
            continue
        before = words[i - 1].folded if i else ""
        after = words[amount.end].folded if amount.end < len(words) else ""
        denied = before in {"не", "not"} or after == "емес" or after == "emes"
        replaced = (
            (before in {"вместо", "of"} and i > 1) or after in {"орнына", "ornyna"} or before == "вместо"
        )
        found.append(
            Amount(amount.value, amount.unit, amount.start, amount.end, amount.unit_start, denied or replaced)
        )
        i = amount.end
    return found


def _amount_at(words: list[Word], i: int, lexicon: Lexicon) -> Amount | None:
    word = words[i]
    if word.folded in {"полкило", "полкилограмма"}:
        return Amount(Decimal("0.5"), "kg", i, i + 1, i)
    if word.folded == "поллитра":
        return Amount(Decimal("0.5"), "l", i, i + 1, i)
    end = i + 1
    if word.is_number:
        if ":" in word.text:
            return None
        digits = word.text.replace(",", ".")
        if digits.count(".") > 1 or (len(digits) > _LONGEST and not lexicon.units.at(words, end)):
            return None
        value = min(Decimal(digits), _MOST)
    else:
        hit = lexicon.numerals.at(words, i)
        if (
            hit is None
            or _stands_for_goods(words, i, lexicon)
            or (word.folded in {"он", "on", "жеті"} and _is_pronoun(words, i))
        ):
            return None
        end, value = hit[0], Decimal(str(hit[1]))
    # "екі жарым", "1 жарым": and a half
    if end < len(words) and words[end].sound == "jarim":
        value, end = value + Decimal("0.5"), end + 1
    unit_start = end
    if end < len(words) and (unit := lexicon.units.at(words, end)):
        return Amount(value, unit[1], i, unit[0], unit_start)
    return Amount(value, None, i, end, unit_start)


def _stands_for_goods(words: list[Word], i: int, lexicon: Lexicon) -> bool:
    """ "the second one", "this one": one of those shown, not an amount."""
    return (
        words[i].folded == "one"
        and i > 0
        and (words[i - 1].folded in {"which", "that"} or lexicon.ordinal.at(words, i - 1) is not None)
    )


def _is_pronoun(words: list[Word], i: int) -> bool:
    """Russian "он" and English "on" read as Kazakh ten only before something counted."""
    return words[i].folded != "жеті" and i + 1 >= len(words) and len(words) > 1


def quantity_entities(
    words: list[Word], found: list[Amount], line: int | None
) -> tuple[list[Entity], list[Amount]]:
    """The quantity and unit of a segment; the measures left over describe the article."""
    said = [a for a in found if not a.denied]
    if not said:
        return [], []
    measures = [a for a in said if a.unit in _SOFT_UNITS]
    counts = [a for a in said if a.unit not in _SOFT_UNITS]
    chosen = counts[-1] if counts else said[0]
    entities = [
        Entity(
            "quantity",
            _plain(chosen.value),
            words[chosen.start].start,
            words[chosen.unit_start - 1].end,
            line,
        )
    ]
    if chosen.unit is not None:
        unit_word = words[min(chosen.unit_start, chosen.end - 1)]
        entities.append(Entity("unit", chosen.unit, unit_word.start, words[chosen.end - 1].end, line))
    return entities, [a for a in measures if a is not chosen]


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
