"""A shopping list becomes a cart: what is certain at once, what is not in one question, what is not sold said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.conversation.reply import Message
from tests.parts.talk import DemoShop, Person
from tests.unit.conversation.test_whole_orders import HALVA, ORDERS, POTATOES

MILK_15, MILK_25, WHITE, BORODINO, RYE, EGGS_10 = "111101", "111102", "121101", "121102", "121103", "117101"
EGGS_C0, BANANAS = "117102", "131201"


def question(person: Person) -> Message:
    (asked,) = [r for r in person.replies if isinstance(r, Message) and r.offered]
    return asked


@pytest.mark.parametrize(
    ("language", "list_", "answer", "bread"),
    [
        ("ru", "молоко 2, хлеб, яйца 10, картошка 3 кг, халва", "да, только хлеб бородинский", BORODINO),
        ("kk", "сүт 2, нан, жұмыртқа 10, 3 кг картоп, халуа", "иә, бірақ нан қарабидай", RYE),
        ("en", "2 milk, bread, 10 eggs, 3 kg potatoes, halva", "yes, but rye bread", RYE),
    ],
)
async def test_a_list_is_taken_in_two_messages(
    demo_shop: DemoShop, language: str, list_: str, answer: str, bread: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(list_)
    assert person.shown() == ["lines-added"] or person.shown() == ["which-set-rest"]
    assert await person.cart() == {POTATOES: 3, HALVA: 1}
    assert len(person.replies) == 1 and len(person.choices()) <= 5
    await person.write(answer)
    assert await person.cart() == {POTATOES: 3, HALVA: 1, MILK_15: 2, bread: 1, EGGS_10: 1}, (
        "ten eggs are one box"
    )
    assert person.shown() == ["cart-added"]


async def test_the_rest_is_spoken_of_only_where_something_is_in_the_cart_already(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    assert (await person.write("молоко 2, хлеб, яйца 10")).startswith("Предлагаю взять такое:")
    other = demo_shop.person("other")
    assert "Остальное предлагаю" in await other.write("молоко 2, хлеб, яйца 10, картошка 3 кг, халва")


async def test_one_unclear_line_is_asked_with_numbered_choices_and_prices(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    said = await person.write("хлеб 2\nбананы 2 кг")
    assert "1. Хлеб белый" in said and "230" in said and "Бананы" in said
    assert len(person.choices()) == 5 and person.labels()[-1] == "Не надо"
    await person.write("первое и третье")
    assert await person.cart() == {BANANAS: 2, WHITE: 2, RYE: 2}


async def test_two_unclear_lines_are_answered_together(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("добавь молоко и хлеб")
    assert len(question(person).offered) == 4
    await person.write("сутжол 2,5 и бородинский")
    assert await person.cart() == {MILK_25: 1, BORODINO: 1}


async def test_a_list_of_fifty_lines_is_one_message(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    goods = ["молоко", "хлеб", "яйца 10", "сыр", "картошка 3 кг", "халва 2", "бананы", "рис", "соль", "сахар"]
    said = await person.write("\n".join(goods * 5))
    assert len(person.replies) == 1 and len(person.choices()) <= 5 and len(said) < 3500


@pytest.mark.parametrize(
    ("line", "expected"),
    [("хлеб любой", {WHITE: 1}), ("самый дешёвый хлеб", {WHITE: 1}), ("бородинский хлеб", {BORODINO: 1}),
     ("сүтжол молоко 2,5% 1 л", {MILK_25: 1})],
)  # fmt: skip
async def test_what_is_said_with_the_goods_saves_the_question(
    demo_shop: DemoShop, line: str, expected: dict[str, int]
) -> None:
    person = demo_shop.person("shopper")
    await person.write(f"добавь {line}")
    assert await person.cart() == expected


async def test_what_is_in_the_cart_already_is_meant_again(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь бородинский хлеб", "добавь ещё 2 хлеба")
    assert await person.cart() == {BORODINO: 3}


async def test_what_was_bought_before_comes_first(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь ржаной хлеб", *ORDERS["ru"][1:])
    assert len(await person.orders()) == 1
    await person.write("добавь хлеб")
    assert question(person).offered[0] == RYE


async def test_what_is_not_sold_is_said_and_the_rest_goes_in(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    said = await person.write("халва 2, вертолёт, картошка 3 кг")
    assert await person.cart() == {HALVA: 2, POTATOES: 3}
    assert "«вертолёт» у нас нет" in said and len(person.replies) == 1


async def test_an_amount_that_cannot_be_does_not_spoil_the_list(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    said = await person.write("халва 1,5 шт, картошка 3 кг")
    assert await person.cart() == {POTATOES: 3} and "поштучно" in said
    said = await person.write("бананы 5000 кг")
    assert "осталось 110" in said and await person.cart() == {POTATOES: 3}
    await person.write("да")
    assert await person.cart() == {POTATOES: 3, BANANAS: 110}


async def test_a_kilogram_of_what_is_sold_by_the_piece_is_rounded_up_to_pieces(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("добавь 0,5 кг халвы")
    assert await person.cart() == {HALVA: 2}, "350 g a piece"


async def test_sold_out_goods_are_replaced_by_what_is_like_them(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    async with demo_shop.units() as work:
        await work.products.set_stock("demo", BORODINO, Decimal(0))
        await work.commit()
    await person.write("добавь бородинский хлеб 2")
    assert RYE in question(person).offered
    await person.write("ржаной")
    assert await person.cart() == {RYE: 2}


async def test_one_line_of_a_set_is_changed_by_a_tap_and_the_rest_taken(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("молоко, хлеб, яйца")
    await person.tap("other:1")
    assert person.shown() == ["which-one"] and question(person).offered[0] == WHITE
    await person.tap(f"pick:{RYE}")
    await person.tap("takeall")
    assert set(await person.cart()) == {RYE, MILK_15, EGGS_10}


async def test_what_stays_unclear_is_asked_once_more_and_then_left_out(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь молоко и хлеб", "ржаной")
    assert question(person).offered[0] == MILK_15 and await person.cart() == {RYE: 1}
    said = await person.write("молоко")
    assert "Без уточнения не вошло: молоко" in said and await person.cart() == {RYE: 1}


async def test_an_aside_does_not_close_the_question(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь хлеб", "сколько стоит доставка?")
    await person.write("второй")
    assert await person.cart() == {BORODINO: 1}


async def test_eggs_stay_ten_when_the_order_is_repeated_with_ten_boxes(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tap(f"set:10:{EGGS_10}")
    assert await person.cart() == {EGGS_10: 10}, "the button counts boxes"
    await person.tell(*ORDERS["ru"][1:], "повтори прошлый заказ")
    assert await person.cart() == {EGGS_10: 10}


async def test_names_that_touch_are_one_where_such_a_thing_is_sold(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("лимонад груша и тархун по 3")
    assert await person.cart() == {"183101": 3, "183103": 3}


@pytest.mark.parametrize("words", ["2 айрана по литру", "литрлік айран 2 дана", "два литровых айрана"])
async def test_what_one_piece_holds_tells_which_is_meant(demo_shop: DemoShop, words: str) -> None:
    person = demo_shop.person("shopper")
    await person.write(words)
    assert await person.cart() == {"112202": 2}


async def test_one_more_of_it_is_not_the_first_of_the_list(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("айран бар ма", "екіншісінен үшеуін салыңызшы", "соның тағы біреуін қос")
    assert await person.cart() == {"112202": 4}


async def test_goods_that_a_list_points_to_by_this_are_told_to_be_unsold(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    shown = await person.write("мына тізім бойынша салып берші\n2 батон\nтемекі\n3 халва")
    assert await person.cart() == {"121201": 2, "174302": 3} and "темекі" in shown


async def test_an_accountants_list_is_taken_line_by_line(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write(
        'Добрый день! Заявка от ТОО "Ромашка":\nБумага туалетная 4 рул - 5 уп\nКофе растворимый 95 г - 4 шт\n'
        "Соль йодированная 1 кг - 3 шт\nЧай черный в пакетиках 100 шт - 2 шт"
    )
    assert await person.cart() == {"331101": 5, "172201": 4, "162301": 3, "171202": 2}, person.said()
