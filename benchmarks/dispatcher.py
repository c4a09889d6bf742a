"""How a dispatcher with a map plans a wave by hand: zone after zone, and always the nearest next.

He knows his town: he reckons with the same usual speeds as the engine, looks at the slots one after the other,
and takes the rules of thumb - so many stops a van, so long a reserve before the end of a slot - that served
best on that very day. Either every van stays in its zone, or, for a cleverer dispatcher, one that has room
goes on into the next zone. Cancellations in time and broken vans are spared him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import atan2

from benchmarks.city import DEPOT, DISTRICTS, HOUR, SERVICE_S, Shopper, Streets, Tariff, road_m, trip_m
from core.kernel.geo import GeoPoint

Slot = tuple[int, int]
THUMBS = range(8, 31, 2)
RESERVES_S = (0, 300, 600, 900)
LOADING_S = 1800
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Call:
    """An order of a wave and the slot it was promised."""

    shopper: Shopper
    slot: Slot


@dataclass(frozen=True, slots=True)
class Outcome:
    """`in_slot` of the `promised` orders; express orders are promised no slot."""

    stops_a_van: int
    reserve_s: int
    orders: int
    promised: int
    in_slot: int
    vans: int
    metres: float
    cost_minor: float


def best_by_hand(
    waves: Sequence[Sequence[Call]],
    kmh: Sequence[float],
    streets: Streets,
    tariff: Tariff,
    bar: float,
    express: Sequence[Shopper] = (),
    roams: bool = False,
) -> Outcome:
    """The cheapest rules of thumb that keep the bar (a share in the slot), else the most punctual. Express orders
    leave with a van of their own, all of an hour together."""
    hurried = _by_the_hour(express)
    found = []
    for thumb, reserve_s in product(THUMBS, RESERVES_S):
        trips = [
            (call.slot[0] - _reckoned(DEPOT, call.shopper.point, speed), trip)
            for calls, speed in zip(waves, kmh, strict=True)
            for trip in by_zones(calls, speed, reserve_s, thumb, roams)
            for call in trip[:1]
        ]
        found.append(_driven((thumb, reserve_s), [*trips, *hurried], streets, tariff))
    punctual = [one for one in found if one.in_slot >= bar * one.promised]
    if punctual:
        return min(punctual, key=lambda one: one.cost_minor)
    return max(found, key=lambda one: one.in_slot)


def _by_the_hour(express: Sequence[Shopper]) -> list[tuple[float, list[Call]]]:
    """A van leaves half an hour after each full hour with what came in the hour."""
    hours: dict[int, list[Shopper]] = {}
    for one in express:
        hours.setdefault(-(-one.placed_s // HOUR), []).append(one)
    trips: list[tuple[float, list[Call]]] = []
    for hour, people in hours.items():
        trip: list[Call] = []
        at = DEPOT
        while people:
            near = min(people, key=lambda one: road_m(at, one.point))
            people.remove(near)
            trip.append(Call(near, (0, NEVER)))
            at = near.point
        trips.append((hour * HOUR + LOADING_S, trip))
    return trips


def _driven(
    thumbs: tuple[int, int], trips: Sequence[tuple[float, list[Call]]], streets: Streets, tariff: Tariff
) -> Outcome:
    orders = promised = in_slot = 0
    metres = cost = 0.0
    for leaves, trip in trips:
        at, now = DEPOT, leaves
        for call in trip:
            now = max(now + streets.drive_s(at, call.shopper.point, now), call.slot[0])
            if call.slot[1] != NEVER:
                promised += 1
                in_slot += now <= call.slot[1]
            now += streets.service_s(call.shopper)
            at = call.shopper.point
        now += streets.drive_s(at, DEPOT, now)
        way = trip_m([call.shopper.point for call in trip])
        orders, metres = orders + len(trip), metres + way
        cost += tariff.minor(way, now - leaves)
    return Outcome(*thumbs, orders, promised, in_slot, len(trips), metres, cost)


def by_zones(
    calls: Sequence[Call], kmh: float, reserve_s: int, thumb: int, roams: bool = False
) -> list[list[Call]]:
    """Trips of one wave. The zones are the districts, in their order around the depot."""
    left = list(calls)
    slots = sorted({call.slot for call in calls})
    angle = [atan2(one[1] - DEPOT.lat, one[2] - DEPOT.lon) for one in DISTRICTS]
    around = sorted(range(len(DISTRICTS)), key=lambda zone: angle[zone])
    trips = []
    while left:
        zones = _from_first_busy(around, left)[: 1 + roams]
        trip: list[Call] = []
        at, now = DEPOT, 0.0
        for slot in slots:
            for _ in range(max(1, thumb // len(slots))):
                near = _nearest(left, slot, zones, at)
                if near is None:
                    break
                way = _reckoned(at, near.shopper.point, kmh)
                now = max(now + way, slot[0]) if trip else slot[0]
                if now > slot[1] - reserve_s and trip:
                    break
                trip.append(near)
                left.remove(near)
                now += SERVICE_S
                at = near.shopper.point
        trips.append(trip)
    return trips


def _from_first_busy(around: Sequence[int], left: Sequence[Call]) -> list[int]:
    busy = {call.shopper.district for call in left}
    first = next(i for i, zone in enumerate(around) if zone in busy)
    return [*around[first:], *around[:first]]


def _nearest(left: Sequence[Call], slot: Slot, zones: Sequence[int], at: GeoPoint) -> Call | None:
    """In the first of the zones that has somebody for this slot."""
    for zone in zones:
        here = [call for call in left if call.slot == slot and call.shopper.district == zone]
        if here:
            return min(here, key=lambda call: road_m(at, call.shopper.point))
    return None


def _reckoned(a: GeoPoint, b: GeoPoint, kmh: float) -> float:
    return road_m(a, b) / kmh * 3.6
