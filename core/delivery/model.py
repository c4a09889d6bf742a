"""Where an order goes and when. All times are UTC, timezone-aware."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from core.kernel.geo import GeoPoint
from core.kernel.timewindow import TimeWindow

Temperature = Literal["ambient", "chilled", "frozen"]
DeliveryMethod = Literal["delivery", "pickup"]
SlotKind = Literal["window", "express"]
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
    least_fee_minor: int = 49_000
    fee_minor: int = 99_000
    """The most that a window costs."""
    free_from_minor: int = 1_500_000
    express_hours: int = 3
    """An express order is there this many hours after it was asked for."""
    express_lead: timedelta = timedelta(minutes=30)
    """What it takes to pack one."""
    express_extra_minor: int = 100_000
    moves: int = 3
    """So many times the window of a placed order may be changed."""
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
class Fee:
    """`minor` is let off for large orders, the `extra_minor` of hurry never is."""

    minor: int
    extra_minor: int = 0


@dataclass(frozen=True, slots=True)
class DeliverySlot:
    """What a shopper books: the window in which the service begins. `green`: a van passes by at that time anyway."""

    window: TimeWindow
    cutoff: datetime
    fee: Fee
    green: bool = False
    kind: SlotKind = "window"


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
    fee: Fee
    """As it was offered; whatever the day looks like later, it is what is charged."""
    kind: SlotKind = "window"
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
