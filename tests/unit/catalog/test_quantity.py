"""How much the shopper meant."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.catalog.model import Dimensions, Product
from core.catalog.quantity import to_quantity
from core.kernel.errors import InvalidInput


def goods(name: str, sold_by: str = "piece", weight_g: int | None = None, **attributes: str) -> Product:
    size = Dimensions(100, 100, 100, weight_g) if weight_g else None
    return Product(
        "s", "1", {"ru": name}, 50000, Decimal(9), sold_by="weight" if sold_by == "weight" else "piece",
        dimensions=size, attributes=attributes,
    )  # fmt: skip


APPLES, FLOUR, CHEESE = goods("Яблоки", "weight"), goods("Мука 2 кг", weight_g=2050), goods("Сыр 250 г")


@pytest.mark.parametrize(
    ("product", "number", "unit", "quantity"),
    [
        (APPLES, "2", "kg", "2"), (APPLES, "1.5", "kg", "1.5"), (APPLES, "500", "g", "0.5"), (APPLES, "3", None, "3"),
        (APPLES, "300", None, "0.3"), (FLOUR, "3", "pcs", "3"), (FLOUR, "2", "pack", "2"), (FLOUR, "2", "kg", "1"),
        (FLOUR, "3", "kg", "2"), (CHEESE, "500", "g", "2"), (CHEESE, "300", "g", "2"), (CHEESE, "1", None, "1"),
        (goods("Молоко 2,5% 0,95 л"), "2", "l", "3"), (goods("Сахар", weight_g=1000), "2", "kg", "2"),
        (goods("Сок", **{"Объём": "500 мл"}), "1", "l", "2"),
    ],
)  # fmt: skip
def test_it_becomes_pieces_or_kilograms(
    product: Product, number: str, unit: str | None, quantity: str
) -> None:
    assert to_quantity(product, Decimal(number), unit) == Decimal(quantity)


@pytest.mark.parametrize(
    ("product", "number", "unit"),
    [
        (FLOUR, "0", None), (FLOUR, "-1", "pcs"), (FLOUR, "1.5", "pcs"), (FLOUR, "1000", None), (APPLES, "0.0001", "kg"),
        (APPLES, "NaN", None), (APPLES, "Infinity", "kg"), (goods("Ваза"), "2", "kg"), (APPLES, "1000000000", "kg"), (APPLES, "3", "pcs"),
    ],
)  # fmt: skip
def test_what_no_cart_can_hold_is_refused(product: Product, number: str, unit: str | None) -> None:
    with pytest.raises(InvalidInput):
        to_quantity(product, Decimal(number), unit)
