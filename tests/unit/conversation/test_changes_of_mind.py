"""Several wishes in one message, corrections, and things taken back."""

from __future__ import annotations

import pytest

from core.conversation.reply import CartView
from tests.parts.talk import DemoShop
from tests.unit.conversation.test_whole_orders import HALVA, ORDERS, POTATOES

WHITE, BORODINO, RYE, BANANAS = "121101", "121102", "121103", "131201"


@pytest.mark.parametrize(
    "text", ["добавь халву и оформи", "халва қос та тапсырыс бер", "add halva and checkout"]
)
async def test_goods_are_added_and_checkout_begins_in_one_message(demo_shop: DemoShop, text: str) -> None:
    person = demo_shop.person("shopper")
    await person.write(text)
    assert person.shown() == ["cart-added-one", "ask-name"] and await person.cart() == {HALVA: 1}


@pytest.mark.parametrize(
    "text",
    ["убери халву и добавь 2 кг картофеля", "халуаны алып таста, 2 кг картоп қос", "remove halva and add 2 kg of potatoes"],
)  # fmt: skip
async def test_one_goes_and_another_comes_with_one_view_of_the_cart(demo_shop: DemoShop, text: str) -> None:
    person = demo_shop.person("shopper")
    await person.write("добавь халву")
    await person.write(text)
    assert await person.cart() == {POTATOES: 2}
    assert sum(isinstance(r, CartView) for r in person.replies) == 1


@pytest.mark.parametrize(
    "text", ["привет, есть термопот?", "сәлем, термопот бар ма?", "hi, do you have milk?"]
)
async def test_a_greeting_before_a_question_is_returned_briefly(demo_shop: DemoShop, text: str) -> None:
    person = demo_shop.person("shopper")
    await person.write(text)
    assert person.shown() == ["greeting-short", "search-found"]


async def test_what_is_unclear_is_asked_before_the_checkout_goes_on(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "добавь хлеб и оформи")
    assert person.shown() == ["which-one"]
    await person.write("ржаной")
    assert person.shown() == ["cart-added-one", "ask-name"] and await person.cart() == {HALVA: 1, RYE: 1}


async def test_all_that_is_told_of_the_checkout_is_taken_and_only_the_rest_asked(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("добавь халву")
    await person.write("оформляй на завтра вечером, адрес Абая 10 кв 5, оплата картой")
    assert person.shown() == ["ask-name"]
    summary = await person.write("Олег, 87011234567")
    assert person.shown() == ["slot-taken", "summary"]
    for told in ("Олег", "+77011234567", "Абая 10 кв 5", "Картой", "18:00–20:00"):
        assert told in summary


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [("добавь 2 халвы", "нет, не 2, а 3", 3), ("екі халуа сал", "екеу емес, үшеу", 3), ("add two halva", "no, three", 3),
     ("добавь халву", "ещё один", 2), ("халуа сал", "тағы біреу", 2), ("add halva", "one more", 2)],
)  # fmt: skip
async def test_a_number_is_put_right(demo_shop: DemoShop, wrong: str, right: str, expected: int) -> None:
    person = demo_shop.person("shopper")
    await person.tell(wrong, right)
    assert await person.cart() == {HALVA: expected}


@pytest.mark.parametrize(
    "text", ["верни как было", "отмени последнее", "ой, не то", "бұрынғыдай қыл", "undo", "put it back"]
)
async def test_the_last_change_of_the_cart_is_taken_back(demo_shop: DemoShop, text: str) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "убери халву и добавь 2 кг картофеля и 1 кг бананов")
    await person.write(text)
    assert person.shown() == ["cart-restored"] and await person.cart() == {HALVA: 1}


async def test_an_emptied_cart_can_be_had_back_and_an_order_cannot_be_undone(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "очисти корзину", "да")
    assert await person.cart() == {}
    await person.write("верни как было")
    assert await person.cart() == {HALVA: 1}
    await person.tell(*ORDERS["ru"][1:])
    await person.write("верни как было")
    assert person.shown() == ["nothing-to-undo"] and await person.cart() == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("оставь только халву", {HALVA: 1}), ("тек халуа қалсын", {HALVA: 1}), ("keep only halva", {HALVA: 1}),
     ("сделай всё по два", {HALVA: 2, WHITE: 2}), ("бәрін екіден қыл", {HALVA: 2, WHITE: 2}), ("two of each", {HALVA: 2, WHITE: 2}),
     ("вместо белого хлеба бородинский", {HALVA: 1, BORODINO: 1}), ("replace white bread with rye bread", {HALVA: 1, RYE: 1}),
     ("хлеб не нужен", {HALVA: 1}), ("нан керек емес", {HALVA: 1}), ("убери его", {HALVA: 1}),
     ("не добавляй сыр", {HALVA: 1, WHITE: 1}), ("вместо хлеба вертолёт", {HALVA: 1, WHITE: 1})],
)  # fmt: skip
async def test_the_cart_is_changed_as_people_say_it(
    demo_shop: DemoShop, text: str, expected: dict[str, int]
) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "добавь белый хлеб")
    await person.write(text)
    assert await person.cart() == expected, person.said()


async def test_what_replaces_and_is_unclear_takes_the_place_when_it_is_chosen(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь 2 халвы", "вместо халвы хлеб")
    assert await person.cart() == {HALVA: 2}
    await person.write("ржаной")
    assert await person.cart() == {RYE: 2}


async def test_goods_that_are_not_in_the_cart_are_not_taken_for_others_that_are(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь сүтжол молоко 2,5% 1 л", "убери сыр")
    assert person.shown() == ["not-in-cart"] and len(await person.cart()) == 1


async def test_another_of_the_kind_takes_the_place_of_what_was_taken(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь белый хлеб", "не этот, другой")
    assert person.shown() == ["which-other"]
    await person.write("ржаной")
    assert await person.cart() == {RYE: 1}


async def test_both_of_what_was_shown_are_taken_but_never_the_carts_own_lines(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("найди хлеб", "и то и другое")
    assert await person.cart() == {WHITE: 1, BORODINO: 1}
    await person.tell("корзина", "оба")
    assert await person.cart() == {WHITE: 1, BORODINO: 1}


@pytest.mark.parametrize(
    ("text", "asked"),
    [("другой телефон", "ask-phone"), ("нет, другой адрес", "ask-address"), ("басқа мекенжай", "ask-address"),
     ("другое время", "slots"), ("another phone", "ask-phone")],
)  # fmt: skip
async def test_another_one_is_asked_for_at_the_summary(demo_shop: DemoShop, text: str, asked: str) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    await person.write(text)
    assert person.shown() == [asked]


async def test_another_address_after_the_order_is_for_a_person(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"])
    await person.write("нет, другой адрес")
    assert person.shown() == ["handed-off-change-order"]
