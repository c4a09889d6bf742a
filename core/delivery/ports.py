from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from core.delivery.model import Address, Booking, DayPlan
from core.delivery.points import CellNumber, PickupPoint
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


class VansDown(Protocol):
    async def of(self, store_id: str, day: date) -> Mapping[str, int]:
        """How many vans of each kind, by van id, do not drive any more that day."""


class PickupPoints(Protocol):
    async def of_store(self, store_id: str, *, active: bool = True) -> list[PickupPoint]:
        """By point id; without the shop itself."""

    async def get(self, store_id: str, point_id: str) -> PickupPoint | None:
        """Active or not."""

    async def save(self, points: Sequence[PickupPoint]) -> None:
        """Adds, or replaces by id. Cells that are taken stay taken, also where there are fewer now."""


class Cells(Protocol):
    """The ledger of locker cells. A cell belongs to one booking or order at a time: the database holds it."""

    async def lock(self, store_id: str, point_id: str) -> None:
        """Whoever takes cells of this point next waits until the transaction ends. A point is locked before a day is."""

    async def taken(self, store_id: str, point_id: str, now: datetime) -> frozenset[CellNumber]:
        """Cells that a live hold or an order has."""

    async def hold(self, booking: Booking, point_id: str, cells: Sequence[CellNumber]) -> None:
        """Until the booking's hold lapses. Raises Conflict when one of them is taken."""

    async def confirm(self, booking_id: str, order_id: str) -> None:
        """Gives the held cells, if there are any, to the order."""

    async def release(self, booking_id: str) -> None:
        """Gives held cells back; those of an order stay."""

    async def release_order(self, order_id: str) -> None:
        """The order was handed over or taken back; does nothing the second time."""

    async def of_order(self, order_id: str) -> tuple[CellNumber, ...]: ...
