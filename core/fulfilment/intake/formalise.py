"""From an order as people wrote it to one that machines can pack and drive: whole units, every measure
known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from core.fulfilment.intake.model import Estimate, FormalItem, FormalOrder, Order, OrderLine
from core.fulfilment.temperature import sorted_temperatures
from core.kernel.errors import InvalidInput

UNKNOWN = Estimate("", length_mm=200, width_mm=150, height_mm=100, weight_g=500)
"""A line with neither measures nor a known category: a shoe box of half a kilogram."""

MAX_QUANTITY = 100_000
MAX_LENGTH_MM = 20_000
"""Longer is a mix-up of units."""
MAX_WEIGHT_G = 40_000_000
GRAMS = 1000
"""Quantities are exact to a thousandth: goods by weight are sold to the gram."""


class _Unit(NamedTuple):
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


def formalise(order: Order, estimates: Mapping[str, Estimate]) -> FormalOrder:
    """`estimates` by category. A missing measure is taken from there (or from UNKNOWN) and the line named in
    `estimated`, so that a person may measure it.

    2.4 kg of apples become two units of a kilogram and one of 0.4, as wide and proportionally lower.
    Raises InvalidInput that names the place, such as `lines[0].quantity`.
    """
    _validate(order)
    items: list[FormalItem] = []
    estimated: list[str] = []
    for line in order.lines:
        if None in (line.length_mm, line.width_mm, line.height_mm, line.weight_g):
            estimated.append(line.id)
        items += _items(line, _unit(line, estimates.get(line.category or "", UNKNOWN)))
    return FormalOrder(
        id=order.id,
        items=tuple(items),
        weight_g=sum(item.weight_g * item.quantity for item in items),
        volume_ml=math.ceil(
            sum(item.length_mm * item.width_mm * item.height_mm * item.quantity for item in items) / 1000
        ),
        temperatures=sorted_temperatures(item.temperature for item in items),
        promise=order.slot,
        estimated=tuple(estimated),
        cells=order.cells,
    )


def _unit(line: OrderLine, guess: Estimate) -> _Unit:
    return _Unit(
        *(
            getattr(guess, name) if getattr(line, name) is None else getattr(line, name)
            for name in _Unit._fields
        )
    )


def _items(line: OrderLine, unit: _Unit) -> list[FormalItem]:
    whole, rest = divmod(_thousandths(line.quantity), GRAMS)
    items = [_item(line, line.id, unit, whole)] if whole else []
    if rest:
        share = Fraction(rest, GRAMS)
        part = unit._replace(
            height_mm=math.ceil(unit.height_mm * share), weight_g=math.ceil(unit.weight_g * share)
        )
        items.append(_item(line, f"{line.id}~part" if whole else line.id, part, 1))
    return items


def _item(line: OrderLine, item_id: str, unit: _Unit, quantity: int) -> FormalItem:
    return FormalItem(
        id=item_id,
        line_id=line.id,
        length_mm=unit.length_mm,
        width_mm=unit.width_mm,
        height_mm=unit.height_mm,
        weight_g=unit.weight_g,
        quantity=quantity,
        fragile=line.fragile,
        this_side_up=line.this_side_up,
        max_load_g=line.max_load_g,
        temperature=line.temperature,
        segregation=line.segregation,
    )


def _thousandths(quantity: float) -> int:
    return round(Fraction(str(quantity)) * GRAMS)


def _validate(order: Order) -> None:
    if not order.lines:
        raise InvalidInput("lines", "an order has at least one line")
    seen: set[str] = set()
    for i, line in enumerate(order.lines):
        _validate_line(f"lines[{i}]", line)
        if line.id in seen:
            raise InvalidInput(f"lines[{i}].id", f"{line.id!r} is there twice")
        seen.add(line.id)
    if sum(math.ceil(line.quantity) for line in order.lines) > MAX_QUANTITY:
        raise InvalidInput("lines", f"at most {MAX_QUANTITY} units in one order")
    if order.slot[1] < order.slot[0]:
        raise InvalidInput("slot", "ends before it starts")


def _validate_line(at: str, line: OrderLine) -> None:
    for name in ("id", "segregation"):
        if not getattr(line, name).strip():
            raise InvalidInput(f"{at}.{name}", "a name that is not empty is needed")
    if not (math.isfinite(line.quantity) and 0 < line.quantity <= MAX_QUANTITY):
        raise InvalidInput(f"{at}.quantity", f"must be above 0 and at most {MAX_QUANTITY}")
    if not _thousandths(line.quantity):
        raise InvalidInput(f"{at}.quantity", "must be at least 0.001")
    for name, least, most in (
        ("length_mm", 1, MAX_LENGTH_MM),
        ("width_mm", 1, MAX_LENGTH_MM),
        ("height_mm", 1, MAX_LENGTH_MM),
        ("weight_g", 0, MAX_WEIGHT_G),
        ("max_load_g", 0, MAX_WEIGHT_G),
    ):
        value = getattr(line, name)
        if value is not None and not least <= value <= most:
            raise InvalidInput(f"{at}.{name}", f"must be from {least} to {most}, is {value}")
