"""Where to pick up, as shoppers ask and choose: points, lockers, the shop itself; and how the order gets there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.adapters.media import MediaFolder
from core.conversation.keeping import Keeping
from core.conversation.notices import replies_for
from core.conversation.plain import Speaker
from core.conversation.plan_replies import plan_replies
from core.conversation.planning import read_day
from core.conversation.ports import Notification
from core.conversation.reply import Picture
from core.delivery.points import CellNumber
from core.delivery.points_file import read_points
from core.fulfilment.plan import plan, plan_violations
from core.kernel.geo import GeoPoint
from core.kernel.ids import new_id
from core.ordering import change
from core.ordering.cartons import default_cartons
from core.ordering.plan_day import PlanTerms, kept_cells, wave_request
from core.ordering.wave_view import WaveView
from tests.parts.talk import ROOT, DemoShop, Person
from tests.unit.conversation.test_whole_orders import ORDERS

HALVA, ICE_CREAM = "174302", "153101"
CONTACT = {
    "kk": ("бір халуаны себетке салыңыз", "рәсімдеу", "Айгүл", "87011234567"),
    "ru": ("добавь халву", "оформить заказ", "Олег", "+7 777 123 45 67"),
    "en": ("add halva", "checkout", "John", "+7 701 999 88 77"),
}


@pytest.fixture
async def shop(demo_shop: DemoShop) -> AsyncIterator[DemoShop]:
    """The demo shop with its two points and its locker."""
    points, _ = read_points((ROOT / "demo" / "points.yaml").read_bytes(), "points.yaml", "demo")
    async with demo_shop.units() as work:
        await work.points.save(points)
        await work.commit()
    yield demo_shop


async def at_payment(shop: DemoShop, name: str = "shopper", language: str = "ru") -> Person:
    person = shop.person(name, language)
    await person.tell(*CONTACT[language])
    return person


async def cells(shop: DemoShop) -> frozenset[CellNumber]:
    async with shop.units() as work:
        return await work.cells.taken("demo", "abay-locker", shop.clock.now())


async def told(shop: DemoShop, kind: str, order_id: str, language: str = "ru") -> str:
    """What a notification says."""
    notice = Notification(new_id(), "demo", "terminal", "x", kind, {"order_id": order_id}, language)
    async with shop.units() as work:
        replies = await replies_for(work, notice)
    return "\n".join(Speaker(shop.texts, language).text(reply) for reply in replies)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "pickup", "first", "place", "paid", "yes", "ready"),
    [("ru", "самовывоз", "первый", "Постамат «Абая»", "картой", "да", "14:00"),
     ("kk", "өзім алып кетемін", "бірінші", "«Абай» постаматы", "каспимен", "иә", "14:00"),
     ("en", "pickup", "the first one", "Abay parcel locker", "by card", "yes", "14:00")],
)  # fmt: skip
async def test_the_nearest_places_are_shown_and_one_is_chosen(
    shop: DemoShop, language: str, pickup: str, first: str, place: str, paid: str, yes: str, ready: str
) -> None:
    person = await at_payment(shop, language=language)
    said = await person.write(pickup)
    assert person.shown() == ["points", "points-where"] and place in said and "10:00–22:00" in said
    said = await person.write("Абая 40" if language != "en" else "Abay 40")
    assert person.shown() == ["points"] and place in said.split("2.")[0], "the nearest comes first"
    said = await person.write(first)
    assert person.shown() == ["point-taken", "ask-payment"] and place in said and ready in said
    assert len(await cells(shop)) == 1
    summary = await person.write(paid)
    assert person.shown() == ["summary"] and place in summary and ready in summary and "24/7" in summary
    placed = await person.write(yes)
    assert place in placed and ready in placed
    (order,) = await person.orders()
    assert (order.method, order.point_id, order.delivery_minor) == ("pickup", "abay-locker", 0)
    assert order.pickup_code is None, "nobody has a code before the order is there"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("какие есть пункты выдачи?", "ru"), ("где можно забрать заказ", "ru"), ("постаматы есть?", "ru"),
     ("қай жерден алып кетуге болады", "kk"), ("постамат бар ма?", "kk"),
     ("which pickup points are near me?", "en"), ("do you have parcel lockers?", "en")],
)  # fmt: skip
async def test_who_asks_is_shown_the_places_and_has_chosen_nothing(
    shop: DemoShop, asked: str, language: str
) -> None:
    person = shop.person("shopper", language)
    await person.write(asked)
    assert person.shown()[0] == "points", person.said()
    assert person.language == language
    await person.tell(*CONTACT[language])
    assert person.shown()[-1] == "ask-address", "asking is not choosing"


async def test_a_question_in_the_middle_of_checkout_loses_nothing(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.write("самовывоз")
    await person.write("сколько стоит доставка?")
    assert person.shown() == ["tell-delivery-cost", "again-point"]
    await person.write("добавь ещё халву")
    assert person.shown()[-2:] == ["points", "points-where"]
    await person.write("пункт на Достык")
    assert person.shown() == ["point-taken", "ask-payment"]


async def test_the_place_may_be_named_at_once(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.write("постамат на Абая")
    assert person.shown() == ["point-taken", "ask-payment"]


@pytest.mark.parametrize(
    "said",
    ["оформи заказ, меня зовут Олег, 87771234567, постамат на Абая, картой",
     "оформи заказ, зовут Олег, +7 777 123 45 67, в постамат на Абая 44, каспи"],
)  # fmt: skip
async def test_everything_told_at_once_is_taken_the_place_too(shop: DemoShop, said: str) -> None:
    person = shop.person("shopper")
    await person.tell("добавь халву", said)
    assert person.shown() == ["point-taken", "summary"] and "Постамат «Абая»" in person.said()


async def test_a_shared_location_is_where_the_shopper_is(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.write("самовывоз")
    said = await person.share(location=GeoPoint(43.236, 76.84))
    assert person.shown() == ["points"] and "Аксай" in said.split("2.")[0]
    await person.write("ближайший")
    assert person.shown() == ["point-taken", "ask-payment"] and "Аксай" in person.said()


async def test_what_needs_cold_is_refused_by_the_locker_and_taken_by_the_others(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.tap(f"add:{ICE_CREAM}")
    await person.write("в постамат")
    assert person.shown() == ["point-not-taken", "points-other", "points-where"]
    assert "охлаждаемых ячеек" in person.said()
    assert "point:abay-locker" not in [c.action for c in person.choices()]
    assert await cells(shop) == frozenset()
    await person.write("2")
    assert person.shown() == ["point-taken", "ask-payment"]


async def test_a_full_locker_says_so_and_the_next_shopper_gets_another_place(shop: DemoShop) -> None:
    async with shop.units() as work:
        locker = await work.points.get("demo", "abay-locker")
        assert locker is not None
        await work.points.save([replace(locker, cells=(replace(locker.cells[0], count=1),))])
        await work.commit()
    ann, bob = await at_payment(shop, "ann"), await at_payment(shop, "bob")
    await ann.write("постамат на Абая")
    said = await bob.write("постамат на Абая")
    assert bob.shown()[0] == "point-not-taken" and "нет свободных ячеек" in said
    await ann.tap("leave")
    await bob.tap("point:abay-locker")
    assert bob.shown() == ["point-taken", "ask-payment"], "who leaves gives the cell back"


async def test_a_hold_that_lapsed_gives_its_cell_to_who_comes_next(shop: DemoShop) -> None:
    ann = await at_payment(shop, "ann")
    await ann.write("постамат на Абая")
    shop.clock.at += timedelta(minutes=31)
    assert await cells(shop) == frozenset()
    bob = await at_payment(shop, "bob")
    await bob.write("постамат на Абая")
    await ann.write("картой")
    assert ann.shown()[0] == "point-taken" and ann.shown()[-1] == "summary", "held anew"
    assert len(await cells(shop)) == 2


async def test_more_goods_take_more_cells_and_too_many_another_place(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.tell("постамат на Абая", "картой")
    await person.write("добавь 20 кг картофеля")
    assert person.shown()[-1] == "summary" and len(await cells(shop)) > 1
    await person.write("добавь 300 кг картофеля")
    assert "points-other" in person.shown() and await cells(shop) == frozenset()


async def test_there_is_nobody_to_take_cash_at_a_locker(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.write("постамат на Абая")
    assert "pay:cash" not in [c.action for c in person.choices()]
    await person.write("наличными")
    assert person.shown() == ["ask-payment-locker"]
    await person.tap("point:dostyk")
    assert "pay:cash" in [c.action for c in person.choices()]


async def test_the_shop_and_the_door_can_be_had_after_all(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.tell("постамат на Абая", "картой")
    await person.tap("points")
    await person.write("из магазина")
    summary = person.said()
    assert person.shown() == ["summary"] and shop.store.depot_address in summary
    assert (await cells(shop), shop.rows()["bookings"]) == (frozenset(), [])
    await person.tap("points")
    await person.tap("deliver")
    assert person.shown() == ["ask-address"]


async def test_last_times_point_is_offered_again(shop: DemoShop) -> None:
    person = await at_payment(shop)
    await person.tell("пункт на Достык", "картой", "да", "добавь халву")
    await person.write("оформить заказ")
    assert person.shown()[0] == "point-taken" and "Достык" in person.said()


async def ordered(shop: DemoShop, place: str = "постамат на Абая") -> tuple[Person, Any]:
    person = await at_payment(shop)
    await person.tell(place, "картой", "да")
    (order,) = await person.orders()
    async with shop.units() as work:
        payment = await work.payments.of_order(order.order_id)
        assert payment is not None
        await change.pay(work, shop.notice(payment), shop.clock)
        await work.commit()
    return person, order


async def test_an_order_waits_in_the_locker_for_its_code_and_frees_the_cell(shop: DemoShop) -> None:
    person, order = await ordered(shop)
    seller = await shop.seller()
    held = await cells(shop)
    await seller.tap(f"accept:{order.number}")
    await seller.tap(f"packed:{order.number}")
    await seller.tap(f"dispatched:{order.number}")
    assert [c.action for c in seller.choices()] == [f"ready:{order.number}"]
    assert "Код" not in await person.write("где мой заказ")
    await seller.tap(f"delivered:{order.number}")
    assert seller.shown() == ["error-unlawful-transition"], "nobody has it before it was there"
    await seller.tap(f"ready:{order.number}")
    code = (await shop.order(order.number)).pickup_code
    assert code is not None and len(code) == 6 and code.isdecimal()
    said = await told(shop, "order_ready", order.order_id)
    assert code in said and "Хранится до" in said and str(next(iter(held))) in said
    assert code in await person.write("где мой заказ")
    assert await cells(shop) == held
    await seller.tap(f"delivered:{order.number}")
    assert await cells(shop) == frozenset()
    assert (await shop.order(order.number)).state == "delivered"


async def test_what_nobody_picks_up_comes_back_and_the_money_too(shop: DemoShop) -> None:
    _, order = await ordered(shop)
    seller = await shop.seller()
    for step in ("accept", "packed", "dispatched"):
        await seller.tap(f"{step}:{order.number}")
    await seller.tap(f"returned:{order.number}")
    assert seller.shown() == ["error-unlawful-transition"]
    await seller.tap(f"ready:{order.number}")
    await seller.tap(f"returned:{order.number}")
    assert (await shop.order(order.number)).state == "refunded"
    assert (await shop.payment(order.number)).state == "refunded"
    assert await cells(shop) == frozenset()


@pytest.mark.parametrize(
    ("language", "waits", "back"),
    [("ru", "скоро закончится", "никто не забрал"), ("kk", "жақында бітеді", "ешкім алмады"),
     ("en", "nearly over", "Nobody picked up")],
)  # fmt: skip
async def test_who_forgets_it_is_reminded_and_told_in_the_own_language(
    shop: DemoShop, language: str, waits: str, back: str
) -> None:
    _, order = await ordered(shop)
    seller = await shop.seller()
    before = await shop.stock(HALVA)
    for step in ("accept", "packed", "dispatched", "ready"):
        await seller.tap(f"{step}:{order.number}")
    keeping = Keeping(shop.units, shop.clock)
    shop.clock.at += timedelta(days=1)
    for job in await keeping.to_schedule():
        await keeping.look_after(job.key)
    said = await told(shop, "order_still_waits", order.order_id, language)
    code = (await shop.order(order.number)).pickup_code
    assert waits in said and str(code) in said and "17" in said, "and until when"
    shop.clock.at += timedelta(days=1)
    for job in await keeping.to_schedule():
        await keeping.look_after(job.key)
    assert back in await told(shop, "order_returned", order.order_id, language)
    assert "44" in await told(shop, "order_uncollected", order.order_id, language), "where to fetch it"
    assert await shop.stock(HALVA) == before + 1
    assert await cells(shop) == frozenset()
    await seller.tap(f"delivered:{order.number}")
    assert seller.shown() == ["error-unlawful-transition"]
    assert (await shop.payment(order.number)).state == "refunded"


async def test_what_is_not_taken_at_the_door_comes_back_by_a_tap(demo_shop: DemoShop) -> None:
    person = demo_shop.person("oleg")
    await person.tell(*ORDERS["ru"])
    (order,) = await person.orders()
    seller, courier = await demo_shop.seller(), await demo_shop.seller("courier", "courier")
    before = await demo_shop.stock(HALVA)
    for step in ("accept", "packed", "dispatched"):
        await seller.tap(f"{step}:{order.number}")
    await courier.tap(f"sorder:{order.number}")
    assert f"returned:{order.number}" in [c.action for c in courier.choices()]
    await courier.tap(f"returned:{order.number}")
    assert (await demo_shop.order(order.number)).state == "returned"
    assert await demo_shop.stock(HALVA) > before
    assert "не вручён" in await told(demo_shop, "order_returned", order.order_id)


async def test_a_cancelled_order_frees_its_cell(shop: DemoShop) -> None:
    person, _ = await ordered(shop)
    assert len(await cells(shop)) == 1
    await person.tell("отмени заказ", "да")
    assert await cells(shop) == frozenset()


async def test_a_courier_puts_it_there_and_a_stranger_does_not(shop: DemoShop) -> None:
    person, order = await ordered(shop)
    seller, courier = await shop.seller(), await shop.seller("courier", "courier")
    for step in ("accept", "packed", "dispatched"):
        await seller.tap(f"{step}:{order.number}")
    await person.tap(f"ready:{order.number}")
    assert not (await shop.order(order.number)).is_ready
    await courier.tap(f"ready:{order.number}")
    assert (await shop.order(order.number)).is_ready
    assert "Постамат «Абая»" in await courier.tap(f"sorder:{order.number}")


async def test_orders_to_one_point_are_one_stop_of_the_vans(shop: DemoShop) -> None:
    _, first = await ordered(shop)
    bob = await at_payment(shop, "bob")
    await bob.tell("постамат на Абая", "картой", "да")
    (second,) = await bob.orders()
    async with shop.units() as work:
        points = await work.points.of_store("demo")
        waiting = [await work.orders.get(o.order_id) for o in (first, second)]
        await work.orders.save(await change.accept(work, waiting[0], shop.clock))
        day = first.window.start.astimezone(shop.store.tz).date()
        assert (await read_day(work, "demo", day)).news.new == (first.order_id,)
        await work.commit()
    terms = PlanTerms(shop.services.policy, default_cartons(), {})
    request = wave_request(waiting, shop.store, day, terms, points=points)
    assert {(o.address_id, o.service_s) for o in request.orders} == {("point:abay-locker", 120)}


async def test_the_plan_packs_an_order_into_the_cells_it_was_promised(shop: DemoShop, tmp_path: Path) -> None:
    """Whoever packs it reads the size of the cell in the plan and on the label."""
    _, order = await ordered(shop)
    bob = await at_payment(shop, "bob")
    await bob.tell("пункт на Достык", "картой", "да")
    (neighbour,) = await bob.orders()
    held = await cells(shop)
    day = order.window.start.astimezone(shop.store.tz).date()
    async with shop.units() as work:
        points = await work.points.of_store("demo")
        orders = {o.order_id: await work.orders.get(o.order_id) for o in (order, neighbour)}
        kept = await kept_cells(work, list(orders.values()), points)
    terms = PlanTerms(shop.services.policy, default_cartons(), shop.services.estimates, 2.0)
    request = wave_request(list(orders.values()), shop.store, day, terms, points=points, kept=kept)
    result = plan(request)
    assert plan_violations(request, result) == []
    parcels = {one.order_id: one.parcels for one in result.orders}
    assert [p.cell_id for p in parcels[order.order_id]] == [cell.kind for cell in sorted(held)]
    assert all(p.cell_id is None and p.carton_id for p in parcels[neighbour.order_id])
    pictures = MediaFolder(tmp_path)
    view = WaveView(request, result, orders, shop.store, day, shop.texts, "ru", pictures, "http://x")
    data = view.as_data()
    said = [r for r in plan_replies(data, day) if isinstance(r, Picture) and r.key == "plan-parcel-cell"]
    (size,) = {cell.kind for cell in held}
    assert f"ячейка постамата {size}" in shop.texts.say("ru", said[0].key, said[0].params)
    written: list[tuple[str, object]] = []

    def say(key: str, **params: object) -> str:
        written.append((key, params.get("cell") or params.get("carton")))
        return shop.texts.say("ru", key, params)

    drawn, parcel = replace(view._pictures, say=say), parcels[order.order_id][0]
    for draw in (drawn.packing, drawn.label):
        draw(order.order_id, parcel)
        assert (("picture-cell", size) in written) == (draw == drawn.packing), "on the picture of the packing"
        assert (("locker-cell", size) in written) == (draw == drawn.label), "on the label"
        written.clear()
    drawn.loading(1)
    assert ("locker-cell", size) in written, "on the list by which the van is loaded"
    given_up = replace(request, orders=tuple(replace(one, cells=()) for one in request.orders))
    assert replace(view, request=given_up).as_data()["orders"], (
        "it is drawn also when the cells are free again"
    )


async def test_a_shop_without_points_asks_for_none(demo_shop: DemoShop) -> None:
    person = await at_payment(demo_shop)
    await person.write("самовывоз")
    assert person.shown() == ["point-noted", "ask-payment"]
    summary = await person.write("наличными")
    assert demo_shop.store.depot_address in summary
    assert "points" not in [c.action for c in person.choices()]
    stranger = demo_shop.person("stranger")
    await stranger.write("какие есть пункты выдачи?")
    assert stranger.shown() == ["tell-delivery-pickup"]


@pytest.mark.parametrize("action", ["point:nowhere", "point:", "point:'; drop table", "point:" + "x" * 50])
async def test_a_button_of_a_point_that_is_gone_shows_those_there_are(shop: DemoShop, action: str) -> None:
    person = await at_payment(shop)
    await person.write("самовывоз")
    await person.tap(action)
    assert person.shown() == ["point-gone", "points", "points-where"]


@pytest.mark.parametrize(
    ("language", "pickup", "home"),
    [("ru", "самовывоз", "нет, лучше домой привезите"), ("kk", "өзім алып кетемін", "жоқ, үйге әкеліңіз"),
     ("en", "pick up", "no, bring it to my home")],
)  # fmt: skip
async def test_where_only_the_shop_hands_over_it_is_said_and_home_after_all_asks_one_thing(
    demo_shop: DemoShop, language: str, pickup: str, home: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*CONTACT[language], pickup)
    assert person.shown() == ["point-noted", "ask-payment"] and demo_shop.store.depot_address in person.said()
    await person.write(home)
    assert len(person.shown()) == 1 and person.shown()[0] == "ask-address", person.said()
