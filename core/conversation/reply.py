"""What goes out: values, no sentences. A channel renders them through `i18n` and degrades what it cannot show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from core.catalog.model import LocalizedText


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. `action` comes back as `InboundMessage.action` and has at most 64 bytes.

    The label is a text key with parameters, or `literal` where the words are the store's own.
    """

    action: str
    key: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    literal: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """`ask` invites the channel's own way of giving it: a contact or a location button."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    ask: Literal["contact", "location"] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Short sentences that make one message, in blocks of rows. `key` names what it is mostly about."""

    key: str
    blocks: tuple[tuple[Text, ...], ...]
    choices: tuple[Choice, ...] = ()
    offered: tuple[str, ...] = ()
    """The products to choose from, by offer id, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class AsTold:
    """A value as the seller wrote it. Figures with units, yes and no are said in the reader's language."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A text key with parameters, or `literal` where the words are the store's own; empty where it tells nothing."""

    key: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    literal: str | AsTold = ""


@dataclass(frozen=True, slots=True)
class ProductCard:
    offer_id: str
    names: LocalizedText
    price_minor: int
    currency: str
    sold_by: Literal["piece", "weight"]
    in_stock: bool
    old_price_minor: int | None = None
    picture: str | None = None
    """Path relative to the store's own picture folder, or an http(s) address."""
    descriptions: LocalizedText = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    note: Cell | None = None
    """Why it is shown."""
    preorder_days: int = 0
    """Days until it can be handed over; 0 for what is there."""
    also: tuple[str, ...] = ()
    """What it comes in besides: what sets each other variant apart."""


@dataclass(frozen=True, slots=True)
class Products:
    """A list (short cards) or one product shown in full (`detail`)."""

    key: str
    products: tuple[ProductCard, ...]
    params: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    detail: bool = False


@dataclass(frozen=True, slots=True)
class LineView:
    offer_id: str
    names: LocalizedText
    quantity: Decimal
    sold_by: Literal["piece", "weight"]
    price_minor: int
    total_minor: int
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class CartView:
    """The cart, or with `detail` filled in the summary before an order is placed."""

    key: str
    lines: tuple[LineView, ...]
    goods_minor: int
    currency: str
    delivery_minor: int | None = None
    total_minor: int | None = None
    details: tuple[tuple[str, Any], ...] = ()
    """(label key, value) rows: name, phone, address, payment method key; hours and times as values."""
    window: tuple[datetime, datetime] | None = None
    express: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotView:
    start: datetime
    end: datetime
    fee_minor: int | None
    """What it costs with the goods that are in the cart now; None where nothing is to be paid any more."""
    green: bool
    action: str
    express: bool = False
    currency: str = "KZT"


@dataclass(frozen=True, slots=True)
class SlotPicker:
    key: str
    slots: tuple[SlotView, ...]
    params: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    """Other days."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """A request to pay. Telegram shows its own invoice when it can, everyone else the link."""

    key: str
    order_number: int
    payment_id: str
    amount_minor: int
    currency: str
    pay_url: str
    minutes: int
    """How long the goods wait for the money."""
    lines: tuple[LineView, ...] = ()
    delivery_minor: int = 0
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderView:
    key: str
    number: int
    state: str
    tracking_code: str
    total_minor: int
    currency: str
    payment_state: str
    window: tuple[datetime, datetime]
    address: str
    lines: tuple[LineView, ...]
    delivery_minor: int = 0
    pickup: bool = False
    ready: datetime | None = None
    """From when on it can be picked up where a van brings it to a point, instead of `window`."""
    details: tuple[tuple[str, Any], ...] = ()
    """(label key, value) rows: the point's hours and code, and for the seller whom to call."""
    express: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` is relative to the home folder's `media`."""

    path: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """What is compared, and one cell for every product of the table."""

    label: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Products side by side, one column each."""

    key: str
    products: tuple[ProductCard, ...]
    rows: tuple[TableRow, ...]
    params: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


Reply = Text | Message | Products | CartView | SlotPicker | Invoice | OrderView | Picture | Table
