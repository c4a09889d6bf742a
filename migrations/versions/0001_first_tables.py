"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = (
    "inbox",
    "payment_notices",
    "stores",
    "categories",
    "counters",
    "day_plans",
    "invites",
    "outbox",
    "products",
    "shoppers",
    "staff",
    "waves",
    "carts",
    "conversations",
    "orders",
    "reminders",
    "bookings",
    "cart_lines",
    "order_events",
    "order_lines",
    "payments",
    "reservations",
    "ledger_transactions",
    "ledger_entries",
)
"""In the order in which they refer to one another."""

# A header seals its entries. Checked at the header, because SQLite has no trigger that waits for the commit;
# an entry without a header fails at the commit by its deferred foreign key.
BALANCED = """(SELECT count(*) >= 2 AND sum(amount_minor) = 0 FROM ledger_entries
    WHERE transaction_id = NEW.transaction_id)"""
SEALED = "EXISTS (SELECT 1 FROM ledger_transactions WHERE transaction_id = NEW.transaction_id)"
LEDGER = ("ledger_transactions", "ledger_entries")


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_ledger_on_postgresql()
    else:
        _guard_ledger_on_sqlite()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in ("ledger_balanced", "ledger_sealed", "ledger_immutable"):
            op.execute(f"DROP FUNCTION {function}()")


def _guard_ledger_on_sqlite() -> None:
    op.execute(
        f"""CREATE TRIGGER ledger_balanced BEFORE INSERT ON ledger_transactions WHEN NOT {BALANCED}
        BEGIN SELECT RAISE(ABORT, 'ledger entries do not sum to zero'); END"""
    )
    op.execute(
        f"""CREATE TRIGGER ledger_sealed BEFORE INSERT ON ledger_entries WHEN {SEALED}
        BEGIN SELECT RAISE(ABORT, 'the ledger transaction is sealed'); END"""
    )
    for table in LEDGER:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}
                BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"""
            )


def _guard_ledger_on_postgresql() -> None:
    _refuse("ledger_balanced", f"NOT {BALANCED}", "ledger entries do not sum to zero")
    _refuse("ledger_sealed", SEALED, "the ledger transaction is sealed")
    _refuse("ledger_immutable", "TRUE", "the ledger only grows")
    for function, moment, table in (
        ("ledger_balanced", "INSERT", "ledger_transactions"),
        ("ledger_sealed", "INSERT", "ledger_entries"),
        ("ledger_immutable", "UPDATE OR DELETE", "ledger_transactions"),
        ("ledger_immutable", "UPDATE OR DELETE", "ledger_entries"),
    ):
        op.execute(
            f"""CREATE TRIGGER {function} BEFORE {moment} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {function}()"""
        )


def _refuse(function: str, condition: str, message: str) -> None:
    op.execute(
        f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$"""
    )


def _create_tables() -> None:
    op.create_table(
        "inbox",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id", name="pk_inbox"),
    )
    op.create_table(
        "payment_notices",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_id", name="pk_payment_notices"),
    )
    op.create_table(
        "stores",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("depot_lat", sa.Float(), nullable=False),
        sa.Column("depot_lon", sa.Float(), nullable=False),
        sa.Column("depot_address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="pk_stores"),
    )
    op.create_table(
        "categories",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Text(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_categories_store_id"),
        sa.PrimaryKeyConstraint("store_id", "category_id", name="pk_categories"),
    )
    op.create_table(
        "counters",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("name IN ('catalog_version', 'order_number')", name="ck_counters_name"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_counters_store_id"),
        sa.PrimaryKeyConstraint("store_id", "name", name="pk_counters"),
    )
    op.create_table(
        "day_plans",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("routes", JSON, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_day_plans_store_id"),
        sa.PrimaryKeyConstraint("store_id", "day", name="pk_day_plans"),
    )
    op.create_table(
        "invites",
        sa.Column("code_digest", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('courier', 'seller')", name="ck_invites_role"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_invites_store_id"),
        sa.PrimaryKeyConstraint("code_digest", name="pk_invites"),
    )
    op.create_table(
        "outbox",
        sa.Column("row_id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("params", JSON, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('dead', 'done', 'waiting')", name="ck_outbox_state"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_outbox_store_id"),
        sa.PrimaryKeyConstraint("row_id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_channel_state_external_id", "outbox", ["channel", "state", "external_id"])
    op.create_table(
        "products",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("old_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("stock_milli", sa.BigInteger(), nullable=False),
        sa.Column("reserved_milli", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("category_id", sa.Text(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("descriptions", JSON, nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("sold_by", sa.Text(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("fragile", sa.Boolean(), nullable=False),
        sa.Column("this_side_up", sa.Boolean(), nullable=False),
        sa.Column("temperature", sa.Text(), nullable=False),
        sa.Column("segregation", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint("sold_by IN ('piece', 'weight')", name="ck_products_sold_by"),
        sa.CheckConstraint("temperature IN ('ambient', 'chilled', 'frozen')", name="ck_products_temperature"),
        sa.CheckConstraint(
            "(length_mm IS NULL AND width_mm IS NULL AND height_mm IS NULL AND weight_g IS NULL) OR (length_mm IS NOT NULL AND width_mm IS NOT NULL AND height_mm IS NOT NULL AND weight_g IS NOT NULL)",
            name="ck_products_dimensions",
        ),
        sa.CheckConstraint("old_price_minor >= 0", name="ck_products_old_price_minor"),
        sa.CheckConstraint("price_minor >= 0", name="ck_products_price_minor"),
        sa.CheckConstraint("reserved_milli >= 0", name="ck_products_reserved_milli"),
        sa.CheckConstraint("stock_milli >= 0", name="ck_products_stock_milli"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_products_store_id"),
        sa.PrimaryKeyConstraint("store_id", "offer_id", name="pk_products"),
    )
    op.create_table(
        "shoppers",
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("reminders_stopped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_shoppers_store_id"),
        sa.PrimaryKeyConstraint("shopper_id", name="pk_shoppers"),
        sa.UniqueConstraint(
            "store_id", "channel", "external_id", name="uq_shoppers_store_id_channel_external_id"
        ),
    )
    op.create_table(
        "staff",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('courier', 'seller')", name="ck_staff_role"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_staff_store_id"),
        sa.PrimaryKeyConstraint("store_id", "channel", "external_id", name="pk_staff"),
    )
    op.create_table(
        "waves",
        sa.Column("wave_id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_waves_store_id"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_waves"),
    )
    op.create_index("ix_waves_store_id_day", "waves", ["store_id", "day"])
    op.create_table(
        "carts",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.shopper_id"], name="fk_carts_shopper_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_carts_store_id"),
        sa.PrimaryKeyConstraint("store_id", "shopper_id", name="pk_carts"),
    )
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("state", JSON, nullable=False),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.shopper_id"], name="fk_conversations_shopper_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_conversations_store_id"),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversations"),
        sa.UniqueConstraint(
            "store_id", "channel", "external_id", name="uq_conversations_store_id_channel_external_id"
        ),
    )
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("tracking_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("address_text", sa.Text(), nullable=False),
        sa.Column("address_lat", sa.Float(), nullable=False),
        sa.Column("address_lon", sa.Float(), nullable=False),
        sa.Column("address_precision", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payment_method", sa.Text(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("screening", JSON, nullable=False),
        sa.CheckConstraint("method IN ('delivery', 'pickup')", name="ck_orders_method"),
        sa.CheckConstraint(
            "payment_method IN ('card', 'cash', 'invoice', 'kaspi')", name="ck_orders_payment_method"
        ),
        sa.CheckConstraint(
            "state IN ('accepted', 'cancelled', 'closed', 'delivered', 'dispatched', 'formalised', 'grouped', 'held', 'packed', 'placed', 'refunded', 'registered', 'rejected', 'reserved', 'returned', 'routed', 'screened')",
            name="ck_orders_state",
        ),
        sa.CheckConstraint("delivery_minor >= 0", name="ck_orders_delivery_minor"),
        sa.CheckConstraint("window_end >= window_start", name="ck_orders_window"),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.shopper_id"], name="fk_orders_shopper_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_orders_store_id"),
        sa.PrimaryKeyConstraint("order_id", name="pk_orders"),
        sa.UniqueConstraint("store_id", "number", name="uq_orders_store_id_number"),
        sa.UniqueConstraint("tracking_code", name="uq_orders_tracking_code"),
    )
    op.create_index("ix_orders_store_id_phone_placed_at", "orders", ["store_id", "phone", "placed_at"])
    op.create_index(
        "ix_orders_store_id_shopper_id_placed_at", "orders", ["store_id", "shopper_id", "placed_at"]
    )
    op.create_index("ix_orders_store_id_window_start", "orders", ["store_id", "window_start"])
    op.create_table(
        "reminders",
        sa.Column("reminder_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("cart_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped", sa.Text(), nullable=True),
        sa.CheckConstraint("sent_at IS NULL OR dropped IS NULL", name="ck_reminders_one_end"),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.shopper_id"], name="fk_reminders_shopper_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_reminders_store_id"),
        sa.PrimaryKeyConstraint("reminder_id", name="pk_reminders"),
        sa.UniqueConstraint("shopper_id", "cart_at", "step", name="uq_reminders_shopper_id_cart_at_step"),
    )
    op.create_index("ix_reminders_due_at", "reminders", ["due_at"])
    op.create_table(
        "bookings",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("volume_ml", sa.Integer(), nullable=False),
        sa.Column("temperature", sa.Text(), nullable=False),
        sa.CheckConstraint("temperature IN ('ambient', 'chilled', 'frozen')", name="ck_bookings_temperature"),
        sa.CheckConstraint("order_id IS NOT NULL OR expires_at IS NOT NULL", name="ck_bookings_hold"),
        sa.CheckConstraint("volume_ml >= 0", name="ck_bookings_volume_ml"),
        sa.CheckConstraint("weight_g >= 0", name="ck_bookings_weight_g"),
        sa.CheckConstraint("window_end >= window_start", name="ck_bookings_window"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.order_id"],
            name="fk_bookings_order_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "day"], ["day_plans.store_id", "day_plans.day"], name="fk_bookings_store_id_day"
        ),
        sa.PrimaryKeyConstraint("booking_id", name="pk_bookings"),
    )
    op.create_index("ix_bookings_order_id", "bookings", ["order_id"])
    op.create_index("ix_bookings_store_id_day", "bookings", ["store_id", "day"])
    op.create_table(
        "cart_lines",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity_milli >= 1", name="ck_cart_lines_quantity_milli"),
        sa.ForeignKeyConstraint(
            ["store_id", "shopper_id"],
            ["carts.store_id", "carts.shopper_id"],
            name="fk_cart_lines_store_id_shopper_id",
        ),
        sa.PrimaryKeyConstraint("store_id", "shopper_id", "offer_id", name="pk_cart_lines"),
    )
    op.create_table(
        "order_events",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name="fk_order_events_order_id"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_order_events"),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("sold_by", sa.Text(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("fragile", sa.Boolean(), nullable=False),
        sa.Column("this_side_up", sa.Boolean(), nullable=False),
        sa.Column("temperature", sa.Text(), nullable=False),
        sa.Column("segregation", sa.Text(), nullable=False),
        sa.CheckConstraint("sold_by IN ('piece', 'weight')", name="ck_order_lines_sold_by"),
        sa.CheckConstraint(
            "temperature IN ('ambient', 'chilled', 'frozen')", name="ck_order_lines_temperature"
        ),
        sa.CheckConstraint(
            "(length_mm IS NULL AND width_mm IS NULL AND height_mm IS NULL AND weight_g IS NULL) OR (length_mm IS NOT NULL AND width_mm IS NOT NULL AND height_mm IS NOT NULL AND weight_g IS NOT NULL)",
            name="ck_order_lines_dimensions",
        ),
        sa.CheckConstraint("price_minor >= 0", name="ck_order_lines_price_minor"),
        sa.CheckConstraint("quantity_milli >= 1", name="ck_order_lines_quantity_milli"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], name="fk_order_lines_order_id"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_order_lines"),
    )
    op.create_table(
        "payments",
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.CheckConstraint("method IN ('card', 'cash', 'invoice', 'kaspi')", name="ck_payments_method"),
        sa.CheckConstraint(
            "state IN ('authorized', 'captured', 'failed', 'pending', 'refunded', 'voided')",
            name="ck_payments_state",
        ),
        sa.CheckConstraint("amount_minor >= 0", name="ck_payments_amount_minor"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.order_id"],
            name="fk_payments_order_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_payments_store_id"),
        sa.PrimaryKeyConstraint("payment_id", name="pk_payments"),
        sa.UniqueConstraint("provider", "external_id", name="uq_payments_provider_external_id"),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])
    op.create_table(
        "reservations",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('allocated', 'released', 'reserved')", name="ck_reservations_state"),
        sa.CheckConstraint("quantity_milli >= 1", name="ck_reservations_quantity_milli"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.order_id"],
            name="fk_reservations_order_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "offer_id"],
            ["products.store_id", "products.offer_id"],
            name="fk_reservations_store_id_offer_id",
        ),
        sa.PrimaryKeyConstraint("order_id", "offer_id", name="pk_reservations"),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('capture', 'recognise', 'refund')", name="ck_ledger_transactions_kind"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.payment_id"], name="fk_ledger_transactions_payment_id"
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_ledger_transactions_store_id"),
        sa.PrimaryKeyConstraint("transaction_id", name="pk_ledger_transactions"),
        sa.UniqueConstraint("payment_id", "kind", name="uq_ledger_transactions_payment_id_kind"),
    )
    op.create_index("ix_ledger_transactions_store_id", "ledger_transactions", ["store_id"])
    op.create_table(
        "ledger_entries",
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name="ck_ledger_entries_amount_minor"),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.transaction_id"],
            name="fk_ledger_entries_transaction_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("transaction_id", "position", name="pk_ledger_entries"),
    )
