"""What the steps of one turn work with: one transaction, one store, one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.conversation.ports import UnitOfWork
from core.conversation.reply import Reply
from core.conversation.shelf import Shelf
from core.delivery.model import DeliveryPolicy
from core.delivery.ports import Geocoder, Roads
from core.delivery.slots import SlotBook
from core.dialogue.state import DialogueState
from core.fulfilment.intake import Estimate
from core.kernel.clock import Clock
from core.kernel.store import Store
from core.nlu.understanding import Language
from core.ordering.day_vans import VansToldDown
from core.ordering.model import Cart, Shopper, Staff
from core.ordering.proof import Codes
from core.payments.ports import Gateway


@dataclass(frozen=True, slots=True)
class Services:
    """What is the same for every turn. `gateway` takes the money of payments in advance; without `codes` no messages
    can be sent to phones."""

    clock: Clock
    geocoder: Geocoder
    policy: DeliveryPolicy
    estimates: dict[str, Estimate]
    gateway: Gateway
    public_url: str
    slot_time_limit_s: float = 1.0
    reminder_after: timedelta = timedelta(hours=2)
    unpaid_after: timedelta = timedelta(minutes=30)
    unproven_after: timedelta = timedelta(minutes=30)
    roads: Roads | None = None
    codes: Codes | None = None


@dataclass(frozen=True, slots=True)
class Job:
    key: str
    at: datetime


@dataclass(slots=True)
class Scene:
    """`jobs` are scheduled after the commit."""

    work: UnitOfWork
    services: Services
    store: Store
    shopper: Shopper
    staff: Staff | None
    shelf: Shelf
    language: Language
    now: datetime
    """One moment for the whole turn."""
    jobs: list[Job] = field(default_factory=list)
    cart_before: Cart | None = None
    """As it was before this turn changed it."""

    @property
    def book(self) -> SlotBook:
        services = self.services
        return SlotBook(
            self.store,
            services.policy,
            self.work.day_plans,
            services.clock,
            services.slot_time_limit_s,
            services.roads,
            self.work.cells,
            VansToldDown(self.work.waves, services.policy),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    state: DialogueState
    replies: tuple[Reply, ...] = ()

    def then(self, later: Outcome) -> Outcome:
        return Outcome(later.state, (*self.replies, *later.replies))
