"""What a seller wrote in one language, as far as it can be said in another."""

from __future__ import annotations

import pytest

from core.catalog.facts import label_of
from core.catalog.model import Product
from core.catalog.written import pieces
from core.conversation.cards import card
from core.conversation.plain import Speaker
from core.i18n.texts import load_texts


def speaker(language: str) -> Speaker:
    return Speaker(load_texts(), language)


@pytest.mark.parametrize(
    ("value", "kk", "ru", "en"),
    [("0.9 кг", "0,9 кг", "0,9 кг", "0.9 kg"), ("12 месяцев", "12 ай", "12 месяцев", "12 months"), ("1 мес.", "1 ай", "1 месяц", "1 month"),
     ("150x200 см", "150x200 см", "150x200 см", "150x200 cm"), ("25 шт.", "25 дана", "25 шт.", "25 pcs"), ("2 года", "2 жыл", "2 года", "2 years"),
     ("1,5 л", "1,5 л", "1,5 л", "1.5 l"), ("2000Вт", "2000Вт", "2000Вт", "2000W"), ("есть", "иә", "да", "yes"), ("72,5%", "72,5%", "72,5%", "72.5%"),
     ("5 дней / 120 часов", "5 күн / 120 сағ", "5 дней / 120 ч", "5 days / 120 h")],
)  # fmt: skip
def test_figures_units_and_answers_are_said_in_the_readers_language(
    value: str, kk: str, ru: str, en: str
) -> None:
    assert [speaker(x).told(value) for x in ("kk", "ru", "en")] == [kk, ru, en]


@pytest.mark.parametrize(
    "value",
    [
        "флис",
        "2 в 1",
        "с 6 месяцев",
        "USB-C — USB-C",
        "",
        "E27",
        "нержавеющая сталь, 2 мм",
        "г",
        "🦄",
        "м" * 5000,
    ],
)
def test_other_words_stay_as_the_seller_wrote_them(value: str) -> None:
    assert pieces(value) is None
    assert speaker("en").told(value) == value


@pytest.mark.parametrize(
    ("name", "kk", "en"),
    [("Вес", "Салмағы", "Weight"), ("Состав", "Құрамы", "Composition"), ("Бренд", "Маркасы", "Brand"), ("Страна", "Шыққан елі", "Country"),
     ("ЦВЕТ", "Түсі", "Colour"), ("Размер", "Өлшемі", "Size"), ("Материал", "Материалы", "Material"), ("Объём", "Көлемі", "Volume"),
     ("Срок годности", "Жарамдылық мерзімі", "Shelf life"), ("Масса нетто", "Таза салмағы", "Net weight"), ("Подключение", "Қосылуы", "Connection")],
)  # fmt: skip
def test_usual_names_are_said_in_the_readers_language(name: str, kk: str, en: str) -> None:
    shown = card(Product("s", "o", {"ru": "Товар"}, 100, stock=1, attributes={name: "белый"}))  # type: ignore[arg-type]
    assert [speaker(x).facts(shown) for x in ("kk", "ru", "en")] == [
        [(kk, "белый")],
        [(name, "белый")],
        [(en, "белый")],
    ]


def test_names_that_nobody_knows_and_names_that_would_be_alike_stay() -> None:
    attributes = {"Узор": "полоска", "Цвет": "белый", "Color": "white", "Вес": "1 кг"}
    shown = card(Product("s", "o", {"ru": "Товар"}, 100, stock=1, attributes=attributes))  # type: ignore[arg-type]
    told = [("Узор", "полоска"), ("Цвет", "белый"), ("Color", "white"), ("Салмағы", "1 кг")]
    assert speaker("kk").facts(shown) == told
    assert label_of("Узор") is None
