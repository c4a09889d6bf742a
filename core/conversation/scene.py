"""What the steps of one turn work with: one transaction, one store, one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.catalog.model import Category, Product
from core.catalog.ports import CategoryRepository, ProductRepository
from core.catalog.search import SearchIndex
from core.conversation.ports import UnitOfWork
from core.conversation.reply import Reply
from core.delivery.model import DeliveryPolicy
from core.delivery.ports import Geocoder
from core.delivery.slots import SlotBook
from core.dialogue.state import DialogueState
from core.fulfilment.intake import Estimate
from core.kernel.clock import Clock
from core.kernel.store import Store
from core.nlu.understanding import Language
from core.ordering.model import Cart, Shopper, Staff
from core.payments.ports import Gateway


@dataclass(frozen=True, slots=True)
class Services:
    """What is the same for every turn. `gateway` takes the money of payments in advance."""

    clock: Clock
    geocoder: Geocoder
    policy: DeliveryPolicy
    estimates: dict[str, Estimate]
    gateway: Gateway
    public_url: str
    slot_time_limit_s: float = 1.0
    reminder_after: timedelta = timedelta(hours=2)
    unpaid_after: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A store's goods as they can be found: made anew when the catalogue's version rises, shared by turns."""

    version: int
    products: dict[str, Product]
    categories: tuple[Category, ...]
    index: SearchIndex
    brands: frozenset[str]

    def children(self, category_id: str | None) -> list[Category]:
        known = {c.category_id for c in self.categories}
        return [c for c in self.categories if _parent(c, known) == category_id and self.count(c.category_id)]

    def in_category(self, category_id: str) -> list[Product]:
        """The category's own products and those of every category below it."""
        inside = {category_id}
        grew = True
        while grew:
            more = {c.category_id for c in self.categories if c.parent_id in inside} - inside
            grew = bool(more)
            inside |= more
        return [p for p in self.products.values() if p.category_id in inside]

    def count(self, category_id: str) -> int:
        return len(self.in_category(category_id))


def _parent(category: Category, known: set[str]) -> str | None:
    """A category whose parent the feed never told stands at the top."""
    return category.parent_id if category.parent_id in known else None


async def stock_shelf(
    products: ProductRepository, categories: CategoryRepository, store_id: str, old: Shelf | None
) -> Shelf:
    """The store's shelf, the old one while it is fresh."""
    version = await products.version(store_id)
    if old is not None and old.version == version:
        return old
    goods = await products.all(store_id)
    tree = tuple(await categories.all(store_id))
    brands = frozenset(p.brand for p in goods if p.brand)
    return Shelf(version, {p.offer_id: p for p in goods}, tree, SearchIndex.build(goods, tree), brands)


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
            self.store, services.policy, self.work.day_plans, services.clock, services.slot_time_limit_s
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    state: DialogueState
    replies: tuple[Reply, ...] = ()

    def then(self, later: Outcome) -> Outcome:
        return Outcome(later.state, (*self.replies, *later.replies))
