"""What intake is told about an order, and what it answers. Field names are the JSON keys.

Money is whole minor units, lengths millimetres, weights grams, volumes millilitres, times whole seconds on
one clock (since midnight, or since any epoch, the same for all).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic import ConfigDict

from core.fulfilment.boxes import Cell
from core.fulfilment.temperature import Temperature

_STRICT = ConfigDict(extra="forbid")

Outcome = Literal["accept", "verify", "hold", "reject"]
Payment = Literal["card", "cash", "kaspi", "invoice"]
Handover = Literal["courier", "pickup"]
Corner = tuple[float, float]
"""Latitude and longitude, degrees."""


# --- screening ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScreenAddress:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    city: str = ""
    street: str = ""
    house: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """`quantity` counts pieces, or kilograms of goods sold by weight."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    quantity: float


@dataclass(frozen=True, slots=True)
class ScreenOrder:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    phone: str
    total_minor: int
    payment: Payment
    lines: tuple[ScreenLine, ...]
    handover: Handover = "courier"
    address: ScreenAddress | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What the shop remembers of this shopper or phone, this order not counted. Nothing known is a new
    customer."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    orders_last_hour: int = 0
    orders_last_day: int = 0
    delivered: int = 0
    refused: int = 0
    """Orders not taken at the door, or never picked up."""


@dataclass(frozen=True, slots=True)
class ScreenPolicy:
    """Where a shop draws its lines, in percent: an order that fails with a chance of `verify_from` or more is
    verified, and so on up."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    region: str = "KZ"
    """Where a phone number without a country code is read."""
    most_orders_an_hour: int = 3
    most_orders_a_day: int = 8
    times_usual_total: float = 5.0
    huge_quantity: float = 50.0
    large_cash_minor: int = 10_000_000
    """100 000 tenge."""
    verify_from: int = 30
    hold_from: int = 60
    reject_from: int = 90


@dataclass(frozen=True, slots=True)
class ScreenRequest:
    """`usual_total_minor` is the store's median order, None while it has too few; `service_areas` are
    polygons, none of them means anywhere."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    order: ScreenOrder
    history: History = History()
    usual_total_minor: int | None = None
    service_areas: tuple[tuple[Corner, ...], ...] = ()
    policy: ScreenPolicy = ScreenPolicy()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact that speaks against the order: the sentence for people is the text `screen-<code>` with
    `params`. `points` is its part of the score."""

    code: str
    points: int
    params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """`score` is the chance in percent that the order is not taken; findings come heaviest first. What they
    leave of the score is what any order of such a customer may come to."""

    order_id: str
    outcome: Outcome
    score: int
    findings: tuple[Finding, ...]


# --- formalising ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`quantity` counts pieces, or kilograms of goods sold by weight, to the gram. Measures are of one unit
    as packed; a missing one is estimated by `category`. `max_load_g` is what one unit may carry on top.
    `seller_id` matters where an order holds goods of several sellers."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    quantity: float = 1
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    weight_g: int | None = None
    category: str | None = None
    fragile: bool = False
    this_side_up: bool = False
    max_load_g: int | None = None
    temperature: Temperature = "ambient"
    segregation: str = "general"
    seller_id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """`address_id` is the same for orders that go to one door or one pickup point; `slot` is when service may
    begin.

    `may_join`: the seller lets it travel as one stop with others; `with_other_sellers`, with orders that hold
    goods of others. Orders of one `party_id` were promised together: the shares of a group-buy, the parts of
    an order from several sellers (`by_seller`). `priority` (0 to 10) as in routing.

    `depot_id` is where its goods stand, if not at any depot; the pickup is what is taken back from this door
    (returns, empties) when the goods are brought.

    `cells` are those of a parcel locker that are kept for it, `count` of each kind: its goods go into these and into no
    carton.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    lines: tuple[OrderLine, ...]
    address_id: str
    lat: float
    lon: float
    slot: tuple[int, int]
    service_s: int = 300
    may_join: bool = True
    priority: int = 0
    party_id: str = ""
    with_other_sellers: bool = True
    depot_id: str | None = None
    pickup_weight_g: int = 0
    pickup_volume_ml: int = 0
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """The usual size and weight of one unit of a category, for lines that do not say their own."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    category: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class FormalItem:
    """`quantity` equal whole units of one line, every measure known. `line_id` is the order line it came
    from."""

    id: str
    line_id: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    quantity: int
    fragile: bool
    this_side_up: bool
    max_load_g: int | None
    temperature: Temperature
    segregation: str


@dataclass(frozen=True, slots=True)
class FormalOrder:
    """An order exact for machines. `temperatures` are all it needs, the warmest first; weight and volume are
    of the goods alone, without cartons; `estimated` names the lines whose measures are a guess."""

    id: str
    items: tuple[FormalItem, ...]
    weight_g: int
    volume_ml: int
    temperatures: tuple[Temperature, ...]
    promise: tuple[int, int]
    estimated: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
