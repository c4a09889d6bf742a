"""Orders for one door as one stop, against a stop for every order, and against zones made before routing.

`duken bench consolidation [--orders 200] [--seeds 1 2 3] [--seconds 5] [--service 300] [--json]`
Almaty as made up by `town`: of the orders, `--shared` go to pickup points and large houses, some hold goods of two
sellers, some are shares of a group-buy. Every way gets the same orders, vans and seconds; costs are those of
the drives. Zones: doors sorted by their direction from the depot are cut into as many equal sectors as the
plan for everybody has vans, and each sector is planned by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2

from core.fulfilment.intake import Order, OrderLine, by_seller
from core.fulfilment.packing import CartonType
from core.fulfilment.plan import PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.routing.model import Depot, Load, VehicleType

DEPOT = Depot("depot", lat=43.2905, lon=76.8732)
CENTRE, SPREAD = (43.2383, 76.9087), (0.03, 0.045)
BOX = CartonType("box", 400, 300, 200, max_weight_g=15_000, tare_g=200, cost_minor=15_000)
DAY = (7 * 3600, 23 * 3600)
ORDERS_A_BUSY_DOOR = 12
TWO_SELLERS, GROUP_BUYS = 0.1, 0.03


@dataclass(frozen=True, slots=True)
class Result:
    """`cost_minor` of the drives, without cartons."""

    cost_minor: int
    served: int
    stops: int
    vans: int
    km: float


def town(orders: int, seed: int, shared: float, service_s: int, slot_step_s: int = 7200) -> list[Order]:
    """About so many orders: one of two sellers is two, a group-buy four."""
    rng = random.Random(seed)
    busy = [_door(rng, f"busy-{n}") for n in range(max(1, orders // ORDERS_A_BUSY_DOOR))]
    found: list[Order] = []
    while len(found) < orders:
        n = len(found)
        door = rng.choice(busy) if rng.random() < shared else _door(rng, f"door-{n}")
        start = rng.randrange(8 * 3600, 20 * 3600 + 1, slot_step_s)
        line = OrderLine("goods", 1, 200, 150, 100, rng.randint(500, 4000))
        order = Order(f"{n:05}", (line,), *door, (start, start + 7200), service_s)
        if rng.random() < TWO_SELLERS:
            found += by_seller(replace(order, lines=(line, replace(line, id="other", seller_id="b"))))
        elif rng.random() < GROUP_BUYS:
            found += [replace(order, id=f"{order.id}-{share}", party_id=order.id) for share in range(4)]
        else:
            found.append(order)
    return found


def _door(rng: random.Random, name: str) -> tuple[str, float, float]:
    lat, lon = (rng.gauss(middle, spread) for middle, spread in zip(CENTRE, SPREAD, strict=True))
    return name, round(lat, 5), round(lon, 5)


def wave(orders: Sequence[Order], seconds: float, seed: int) -> PlanRequest:
    van = VehicleType(
        "van", Load(800_000, 4_000_000), shift=DAY, fixed_cost_minor=1_000_000, cost_per_km_minor=12_000,
        cost_per_hour_minor=150_000, count=60,
    )  # fmt: skip
    return PlanRequest(
        orders=tuple(orders), cartons=(BOX,), vehicles=(van,), depot=DEPOT, time_limit_s=seconds, seed=seed
    )


def separate(orders: Sequence[Order]) -> list[Order]:
    return [replace(order, may_join=False, party_id="") for order in orders]


def zones(orders: Sequence[Order], count: int) -> list[list[Order]]:
    """Sectors around the depot with equally many orders; a door is in one of them."""
    lat, lon = DEPOT.lat or 0.0, DEPOT.lon or 0.0
    around = sorted(orders, key=lambda order: (atan2(order.lat - lat, order.lon - lon), order.address_id))
    cuts = [round(n * len(around) / count) for n in range(count + 1)]
    return [around[a:b] for a, b in pairwise(cuts) if a < b]


def measured(result: PlanResult) -> Result:
    figures = result.figures
    return Result(
        figures.route_cost_minor,
        figures.served_orders,
        figures.stops,
        figures.vans,
        round(float(figures.distance_m) / 1000, 1),
    )


def solved(request: PlanRequest) -> Result:
    """Raises AssertionError when the plan breaks a promise."""
    result = plan(request)
    faults = plan_violations(request, result)
    assert not faults, faults[0]
    return measured(result)


def compared(orders: Sequence[Order], seconds: float, seed: int) -> Iterator[tuple[str, Result]]:
    off = solved(wave(separate(orders), seconds, seed))
    yield "every order a stop", off
    yield "one door, one stop", solved(wave(orders, seconds, seed))
    sectors = zones(orders, off.vans)
    parts = [solved(wave(sector, seconds / len(sectors), seed)) for sector in sectors]
    yield (
        "zones first",
        Result(
            sum(part.cost_minor for part in parts),
            sum(part.served for part in parts),
            sum(part.stops for part in parts),
            sum(part.vans for part in parts),
            round(sum(part.km for part in parts), 1),
        ),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="consolidation", description="What joining orders for a door saves."
    )
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=5.0, help="for every plan; zones share them")
    parser.add_argument("--shared", type=float, default=0.4, help="share of orders for pickup points")
    parser.add_argument("--service", type=int, default=300, help="seconds at a door, however many orders")
    parser.add_argument("--slot-step", type=int, default=7200, help="seconds between the starts of slots")
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    given = parser.parse_args(arguments)
    rows = []
    for seed in given.seeds:
        orders = town(given.orders, seed, given.shared, given.service, given.slot_step)
        found = dict(compared(orders, given.seconds, seed))
        base = found["every order a stop"].cost_minor
        for way, result in found.items():
            change = round(100 * (result.cost_minor / base - 1), 1)
            rows.append(
                {"seed": seed, "orders": len(orders), "way": way, "cost_percent": change}
                | {name: getattr(result, name) for name in Result.__slots__}
            )
            if not given.json:
                print(
                    f"{seed:>4}  {len(orders)} orders  {way:<20} {change:+6.1f} %  "
                    f"{result.cost_minor / 100:>10,.0f} tenge  {result.stops:>4} stops  {result.vans:>2} vans  "
                    f"{result.km:>7.1f} km  {result.served} served",
                    flush=True,
                )
    if given.json:
        print(json.dumps(rows))
    saves = all(row["cost_percent"] <= 0 for row in rows if row["way"] == "one door, one stop")
    return 0 if saves else 1


if __name__ == "__main__":
    sys.exit(main())
