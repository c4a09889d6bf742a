"""What can be promised beside 200 committed stops: is every offer true, is none missed, and how long does it take?

`duken bench slots [--data DIR] [--shoppers 20] [--seed 0] [--more 0] [--truth-seconds 4]`: days in Almaty with 200 stops on
a fixed fleet, planned by the router itself, a new day for every five shoppers, eleven slots asked for by each, one at a
time. `--more` shoppers book what they are offered before the first one is asked about. `DIR` is not needed: doors and
loads are made up from the seed. The truth about a refusal is a plan of the whole day by PyVRP in `--truth-seconds`.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.fulfilment.engine import run
from core.fulfilment.routing.check import violations
from core.fulfilment.routing.day import day_of
from core.fulfilment.routing.insertion import Gaps, Lane
from core.fulfilment.routing.model import RouteRequest, SlotsRequest
from core.fulfilment.routing.schedule import timing
from core.fulfilment.routing.solver import committed_tours, result_of, route
from core.fulfilment.slots import Proposal, insert, propose

SOUTH, NORTH, WEST, EAST = 43.17, 43.33, 76.80, 77.00
SLOTS = [[hour * 3600, (hour + 2) * 3600] for hour in range(8, 19)]
"""Eleven, each two hours, one an hour."""


def almaty_day(stops: int, vans: int, seed: int, plan_s: float) -> dict[str, Any]:
    """A request of `route`: each stop at a random door in a random slot."""
    rng = random.Random(seed)
    return {
        "depot": {"id": "depot", "lat": 43.27, "lon": 76.86, "window": [7 * 3600, 23 * 3600]},
        "vehicles": [
            {
                "id": "van", "count": vans, "capacity": {"weight_g": 500_000, "volume_ml": 3_000_000},
                "shift": [8 * 3600, 21 * 3600], "fixed_cost_minor": 1_000_000, "cost_per_km_minor": 12_000,
                "cost_per_hour_minor": 150_000,
            }
        ],
        "stops": [
            _door(rng, f"stop-{n}") | {"windows": [rng.choice(SLOTS)], "service_s": 300} for n in range(stops)
        ],
        "time_limit_s": plan_s,
    }  # fmt: skip


def committed_day(stops: int, vans: int, seed: int, plan_s: float) -> dict[str, Any]:
    """A request of `slots` without candidates: stops in their slots, on the routes the engine planned for them."""
    request = almaty_day(stops, vans, seed, plan_s)
    planned = run("route", request)
    served = {visit["id"] for route in planned["routes"] for visit in route["stops"]}
    return request | {
        "stops": [stop for stop in request["stops"] if stop["id"] in served],
        "committed": [
            {"vehicle_id": route["vehicle_id"], "stops": [visit["id"] for visit in route["stops"]]}
            for route in planned["routes"]
        ],
    }


def with_bookings(day: dict[str, Any], more: int, seed: int) -> dict[str, Any]:
    """The day after so many bookings more, each in a slot that was offered."""
    rng, shape = random.Random(seed), TypeAdapter(SlotsRequest)
    while more:
        shopper = _door(rng, f"more-{more}") | {"service_s": 300}
        slot = rng.choice(SLOTS)
        asked = day | {"candidates": [shopper], "slots": [slot], "time_limit_s": 1.0}
        plan = insert(shape.validate_python(asked), shopper["id"], (slot[0], slot[1]))
        if plan:
            more -= 1
            committed = [{"vehicle_id": one.vehicle_id, "stops": list(one.stops)} for one in plan]
            day = day | {"stops": [*day["stops"], shopper | {"windows": [slot]}], "committed": committed}
    return day


def _door(rng: random.Random, name: str) -> dict[str, Any]:
    lat, lon = round(rng.uniform(SOUTH, NORTH), 5), round(rng.uniform(WEST, EAST), 5)
    weight = rng.randint(500, 8_000)
    return {"id": name, "lat": lat, "lon": lon, "demand": {"weight_g": weight, "volume_ml": 5 * weight}}


def question(day: dict[str, Any], seed: int, limit_s: float) -> dict[str, Any]:
    shopper = _door(random.Random(seed), "shopper") | {"service_s": 300}
    return day | {"candidates": [shopper], "slots": SLOTS, "time_limit_s": limit_s}


def faults(request: SlotsRequest, proposal: Proposal) -> list[str]:
    """What the independent checker finds in the plan behind an offer, with every promised stop still served."""
    assert proposal.committed is not None
    booked = replace(request.candidates[0], windows=(proposal.offer.slot,))
    stops, plan = (*request.stops, booked), proposal.committed
    after = RouteRequest(request.depot, request.vehicles, stops, committed=plan)
    ready = day_of(after)
    reasons = dict.fromkeys(range(1, len(ready.places)))
    result = result_of(ready, committed_tours(after, ready), reasons)
    return [*map(str, violations(after, result)), *(f"{one.id} is lost" for one in result.unserved)]


def _is_possible(request: SlotsRequest, slot: tuple[int, int], seconds: float) -> bool:
    """The truth: a plan of the whole day with the shopper in it, looked for as long as it takes."""
    everyone = (*request.stops, replace(request.candidates[0], windows=(slot,)))
    day = RouteRequest(
        request.depot, request.vehicles, everyone, committed=request.committed, time_limit_s=seconds
    )
    return not route(day).unserved


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _quality(vans: int, shoppers: int, limit_s: float, truth_s: float, first: int = 0, more: int = 0) -> None:
    shape = TypeAdapter(SlotsRequest)
    spent, offered, missed, false, second = [], 0, 0, 0, 0
    for seed in range(first, first + shoppers):
        if (seed - first) % 5 == 0:
            day = with_bookings(committed_day(200, vans, seed, 3.0), more, seed)
        asked = question(day, 1_000 + seed, limit_s)
        began = time.process_time()
        answer = run("slots", asked)
        spent.append(1_000 * (time.process_time() - began))
        offers = answer["offers"]
        offered += sum(one["feasible"] for one in offers)
        second += sum(one["feasible"] and one["tier"] == 2 for one in offers)
        refused = [one["slot"] for one in offers if not one["feasible"]]
        plans = propose(shape.validate_python(asked))
        false += sum(bool(faults(shape.validate_python(asked), p)) for p in plans if p.committed is not None)
        for slot in refused:
            missed += _is_possible(shape.validate_python(asked), (slot[0], slot[1]), truth_s)
    print(
        f"{vans} vans: {shoppers} shoppers, {offered} offers ({second} by the second tier), {false} false,"
        f" {missed} missed (recall {100 * offered / max(1, offered + missed):.1f} %),"
        f" core time p50 {_percentile(spent, 0.5):.0f} ms, p95 {_percentile(spent, 0.95):.0f} ms"
    )


def _first_tier(stops: int, vans: int, rounds: int) -> None:
    """The gaps of the committed routes are laid open once a plan; every shopper then asks them for all slots."""
    day = committed_day(stops, vans, 1, 5.0)
    asked = TypeAdapter(SlotsRequest).validate_python(question(day, 1, 1.0))
    ready = day_of(asked)
    tours = committed_tours(asked, ready)
    timings = [timing(ready, ready.vans[tour.van], tour.order) for tour in tours]
    lanes = [
        Lane(ready, tour, known) for tour, known in zip(tours, timings, strict=True) if known is not None
    ]
    gaps = Gaps(ready, lanes)
    spans = [
        (first * ready.travel.scale - ready.origin, last * ready.travel.scale - ready.origin)
        for first, last in SLOTS
    ]
    took = []
    for _ in range(rounds):
        began = time.process_time()
        gaps.prices(len(ready.places) - 1, spans)
        took.append(1_000 * (time.process_time() - began))
    print(
        f"gaps alone, {len(asked.stops)} stops: p50 {_percentile(took, 0.5):.2f} ms, p99 {_percentile(took, 0.99):.2f} ms"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="duken bench slots")
    parser.add_argument("--data", type=Path, help="not needed")
    parser.add_argument("--vans", type=int, nargs="+", default=[8, 10])
    parser.add_argument("--shoppers", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--truth-seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--more", type=int, default=0)
    chosen = parser.parse_args(arguments)
    for vans in chosen.vans:
        _quality(vans, chosen.shoppers, chosen.seconds, chosen.truth_seconds, chosen.seed, chosen.more)
    for stops, vans in ((200, 12), (1_000, 60)):
        _first_tier(stops, vans, chosen.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
