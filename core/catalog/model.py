"""What a store sells."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Temperature = Literal["ambient", "chilled", "frozen"]
SoldBy = Literal["piece", "weight"]
LocalizedText = dict[str, str]
"""Language code (`kk`, `ru`, `en`) -> text; at least one language is there."""


@dataclass(frozen=True, slots=True)
class Dimensions:
    """One unit as it is packed: a piece, or one kilogram of goods sold by weight."""

    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class Handling:
    """How goods want to be treated. `segregation`: classes that differ and are not `general` travel apart."""

    fragile: bool = False
    this_side_up: bool = False
    temperature: Temperature = "ambient"
    segregation: str = "general"


@dataclass(frozen=True, slots=True)
class Category:
    """`category_id` is the feed's own id, unique in its store."""

    store_id: str
    category_id: str
    names: LocalizedText
    parent_id: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Product:
    """`price_minor` is for one piece or one kilogram; `stock` counts pieces or kilograms."""

    store_id: str
    offer_id: str
    names: LocalizedText
    price_minor: int
    stock: Decimal
    currency: str = "KZT"
    old_price_minor: int | None = None
    category_id: str | None = None
    brand: str | None = None
    barcode: str | None = None
    descriptions: LocalizedText = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    sold_by: SoldBy = "piece"
    dimensions: Dimensions | None = None
    handling: Handling = field(default_factory=Handling)
    picture: str | None = None
    """An http(s) address, or a path relative to the store's picture folder."""
    hidden: bool = False
    group_id: str | None = None
    """What variants of one thing share: the same shirt in three sizes."""
    stocks: dict[str, Decimal] = field(default_factory=dict)
    """Warehouse -> what is there, when the feed tells it; `stock` is their sum."""
    cities: tuple[str, ...] = ()
    """Where it is sold; empty: wherever the store delivers."""
    preorder_days: int = 0
    """Days until it can be handed over; 0 for what is there."""


def localized(texts: LocalizedText, language: str) -> str:
    """The text in `language`, else in Russian, else in whatever there is; empty when there is none."""
    return texts.get(language) or texts.get("ru") or next(iter(texts.values()), "")
