"""A day in Almaty, simulated: slots offered, waves planned, plans carried on; beside it a dispatcher by hand.

`python -m benchmarks.day --data DIR --orders 1000 --seed 1 [--json]`. DIR as for `plan_almaty`; its orders are
what people buy. Both ways deliver the same orders in the same promised slots through the same streets.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from benchmarks.city import (
    DEPOT,
    HOUR,
    ROAD_FACTOR,
    SERVICE_S,
    SLOTS,
    Shopper,
    Streets,
    Tariff,
    shoppers,
    usual_kmh,
)
from benchmarks.dispatcher import Call, Outcome, best_by_hand
from benchmarks.plan_almaty import carton_types, order_lines
from benchmarks.shift import Shift
from core.fulfilment.intake import Order, OrderLine
from core.fulfilment.packing import CartonType
from core.fulfilment.plan import PlanRequest, plan, plan_violations
from core.fulfilment.routing.model import Committed, Depot, Load, SlotsRequest, Stop, VehicleType
from core.fulfilment.slots import propose

WAVES = ((0, 1), (2, 3), (4, 5), (6,))
"""Slots that one trip of a van serves, by their indices."""
CUT_OFF_S = 3600
"""Before its first slot a wave takes no more orders, and is packed and loaded."""
RESERVE_S = 900
"""Before the end of a slot, which plans leave to the streets."""
PATIENCE_S = 4 * HOUR
"""How far from the wish another slot is still taken."""
EXPRESS_S = (45 * 60, 3 * HOUR)
ORDERS_A_VAN = 14
"""How many vans there are for the busiest wave, as orders of that wave for each."""
IN_SLOT_BAR = 0.95
USUAL_FILL = 0.6
TARIFF = Tariff()


@dataclass(slots=True)
class Wave:
    slots: tuple[tuple[int, int], ...]
    kmh: float
    stops: list[Stop] = field(default_factory=list)
    committed: tuple[Committed, ...] = ()
    orders: dict[str, Order] = field(default_factory=dict)

    @property
    def starts(self) -> int:
        return self.slots[0][0]

    @property
    def ends(self) -> int:
        return self.slots[-1][1]


@dataclass(slots=True)
class Day:
    """`asked` and `offered` count slots; `refused` shoppers for whom nothing near their wish could be driven."""

    vans: int
    baskets: list[tuple[OrderLine, ...]]
    cartons: tuple[CartonType, ...]
    seed: int
    waves: list[Wave]
    express: list[Shopper] = field(default_factory=list)
    asked: int = 0
    offered: int = 0
    refused: int = 0
    slot_ms: list[float] = field(default_factory=list)

    def fleet(self, wave: Wave, spare: int = 0) -> VehicleType:
        return VehicleType(
            "van",
            Load(800_000, 4_000_000),
            shift=(wave.starts - HOUR, wave.ends + HOUR),
            fixed_cost_minor=TARIFF.fixed_minor,
            cost_per_km_minor=TARIFF.km_minor,
            cost_per_hour_minor=TARIFF.hour_minor,
            count=self.vans - spare,
        )

    def book(self, person: Shopper) -> None:
        """The shopper takes the wished slot, or the nearest that is offered, or leaves."""
        wished = SLOTS[person.wish]
        near = [
            (wave, slot)
            for wave in self.waves
            for slot in wave.slots
            if abs(slot[0] - wished[0]) <= PATIENCE_S and person.placed_s <= wave.starts - CUT_OFF_S
        ]
        near.sort(key=lambda one: (abs(one[1][0] - wished[0]), one[1]))
        if not any(self._taken(person, wave, slot) for wave, slot in near):
            self.refused += 1

    def book_express(self, person: Shopper) -> None:
        """With the next wave if that still comes in time; else the wave under way has to find room."""
        soon, latest = (person.placed_s + seconds for seconds in EXPRESS_S)
        for wave in self.waves:
            window = (max(soon, wave.starts), latest)
            if person.placed_s <= wave.starts - CUT_OFF_S and window[1] - window[0] >= HOUR:
                if not self._taken(person, wave, window):
                    break
                return
        self.express.append(person)

    def _taken(self, person: Shopper, wave: Wave, slot: tuple[int, int]) -> bool:
        order = self.order(person, slot)
        weight = ceil(sum(line.quantity * (line.weight_g or 0) for line in order.lines))
        volume = sum(
            line.quantity * (line.length_mm or 0) * (line.width_mm or 0) * (line.height_mm or 0) / 1000
            for line in order.lines
        )
        stop = Stop(
            person.id,
            person.point.lat,
            person.point.lon,
            service_s=SERVICE_S,
            demand=Load(weight, ceil(volume / USUAL_FILL)),
        )
        began = time.perf_counter()
        request = SlotsRequest(
            depot=Depot("depot", DEPOT.lat, DEPOT.lon),
            vehicles=(self.fleet(wave, spare=1),),
            stops=tuple(wave.stops),
            committed=wave.committed,
            road_factor=ROAD_FACTOR,
            speed_kmh=wave.kmh,
            candidates=(stop,),
            slots=(order.slot,),
        )
        (proposal,) = propose(request, self.seed, iterations=40)
        self.slot_ms.append(1000 * (time.perf_counter() - began))
        self.asked += 1
        if proposal.committed is None:
            return False
        self.offered += 1
        wave.stops.append(replace(stop, windows=(order.slot,)))
        wave.committed = proposal.committed
        wave.orders[person.id] = order
        return True

    def order(self, person: Shopper, slot: tuple[int, int]) -> Order:
        """The engine is told a slot that ends earlier than the promise."""
        lines = self.baskets[person.basket]
        at = person.point
        return Order(
            person.id, lines, f"door-{person.id}", at.lat, at.lon, (slot[0], slot[1] - RESERVE_S), SERVICE_S
        )

    def request(self, wave: Wave, orders: Sequence[Order], iterations: int) -> PlanRequest:
        return PlanRequest(
            orders=tuple(orders),
            cartons=self.cartons,
            vehicles=(self.fleet(wave),),
            depot=Depot("depot", DEPOT.lat, DEPOT.lon),
            rotation="free",
            road_factor=ROAD_FACTOR,
            speed_kmh=wave.kmh,
            time_limit_s=60.0,
            seed=self.seed,
            iterations=iterations,
            loading_s=1800,
        )


def simulate(data: Path, orders: int, seed: int, iterations: int) -> dict[str, Any]:
    """One day both ways, in figures."""
    began = time.monotonic()
    data = data / "orders" if (data / "orders").is_dir() else data
    lines = order_lines(data / "items.csv")
    adapter = TypeAdapter(tuple[OrderLine, ...])
    baskets = [adapter.validate_python(lines[name]) for name in sorted(lines)]
    cartons = TypeAdapter(tuple[CartonType, ...]).validate_python(carton_types(data / "boxes.csv"))
    people = {one.id: one for one in shoppers(orders, len(baskets), seed)}
    waves = [
        Wave(slots := tuple(SLOTS[i] for i in indices), usual_kmh(slots[0][0], slots[-1][1]))
        for indices in WAVES
    ]
    day = Day(max(2, ceil(0.37 * orders / ORDERS_A_VAN)), baskets, cartons, seed, waves)
    for person in people.values():
        if person.express:
            day.book_express(person)
        else:
            day.book(person)
    streets = Streets(seed)
    shifts = [_shift(day, wave, people, streets, n, iterations) for n, wave in enumerate(waves)]
    return _figures(day, people, shifts, streets, orders, time.monotonic() - began)


def _shift(
    day: Day, wave: Wave, people: dict[str, Shopper], streets: Streets, n: int, iterations: int
) -> Shift:
    """Plans the wave at its cut-off and drives it. A van breaks down in the third wave."""
    cut_off = wave.starts - CUT_OFF_S
    still = [
        order
        for order in wave.orders.values()
        if (cancels := people[order.id].cancels_s) is None or cancels > cut_off
    ]
    request = day.request(wave, still, iterations)
    first = plan(request)
    shift = Shift(request, first, people, streets, breaks_s=wave.starts + HOUR if n == 2 else None)
    shift.violations += plan_violations(request, first)
    ends = day.waves[n + 1].starts - CUT_OFF_S if n + 1 < len(day.waves) else wave.ends
    express = [
        # All of an hour together, as by hand.
        (
            -(-one.placed_s // HOUR) * HOUR,
            day.order(one, (one.placed_s + EXPRESS_S[0], one.placed_s + EXPRESS_S[1])),
        )
        for one in day.express
        if cut_off < one.placed_s <= ends
    ]
    shift.run(cut_off, wave.ends + HOUR, express)
    return shift


def _figures(
    day: Day,
    people: dict[str, Shopper],
    shifts: Sequence[Shift],
    streets: Streets,
    orders: int,
    seconds: float,
) -> dict[str, Any]:
    arrivals = {order_id: at for shift in shifts for order_id, at in shift.arrivals.items()}
    promised = {
        o.id: (o.slot[0], o.slot[1] + RESERVE_S)
        for wave in day.waves
        for o in wave.orders.values()
        if not people[o.id].express
    }
    due = {
        order_id: slot
        for order_id, slot in promised.items()
        if (cancels := people[order_id].cancels_s) is None
        or (order_id in arrivals and arrivals[order_id] < cancels)
    }
    in_slot = sum(slot[0] <= arrivals.get(order_id, -1) <= slot[1] for order_id, slot in due.items())
    hurried = [one for one in people.values() if one.express]
    express = [one for one in hurried if one.id in arrivals]
    vans, metres, cost = (
        sum(parts) for parts in zip(*(shift.costs(TARIFF) for shift in shifts), strict=True)
    )
    plans = [shift.plan.figures for shift in shifts]
    parcels = sum(one.parcels for one in plans)
    calls = [
        [Call(people[o.id], due[o.id]) for o in wave.orders.values() if o.id in due] for wave in day.waves
    ]
    hands = {
        name: best_by_hand(
            calls, [wave.kmh for wave in day.waves], streets, TARIFF, IN_SLOT_BAR, express, roams
        )
        for name, roams in (("by_hand", False), ("by_hand_roaming", True))
    }
    delivered = len(arrivals)
    mine = cost / delivered
    by_hand = {
        f"{name}_{key}": value for name, hand in hands.items() for key, value in _told(hand, mine).items()
    }
    return {
        "orders": orders,
        "refused_shoppers": day.refused,
        "slots_asked": day.asked,
        "slots_refused": day.asked - day.offered,
        "slot_ms_p95": round(sorted(day.slot_ms)[int(0.95 * len(day.slot_ms))], 1),
        "delivered": delivered,
        "in_slot": round(in_slot / len(due), 4),
        "express": f"{len(express)} of {len(hurried)} taken",
        "express_within_3_h": round(
            sum(arrivals[one.id] - one.placed_s <= 3 * HOUR for one in express) / max(1, len(express)), 3
        ),
        "absent": sum(streets.is_absent(people[order_id]) for order_id in arrivals),
        "trips": int(vans),
        "km_per_order": round(metres / 1000 / delivered, 3),
        "tenge_per_order": round(mine / 100, 1),
        "cartons": parcels,
        "fill": round(sum(one.fill * one.parcels for one in plans) / parcels, 3),
        "replans": sum(shift.replans for shift in shifts),
        "moved_orders": sum(shift.moved for shift in shifts),
        **by_hand,
        "seconds": round(seconds, 1),
        "violations": [fault for shift in shifts for fault in shift.violations],
    }


def _told(hand: Outcome, mine: float) -> dict[str, Any]:
    theirs = hand.cost_minor / hand.orders
    return {
        "stops_a_van": hand.stops_a_van,
        "reserve_s": hand.reserve_s,
        "orders": hand.orders,
        "in_slot": round(hand.in_slot / hand.promised, 4),
        "trips": hand.vans,
        "km_per_order": round(hand.metres / 1000 / hand.orders, 3),
        "tenge_per_order": round(theirs / 100, 1),
        "cost_saved": round(1 - mine / theirs, 4),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="day", description="Simulate a day in Almaty.")
    parser.add_argument("--data", type=Path, required=True, help="folder with items.csv and boxes.csv")
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=6000, help="of the route search, for each wave")
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    given = parser.parse_args(arguments)
    figures = simulate(given.data, given.orders, given.seed, given.iterations)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(f"{name:>32}  {value}" for name, value in figures.items()))
    return 1 if figures["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
