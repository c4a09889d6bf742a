"""Days that go otherwise, told to the engine: whatever happens in whatever order, its own checker finds nothing wrong,
no van is in two places, and no order that somebody waits for gets lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalog.model import Dimensions, Handling
from core.delivery.model import Address, DeliveryPolicy
from core.fulfilment.plan import PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.plan.onward import onward
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering.carry_on import (
    Planned,
    carried_on,
    known_to,
    news_of,
    planned_anew,
    route_now,
    shoppers_news,
)
from core.ordering.cartons import default_cartons
from core.ordering.day_vans import trip_of
from core.ordering.kept_plan import KeptPlan, Mishap, as_data, kept_in, waiting_in
from core.ordering.model import DomainEvent, Order, OrderLine
from core.ordering.plan_day import PlanTerms, wave_request

STORE = Store("store", "Дүкен", "Almaty", GeoPoint(43.2383, 76.9453), "Абай 1", "+77010000000")
MORNING = datetime(2026, 3, 3, 6, 0, tzinfo=STORE.tz)
HALVA = OrderLine(
    "halva", {"ru": "халва"}, 90_000, Decimal(1), "piece", Dimensions(200, 100, 100, 500), Handling()
)
TERMS = PlanTerms(DeliveryPolicy(), default_cartons(), {}, time_limit_s=1.0)


def order(number: int, hour: int, lat: float = 43.24, lon: float = 76.95) -> Order:
    start = (MORNING.replace(hour=hour)).astimezone(UTC)
    name = f"o{number}"
    return Order(
        order_id=name, store_id="store", shopper_id="s", number=number, tracking_code=name, state="accepted",
        placed_at=start, language="en", customer_name="Jane", phone="+77010000001", method="delivery",
        address=Address(name, GeoPoint(lat, lon), "house"), window=TimeWindow(start, start + timedelta(hours=2)),
        payment_method="cash", lines=(HALVA,), delivery_minor=0, events=(DomainEvent("OrderPlaced", name, start, "shopper"),),
    )  # fmt: skip


class Desk:
    """Plans a day and carries it on, each plan proved by the engine's checker."""

    def __init__(self, *orders: Order) -> None:
        self.orders = {one.order_id: one for one in orders}
        self.now = MORNING
        self.planned: Planned = planned_anew(self._request(list(self.orders)), None, self._proved, self.now)

    @property
    def kept(self) -> KeptPlan:
        return self.planned.kept

    def carry_on(self, *mishaps: Mishap) -> Planned:
        """What is kept goes through its JSON form each time."""
        kept = kept_in(as_data(self.kept, ()))
        assert kept is not None and kept == self.kept
        news = news_of(kept, self.orders, self.orders, mishaps)
        if news:
            request = self._request(sorted(known_to(kept) | set(news.new)))
            self.planned = carried_on(request, kept, news, self._proved, self.now)
        return self.planned

    def becomes(self, order_id: str, **changes: Any) -> None:
        self.orders[order_id] = replace(self.orders[order_id], **changes)

    def driven(self) -> dict[str, int]:
        """Order id -> the number of its van."""
        homes = {stop.id: stop.order_ids for stop in self.kept.plan.stops}
        return {
            order_id: van
            for van, route in zip(self.kept.vans, self.kept.plan.routes, strict=True)
            for visit in route.stops
            for order_id in homes[visit.id]
        }

    def _request(self, order_ids: list[str]) -> PlanRequest:
        asked = [self.orders[order_id] for order_id in order_ids]
        request = wave_request(asked, STORE, MORNING.date(), TERMS)
        return replace(request, now_s=int(self.now.timestamp()), iterations=20)

    def _proved(self, request: PlanRequest) -> PlanResult:
        result = plan(request, workers=1)
        assert not list(plan_violations(request, result))
        return result

    def overlaps(self) -> list[str]:
        """Vans that would have to be in two places."""
        plan, request = self.kept.plan, self.planned.request
        stops = {stop.id: stop for stop in plan.stops}
        spans = sorted(
            (van, trip_of(route.vehicle_id), leaves, leaves + route.duration_s)
            for van, route in zip(self.kept.vans, plan.routes, strict=True)
            for leaves in [onward(request, route, stops).leaves]
        )
        pairs = pairwise(spans)
        return [f"van {a[0]}: {a} and {b}" for a, b in pairs if a[0] == b[0] and b[2] < a[3]]


def test_an_order_that_was_brought_before_its_time_is_not_brought_again_and_nobody_is_told() -> None:
    desk = Desk(order(1, 10), order(2, 10, lon=76.85))
    desk.now = MORNING.replace(hour=9, minute=50)
    dispatched = DomainEvent("OrderDispatched", "o1", desk.now, "seller")
    desk.becomes("o1", state="delivered", events=(*desk.orders["o1"].events, dispatched))
    after = desk.carry_on()
    assert set(desk.driven()) == {"o2"}
    assert "o1" not in {change.order_id for change in after.changes}


def test_what_is_known_is_no_news() -> None:
    desk = Desk(order(1, 10), order(2, 12))
    desk.becomes("o1", state="cancelled")
    desk.orders["o3"] = order(3, 14)
    desk.carry_on(Mishap("m", "van_down", van=desk.driven()["o2"]))
    assert not news_of(desk.kept, desk.orders, desk.orders, ())


def test_when_every_van_is_down_nobody_drives_and_the_shoppers_hear_it() -> None:
    desk = Desk(order(1, 10))
    after = desk.carry_on(*(Mishap(f"m{n}", "van_down", van=n) for n in (1, 2, 3)))
    assert not desk.driven()
    assert shoppers_news(after)[0] == {"o1": 0}
    desk.orders["o2"] = order(2, 14)
    assert not desk.carry_on().kept.plan.routes


def test_a_van_goes_out_again_when_it_is_home_and_loaded_and_not_before() -> None:
    desk = Desk(order(1, 10), order(2, 10, lon=76.87))
    assert set(desk.driven().values()) == {1}
    desk.now = MORNING.replace(hour=10)
    desk.orders["o3"] = order(3, 10)
    desk.carry_on(Mishap("m2", "van_down", van=2), Mishap("m3", "van_down", van=3))
    plan, stops = desk.kept.plan, {stop.id: stop for stop in desk.kept.plan.stops}
    assert [trip_of(route.vehicle_id) for route in plan.routes] == [1, 2] and desk.kept.vans == (1, 1)
    out, again = (onward(desk.planned.request, route, stops).leaves for route in plan.routes)
    assert again >= out + plan.routes[0].duration_s + desk.planned.request.loading_s


def test_a_delay_said_after_the_plan_has_the_van_home_is_a_delay_all_the_same() -> None:
    desk = Desk(order(1, 10))
    last = desk.kept.plan.routes[0].stops[-1].arrival
    desk.now = datetime.fromtimestamp(last + 600, UTC)
    assert route_now(desk.kept, 1, int(last) + 600) is None
    desk.carry_on(Mishap("m", "van_late", van=1, by_s=1800))
    assert desk.kept.plan.routes[0].stops[-1].arrival >= last + 1800


@pytest.mark.parametrize("minutes", [5, 60])
def test_only_what_matters_is_told_and_only_once(minutes: int) -> None:
    desk = Desk(order(1, 10))
    [arrival] = [visit.arrival for visit in desk.kept.plan.routes[0].stops]
    ends = int(desk.orders["o1"].window.end.timestamp())
    desk.now = datetime.fromtimestamp(arrival - 60, UTC)
    by_s = ends - int(arrival) + 60 * minutes
    after = desk.carry_on(Mishap("m", "van_late", van=1, by_s=by_s))
    heard, told = shoppers_news(after)
    assert heard == told == ({"o1": ends + 60 * minutes} if minutes >= 10 else {})
    again = replace(after, kept=replace(after.kept, told=told))
    assert shoppers_news(again)[0] == {}


def test_what_people_said_survives_the_database() -> None:
    said = (Mishap("m", "van_late", van=2, by_s=900), Mishap("n", "no_show", order_id="o1"))
    assert waiting_in(as_data(Desk(order(1, 10)).kept, said)) == said


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_whatever_happens_every_promise_is_driven_by_one_van_that_can(seed: int) -> None:
    random = Random(seed)

    def somewhere(number: int, hour: int) -> Order:
        return order(number, hour, 43.24 + random.uniform(-0.04, 0.04), 76.92 + random.uniform(-0.1, 0.1))

    desk = Desk(*(somewhere(n, random.randrange(8, 20, 2)) for n in range(random.randint(1, 6))))
    missed = set[str | None]()
    for step in range(random.randint(1, 5)):
        desk.now += timedelta(minutes=random.randint(0, 200))
        mishaps = []
        waits = [
            o.order_id for o in desk.orders.values() if o.state == "accepted" and o.window.start > desk.now
        ]
        number = 100 + step
        for what in random.sample(
            ["new", "new", "off", "move", "down", "late", "missed"], random.randint(1, 3)
        ):
            hour = random.randrange(8, 20, 2)
            van = random.randint(1, 3)
            match what:
                case "new" if (MORNING.replace(hour=hour)) > desk.now:
                    number += 10
                    desk.orders[f"o{number}"] = somewhere(number, hour)
                case "off" if waits:
                    desk.becomes(random.choice(waits), state="cancelled")
                case "move" if waits and MORNING.replace(hour=hour) > desk.now:
                    moved = random.choice(waits)
                    desk.becomes(moved, window=order(0, hour).window)
                case "down":
                    mishaps.append(Mishap(f"d{step}", "van_down", van=van))
                case "late":
                    mishaps.append(Mishap(f"l{step}", "van_late", van=van, by_s=60 * random.randint(5, 120)))
                case "missed" if desk.driven():
                    mishaps.append(
                        Mishap(f"n{step}", "no_show", order_id=random.choice(sorted(desk.driven())))
                    )
        desk.carry_on(*mishaps)
        assert not desk.overlaps()
        behind = {one.order_id for one in desk.kept.plan.unserved}
        missed |= {m.order_id for m in mishaps if m.kind == "no_show"}
        for order_id, one in desk.orders.items():
            if one.state == "accepted" and order_id not in missed:
                assert (order_id in desk.driven()) != (order_id in behind), order_id
