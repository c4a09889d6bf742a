"""Pickup points and lockers, whose cells belong to one order at a time.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pickup_points",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("point_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("hours", JSON, nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("cells", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name=op.f("fk_pickup_points_store_id")),
        sa.PrimaryKeyConstraint("store_id", "point_id", name=op.f("pk_pickup_points")),
        sa.CheckConstraint("kind IN ('locker', 'point', 'shop')", name=op.f("ck_pickup_points_kind")),
        sa.CheckConstraint("kept_days >= 1", name=op.f("ck_pickup_points_kept_days")),
    )
    op.create_table(
        "taken_cells",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("point_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["store_id", "point_id"],
            ["pickup_points.store_id", "pickup_points.point_id"],
            name=op.f("fk_taken_cells_store_id_point_id"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.order_id"],
            name=op.f("fk_taken_cells_order_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("store_id", "point_id", "kind", "number", name=op.f("pk_taken_cells")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_taken_cells_number")),
        sa.CheckConstraint(
            "order_id IS NOT NULL OR expires_at IS NOT NULL", name=op.f("ck_taken_cells_hold")
        ),
    )
    op.create_index("ix_taken_cells_booking_id", "taken_cells", ["booking_id"])
    op.create_index("ix_taken_cells_order_id", "taken_cells", ["order_id"])
    op.add_column("orders", sa.Column("point_id", sa.Text()))
    op.add_column("orders", sa.Column("pickup_code", sa.Text()))
    op.create_index(
        "uq_orders_pickup_code",
        "orders",
        ["store_id", "point_id", "pickup_code"],
        unique=True,
        sqlite_where=sa.text("state = 'dispatched'"),
        postgresql_where=sa.text("state = 'dispatched'"),
    )


def downgrade() -> None:
    op.drop_index("uq_orders_pickup_code", "orders")
    op.drop_column("orders", "pickup_code")
    op.drop_column("orders", "point_id")
    op.drop_table("taken_cells")
    op.drop_table("pickup_points")
