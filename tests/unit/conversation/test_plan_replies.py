"""What sellers and couriers are sent of a day's plan."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from core.conversation.notices import replies_for
from core.conversation.plan_replies import plan_replies, route_replies
from core.conversation.ports import Notification, UnitOfWork
from core.conversation.reply import Picture, Reply, Text
from core.i18n.texts import LANGUAGES, load_texts

DAY = date(2026, 11, 22)


def wave(orders: int, vans: int = 1) -> dict[str, Any]:
    parcel = {"carton": "M", "fill": 50, "weight_g": 900, "text": "Сүт: 1 дана", "picture": "p", "label": "l"}
    route = {"stops": [{}], "km": 3.5, "text": "1. 10:00", "picture": "r", "sheets": ["s1", "s2"]}
    return {
        "figures": {"orders": orders, "cartons": orders, "vans": vans, "km": 3.5, "fill": 50},
        "day_picture": "d",
        "map": "m" if vans > 1 else None,
        "routes": [route] * vans,
        "orders": [{"number": 1000 + n, "order_id": str(n), "parcels": [parcel]} for n in range(orders)],
        "unserved": [{"number": 999, "reason": "fleet_full"}],
    }


def keys(replies: tuple[Reply, ...]) -> list[str]:
    return [reply.key for reply in replies if hasattr(reply, "key")]


def test_a_small_day_comes_with_every_packing_and_label() -> None:
    ways = ["plan-figures", "plan-day", "plan-route", "plan-sheet", "plan-sheet"]
    packing = ["plan-parcel", "plan-label"]
    assert keys(plan_replies(wave(2), DAY)) == [*ways, *packing, *packing, "plan-unserved"]


def test_of_a_busy_day_a_seller_looks_at_each_order_when_it_is_packed() -> None:
    sent = keys(plan_replies(wave(200, vans=2), DAY))
    assert "plan-map" in sent and "plan-open-order" in sent
    assert "plan-parcel" not in sent and len(sent) < 12


def test_a_courier_gets_the_ways_and_not_the_packings() -> None:
    sent = keys(route_replies(wave(3, vans=2), DAY, can_change=True))
    assert sent.count("plan-route") == 2 and "plan-parcel" not in sent and "plan-unserved" not in sent


def test_nobody_has_to_be_at_home_at_a_pickup_point() -> None:
    def buttons(*points: str | None) -> list[str]:
        stored = wave(1)
        stored["routes"][0]["stops"] = [{"orders": [1000], "point_id": point} for point in points]
        sent = route_replies(stored, DAY, can_change=True)
        return [choice.key for reply in sent if isinstance(reply, Picture) for choice in reply.choices]

    assert "button-nobody-home" not in buttons("locker", "locker")
    assert "button-nobody-home" in buttons("locker", None)


def test_where_all_goes_into_lockers_no_fill_of_cartons_is_told() -> None:
    stored = wave(1)
    stored["figures"]["fill"] = 0
    told = plan_replies(stored, DAY)[0]
    assert isinstance(told, Text)
    for language in LANGUAGES:
        assert "%" not in load_texts().say(language, told.key, told.params)


async def test_a_courier_reads_the_ways_in_the_own_language() -> None:
    stored = wave(1)
    stored["ways"] = {"kk": {**wave(1), "day_picture": "күн"}}
    work = SimpleNamespace(waves=_Waves(stored))

    async def seen(language: str) -> str:
        notice = Notification(
            "k", "s", "telegram", "driver", "day_routes", {"day": DAY.isoformat()}, language
        )
        sent = await replies_for(cast(UnitOfWork, work), notice)
        return next(reply.path for reply in sent if isinstance(reply, Picture))

    assert (await seen("kk"), await seen("ru")) == ("күн", "d")


class _Waves:
    def __init__(self, stored: dict[str, Any]) -> None:
        self._stored = stored

    async def latest(self, store_id: str, day: date) -> dict[str, Any]:
        return self._stored


def test_a_plan_stored_by_an_earlier_version_is_still_shown() -> None:
    old = wave(1)
    del old["day_picture"], old["map"], old["routes"][0]["sheets"], old["orders"][0]["parcels"][0]["label"]
    assert keys(plan_replies(old, DAY)) == ["plan-figures", "plan-route", "plan-parcel", "plan-unserved"]


def test_every_caption_can_be_said() -> None:
    texts = load_texts()
    pictures = [r for r in plan_replies(wave(1, vans=2), DAY) if isinstance(r, Picture)]
    for language in ("kk", "ru", "en"):
        assert all(texts.say(language, picture.key, picture.params) for picture in pictures)


def test_a_cell_of_a_locker_is_told_by_its_size() -> None:
    day = wave(1)
    day["orders"][0]["parcels"] = [day["orders"][0]["parcels"][0] | {"carton": None, "cell": "M"}]
    texts = load_texts()
    (told,) = [r for r in plan_replies(day, DAY) if isinstance(r, Picture) and r.key == "plan-parcel-cell"]
    said = {language: texts.say(language, told.key, told.params) for language in ("kk", "ru", "en")}
    assert "M ұяшығы" in said["kk"] and "ячейка постамата M" in said["ru"] and "locker cell M" in said["en"]


def test_a_wardrobe_is_told_and_labelled_without_a_carton() -> None:
    day = wave(1)
    day["orders"][0]["parcels"] = [day["orders"][0]["parcels"][0] | {"carton": None}]
    texts = load_texts()
    (told,) = [r for r in plan_replies(day, DAY) if isinstance(r, Picture) and r.key == "plan-parcel-bulky"]
    said = {language: texts.say(language, told.key, told.params) for language in ("kk", "ru", "en")}
    assert "қорапсыз" in said["kk"] and "без коробки" in said["ru"] and "without a carton" in said["en"]
    assert all("Сүт" in one for one in said.values())
