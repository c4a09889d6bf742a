from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.delivery.model import Address, DayPlan
from core.fulfilment.routing.model import Matrix
from core.kernel.geo import GeoPoint


class Geocoder(Protocol):
    def locate(self, text: str, city: str) -> Address:
        """Never fails: what it does not find lies at the city's centre with precision `city`."""

    def near(self, point: GeoPoint, city: str) -> Address:
        """The address of a shared location."""


class Roads(Protocol):
    async def matrix(self, points: Sequence[GeoPoint]) -> Matrix:
        """Ways between all points, in the order given. Raises Unavailable."""


class DayPlans(Protocol):
    async def load(self, store_id: str, day: date) -> DayPlan:
        """The day's plan, locked for this transaction; an empty one when there is none yet."""

    async def save(self, plan: DayPlan) -> None:
        """Raises Conflict when somebody else saved the day since it was loaded."""

    async def day_of(self, booking_id: str) -> date | None:
        """The day a booking stands in."""
