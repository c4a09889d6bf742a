"""What comes out of a feed, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from core.catalog.model import Category, Product


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` is a Fluent key, `params` its arguments; the sentence is made at the edge, in the reader's language."""

    key: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """`row` is the 1-based place of the offer in the feed."""

    row: int
    product: Product


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """A new price and stock for a product that is known; None leaves what is there."""

    row: int
    offer_id: str
    price_minor: int | None
    stock: Decimal | None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    category: Category


@dataclass(frozen=True, slots=True)
class Rejected:
    """This row brings nothing in; what the shop already had under its id stays as it was."""

    row: int
    offer_id: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class RowWarning:
    """The row came in, but not all of it. Without `row` it is about the whole feed."""

    row: int | None
    offer_id: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class FeedEnd:
    """`complete`: read from its first byte to its proper end, so that what is missing in it is really gone."""

    complete: bool


FeedRow = ProductRow | UpdateRow | CategoryRow | Rejected | RowWarning | FeedEnd
