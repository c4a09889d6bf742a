"""Cart and order. A cart may change; an order's lines are a priced snapshot that may not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from core.catalog.model import Dimensions, Handling, LocalizedText
from core.delivery.model import Address, DeliveryMethod, SlotKind
from core.kernel.money import times
from core.kernel.timewindow import TimeWindow
from core.payments.model import PaymentMethod

OrderState = Literal[
    "placed",
    "registered",
    "screened",
    "held",
    "unproven",
    "formalised",
    "reserved",
    "accepted",
    "grouped",
    "packed",
    "routed",
    "dispatched",
    "delivered",
    "closed",
    "cancelled",
    "rejected",
    "returned",
    "refunded",
]
READY = "OrderReady"
StaffRole = Literal["seller", "courier"]
Actor = Literal["shopper", "seller", "courier", "system"]


@dataclass(frozen=True, slots=True)
class CartLine:
    """`quantity` counts pieces, or kilograms for goods sold by weight."""

    offer_id: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Cart:
    store_id: str
    shopper_id: str
    lines: tuple[CartLine, ...] = ()
    updated_at: datetime | None = None

    def quantity_of(self, offer_id: str) -> Decimal:
        return next((line.quantity for line in self.lines if line.offer_id == offer_id), Decimal(0))


@dataclass(frozen=True, slots=True)
class OrderLine:
    offer_id: str
    names: LocalizedText
    price_minor: int
    quantity: Decimal
    sold_by: Literal["piece", "weight"]
    dimensions: Dimensions | None
    handling: Handling

    @property
    def total_minor(self) -> int:
        return times(self.price_minor, self.quantity)


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Something that happened to an order, in the past tense."""

    name: str
    order_id: str
    at: datetime
    actor: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    order_id: str
    store_id: str
    shopper_id: str
    number: int
    """What people say; unique in its store."""
    tracking_code: str
    state: OrderState
    placed_at: datetime
    language: str
    customer_name: str
    phone: str
    method: DeliveryMethod
    address: Address
    window: TimeWindow
    payment_method: PaymentMethod
    lines: tuple[OrderLine, ...]
    delivery_minor: int
    currency: str = "KZT"
    screening: tuple[str, ...] = ()
    """Reason codes of the screening, for the seller."""
    slot_kind: SlotKind = "window"
    events: tuple[DomainEvent, ...] = field(default_factory=tuple)
    point_id: str | None = None
    """The pickup point or locker it is brought to; None for a door, and for the shop itself."""
    pickup_code: str | None = None
    """What it is handed over for; there from the moment it waits at the point."""

    @property
    def is_driven(self) -> bool:
        """Whether a van brings it anywhere."""
        return self.method == "delivery" or self.point_id is not None

    @property
    def is_ready(self) -> bool:
        """Whether it waits at its point."""
        return self.state == "dispatched" and self.pickup_code is not None

    @property
    def ready_at(self) -> datetime | None:
        """When it came to its point."""
        return next((event.at for event in self.events if event.name == READY), None)

    @property
    def goods_minor(self) -> int:
        return sum(line.total_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.delivery_minor


@dataclass(frozen=True, slots=True)
class Shopper:
    """A person in one store. `channel` and `external_id` say where they write from."""

    shopper_id: str
    store_id: str
    channel: Literal["telegram", "web", "terminal"]
    external_id: str
    language: Literal["kk", "ru", "en"] = "ru"
    name: str | None = None
    phone: str | None = None
    reminders_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works for a store, known by where they write from."""

    store_id: str
    channel: str
    external_id: str
    role: StaffRole
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class PhoneProof:
    """What is known of a shopper's word that a phone is their own; one for each shopper and phone.

    `challenge` is what the last code is made of, there together with its end. `sent_at` is when it was handed to those
    who send it.
    """

    proof_id: str
    store_id: str
    shopper_id: str
    phone: str
    proven_at: datetime | None = None
    challenge: str | None = None
    expires_at: datetime | None = None
    tries_left: int = 0
    sent_at: datetime | None = None
