"""Somebody who does not know what to take, in the demo store: few questions, a short list, a true reason for each."""

from __future__ import annotations

import sqlite3

import pytest

from core.conversation.reply import Products, Table, Text
from tests.parts.talk import DemoShop, Person

SHORT_LIST = range(3, 6)


def listed(person: Person) -> Products:
    (reply,) = [r for r in person.replies if isinstance(r, Products)]
    return reply


@pytest.mark.parametrize(
    ("words", "most"),
    [
        ("подарок маме до 10000", 10_000),
        ("балама сыйлық керек, 5 мыңнан аспасын", 5000),
        ("i need a gift for my wife under 8000", 8000),
    ],
)
async def test_whom_and_how_much_are_enough_for_a_list(demo_shop: DemoShop, words: str, most: int) -> None:
    person = demo_shop.person("shopper")
    await person.write(words)
    cards = listed(person).products
    assert len(cards) in SHORT_LIST
    assert all(card.price_minor <= most * 100 and card.in_stock and card.note for card in cards)


@pytest.mark.parametrize(
    "turns",
    [
        ("не знаю что взять", "подарок", "маме", "до 10000"),
        ("таңдауға көмектес", "сыйлық", "балаға", "5 мың"),
        ("help me choose", "a gift", "for my son", "any"),
    ],
)
async def test_at_most_three_questions_and_then_a_list(demo_shop: DemoShop, turns: tuple[str, ...]) -> None:
    person = demo_shop.person("shopper", "en")
    asked = []
    for words in turns[:-1]:
        await person.write(words)
        asked += person.shown()
    assert asked == ["ask-purpose", "ask-whom", "ask-budget"]
    await person.write(turns[-1])
    assert len(listed(person).products) in SHORT_LIST


async def test_a_choice_can_be_made_by_taps_alone(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("помоги выбрать")
    for _ in range(3):
        first = person.choices()[0]
        assert len(first.action.encode()) <= 64
        await person.tap(first.action)
    assert len(listed(person).products) in SHORT_LIST


async def test_with_tea_comes_what_goes_with_tea_and_no_tea(demo_shop: DemoShop) -> None:
    for words in ("что-нибудь к чаю", "шайға не алсам болады", "what goes with tea"):
        person = demo_shop.person(words)
        await person.write(words)
        cards = listed(person).products
        assert len(cards) in SHORT_LIST and not any(card.offer_id.startswith("171") for card in cards)


async def test_every_reason_is_true(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("подарок маме до 10000")
    cards = listed(person).products
    for card in cards:
        assert card.note is not None
        given = card.note.params
        match card.note.key:
            case "reason-discount":
                assert (
                    card.old_price_minor and given["saved"].minor == card.old_price_minor - card.price_minor
                )
            case "reason-below":
                assert given["left"].minor == 1_000_000 - card.price_minor
            case "reason-cheapest":
                assert card.price_minor == min(c.price_minor for c in cards)
            case "reason-fact":
                assert given["value"].text in card.attributes.values()
            case key:
                assert key in {"reason-in-budget", "reason-in-stock"}


async def test_others_and_cheaper_go_on_and_come_to_an_end(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("подарок маме до 10000")
    seen = {c.offer_id for c in listed(person).products}
    least = min(c.price_minor for c in listed(person).products)
    await person.write("другие")
    assert not seen & {c.offer_id for c in listed(person).products}
    least = min(least, *(c.price_minor for c in listed(person).products))
    for _ in range(10):
        await person.write("подешевле")
        if person.shown() == ["advice-no-cheaper"]:
            return
        assert max(c.price_minor for c in listed(person).products) < least
        least = min(c.price_minor for c in listed(person).products)
    raise AssertionError("there is always something cheaper")


async def test_nothing_for_so_little_is_said_and_the_nearest_offered(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("подарок мужу", "до 250")
    assert person.shown() == ["advice-other-price"]


async def test_the_kind_of_tea_or_its_price_is_asked_from_what_the_store_has(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("посоветуй чай")
    assert person.shown()[0] in {"ask-budget", "ask-kind"}
    await person.tap(person.choices()[0].action)
    assert all("чай" in c.names["ru"].lower() for c in listed(person).products)


async def test_what_is_not_sold_is_not_advised(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("посоветуй единорога")
    assert person.shown() == ["search-nothing"]


async def test_choosing_is_left_at_once(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("подарок маме", "ладно, покажи корзину")
    assert person.shown() == ["cart-empty"]
    await person.write("другие")
    assert "advice" not in " ".join(person.shown())


async def test_a_question_in_the_middle_keeps_the_choice(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("подарок маме", "а доставка сколько стоит?")
    assert person.shown() == ["tell-delivery-cost", "ask-budget"]
    await person.write("до 10000")
    assert listed(person).key == "advice-for-gift"


async def test_the_language_changes_and_the_open_question_with_it(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("подарок маме", "english please")
    assert person.shown() == ["language-set-going-on", "ask-budget"] and person.language == "en"


async def test_a_young_store_does_not_claim_to_know_what_is_popular(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("что берут чаще всего")
    assert person.shown() == ["recommend-no-popular"]


async def test_what_is_popular_is_counted_in_orders(demo_shop: DemoShop) -> None:
    for name in ("first", "second"):
        buyer = demo_shop.person(name)
        await buyer.tell("добавь халву", "оформить", "Олег", "+77771234567", "самовывоз", "наличными", "да")
        assert await buyer.orders()
    person = demo_shop.person("shopper")
    await person.write("что берут чаще всего")
    (card,) = listed(person).products
    assert card.offer_id == "174302" and card.note is not None and card.note.params == {"count": 2}
    with sqlite3.connect(demo_shop.path) as database:
        database.execute("UPDATE orders SET state = 'cancelled'")
    await person.write("что берут чаще всего")
    assert person.shown() == ["recommend-no-popular"]


async def test_of_goods_that_fit_alike_those_come_first_that_people_took(demo_shop: DemoShop) -> None:
    buyer = demo_shop.person("buyer")
    await buyer.tell(
        "добавь бородинский хлеб", "оформить", "Олег", "+77771234567", "самовывоз", "наличными", "да"
    )
    assert await buyer.orders()
    person = demo_shop.person("shopper")
    await person.write("хлеб есть?")
    assert listed(person).products[0].offer_id == "121102"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("похожее", "recommend-similar"),
        ("что подойдёт к нему", "recommend-goes-with"),
        ("дешевле", "recommend-no-cheaper"),
    ],
)
async def test_what_stands_to_the_thing_at_hand(demo_shop: DemoShop, words: str, key: str) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь батон", words)
    assert person.shown()[0] == key


async def test_two_are_compared_side_by_side(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    said = await person.tell("сливочное масло", "сравни первые два")
    (table,) = person.replies
    assert isinstance(table, Table)
    assert [row.label.key for row in table.rows] == [
        "compare-price",
        "compare-per-unit",
        "fact-fat",
        "compare-stock",
    ]
    assert "5\u00a0950\u00a0₸/кг" in said and "72,5%" in said


async def test_a_kettle_has_no_price_per_litre(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("чайник электрический", "сравни первые два")
    (table,) = person.replies
    assert isinstance(table, Table) and "compare-per-unit" not in [row.label.key for row in table.rows]


async def test_what_is_not_sold_is_not_compared(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("сравни айфон и самсунг")
    assert person.shown() == ["line-not-sold", "line-not-sold"]
    await person.write("сравни молоко и единорога")
    assert person.shown() == ["line-not-sold", "compare-only-one"]


async def test_the_unheard_of_is_not_sold_and_nothing_is_far_fetched(demo_shop: DemoShop) -> None:
    for words in ("unicorn", "единорог", "крокодил розовый"):
        person = demo_shop.person(words)
        await person.write(words)
        assert all(isinstance(r, Text) for r in person.replies), words


async def test_the_second_failure_in_a_row_offers_a_person(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    for words in ("жлдаыв фывапро", "ыщшгпа прлл"):
        said = await person.write(words)
    assert "human" in [c.action for c in person.choices()] and "человека" in said
    await person.write("молоко")
    await person.write("единорог")
    assert person.shown() == ["search-nothing"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("ты дурак", "mood-insult"),
        ("мне грустно", "mood-sad"),
        ("көңілім жоқ", "mood-sad"),
        ("как дела", "mood-small_talk"),
        ("ауа райы қандай", "out-of-scope"),
    ],
)
async def test_what_is_no_matter_of_a_shop_is_answered_kindly(
    demo_shop: DemoShop, words: str, key: str
) -> None:
    person = demo_shop.person("shopper")
    await person.write(words)
    assert person.shown() == [key] and 2 <= len(person.choices()) <= 3


async def test_an_angry_complaint_is_a_complaint(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("идиоты, привезли разбитую банку и курьер опоздал")
    assert person.shown() == ["handed-off-complaint"]
