"""What a booked window costs, and windows as soon as can be.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = "IN ('window', 'express')"


def upgrade() -> None:
    # Written out, as a column's own check can be added to a table of SQLite's without copying all of it.
    for table, column in (("bookings", "kind"), ("orders", "slot_kind")):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} TEXT DEFAULT 'window' NOT NULL "
            f"CONSTRAINT ck_{table}_{column} CHECK ({column} {KINDS})"
        )
    # What every window cost until now.
    fee = sa.Column("fee_minor", sa.BigInteger(), nullable=False, server_default=sa.text("99000"))
    extra = sa.Column("extra_minor", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    op.add_column("bookings", fee)
    op.add_column("bookings", extra)


def downgrade() -> None:
    op.drop_column("orders", "slot_kind")
    for name in ("extra_minor", "fee_minor", "kind"):
        op.drop_column("bookings", name)
