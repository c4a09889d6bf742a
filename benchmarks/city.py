"""Almaty for a benchmark: where people live, when they order, how the streets flow. Made up, seeded, one day.

Densities follow the city's eight districts (people per district, its centre and extent); speeds the usual
rush hours. The same leg on the same day takes the same time, whoever drives it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp

from core.kernel.geo import GeoPoint, haversine_m

HOUR = 3600
DEPOT = GeoPoint(43.27, 76.86)
ROAD_FACTOR = 1.35
SERVICE_S = 300
SLOTS: tuple[tuple[int, int], ...] = tuple((hour * HOUR, (hour + 2) * HOUR) for hour in range(8, 22, 2))
DISTRICTS: tuple[tuple[str, float, float, float, int], ...] = (
    ("Almaly", 43.252, 76.915, 0.014, 218),
    ("Bostandyk", 43.222, 76.905, 0.020, 352),
    ("Auezov", 43.230, 76.850, 0.017, 306),
    ("Nauryzbay", 43.212, 76.790, 0.018, 174),
    ("Alatau", 43.290, 76.840, 0.022, 322),
    ("Zhetysu", 43.293, 76.930, 0.016, 172),
    ("Turksib", 43.335, 76.975, 0.020, 241),
    ("Medeu", 43.250, 76.960, 0.018, 216),
)
"""Name, centre, spread in degrees of latitude, thousands of people."""
SPEED_KMH = {
    7: 26,
    8: 19,
    9: 19,
    10: 23,
    11: 25,
    12: 24,
    13: 24,
    14: 25,
    15: 24,
    16: 22,
    17: 18,
    18: 17,
    19: 19,
    20: 24,
}
FREE_KMH = 30
"""At hours that `SPEED_KMH` does not name."""
WISHES = (6, 7, 12, 13, 14, 25, 23)
"""How often each slot is wished for, of a hundred."""
EARLIER_DAY = 0.35
"""The share that orders before the day begins."""
EXPRESS, CANCELS, ABSENT = 0.03, 0.04, 0.02


@dataclass(frozen=True, slots=True)
class Shopper:
    """`wish` is an index of `SLOTS`. An express order wants to be brought within three hours instead."""

    id: str
    point: GeoPoint
    district: int
    placed_s: int
    wish: int
    express: bool
    cancels_s: int | None
    basket: int


def shoppers(count: int, baskets: int, seed: int) -> list[Shopper]:
    """In the order in which they come. `baskets` is how many different ones there are."""
    rng = random.Random(seed)
    found = [_shopper(n, baskets, rng) for n in range(1, count + 1)]
    return sorted(found, key=lambda one: (one.placed_s, one.id))


def _shopper(n: int, baskets: int, rng: random.Random) -> Shopper:
    (district,) = rng.choices(range(len(DISTRICTS)), [one[4] for one in DISTRICTS])
    _, lat, lon, spread, _ = DISTRICTS[district]
    point = GeoPoint(round(rng.gauss(lat, spread / 2), 5), round(rng.gauss(lon, spread / 1.45), 5))
    (wish,) = rng.choices(range(len(SLOTS)), WISHES)
    express = rng.random() < EXPRESS
    latest = SLOTS[wish][0] - 5400
    placed = 0
    if express:
        placed = rng.randrange(9 * HOUR, 19 * HOUR)
    elif rng.random() > EARLIER_DAY and latest > 7 * HOUR:
        placed = int(rng.triangular(6 * HOUR, latest, latest))
    cancels = None
    if not express and rng.random() < CANCELS:
        cancels = rng.randrange(placed, SLOTS[wish][1])
    return Shopper(f"{n:04}", point, district, placed, wish, express, cancels, rng.randrange(baskets))


def usual_kmh(start_s: int, end_s: int) -> float:
    """What a shop learns to reckon with for these hours: a little below their mean."""
    hours = range(start_s // HOUR, -(-end_s // HOUR))
    return 0.95 * sum(SPEED_KMH.get(hour, FREE_KMH) for hour in hours) / len(hours)


def road_m(a: GeoPoint, b: GeoPoint) -> float:
    return ROAD_FACTOR * haversine_m(a, b)


class Streets:
    """The truth of the day, which no plan knows."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._day = exp(random.Random(f"{seed}/day").gauss(0, 0.05))

    def drive_s(self, a: GeoPoint, b: GeoPoint, leaves_s: float) -> float:
        kmh = SPEED_KMH.get(int(leaves_s) // HOUR, FREE_KMH) * self._day
        noise = exp(random.Random(f"{self._seed}/{a}/{b}").gauss(0, 0.2))
        return road_m(a, b) / kmh * 3.6 * noise

    def service_s(self, shopper: Shopper) -> float:
        """At the door; somebody who is not there is called and waited for."""
        rng = random.Random(f"{self._seed}/{shopper.id}")
        usual = SERVICE_S * exp(rng.gauss(-0.08, 0.4))
        return usual + (SERVICE_S if rng.random() < ABSENT else 0)

    def is_absent(self, shopper: Shopper) -> bool:
        rng = random.Random(f"{self._seed}/{shopper.id}")
        rng.gauss(-0.08, 0.4)
        return rng.random() < ABSENT


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a van with its driver costs, minor units of tenge; the fixed part for each trip of a wave."""

    fixed_minor: int = 600_000
    km_minor: int = 9_000
    hour_minor: int = 120_000

    def minor(self, metres: float, seconds: float) -> float:
        return self.fixed_minor + self.km_minor * metres / 1000 + self.hour_minor * seconds / HOUR


def trip_m(points: Sequence[GeoPoint]) -> float:
    """Depot, the points, depot."""
    way = [DEPOT, *points, DEPOT]
    return sum(road_m(a, b) for a, b in pairwise(way))
