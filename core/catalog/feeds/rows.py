"""What comes out of a feed, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b

from core.catalog.model import Category, Product


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` is a Fluent key, `params` its arguments; the sentence is made at the edge, in the reader's language."""

    key: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """`row` is the 1-based place of the offer in the feed; `source` the digest of what stood there, when it may
    be passed over unread the next time."""

    row: int
    product: Product
    source: int | None = None


@dataclass(frozen=True, slots=True)
class SameRow:
    """What stands here is, byte for byte, what this product was made from."""

    row: int
    source: int


Known = Callable[[int], bool]
"""Whether a digest is that of a product which is on sale as it came from there."""


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


FeedRow = ProductRow | SameRow | UpdateRow | CategoryRow | Rejected | RowWarning | FeedEnd


_VERSION = b"1"
"""Raise it when the same bytes come to mean something else."""


def digest(*parts: bytes) -> int:
    """64 bits, signed as a database keeps them."""
    return int.from_bytes(blake2b(b"\0".join((_VERSION, *parts)), digest_size=8).digest(), "big", signed=True)
