"""Small words of every day that must not be taken for goods, choices or streets."""

from __future__ import annotations

import pytest

from tests.parts.talk import DemoShop

ORDER = {"kk": "рәсімдеу", "ru": "оформить", "en": "checkout"}


@pytest.mark.parametrize(
    ("language", "said", "found"),
    [("ru", "картошка 3 кг есть?", "132101"), ("kk", "картоп 3 кг бар ма", "132101"), ("en", "do you have 3 kg of potatoes?", "132101"),
     ("ru", "есть у вас 5 кг муки?", "162102"), ("kk", "5 кг ұн табыла ма?", "162102"), ("kk", "сиыр еті 2 келі бар ма", ""),
     ("en", "is milk available? 2 liters", "111101"), ("ru", "молоко 2 литра есть?", "111101")],
)  # fmt: skip
async def test_who_asks_whether_so_much_is_there_is_shown_the_goods(
    demo_shop: DemoShop, language: str, said: str, found: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(said)
    assert person.intent in {"search_product", "product_details"}, person.intent
    offered = [p.offer_id for r in person.replies for p in getattr(r, "products", ())]
    assert offered and found in (*offered, ""), person.said()
    assert await person.cart() == {}, "nobody ordered yet"


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "кило груш"), ("kk", "келі алмұрт"), ("en", "a kilo of pears")]
)
async def test_a_measure_of_goods_is_wanted_once(demo_shop: DemoShop, language: str, said: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(said)
    assert await person.cart() == {"131601": 1}, person.said()


@pytest.mark.parametrize("said", ["всё, заказывайте", "всё, оформляйте"])
async def test_that_is_all_chooses_nothing(demo_shop: DemoShop, said: str) -> None:
    person = demo_shop.person("shopper")
    await person.tell("ещё кило помидор")
    assert person.shown()[-1].startswith("which"), person.said()
    await person.write(said)
    assert await person.cart() == {}, "neither of the tomatoes was meant"


async def test_an_order_of_the_first_is_no_answer_to_which_one_the_price_was_asked_of(
    demo_shop: DemoShop,
) -> None:
    person = demo_shop.person("shopper")
    await person.tell("гречка есть", "и почём", "возьму 3 пачки первой")
    assert sum((await person.cart()).values()) == 3, person.said()


async def test_who_asks_where_to_get_milk_has_put_none_into_the_cart(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "kk")
    await person.write("сүтті қайдан аламын")
    assert person.intent != "add_to_cart" and await person.cart() == {}


@pytest.mark.parametrize(
    ("language", "address"),
    [("kk", "Жандосов 58 үй 12 пәтер, домофон жұмыс істемейді"), ("ru", "Абая 10, кв 5, домофон не работает"),
     ("en", "Abay 10, apt 5, the doorbell is broken")],
)  # fmt: skip
async def test_a_word_for_the_courier_stays_whole(demo_shop: DemoShop, language: str, address: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell("добавь халву", ORDER[language], "Айгүл", "87011234567", address)
    evening = {"kk": "ертең кешке", "ru": "завтра вечером", "en": "tomorrow evening"}[language]
    await person.tell(evening, {"kk": "картамен", "ru": "картой", "en": "by card"}[language])
    assert address in person.said(), person.said()


async def test_who_calls_the_shop_my_child_wants_no_honey(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "kk")
    await person.write("картоп бар ма, қарағым")
    await person.write("екі келі салып қойшы балам")
    assert await person.cart() == {"132101": 2}, person.said()


async def test_cash_is_given_to_a_courier_only_where_one_comes(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "оформить", "Олег", "87011234567", "самовывоз")
    assert "Наличными курьеру" not in person.labels() and "Наличными при получении" in person.labels()
    assert "Наличными при получении" in await person.write("наличными")
