"""How much is in one piece: the net weight or volume that stands on the pack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.catalog.model import Product, localized

_UNITS: dict[str, tuple[Literal["g", "ml", "pcs"], Decimal]] = {
    **dict.fromkeys(
        ("г", "гр", "g", "gr", "грамм", "граммдық", "граммовый", "граммовая", "gram", "grams"),
        ("g", Decimal(1)),
    ),
    **dict.fromkeys(
        (
            "кг",
            "kg",
            "келі",
            "килограмм",
            "килограммовый",
            "килограммовая",
            "кило",
            "келілік",
            "килограммдық",
            "kilo",
            "kilos",
            "kilogram",
            "kilograms",
        ),
        ("g", Decimal(1000)),
    ),
    **dict.fromkeys(("мл", "ml", "миллилитр", "миллилитров"), ("ml", Decimal(1))),
    **dict.fromkeys(
        (
            "л",
            "l",
            "литр",
            "литра",
            "литров",
            "литровый",
            "литровая",
            "литровое",
            "литровую",
            "литрлік",
            "литрлик",
            "литрлігі",
            "liter",
            "litre",
            "liters",
            "litres",
        ),
        ("ml", Decimal(1000)),
    ),
    **dict.fromkeys(("шт", "дана", "pcs"), ("pcs", Decimal(1))),
}
_AMOUNT = re.compile(
    rf"(?<![\d.,])(\d{{1,6}}(?:[.,]\d{{1,3}})?)\s?({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# The net content as sellers name it. A gross weight ("Вес") comes last: the pack weighs too.
_NET = ("масса нетто", "вес нетто", "объём", "объем", "таза салмағы", "көлемі", "volume", "net weight")


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` in grams, millilitres or pieces, as `unit` says."""

    value: Decimal
    unit: Literal["g", "ml", "pcs"]


def amounts(text: str) -> list[Amount]:
    """Every amount in the text: "Сок 0,95 л" -> 950 ml."""
    found = []
    for number, unit in _AMOUNT.findall(text):
        kind, factor = _UNITS[unit.lower()]
        found.append(Amount(Decimal(number.replace(",", ".")) * factor, kind))
    return found


def net_content(product: Product) -> Amount | None:
    """Of one piece; None for goods sold by weight and for goods that say nothing. Falls back to the gross weight."""
    told = told_content(product)
    if told is not None or product.sold_by == "weight":
        return told
    return Amount(Decimal(product.dimensions.weight_g), "g") if product.dimensions else None


def told_content(product: Product) -> Amount | None:
    """The same, only where the seller tells it."""
    if product.sold_by == "weight":
        return None
    attributes = {name.lower(): value for name, value in product.attributes.items()}
    for text in (*(attributes.get(name, "") for name in _NET), localized(product.names, "ru")):
        if found := [a for a in amounts(text) if a.unit != "pcs" and a.value > 0]:
            return found[-1]
    return None


def pieces_in_pack(product: Product) -> Decimal:
    """What the name says a pack holds ("Яйцо С1 10 шт"); one when it says nothing."""
    if product.sold_by == "weight":
        return Decimal(1)
    counted = [a.value for a in amounts(localized(product.names, "ru")) if a.unit == "pcs" and a.value > 1]
    return counted[-1] if counted else Decimal(1)
