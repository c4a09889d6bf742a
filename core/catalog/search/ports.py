"""What searching needs from the store of an index: one committed state to read, and one writer at a time.

A product stands in the index as a `Document`: every key of it in one of the `TIERS`, by the weight of the best part
of the product the key stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from core.catalog.model import Product

TIERS = (0.2, 0.5, 0.8, 1.3, 2.1, 3.0, 4.2, 6.0)
"""The weights a key may have in a product. Those above `DESCRIPTION_TIER` tell what the product is."""
DESCRIPTION_TIER = 0

Order = Literal["relevance", "price", "-price"]


@dataclass(frozen=True, slots=True)
class Document:
    """`tiers`: key -> its place in `TIERS`. `heads`: the keys of what it is; `named`: of all words of its names.
    `forms`: sound of a written word -> its key. `measures`: as written by `words.written`. `shelves`: the product's
    category and all above it. `titles`, `spelled`: its names as `words.title` and `words.spelling` write them."""

    product: Product
    tiers: Mapping[str, int]
    heads: frozenset[str]
    named: frozenset[str]
    forms: Mapping[str, str]
    measures: frozenset[str]
    shelves: tuple[str, ...]
    brand: tuple[str, ...]
    titles: frozenset[str]
    spelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Keys that must all be there; the score is multiplied by the mean weight of the keys in the product."""

    keys: tuple[str, ...]
    score: float


Idea = tuple[Option, ...]
"""What one word may be found by; the best counts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a product must be whatever the words. `shelves`: in one of these categories or below; None: anywhere.
    `brand`: keys of its name."""

    price_min_minor: int | None = None
    price_max_minor: int | None = None
    shelves: frozenset[str] | None = None
    brand: frozenset[str] = frozenset()
    in_stock: bool | None = None
    """True: to be had; False: sold out; None: either."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`required`: ideas a product must have; `wished`: of these one at least where nothing is required.
    `bonuses`: measure -> what having it adds. `measured`: measures a product must have; `offer_ids`, `title`: of these ids or this whole name only.
    `heads`, `named`: sets of keys; of each set one must be what the product is, or stand in its names."""

    required: tuple[Idea, ...] = ()
    wished: tuple[Idea, ...] = ()
    bonuses: tuple[tuple[str, float], ...] = ()
    measured: tuple[str, ...] = ()
    heads: tuple[frozenset[str], ...] = ()
    named: tuple[frozenset[str], ...] = ()
    limits: Limits = Limits()
    offer_ids: frozenset[str] | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A product as it stands in the index."""

    offer_id: str
    score: float
    price_minor: int
    in_stock: bool
    category_id: str | None
    heads: frozenset[str]
    named: frozenset[str]
    measures: frozenset[str]
    spelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """What the goods found would be narrowed by: value -> how many. `attributes`: name -> value -> how many."""

    total: int
    categories: dict[str, int]
    brands: dict[str, int]
    attributes: dict[str, dict[str, int]]
    price_min_minor: int | None
    price_max_minor: int | None


@dataclass(frozen=True, slots=True)
class State:
    """What an index knows of: the catalogue's version, and the categories by what they were called."""

    version: int = 0
    categories: Mapping[str, str] = field(default_factory=dict)


class Reader(Protocol):
    """One committed state of one store's index; it never changes."""

    @property
    def state(self) -> State: ...

    def __len__(self) -> int: ...

    def frequencies(self, key: str) -> Sequence[int]:
        """In how many products the key stands, by tier; products that have gone may still be counted."""

    def measured(self, measure: str) -> bool:
        """Whether any product has the measure."""

    def forms(self, since: int = 0) -> Iterator[tuple[str, str]]:
        """(sound, key) of every written word, or of the products written above the version `since`."""

    def find(
        self, wanted: Wanted, limit: int, offset: int = 0, order: Order = "relevance"
    ) -> Sequence[Found]: ...

    def facets(self, wanted: Wanted) -> Facets: ...

    def count(self, wanted: Wanted) -> int: ...

    def entry(self, offer_id: str) -> Found | None: ...

    def by_barcode(self, barcode: str) -> Found | None: ...

    def product(self, offer_id: str) -> Product | None:
        """As it was when it was indexed: price and stock are the database's to tell."""

    def offer_ids(self) -> Iterator[str]: ...

    def brands(self) -> frozenset[str]: ...


class Writer(Protocol):
    """Nothing is seen by readers before `commit`."""

    def clear(self) -> None: ...

    def put(self, documents: Iterable[Document], version: int) -> None:
        """Insert or replace by offer id."""

    def drop(self, offer_ids: Iterable[str]) -> None: ...

    def commit(self, state: State) -> None: ...


class Storage(Protocol):
    """One store's index."""

    def reader(self) -> Reader:
        """The newest committed state."""

    def writer(self, *, large: bool = False) -> AbstractContextManager[Writer | None]:
        """None while another writes, in this process or another. What was not committed is undone."""
