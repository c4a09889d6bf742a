"""When it comes: at once, at another time than agreed, and whether it is there by six."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.conversation.reply import CartView, SlotPicker
from core.ordering.model import Order
from tests.parts.talk import DemoShop, Person
from tests.unit.conversation.test_whole_orders import ORDERS, buy

HURRY = {
    "kk": ["тез жеткізіп беріңізші", "шұғыл керек", "жылдам жеткізіп беріңізші"],
    "ru": ["срочно", "побыстрее", "как можно скорее"],
    "en": ["asap", "as soon as possible", "within an hour"],
}


EVENING = datetime(2026, 6, 16, 13, tzinfo=UTC)
"""18:00 in Almaty."""


def picker(person: Person) -> SlotPicker:
    return next(r for r in person.replies if isinstance(r, SlotPicker))


async def newest(person: Person) -> Order:
    return (await person.orders())[0]


@pytest.mark.parametrize(("language", "words"), [(x, w) for x, said in HURRY.items() for w in said])
async def test_who_is_in_a_hurry_gets_express_and_hears_what_it_costs(
    demo_shop: DemoShop, language: str, words: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*ORDERS[language][:5])
    said = (await person.write(words)).replace("\u00a0", " ").replace(",", " ")
    assert person.shown() == ["slot-taken-express", "ask-payment"], person.said()
    assert "1 990 ₸" in said and "10:30–13:00" in said
    await person.tell(*ORDERS[language][6:])
    order = await newest(person)
    assert (order.slot_kind, order.delivery_minor) == ("express", 199_000)
    assert (await demo_shop.payment(order.number)).amount_minor == order.total_minor
    assert order.window.start - demo_shop.clock.now() == timedelta(minutes=30)


async def test_where_express_cannot_be_had_the_earliest_window_is_taken_and_told(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    demo_shop.clock.at += timedelta(hours=10, minutes=40)
    await person.tell(*ORDERS["ru"][:5])
    said = await person.write("срочно")
    assert person.shown()[0] == "slot-taken-soonest" and "вт, 16 июня, 08:00–10:00" in said


async def test_an_order_begun_in_a_hurry_asks_for_no_time(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("добавь халву")
    await person.write("оформи срочно на Абая 10 кв 5, оплата картой")
    await person.tell("Олег, 87011234567")
    assert person.shown() == ["slot-taken-express", "summary"]


async def test_whether_there_is_express_is_a_question_and_no_wish(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    said = await person.write("есть экспресс-доставка?")
    assert person.shown() == ["tell-delivery-express"] and "1 000" in said.replace("\u00a0", " ")


async def test_summary_order_invoice_and_slot_name_one_price(demo_shop: DemoShop) -> None:
    """A neighbour of a stop pays less, and everywhere the same."""
    await buy(demo_shop.person("first"))
    person = demo_shop.person("second")
    await person.tell(*ORDERS["ru"][:5])
    await person.write("завтра")
    slot = next(s for s in picker(person).slots if s.start == EVENING)
    assert slot.green and slot.fee_minor == 49_000
    await person.tap(slot.action)
    await person.write("картой")
    summary = next(r for r in person.replies if isinstance(r, CartView))
    await person.write("да")
    order = await newest(person)
    payment = await demo_shop.payment(order.number)
    prices = {
        slot.fee_minor,
        summary.delivery_minor,
        order.delivery_minor,
        payment.amount_minor - order.goods_minor,
    }
    assert prices == {49_000}


@pytest.mark.parametrize(
    ("language", "words", "moved_to"),
    [("ru", "перенесите доставку на послезавтра утром", "2026-06-17T03:00:00+00:00"),
     ("kk", "жеткізуді бүрсігүні таңертеңге ауыстырыңызшы", "2026-06-17T03:00:00+00:00"),
     ("en", "move my delivery to tomorrow morning", "2026-06-16T03:00:00+00:00")],
)  # fmt: skip
async def test_an_order_comes_when_the_shopper_says(
    demo_shop: DemoShop, language: str, words: str, moved_to: str
) -> None:
    await demo_shop.seller()
    person = demo_shop.person("shopper", language)
    await buy(person, language)
    old = await newest(person)
    await person.write(words)
    assert person.shown() == ["order-moved"], person.said()
    new = await newest(person)
    assert new.window.start.isoformat() == moved_to and new.total_minor == old.total_minor
    (booking,) = demo_shop.rows()["bookings"]
    assert new.order_id in booking
    assert sum("order_moved" in str(row) for row in demo_shop.rows()["outbox"]) == 1, "the seller hears of it"


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "завтра меня не будет, перенесите на другой день"), ("kk", "ертең үйде болмаймын, басқа күнге ауыстырыңыз"),
     ("en", "please move my delivery to another day")],
)  # fmt: skip
async def test_who_wants_another_day_is_shown_another(demo_shop: DemoShop, language: str, words: str) -> None:
    person = demo_shop.person("shopper", language)
    await buy(person, language)
    own = (await newest(person)).window.start.date()
    await person.write(words)
    (picker,) = person.replies
    assert isinstance(picker, SlotPicker) and picker.slots, person.said()
    assert {slot.start.date() for slot in picker.slots}.isdisjoint({own}), person.said()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "перенесите доставку на четверг"), ("kk", "жеткізуді бейсенбіге ауыстыруға бола ма"),
     ("en", "move my delivery to Thursday")],
)  # fmt: skip
async def test_a_day_alone_is_answered_with_its_hours_and_the_answer_is_taken(
    demo_shop: DemoShop, language: str, words: str
) -> None:
    person = demo_shop.person("shopper", language)
    await buy(person, language)
    await person.write(words)
    assert person.shown() == ["move-when"] and {s.start.date().isoformat() for s in picker(person).slots} == {
        "2026-06-18"
    }
    assert all(s.fee_minor is None for s in picker(person).slots), "it costs nothing to move"
    await person.tap(picker(person).slots[2].action)
    assert person.shown() == ["order-moved"]
    assert (await newest(person)).window.start.isoformat() == "2026-06-18T07:00:00+00:00"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "можно привезти пораньше?"),
        ("kk", "ертерек әкелуге бола ма"),
        ("en", "can you deliver earlier?"),
    ],
)
async def test_earlier_is_before_the_time_that_was_agreed(
    demo_shop: DemoShop, language: str, words: str
) -> None:
    person = demo_shop.person("shopper", language)
    await buy(person, language)
    await person.write(words)
    before = (await newest(person)).window.start
    assert person.shown() == ["move-when"] and all(s.start < before for s in picker(person).slots)
    await person.tap("no")
    assert (await newest(person)).window.start == before


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "успеете до шести?"), ("kk", "алтыға дейін жеткізесіздер ме"), ("en", "can it come before six?")]
)  # fmt: skip
async def test_a_question_beside_a_move_moves_nothing(demo_shop: DemoShop, language: str, words: str) -> None:
    person = demo_shop.person("shopper", language)
    await buy(person, language)
    await person.tap(f"move:{(await newest(person)).number}")
    before = demo_shop.rows()["orders"]
    await person.write(words)
    assert person.shown() == ["arrival-later"] and demo_shop.rows()["orders"] == before


@pytest.mark.parametrize("words", ["изменится ли стоимость доставки?", "меняется ли цена доставки?"])
async def test_a_change_of_price_is_no_change_of_time(demo_shop: DemoShop, words: str) -> None:
    person = demo_shop.person("shopper")
    await buy(person)
    await person.write(words)
    assert person.shown() == ["tell-delivery-cost"]


async def test_on_its_way_an_order_is_not_moved_and_the_seller_is_offered(demo_shop: DemoShop) -> None:
    person, seller = demo_shop.person("shopper"), await demo_shop.seller()
    number = await buy(person)
    for step in ("accept", "packed", "dispatched"):
        await seller.tap(f"{step}:{number}")
    await person.write("перенесите доставку на четверг")
    assert person.shown() == ["move-on-the-way"] and [c.action for c in person.choices()] == ["human"]


async def test_nobody_moves_somebody_elses_order(demo_shop: DemoShop) -> None:
    number = await buy(demo_shop.person("ann"))
    before, start = (
        demo_shop.rows()["orders"],
        int(datetime.fromisoformat("2026-06-17T03:00:00+00:00").timestamp()),
    )
    stranger = demo_shop.person("bob")
    for action in (
        f"move:{number}",
        f"moveto:{number}:{start}",
        f"moveday:{number}:2026-06-17",
        "moveto:x:y",
        "moveday:",
    ):
        await stranger.tap(action)
    assert demo_shop.rows()["orders"] == before


async def test_with_a_full_cart_a_time_is_the_carts_unless_moving_is_said(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await buy(person)
    await person.write("добавь халву")
    await person.write("можно завтра после 12?")
    assert person.shown() == ["tell-delivery-when"]
    await person.write("перенесите доставку на четверг")
    assert person.shown() == ["move-when"]


async def test_a_planned_order_that_moves_is_planned_anew_on_both_days(demo_shop: DemoShop) -> None:
    person, seller = demo_shop.person("shopper"), await demo_shop.seller()
    number = await buy(person)
    await seller.tap(f"accept:{number}")
    demo_shop.jobs.due.clear()
    await plan_says(demo_shop, await newest(person), "2026-06-16T13:20:00+00:00")
    await person.write("перенесите доставку на послезавтра утром")
    assert [key.split(":")[2] for key in demo_shop.jobs.due] == ["2026-06-16", "2026-06-17"]


async def plan_says(shop: DemoShop, order: Order, arrival: str) -> None:
    """The wave of the order's day, with a van at its door at `arrival`."""
    stop = {"orders": [order.number], "address": "", "arrival": arrival}
    wave: dict[str, Any] = {"routes": [{"stops": [stop]}], "orders": [{"order_id": order.order_id}]}
    async with shop.units() as work:
        await work.waves.save("demo", datetime.fromisoformat(arrival).date(), wave)
        await work.commit()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "мой заказ приедет до семи вечера?"), ("kk", "тапсырысым сағат 19:00-ге дейін келе ме"),
     ("en", "will my order arrive before 7 pm?")],
)  # fmt: skip
async def test_by_seven_is_answered_from_the_plan(demo_shop: DemoShop, language: str, words: str) -> None:
    person, seller = demo_shop.person("shopper", language), await demo_shop.seller()
    number = await buy(person)
    await person.write(words)
    assert person.shown() == ["arrival-open"], "from six to eight may be either"
    await seller.tap(f"accept:{number}")
    await plan_says(demo_shop, await newest(person), "2026-06-16T13:20:00+00:00")
    said = await person.write(words)
    assert person.shown() == ["arrival-planned"] and "18:20" in said
    await plan_says(demo_shop, await newest(person), "2026-06-16T14:10:00+00:00")
    said = await person.write(words)
    assert person.shown() == ["arrival-planned-later"] and "19:10" in said


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "успеете до шести?"), ("kk", "алтыға дейін жеткізесіздер ме"), ("en", "can it come before six?")]
)  # fmt: skip
async def test_before_ordering_the_windows_that_end_by_six_are_told(
    demo_shop: DemoShop, language: str, words: str
) -> None:
    person = demo_shop.person("shopper", language)
    said = await person.write(words)
    assert person.shown() == ["windows-by"] and "16:00–18:00" in said and "18:00–20:00" not in said
