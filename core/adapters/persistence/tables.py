"""Every table, once. Quantities are thousandths (`_milli`), money minor units (`_minor`), times UTC.

What a room promises stands here as a constraint as well, so that no way of writing can break it.
References within one transaction may come in any order where they are DEFERRED.
"""

from __future__ import annotations

from typing import Any, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.adapters.persistence.columns import Json, RowId, UtcDateTime, at_least, one_of
from core.adapters.persistence.columns import metadata as metadata
from core.catalog.incoming import State as FeedState
from core.catalog.model import SoldBy, Temperature
from core.catalog.product_picture import Reason as PictureReason
from core.delivery.model import SlotKind
from core.delivery.points import PointKind
from core.ordering.model import OrderState
from core.payments.model import PaymentMethod, PaymentState

DEFERRED: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"}


def _store_id(**options: Any) -> Column[str]:
    return Column("store_id", Text, ForeignKey("stores.store_id"), nullable=False, **options)


def _packed() -> list[Column[Any]]:
    """Dimensions, all there or none, and handling."""
    return [
        Column("length_mm", Integer),
        Column("width_mm", Integer),
        Column("height_mm", Integer),
        Column("weight_g", Integer),
        Column("fragile", Boolean, nullable=False),
        Column("this_side_up", Boolean, nullable=False),
        Column("temperature", Text, nullable=False),
        Column("segregation", Text, nullable=False),
    ]


def _packed_checks() -> list[CheckConstraint]:
    sizes = ("length_mm", "width_mm", "height_mm", "weight_g")
    none = " AND ".join(f"{size} IS NULL" for size in sizes)
    every = " AND ".join(f"{size} IS NOT NULL" for size in sizes)
    return [
        CheckConstraint(f"({none}) OR ({every})", name="dimensions"),
        one_of("temperature", get_args(Temperature)),
        one_of("sold_by", get_args(SoldBy)),
    ]


stores = Table(
    "stores",
    metadata,
    Column("store_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("depot_lat", Float, nullable=False),
    Column("depot_lon", Float, nullable=False),
    Column("depot_address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("currency", Text, nullable=False),
)

# Apart from `stores`, so that whoever draws a number does not wait for an import and holds nobody up.
counters = Table(
    "counters",
    metadata,
    _store_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    one_of("name", ("order_number", "catalog_version")),
)

categories = Table(
    "categories",
    metadata,
    _store_id(primary_key=True),
    Column("category_id", Text, primary_key=True),
    Column("names", Json, nullable=False),
    Column("parent_id", Text),
    Column("position", Integer, nullable=False),
)

products = Table(
    "products",
    metadata,
    _store_id(primary_key=True),
    Column("offer_id", Text, primary_key=True),
    Column("names", Json, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("old_price_minor", BigInteger),
    Column("currency", Text, nullable=False),
    Column("stock_milli", BigInteger, nullable=False),
    Column("reserved_milli", BigInteger, nullable=False, server_default=text("0")),
    Column("category_id", Text),
    Column("brand", Text),
    Column("barcode", Text),
    Column("descriptions", Json, nullable=False),
    Column("attributes", Json, nullable=False),
    Column("sold_by", Text, nullable=False),
    *_packed(),
    Column("picture", Text),
    Column("hidden", Boolean, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("source", BigInteger),
    Column("group_id", Text),
    Column("stocks", Json, nullable=False, server_default=text("'{}'")),
    Column("cities", Json, nullable=False, server_default=text("'[]'")),
    Column("preorder_days", Integer, nullable=False, server_default=text("0")),
    # The store's catalogue version of its last write above reservations.
    Column("version", BigInteger, nullable=False, server_default=text("1")),
    at_least("price_minor", 0),
    at_least("old_price_minor", 0),
    at_least("stock_milli", 0),
    at_least("reserved_milli", 0),
    *_packed_checks(),
    Index("ix_products_store_id_version", "store_id", "version"),
    Index("ix_products_store_id_group_id", "store_id", "group_id"),
)

feed_sources = Table(
    "feed_sources",
    metadata,
    _store_id(primary_key=True),
    Column("url", Text, nullable=False),
    Column("every_s", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("checked_at", UtcDateTime),
    Column("report", Json, nullable=False),
    at_least("every_s", 60),
)

incoming_feeds = Table(
    "incoming_feeds",
    metadata,
    Column("feed_id", Text, primary_key=True),
    _store_id(),
    Column("name", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("channel", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("language", Text, nullable=False),
    one_of("state", get_args(FeedState)),
)

feed_columns = Table(
    "feed_columns",
    metadata,
    _store_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("meaning", Text, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    _store_id(primary_key=True),
    # Made of the address, which may be longer than a key.
    Column("name", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("tried_at", UtcDateTime, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False),
    one_of("reason", get_args(PictureReason)),
)

shoppers = Table(
    "shoppers",
    metadata,
    Column("shopper_id", Text, primary_key=True),
    _store_id(),
    Column("channel", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("name", Text),
    Column("phone", Text),
    Column("reminders_stopped", Boolean, nullable=False),
    UniqueConstraint("store_id", "channel", "external_id"),
)

staff = Table(
    "staff",
    metadata,
    _store_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    one_of("role", ("seller", "courier")),
)

# The code itself is a key to the shop, so only its digest is kept.
invites = Table(
    "invites",
    metadata,
    Column("code_digest", Text, primary_key=True),
    _store_id(),
    Column("role", Text, nullable=False),
    Column("used", Boolean, nullable=False),
    one_of("role", ("seller", "courier")),
)

phone_proofs = Table(
    "phone_proofs",
    metadata,
    Column("proof_id", Text, primary_key=True),
    _store_id(),
    Column("shopper_id", Text, ForeignKey("shoppers.shopper_id"), nullable=False),
    Column("phone", Text, nullable=False),
    Column("proven_at", UtcDateTime),
    # Of a code only what it is made of, never the code.
    Column("challenge", Text),
    Column("expires_at", UtcDateTime, index=True),
    Column("tries_left", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    UniqueConstraint("store_id", "shopper_id", "phone"),
    CheckConstraint("(challenge IS NULL) = (expires_at IS NULL)", name="code"),
    at_least("tries_left", 0),
)

# To a phone (`phone:+7…`), whichever shops and shoppers ask, and for a shopper (`shopper:…`), whatever the phone.
code_sendings = Table(
    "code_sendings",
    metadata,
    Column("whose", Text, primary_key=True),
    Column("sent", Json, nullable=False),
)

carts = Table(
    "carts",
    metadata,
    _store_id(primary_key=True),
    Column("shopper_id", Text, ForeignKey("shoppers.shopper_id"), primary_key=True),
    Column("updated_at", UtcDateTime),
)

cart_lines = Table(
    "cart_lines",
    metadata,
    Column("store_id", Text, primary_key=True),
    Column("shopper_id", Text, primary_key=True),
    Column("offer_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity_milli", BigInteger, nullable=False),
    ForeignKeyConstraint(["store_id", "shopper_id"], ["carts.store_id", "carts.shopper_id"]),
    at_least("quantity_milli", 1),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", Text, primary_key=True),
    _store_id(),
    Column("shopper_id", Text, ForeignKey("shoppers.shopper_id"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("tracking_code", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("language", Text, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("address_text", Text, nullable=False),
    Column("address_lat", Float, nullable=False),
    Column("address_lon", Float, nullable=False),
    Column("address_precision", Text, nullable=False),
    Column("window_start", UtcDateTime, nullable=False),
    Column("window_end", UtcDateTime, nullable=False),
    Column("payment_method", Text, nullable=False),
    Column("delivery_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("screening", Json, nullable=False),
    Column("point_id", Text),
    Column("pickup_code", Text),
    Column("slot_kind", Text, nullable=False, server_default="window"),
    UniqueConstraint("store_id", "number"),
    Index(None, "store_id", "shopper_id", "placed_at"),
    Index(None, "store_id", "phone", "placed_at"),
    Index(None, "store_id", "window_start"),
    # Two orders that wait at one point are never handed over for the same code.
    Index(
        "uq_orders_pickup_code",
        "store_id",
        "point_id",
        "pickup_code",
        unique=True,
        sqlite_where=text("state = 'dispatched'"),
        postgresql_where=text("state = 'dispatched'"),
    ),
    one_of("state", get_args(OrderState)),
    one_of("method", ("delivery", "pickup")),
    one_of("slot_kind", get_args(SlotKind)),
    one_of("payment_method", get_args(PaymentMethod)),
    at_least("delivery_minor", 0),
    CheckConstraint("window_end >= window_start", name="window"),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", Text, ForeignKey("orders.order_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("offer_id", Text, nullable=False, index=True),
    Column("names", Json, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("quantity_milli", BigInteger, nullable=False),
    Column("sold_by", Text, nullable=False),
    *_packed(),
    at_least("price_minor", 0),
    at_least("quantity_milli", 1),
    *_packed_checks(),
)

order_events = Table(
    "order_events",
    metadata,
    Column("order_id", Text, ForeignKey("orders.order_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

reservations = Table(
    "reservations",
    metadata,
    Column("order_id", Text, ForeignKey("orders.order_id", **DEFERRED), primary_key=True),
    Column("offer_id", Text, primary_key=True),
    Column("store_id", Text, nullable=False),
    Column("quantity_milli", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    ForeignKeyConstraint(["store_id", "offer_id"], ["products.store_id", "products.offer_id"]),
    at_least("quantity_milli", 1),
    one_of("state", ("reserved", "released", "allocated")),
)

day_plans = Table(
    "day_plans",
    metadata,
    _store_id(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("routes", Json, nullable=False),
    Column("version", BigInteger, nullable=False),
)

bookings = Table(
    "bookings",
    metadata,
    Column("booking_id", Text, primary_key=True),
    Column("store_id", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("position", Integer, nullable=False),
    Column("shopper_id", Text, nullable=False),
    Column("order_id", Text, ForeignKey("orders.order_id", **DEFERRED), index=True),
    Column("expires_at", UtcDateTime),
    Column("window_start", UtcDateTime, nullable=False),
    Column("window_end", UtcDateTime, nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("weight_g", Integer, nullable=False),
    Column("volume_ml", Integer, nullable=False),
    Column("temperature", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="window"),
    Column("fee_minor", BigInteger, nullable=False, server_default=text("99000")),
    Column("extra_minor", BigInteger, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["store_id", "day"], ["day_plans.store_id", "day_plans.day"]),
    Index(None, "store_id", "day"),
    at_least("weight_g", 0),
    at_least("volume_ml", 0),
    one_of("temperature", get_args(Temperature)),
    one_of("kind", get_args(SlotKind)),
    CheckConstraint("window_end >= window_start", name="window"),
    CheckConstraint("order_id IS NOT NULL OR expires_at IS NOT NULL", name="hold"),
)

pickup_points = Table(
    "pickup_points",
    metadata,
    _store_id(primary_key=True),
    Column("point_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("names", Json, nullable=False),
    Column("address", Text, nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("hours", Json, nullable=False),
    Column("kept_days", Integer, nullable=False),
    Column("cells", Json, nullable=False),
    Column("active", Boolean, nullable=False),
    one_of("kind", get_args(PointKind)),
    at_least("kept_days", 1),
)

# A row is one cell of a locker that somebody has: its key is why no cell is ever given to two.
taken_cells = Table(
    "taken_cells",
    metadata,
    Column("store_id", Text, primary_key=True),
    Column("point_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("booking_id", Text, nullable=False, index=True),
    Column("order_id", Text, ForeignKey("orders.order_id", **DEFERRED), index=True),
    Column("expires_at", UtcDateTime),
    ForeignKeyConstraint(["store_id", "point_id"], ["pickup_points.store_id", "pickup_points.point_id"]),
    at_least("number", 1),
    CheckConstraint("order_id IS NOT NULL OR expires_at IS NOT NULL", name="hold"),
)

waves = Table(
    "waves",
    metadata,
    Column("wave_id", RowId, primary_key=True, autoincrement=True),
    _store_id(),
    Column("day", Date, nullable=False),
    Column("result", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "store_id", "day"),
)

payments = Table(
    "payments",
    metadata,
    Column("payment_id", Text, primary_key=True),
    _store_id(),
    Column("order_id", Text, ForeignKey("orders.order_id", **DEFERRED), nullable=False, index=True),
    Column("method", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("provider", Text, nullable=False),
    Column("external_id", Text),
    UniqueConstraint("provider", "external_id"),
    at_least("amount_minor", 0),
    one_of("method", get_args(PaymentMethod)),
    one_of("state", get_args(PaymentState)),
)

payment_notices = Table(
    "payment_notices",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("payment_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

# A header seals its entries: triggers made by the migration refuse a header whose entries do not sum to
# zero, entries after their header, and every change of either.
ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("transaction_id", Text, primary_key=True),
    _store_id(index=True),
    Column("payment_id", Text, ForeignKey("payments.payment_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("currency", Text, nullable=False),
    UniqueConstraint("payment_id", "kind"),
    one_of("kind", ("capture", "refund", "recognise")),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column(
        "transaction_id",
        Text,
        ForeignKey("ledger_transactions.transaction_id", **DEFERRED),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    CheckConstraint("amount_minor <> 0", name="amount_minor"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("reminder_id", Text, primary_key=True),
    _store_id(),
    Column("shopper_id", Text, ForeignKey("shoppers.shopper_id"), nullable=False),
    Column("cart_at", UtcDateTime, nullable=False),
    Column("step", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("sent_at", UtcDateTime),
    Column("dropped", Text),
    UniqueConstraint("shopper_id", "cart_at", "step"),
    CheckConstraint("sent_at IS NULL OR dropped IS NULL", name="one_end"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    _store_id(),
    Column("shopper_id", Text, ForeignKey("shoppers.shopper_id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("state", Json, nullable=False),
    UniqueConstraint("store_id", "channel", "external_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("received_at", UtcDateTime, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("row_id", RowId, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    _store_id(),
    Column("channel", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("params", Json, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    one_of("state", ("waiting", "done", "dead")),
    Index(None, "channel", "state", "external_id"),
)
