"""Where an order goes and when. All times are UTC, timezone-aware."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from core.kernel.geo import GeoPoint
from core.kernel.timewindow import TimeWindow

Temperature = Literal["ambient", "chilled", "frozen"]
DeliveryMethod = Literal["delivery", "pickup"]
Precision = Literal["location", "house", "street", "city"]
"""How well the point is known: shared by the shopper, found by house, by street, or only the city's centre."""


@dataclass(frozen=True, slots=True)
class Address:
    text: str
    point: GeoPoint
    precision: Precision


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How a store delivers. Times of day are hours in the store's zone."""

    days: int = 7
    first_hour: int = 8
    last_hour: int = 22
    slot_hours: int = 2
    lead: timedelta = timedelta(hours=2)
    """A slot is offered while at least this much time is left until it begins."""
    hold: timedelta = timedelta(minutes=30)
    fee_minor: int = 99_000
    free_from_minor: int = 1_500_000
    service_s: int = 300
    locker_service_s: int = 120
    """Nobody has to come to the door."""
    vans: tuple[Van, ...] = field(default_factory=lambda: default_vans())


@dataclass(frozen=True, slots=True)
class Van:
    """`count` vans of one kind. Costs follow the engine: a fixed cost, per km and per hour, minor units."""

    van_id: str
    count: int
    weight_g: int
    volume_ml: int
    temperatures: tuple[Temperature, ...]
    fixed_cost_minor: int
    cost_per_km_minor: int
    cost_per_hour_minor: int


def default_vans() -> tuple[Van, ...]:
    everything: tuple[Temperature, ...] = ("ambient", "chilled", "frozen")
    return (Van("van", 3, 800_000, 4_000_000, everything, 500_000, 9_000, 200_000),)


@dataclass(frozen=True, slots=True)
class DeliverySlot:
    """What a shopper books: the window in which the service begins. `green`: a van is near at that time anyway."""

    window: TimeWindow
    cutoff: datetime
    fee_minor: int
    green: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What one delivery puts into a van; `temperature` is the coldest its goods need."""

    weight_g: int
    volume_ml: int
    temperature: Temperature = "ambient"


@dataclass(frozen=True, slots=True)
class Booking:
    """One stop of a day: a hold while `order_id` is None (it lapses at `expires_at`), then an order's."""

    booking_id: str
    store_id: str
    shopper_id: str
    window: TimeWindow
    point: GeoPoint
    load: Load
    order_id: str | None = None
    expires_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.order_id is not None or (self.expires_at is not None and now < self.expires_at)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The drivable plan behind the promises of one store's day.

    `routes` holds, per van in use, (van_id, booking ids in driving order). `version` guards against lost updates.
    """

    store_id: str
    day: date
    bookings: tuple[Booking, ...] = ()
    routes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    version: int = 0
