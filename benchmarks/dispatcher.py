"""How a dispatcher with a map plans a wave by hand: zone after zone, and always the nearest next.

He knows his town: he reckons with the same usual speeds as the engine, keeps the same reserve before the end
of a slot, looks at the slots one after the other, lets a van that has room go on into the next zone, and
takes the rule of thumb "so many stops a van" that served best on that very day. Express orders and broken vans
are spared him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2

from benchmarks.city import DEPOT, DISTRICTS, SERVICE_S, Shopper, Streets, Tariff, road_m, trip_m
from core.kernel.geo import GeoPoint

Slot = tuple[int, int]
THUMBS = range(8, 31, 2)


@dataclass(frozen=True, slots=True)
class Call:
    """An order of a wave and the slot it was promised."""

    shopper: Shopper
    slot: Slot


@dataclass(frozen=True, slots=True)
class Outcome:
    stops_a_van: int
    orders: int
    in_slot: int
    vans: int
    metres: float
    cost_minor: float


def best_by_hand(
    waves: Sequence[Sequence[Call]],
    kmh: Sequence[float],
    reserve_s: int,
    streets: Streets,
    tariff: Tariff,
    bar: float,
) -> Outcome:
    """The cheapest rule of thumb that keeps the bar (a share in the slot), else the most punctual."""
    found = [_day(waves, kmh, reserve_s, thumb, streets, tariff) for thumb in THUMBS]
    punctual = [one for one in found if one.in_slot >= bar * one.orders]
    if punctual:
        return min(punctual, key=lambda one: one.cost_minor)
    return max(found, key=lambda one: one.in_slot)


def _day(
    waves: Sequence[Sequence[Call]],
    kmh: Sequence[float],
    reserve_s: int,
    thumb: int,
    streets: Streets,
    tariff: Tariff,
) -> Outcome:
    orders = in_slot = vans = 0
    metres = cost = 0.0
    for calls, speed in zip(waves, kmh, strict=True):
        for trip in by_zones(calls, speed, reserve_s, thumb):
            first = trip[0]
            leaves = first.slot[0] - _reckoned(DEPOT, first.shopper.point, speed)
            at, now = DEPOT, leaves
            for call in trip:
                now = max(now + streets.drive_s(at, call.shopper.point, now), call.slot[0])
                in_slot += now <= call.slot[1]
                now += streets.service_s(call.shopper)
                at = call.shopper.point
            now += streets.drive_s(at, DEPOT, now)
            way = trip_m([call.shopper.point for call in trip])
            orders, vans, metres = orders + len(trip), vans + 1, metres + way
            cost += tariff.minor(way, now - leaves)
    return Outcome(thumb, orders, in_slot, vans, metres, cost)


def by_zones(calls: Sequence[Call], kmh: float, reserve_s: int, thumb: int) -> list[list[Call]]:
    """Trips of one wave. The zones are the districts, in their order around the depot."""
    left = list(calls)
    slots = sorted({call.slot for call in calls})
    angle = [atan2(one[1] - DEPOT.lat, one[2] - DEPOT.lon) for one in DISTRICTS]
    around = sorted(range(len(DISTRICTS)), key=lambda zone: angle[zone])
    trips = []
    while left:
        zones = _from_first_busy(around, left)
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
    """In the first of the zones that has somebody for this slot; no further than the zone after the first."""
    for zone in zones[:2]:
        here = [call for call in left if call.slot == slot and call.shopper.district == zone]
        if here:
            return min(here, key=lambda call: road_m(at, call.shopper.point))
    return None


def _reckoned(a: GeoPoint, b: GeoPoint, kmh: float) -> float:
    return road_m(a, b) / kmh * 3.6
