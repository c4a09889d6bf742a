"""What somebody of the shop can do by writing to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class SellerOrders:
    pass


@dataclass(frozen=True, slots=True)
class SellerOrder:
    number: int


@dataclass(frozen=True, slots=True)
class SellerStep:
    """One step of an order. `ready` is of those for a pickup point; `returned`: nobody came for it there, or it was not
    taken at the door."""

    step: Literal["accept", "reject", "packed", "dispatched", "ready", "delivered", "returned"]
    number: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SellerPlan:
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SellerSetStock:
    phrase: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class SellerSetPrice:
    phrase: str
    price: int
    """Whole tenge."""


@dataclass(frozen=True, slots=True)
class SellerLowStock:
    pass


@dataclass(frozen=True, slots=True)
class SellerFeed:
    """The word on a feed that was tried."""

    feed_id: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class VanDown:
    """The van drives no further. Today's when no day was named, and asked for when no van was; done when it is `sure`."""

    day: date | None = None
    van: int | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class VanLate:
    """As `VanDown`; how late is asked for when it was not said."""

    day: date | None = None
    van: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class NobodyHome:
    """As `VanDown`; of which order is asked for when it was not said."""

    day: date | None = None
    van: int | None = None
    number: int | None = None


OnTheRoad = VanDown | VanLate | NobodyHome

SellerCommand = (
    SellerOrders
    | SellerOrder
    | SellerStep
    | SellerPlan
    | SellerSetStock
    | SellerSetPrice
    | SellerLowStock
    | SellerFeed
    | OnTheRoad
)
