"""Variants, stock per warehouse, cities and pre-order of products, and where an import got them from.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("products", sa.Column("source", sa.BigInteger()))
    op.add_column("products", sa.Column("group_id", sa.Text()))
    op.add_column("products", sa.Column("stocks", JSON, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("products", sa.Column("cities", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column(
        "products", sa.Column("preorder_days", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )


def downgrade() -> None:
    for name in ("preorder_days", "cities", "stocks", "group_id", "source"):
        op.drop_column("products", name)
