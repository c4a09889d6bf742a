"""Sellers and couriers tell how the day goes, in words and by buttons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.adapters.geocoder import load_gazetteer
from core.adapters.media import MediaFolder
from core.conversation.notices import replies_for
from core.conversation.plain import Speaker
from core.conversation.plan_jobs import PlanJobs
from core.conversation.ports import Notification
from core.conversation.reply import SlotPicker, Text
from core.fulfilment.routing.ground import no_tiles
from core.ordering.plan_day import plan_key
from tests.parts.talk import DemoShop, Person
from tests.unit.conversation.test_whole_orders import buy

TUESDAY = date(2026, 6, 16)


@pytest.fixture
def plans(demo_shop: DemoShop, tmp_path: Path) -> PlanJobs:
    media = MediaFolder(tmp_path / "media")
    gazetteer = load_gazetteer()
    return PlanJobs(
        demo_shop.units, demo_shop.texts, demo_shop.services, gazetteer, no_tiles, media, time_limit_s=0.3
    )


async def on_tuesday(demo_shop: DemoShop, plans: PlanJobs, clock: str = "18:10") -> Person:
    """An order for Tuesday from six to eight is planned, and Tuesday has come. The seller."""
    seller = await demo_shop.seller()
    number = await buy(demo_shop.person("oleg"))
    await seller.tap(f"accept:{number}")
    await plans.plan_day(plan_key("demo", TUESDAY, demo_shop.clock.now()))
    hour, minute = map(int, clock.split(":"))
    demo_shop.clock.at = demo_shop.clock.at.replace(day=16, hour=hour - 5, minute=minute)
    return seller


async def test_a_plan_that_is_up_to_date_is_shown_and_not_made_again(
    demo_shop: DemoShop, plans: PlanJobs
) -> None:
    seller = await on_tuesday(demo_shop, plans)
    asked = len(demo_shop.jobs.due)
    await seller.tap("plan:2026-06-16")
    assert seller.shown()[0] == "plan-figures" and len(demo_shop.jobs.due) == asked
    assert {"Опаздывает", "Сломалась", "Никого нет дома"} <= set(seller.labels())


async def test_how_late_is_asked_and_minutes_are_an_answer(demo_shop: DemoShop, plans: PlanJobs) -> None:
    seller = await on_tuesday(demo_shop, plans)
    await seller.write("машина опаздывает")
    assert seller.shown() == ["ask-van-late"] and seller.labels()[0] == "на 15 мин"
    await seller.write("25")
    assert seller.shown() == ["noted-van-late"] and "на 25 мин" in seller.said()
    assert any(key.startswith("plan:demo:2026-06-16:") for key in demo_shop.jobs.due)


async def test_a_courier_may_say_it_and_a_shopper_may_not(demo_shop: DemoShop, plans: PlanJobs) -> None:
    await on_tuesday(demo_shop, plans)
    courier = await demo_shop.seller("driver", role="courier")
    await courier.write("машина сломалась")
    assert courier.shown() == ["ask-van-down"]
    await courier.tap(courier.choices()[0].action)
    assert courier.shown() == ["noted-van-down"]
    await courier.tap("vandown:2026-06-16:1:yes")
    assert courier.shown() == ["known-already"]
    before = demo_shop.rows()
    stranger = demo_shop.person("stranger")
    await stranger.tap("vandown:2026-06-16:1:yes")
    assert stranger.shown()[0] == "not-understood"
    await stranger.write("машина 1 сломалась")
    assert "ask-van-down" not in stranger.shown()
    assert demo_shop.rows() == before


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("vandown:2026-06-16:9:yes", "van-not-that-day"),
        ("vandown:2026-06-15:1:yes", "no-vans-that-day"),
        ("vandown:2026-06-20:1:yes", "no-vans-that-day"),
        ("vanlate:2026-06-16:1:9999", "ask-van-late"),
        ("vanlate:2026-06-16:1:-5", "ask-van-late"),
        ("vanlate:2026-06-16:1:x", "not-understood"),
        ("nobody:2026-06-16:1:99999999999999999999", "not-on-the-way"),
        ("nobody:2026-06-16:1:1002", "not-on-the-way"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(
    demo_shop: DemoShop, plans: PlanJobs, action: str, answer: str
) -> None:
    seller = await on_tuesday(demo_shop, plans)
    due = dict(demo_shop.jobs.due)
    await seller.tap(action)
    assert seller.shown()[0] == answer and demo_shop.jobs.due == due


async def test_a_cancelled_order_of_a_planned_day_has_the_day_planned_again_at_once(
    demo_shop: DemoShop, plans: PlanJobs
) -> None:
    seller = await on_tuesday(demo_shop, plans, "10:00")
    assert seller
    due = set(demo_shop.jobs.due)
    await demo_shop.person("oleg").tap("cancelyes:1001")
    [key] = [key for key in demo_shop.jobs.due if key not in due]
    assert key == plan_key("demo", TUESDAY, demo_shop.clock.now())
    await plans.plan_day(key)
    async with demo_shop.units() as work:
        wave = await work.waves.latest("demo", TUESDAY)
    assert wave is not None and not wave["routes"]


@pytest.mark.parametrize(
    ("language", "said", "when", "agreed"),
    [("ru", "никого не было дома", "завтра вечером", "привезём"), ("kk", "үйде ешкім болмады", "ертең кешке", "әкелеміз"),
     ("en", "nobody was at home", "tomorrow evening", "we will bring")],
)  # fmt: skip
@pytest.mark.parametrize("how", ["by buttons", "in words"])
async def test_who_was_not_at_home_agrees_on_another_time_in_the_chat(
    demo_shop: DemoShop, plans: PlanJobs, how: str, language: str, said: str, when: str, agreed: str
) -> None:
    seller = await on_tuesday(demo_shop, plans)
    await seller.tap("dispatched:1001")
    await seller.tap("nobody:2026-06-16:1:1001")
    assert seller.shown() == ["noted-nobody-home"]
    [key] = [key for key in demo_shop.jobs.due if key == plan_key("demo", TUESDAY, demo_shop.clock.now())]
    await plans.plan_day(key)
    order = await demo_shop.order(1001)
    told = Notification(
        "x", "demo", "terminal", "oleg", "order_missed", {"order_id": order.order_id}, language
    )
    async with demo_shop.units() as work:
        (text,) = await replies_for(work, told)
    assert isinstance(text, Text) and said in Speaker(demo_shop.texts, language).text(text)
    assert text.choices[0].action == "move:1001"
    oleg = demo_shop.person("oleg", language)
    await oleg.tap("lang:" + language)
    if how == "by buttons":
        await oleg.tap(text.choices[0].action)
        (picker,) = oleg.replies
        assert isinstance(picker, SlotPicker) and picker.key == "bring-again-when" and picker.slots
        assert "16" not in oleg.said().split("?")[0], "the old time is no promise any more"
        await oleg.tap(picker.slots[-1].action)
    else:
        await oleg.write(when)
    assert oleg.shown() == ["order-comes-again"] and agreed in oleg.said(), oleg.said()
    after = await demo_shop.order(1001)
    assert after.state == "packed" and after.window.start > demo_shop.clock.now()
    assert how == "by buttons" or after.window.start.day == 17
    assert any(key.startswith(f"plan:demo:{after.window.start:%Y-%m-%d}:") for key in demo_shop.jobs.due)
    await plans.plan_day(plan_key("demo", after.window.start.date(), demo_shop.clock.now()))
    async with demo_shop.units() as work:
        wave = await work.waves.latest("demo", after.window.start.date())
        assert await replies_for(work, told) == (), "who agreed on a time is not asked for one any more"
    assert wave is not None
    assert [number for route in wave["routes"] for stop in route["stops"] for number in stop["orders"]] == [
        1001
    ]


async def test_who_was_at_home_is_asked_nothing(demo_shop: DemoShop, plans: PlanJobs) -> None:
    seller = await on_tuesday(demo_shop, plans)
    await seller.tap("dispatched:1001")
    oleg = demo_shop.person("oleg")
    await oleg.tap("move:1001")
    assert oleg.shown() == ["move-on-the-way"]


async def test_every_seller_reads_the_plan_in_the_own_language(demo_shop: DemoShop, plans: PlanJobs) -> None:
    async with demo_shop.units() as work:
        for role, language in (("seller", "kk"), ("courier", "en")):
            code = await work.people.invite("demo", role)
            await work.people.accept_invite(code, "terminal", f"{role}-{language}", language)
        await work.commit()
    await on_tuesday(demo_shop, plans)
    said = {}
    for kind, language in (("day_plan", "ru"), ("day_plan", "kk"), ("day_routes", "en")):
        notice = Notification("x", "demo", "terminal", "x", kind, {"day": "2026-06-16"}, language)
        async with demo_shop.units() as work:
            replies = await replies_for(work, notice)
        said[language] = "\n".join(Speaker(demo_shop.texts, language).text(reply) for reply in replies)
        assert language == "en" or any(getattr(r, "key", "") == "plan-parcel" for r in replies)
    assert "Халва" in said["ru"] and "Халуа" in said["kk"] and "Халва" not in said["kk"]
    async with demo_shop.units() as work:
        wave = await work.waves.latest("demo", TUESDAY)
    assert wave is not None and wave["language"] == "ru" and sorted(wave["ways"]) == ["en", "kk"]
    drawn = {wave["day_picture"], *(written["day_picture"] for written in wave["ways"].values())}
    assert len(drawn) == 3, "once for each language, and no language is missing"
    assert "orders" not in wave["ways"]["en"], "who only drives does not pack"
    kazakh = demo_shop.person("seller-kk", "kk")
    await kazakh.tap("lang:kk")
    await kazakh.tap("plan:2026-06-16")
    assert "Халуа" in kazakh.said() and "Халва" not in kazakh.said()
    await kazakh.tap("lang:en")
    async with demo_shop.units() as work:
        languages = {
            person.external_id: person.language for person in await work.people.staff_of("demo", "seller")
        }
    assert languages == {"seller": "ru", "seller-kk": "en"}, (
        "who changes the language reads the next plan in it"
    )
