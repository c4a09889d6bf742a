"""What the catalogue needs from storage. Every call is in the caller's transaction and in one store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from core.catalog.feeds.columns import Said
from core.catalog.incoming import FeedSource, Freshness, IncomingFeed
from core.catalog.model import Category, Product
from core.catalog.product_picture import PictureReport, TriedPicture


@dataclass(frozen=True, slots=True)
class ProductMark:
    """The little an import must know of a stored product to tell whether a feed row changes it.

    `fingerprint` is `core.catalog.fingerprint.fingerprint` of the product as it was last upserted.
    `set_stock` and `set_price` leave it alone: what a person set by hand lives until the feed says
    something new.
    """

    offer_id: str
    fingerprint: str
    price_minor: int
    hidden: bool
    source: int | None = None
    """The digest of the feed row it was made from."""


@dataclass(frozen=True, slots=True)
class Change:
    """A product as it is now and the catalogue's version of its last write. `offered`: it is not hidden, and is
    sold in the store's city."""

    version: int
    product: Product
    offered: bool


class ProductRepository(Protocol):
    async def get(self, store_id: str, offer_id: str) -> Product | None:
        """The product, hidden or not."""

    async def get_many(self, store_id: str, offer_ids: Collection[str]) -> dict[str, Product]:
        """offer_id -> product, hidden or not; unknown ids are left out."""

    async def variants(self, store_id: str, group_id: str, limit: int) -> list[Product]:
        """The products of the group that are not hidden, by offer_id."""

    async def all(self, store_id: str) -> list[Product]:
        """Every product that is not hidden, by offer_id."""

    async def version(self, store_id: str) -> int:
        """Rises with every write above reservations: what was derived from an older version (an index) is stale."""

    async def changed_since(
        self, store_id: str, version: int, after: tuple[int, str] = (0, "")
    ) -> Sequence[Change]:
        """A page of what was written above `version`, in order of version and offer id, from behind the pair `after`
        on; [] at the end. What was written twice comes once, as it is now."""

    async def count(self, store_id: str) -> int:
        """How many products are offered: not hidden, and sold in the store's city."""

    async def marks(self, store_id: str, after: str = "") -> Sequence[ProductMark]:
        """A page of marks, hidden products too, by offer_id from behind `after` on; [] at the end."""

    async def page(self, store_id: str, after: str = "") -> Sequence[Product]:
        """A page of the products that are not hidden, by offer_id from behind `after` on; [] at the end."""

    async def upsert_many(self, products: Sequence[Product], sources: Sequence[int | None] = ()) -> None:
        """Insert or replace whole products by (store_id, offer_id), with their fingerprints and, where given,
        the digests of the rows they were made from."""

    async def hide(self, store_id: str, offer_ids: Collection[str]) -> None:
        """Take the products out of sale; nothing is deleted, for orders and receipts still name them."""

    async def set_stock(self, store_id: str, offer_id: str, stock: Decimal) -> None:
        """Raises NotFound."""

    async def set_price(self, store_id: str, offer_id: str, price_minor: int) -> None:
        """Raises NotFound."""


class CategoryRepository(Protocol):
    async def all(self, store_id: str) -> list[Category]:
        """Every category, by position."""

    async def upsert_many(self, categories: Sequence[Category]) -> None:
        """Insert or replace by (store_id, category_id). The catalogue's version rises: names are searched too."""


class FeedRepository(Protocol):
    """Where feeds come from, and those that wait for somebody's word."""

    async def source(self, store_id: str) -> FeedSource | None: ...

    async def sources(self) -> list[FeedSource]:
        """Of every store."""

    async def save_source(self, source: FeedSource) -> None:
        """Insert or replace: a store has one."""

    async def remove_source(self, store_id: str) -> bool:
        """False when there was none."""

    async def incoming(self, feed_id: str) -> IncomingFeed | None:
        """Locked for this transaction."""

    async def save_incoming(self, feed: IncomingFeed) -> None:
        """Insert or replace."""

    async def open_incoming(self) -> list[IncomingFeed]:
        """Neither taken in nor dropped, of every store, oldest first."""

    async def columns(self, store_id: str) -> Said:
        """What was confirmed of the columns of its tables."""

    async def remember_columns(self, store_id: str, said: Said) -> None:
        """Insert or replace, one by one."""


class PictureRepository(Protocol):
    """What became of the addresses that products on sale give for their pictures."""

    async def stores_due(self, broken_before: datetime) -> list[str]:
        """The stores where `due` would find any."""

    async def due(self, store_id: str, broken_before: datetime, most: int) -> list[str]:
        """Addresses never tried, then those that were last found broken before that time; `most` at most."""

    async def save(self, tried: Sequence[TriedPicture]) -> None:
        """Insert or replace by store and address."""

    async def report(self, store_id: str, most: int) -> PictureReport:
        """`most`: how many broken ones are named."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """`path` is None when the feed is the one we have."""

    path: Path | None
    freshness: Freshness


class Download(Protocol):
    async def __call__(self, url: str, have: Freshness, folder: Path) -> Downloaded:
        """A new file in `folder`. Raises InvalidInput for an address that may not be reached and for a feed that
        is too large, Unavailable for a server that does not give it."""


class CatalogWork(Protocol):
    """One transaction. Leaving the block without `commit` rolls everything back."""

    @property
    def products(self) -> ProductRepository: ...

    @property
    def categories(self) -> CategoryRepository: ...

    @property
    def feeds(self) -> FeedRepository: ...

    async def commit(self) -> None: ...


CatalogUnits = Callable[[], AbstractAsyncContextManager[CatalogWork]]


class PictureWork(Protocol):
    @property
    def pictures(self) -> PictureRepository: ...

    async def commit(self) -> None: ...


PictureUnits = Callable[[], AbstractAsyncContextManager[PictureWork]]
