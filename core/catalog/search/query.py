"""What is asked of the search and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalog.model import Product
from core.catalog.search.ports import Order


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`text` in any of the languages, alphabets and layouts; the other fields narrow it. `category`: id or name."""

    text: str = ""
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    category: str | None = None
    brand: str | None = None
    attributes: tuple[str, ...] = ()
    limit: int = 10
    """At most 200 are found."""
    offset: int = 0
    order: Order = "relevance"
    in_stock: bool = False

    @property
    def filters(self) -> bool:
        prices = (self.price_min_minor, self.price_max_minor)
        return any(price is not None for price in prices) or bool(
            self.category or self.brand or self.in_stock
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """`score`, 0 to 1: how surely the words were understood, times how well the product fits beside the best."""

    offer_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Understood:
    """`text` as it was read (in the right layout); the words that were found, and those that were not.

    `sureness`, 0 to 1: of the word that was hardest to read.
    """

    text: str
    found: tuple[str, ...]
    unknown: tuple[str, ...]
    sureness: float
    meant: str | None = None
    """The query as it was probably meant, when words of it were guessed and something was found."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    hits: tuple[Hit, ...]
    near: tuple[Hit, ...]
    understood: Understood


@dataclass(frozen=True, slots=True)
class Resolution:
    """`certain`: what is meant beyond doubt; else up to a handful of `choices`; else what is `near`."""

    certain: Product | None
    choices: tuple[Product, ...] = ()
    near: tuple[Product, ...] = ()
