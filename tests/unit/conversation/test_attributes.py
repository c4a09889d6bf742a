"""A product's card speaks the reader's language as far as the feed's words are known, whatever language the feed has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.catalog.model import Product
from core.conversation.cards import card
from core.conversation.plain import Speaker
from core.i18n.texts import load_texts

TOLD = {
    "Жирность": "2,5%", "Вес": "1.05 кг", "Масса нетто": "1000 г", "Объём": "500 мл", "Гарантия": "12 месяцев",
    "Мощность": "2200 Вт", "Диаметр": "24 см", "Количество в упаковке": "10 шт", "Материал": "стекло", "Цоколь": "E27",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("kk", ["Майлылығы: 2,5%", "Салмағы: 1 кг", "Көлемі: 500 мл", "Кепілдігі: 12 ай", "Қуаты: 2 200 Вт",
                "Диаметрі: 24 см", "Қаптамада: 10 дана", "Материалы: стекло", "Цоколь: E27"]),
        ("en", ["Fat: 2.5%", "Weight: 1 kg", "Volume: 500 ml", "Warranty: 12 months", "Power: 2,200 W",
                "Diameter: 24 cm", "In the pack: 10 pcs", "Material: стекло", "Цоколь: E27"]),
    ],
)  # fmt: skip
def test_a_card_names_what_the_feed_tells(language: str, rows: list[str]) -> None:
    product = Product("s", "p", {"ru": "Набор"}, 100, Decimal(1), attributes=TOLD)
    told = Speaker(load_texts(), language).attributes(card(product))
    assert [f"{name}: {value}".replace("\u00a0", " ") for name, value in told] == rows
