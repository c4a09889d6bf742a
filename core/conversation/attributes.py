"""What a feed tells of a product, in words of the reader's language as far as we know them."""

from __future__ import annotations

import re
from decimal import Decimal

from core.catalog.content import Amount, amounts
from core.catalog.facts import fact_of, told
from core.catalog.model import Product
from core.conversation.reply import Cell

LARGE = {"g": "kg", "ml": "l"}
_MEASURED = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s?([%\w]+)\.?")
_UNITS = {
    "%": "percent",
    **dict.fromkeys(("см", "cm"), "cm"),
    **dict.fromkeys(("м", "m"), "m"),
    **dict.fromkeys(("вт", "w"), "w"),
    **dict.fromkeys(("мес", "месяц", "месяца", "месяцев", "ай", "month", "months"), "months"),
}


def attributes(product: Product) -> tuple[tuple[Cell, Cell], ...]:
    """Names and values in the feed's order. What the pack weighs goes unsaid where its content is told."""
    weight = told(product, "weight")
    return tuple(
        (attribute_name(name), attribute_value(value))
        for name, value in product.attributes.items()
        if fact_of(name) != "weight" or value == weight
    )


def attribute_name(name: str) -> Cell:
    fact = fact_of(name)
    return Cell(f"fact-{fact.replace('_', '-')}") if fact else Cell(literal=name)


def attribute_value(value: str) -> Cell:
    """A figure with a unit is written as the reader writes it; other words stay the seller's."""
    measured = _MEASURED.fullmatch(value.strip())
    if measured is None:
        return Cell(literal=value)
    if unit := _UNITS.get(measured[2].lower()):
        return Cell(f"amount-{unit}", {"value": Decimal(measured[1].replace(",", "."))})
    found = amounts(value)
    return amount_cell(found[0]) if found else Cell(literal=value)


def amount_cell(amount: Amount) -> Cell:
    if amount.unit in LARGE and amount.value >= 1000:
        return Cell(f"amount-{LARGE[amount.unit]}", {"value": amount.value / 1000})
    return Cell(f"amount-{amount.unit}", {"value": amount.value})
