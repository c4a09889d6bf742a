"""How large, heavy, strong … a product is, as one number that others of its kind can be compared with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from core.catalog.content import pieces_in_pack, told_content
from core.catalog.facts import told
from core.catalog.model import Product, localized
from core.nlu.comparing import Side

_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")
_FACTOR = {
    **dict.fromkeys(("кг", "kg", "квт", "kw"), Decimal(1000)),
    **dict.fromkeys(("мм", "mm"), Decimal("0.1")),
    **dict.fromkeys(("м", "m"), Decimal(100)),
}
"""Of a unit in the one that goods are compared in: g, W, cm."""
_UNIT = re.compile(r"\s*([a-zа-я]+)", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_SIDES = re.compile(r"\d[\dx×х.,\s]*(?=см|мм|cm|mm)", re.IGNORECASE)
_LETTER_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` of what `kind` says; only values of one kind can be compared."""

    kind: str
    value: Decimal


def measured(product: Product, by: Side) -> Measured | None:
    """None where the seller tells nothing of it."""
    return _MEASURES[by](product)


def _price(product: Product) -> Measured:
    return Measured(product.sold_by, Decimal(product.price_minor))


def _size(product: Product) -> Measured | None:
    """The size that is told, else what the pack holds, else the room that the box takes."""
    in_name = _SIDES.search(localized(product.names, "ru"))
    if (size := _told_size(told(product, "size") or (in_name[0] if in_name else ""))) is not None:
        return size
    if (content := told_content(product)) is not None:
        return Measured(content.unit, content.value)
    if (pieces := pieces_in_pack(product)) > 1:
        return Measured("pcs", pieces)
    box = product.dimensions
    if box is None or product.sold_by == "weight":
        return None
    return Measured("box", Decimal(box.length_mm * box.width_mm * box.height_mm))


def _told_size(text: str) -> Measured | None:
    """ "150 × 200 см", "42", "XL"."""
    if text.strip().lower() in _LETTER_SIZES:
        return Measured("letters", Decimal(_LETTER_SIZES.index(text.strip().lower())))
    numbers = [_decimal(n) for n in _NUMBER.findall(text)]
    return Measured(f"{len(numbers)} sides", prod(numbers, start=Decimal(1))) if numbers else None


def _weight(product: Product) -> Measured | None:
    if (weight := _number(product, "weight")) is not None:
        return weight
    if product.sold_by == "weight" or product.dimensions is None:
        return None
    return Measured("weight", Decimal(product.dimensions.weight_g))


def _fat(product: Product) -> Measured | None:
    """Milk says it in its name: "2,5%"."""
    found = _PERCENT.search(told(product, "fat") or "") or _PERCENT.search(localized(product.names, "ru"))
    return Measured("fat", _decimal(found[1])) if found else None


def _length(product: Product) -> Measured | None:
    return _number(product, "length") or _number(product, "cable")


def _number(product: Product, fact: str) -> Measured | None:
    text = told(product, fact) or ""
    found = _NUMBER.search(text)
    if found is None:
        return None
    unit = _UNIT.match(text, found.end())
    factor = _FACTOR.get(unit[1].lower(), Decimal(1)) if unit else Decimal(1)
    return Measured(fact, _decimal(found[0]) * factor)


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", "."))


_MEASURES: dict[Side, Callable[[Product], Measured | None]] = {
    "price": _price,
    "size": _size,
    "weight": _weight,
    "power": lambda product: _number(product, "power"),
    "fat": _fat,
    "length": _length,
}
