"""From hello to a placed order, as shoppers write: Kazakh, Russian, English, with digressions and corrections."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.kernel.geo import GeoPoint
from core.ordering import change
from tests.parts.talk import DemoShop, Person

HALVA, POTATOES, IRON = "174302", "132101", "613101"

ORDERS = {
    "kk": ["бір халуаны себетке салыңыз", "рәсімдеу", "Айгүл", "87011234567", "Абай 10, 5-пәтер", "ертең кешке", "каспимен", "иә"],
    "ru": ["добавь халву", "оформить заказ", "Олег", "+7 777 123 45 67", "Абая 10, кв 3", "завтра после 18",
           "наличными", "да, всё верно"],
    "en": ["add halva", "checkout", "John", "+7 701 999 88 77", "Abay 10, apt 5", "tomorrow 6-8 pm",
           "i'll pay by card", "yes, that's right"],
}  # fmt: skip
STEPS = [
    "cart-added-one",
    "ask-name",
    "ask-phone",
    "ask-address",
    "slots",
    "slot-taken",
    "summary",
    "order-placed",
]


async def buy(person: Person, language: str = "ru") -> int:
    """Orders halva; gives the order's number."""
    await person.tell(*ORDERS[language])
    return (await person.orders())[0].number


@pytest.mark.parametrize("language", ORDERS)
async def test_an_order_is_made_one_question_at_a_time(demo_shop: DemoShop, language: str) -> None:
    person = demo_shop.person("shopper", language)
    for line, expected in zip(ORDERS[language], STEPS, strict=True):
        await person.write(line)
        assert person.shown()[0] == expected, (line, person.said())
        assert person.language == language
    (order,) = await person.orders()
    assert [(x.offer_id, x.quantity) for x in order.lines] == [(HALVA, Decimal(1))]
    assert order.window.start.isoformat() == "2026-06-16T13:00:00+00:00", "18:00 in Almaty"
    assert order.address.precision == "house"
    assert await person.cart() == {}


async def test_a_question_in_the_middle_is_answered_and_checkout_goes_on(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "оформить заказ", "Олег")
    await person.write("сколько стоит доставка?")
    assert person.shown() == ["tell-delivery-cost", "again-phone"]
    await person.write("что в корзине")
    assert person.shown() == ["cart", "again-phone"]
    await person.write("+7 777 123 45 67")
    assert person.shown() == ["ask-address"]


async def test_goods_added_in_the_middle_of_checkout_are_in_the_order(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    await person.write("добавь ещё 2 кг картофеля")
    assert person.shown() == ["cart-added-one", "summary"]
    await person.write("да")
    (order,) = await person.orders()
    assert {x.offer_id for x in order.lines} == {HALVA, POTATOES}


async def test_an_unclear_thing_in_the_middle_of_checkout_is_asked_once(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    await person.write("добавь 2 молока")
    assert person.shown() == ["which-one"]
    await person.tap(person.choices()[0].action)
    assert person.shown()[-1] == "summary", "having chosen, the shopper is back at the summary"


@pytest.mark.parametrize(
    ("tapped", "said", "shown"),
    [("edit:name", "Марина", "Имя: Марина"), ("edit:phone", "8 705 111 22 33", "+77051112233"),
     ("edit:payment", "картой", "Картой")],
)  # fmt: skip
async def test_one_thing_is_corrected_and_all_else_stays(
    demo_shop: DemoShop, tapped: str, said: str, shown: str
) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    await person.tap(tapped)
    summary = await person.write(said)
    assert person.shown() == ["summary"] and shown in summary
    assert "Абая 10, кв 3" in summary and "18:00–20:00" in summary


async def test_another_address_asks_for_the_time_again_and_gives_the_old_one_back(
    demo_shop: DemoShop,
) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    assert len(demo_shop.rows()["bookings"]) == 1
    await person.tap("edit:address")
    assert demo_shop.rows()["bookings"] == [], "nobody waits behind a window that nobody wants"
    await person.write("Сатпаева 90, кв 5")
    assert person.shown() == ["slots"]
    summary = await person.write("завтра утром")
    assert "Сатпаева 90, кв 5" in summary and "08:00–10:00" in summary
    assert len(demo_shop.rows()["bookings"]) == 1


@pytest.mark.parametrize("way_out", ["pickup", "leave", "edit:slot", "clear"])
async def test_a_held_window_is_given_back_when_it_is_not_wanted(demo_shop: DemoShop, way_out: str) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    await person.tap(way_out)
    assert demo_shop.rows()["bookings"] == []


async def test_who_waits_too_long_before_confirming_chooses_the_time_again(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    demo_shop.clock.at += demo_shop.services.policy.hold
    await person.tap("confirm")
    assert person.shown() == ["slot-lapsed", "slots"] and await person.orders() == []


async def test_an_order_costs_what_the_shopper_agreed_to(demo_shop: DemoShop) -> None:
    """A price that changed between the summary and the yes is shown again before anything is placed."""
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    async with demo_shop.units() as work:
        await work.products.set_price("demo", HALVA, 500_000)
        await work.commit()
    summary = await person.tap("confirm")
    assert person.shown() == ["summary-changed", "summary"] and "5 000 ₸" in summary.replace("\u00a0", " ")
    assert await person.orders() == []
    await person.tap("confirm")
    (order,) = await person.orders()
    assert order.goods_minor == 500_000


async def test_goods_sold_out_while_the_shopper_was_thinking_are_not_promised(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:-1])
    async with demo_shop.units() as work:
        await work.products.set_stock("demo", HALVA, Decimal(0))
        await work.commit()
    await person.tap("confirm")
    assert await person.orders() == [] and "order-placed" not in person.shown()
    assert list(await person.cart()) == [HALVA]


async def test_who_picks_up_is_not_asked_where_or_when(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "оформляем", "Олег", "+77771234567")
    await person.write("самовывоз")
    assert person.shown() == ["point-noted", "ask-payment"]
    summary = await person.write("каспи")
    assert "Самовывоз" in summary and "Доставка" not in summary
    await person.write("да")
    assert person.shown() == ["order-placed", "pay-now"]


async def test_a_shared_phone_and_location_answer_the_questions(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "оформить", "Олег")
    await person.share(phone="+77771234567")
    assert person.shown() == ["ask-address"]
    await person.share(location=GeoPoint(43.24, 76.92))
    assert person.shown() == ["address-by-location", "slots"]


async def test_the_second_order_asks_only_when_and_how_to_pay(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await buy(person)
    await person.write("повтори прошлый заказ")
    assert await person.cart() == {HALVA: Decimal(1)}
    await person.write("оформить")
    assert person.shown() == ["slots"]
    summary = await person.tell("завтра вечером", "картой")
    assert "Олег" in summary and "Абая 10, кв 3" in summary


async def test_old_buttons_do_no_harm_after_the_order(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    number = await buy(person)
    before = demo_shop.rows()
    start = int((await demo_shop.order(number)).window.start.timestamp())
    for action in (
        "confirm",
        f"slot:{start}",
        "day:2026-06-17",
        "edit:address",
        "leave",
        "no",
        "cancel:1001",
    ):
        await person.tap(action)
        assert person.replies and demo_shop.rows() == before, action
    await person.tap("cancelyes:1001")
    assert person.shown() == ["order-cancelled"]
    after = demo_shop.rows()
    await person.tap("cancelyes:1001")
    assert person.shown() == ["error-unlawful-transition"] and demo_shop.rows() == after


async def test_a_cancelled_order_gives_back_goods_and_time(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    stock = await demo_shop.stock(HALVA)
    await buy(person)
    assert await demo_shop.stock(HALVA) == stock - 1
    await person.write("отмени заказ")
    assert person.shown() == ["ask-cancel-order"]
    await person.write("нет")
    assert (await person.orders())[0].state == "reserved"
    await person.tell("отмени заказ", "да")
    assert (await person.orders())[0].state == "cancelled"
    assert await demo_shop.stock(HALVA) == stock and demo_shop.rows()["bookings"] == []


async def test_a_paid_order_that_is_cancelled_pays_back(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "en")
    number = await buy(person, "en")
    notice = demo_shop.notice(await demo_shop.payment(number))
    async with demo_shop.units() as work:
        await change.pay(work, notice, demo_shop.clock)
        await work.commit()
    await person.tell("cancel my order", "yes")
    assert person.shown() == ["order-cancelled-refunded"]
    assert (await demo_shop.payment(number)).state == "refunded"
    assert set((await demo_shop.balances()).values()) == {0}


async def test_a_shopping_list_takes_what_is_certain_and_asks_for_the_rest(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("халва 2\nкартофель 3 кг\nмолоко 2")
    assert await person.cart() == {HALVA: Decimal(2), POTATOES: Decimal(3)}
    assert person.shown()[-1] == "which-one"
    await person.write("второе")
    assert len(await person.cart()) == 3 and set((await person.cart()).values()) == {2, 3}


async def test_what_was_not_chosen_is_named_when_checkout_begins(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь халву", "добавь 2 молока", "добавь 2 молока")
    said = await person.write("оформить заказ")
    assert person.shown() == ["lines-left-out", "ask-name"] and said.count("молока") == 1


async def test_when_nothing_is_chosen_yet_checkout_asks_for_the_choice_first(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь 2 молока")
    await person.write("оформить заказ")
    assert person.shown() == ["which-one"], "there is nothing else to order"
    await person.write("второе")
    assert person.shown() == ["cart-added-one", "ask-name"]


async def test_a_phone_number_said_before_it_is_asked_for_is_kept(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("+7 701 222 33 44")
    assert person.shown() == ["phone-noted"]


async def test_a_button_of_goods_that_are_gone_says_so(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    async with demo_shop.units() as work:
        await work.products.hide("demo", [HALVA])
        await work.commit()
    for action in (f"add:{HALVA}", f"show:{HALVA}", "add:never-was"):
        await person.tap(action)
        assert person.shown() == ["goods-gone"]
    assert await person.cart() == {}


async def test_the_language_follows_the_shopper(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "ru")
    await person.write("сәлеметсіз бе")
    assert person.language == "kk"
    await person.write("давай по-русски")
    assert person.language == "ru" and person.shown() == ["language-set"]
    await person.write("what's in my cart")
    assert person.language == "en"
