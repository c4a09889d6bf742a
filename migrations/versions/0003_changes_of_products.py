"""When each product was last written, counted by its store's catalogue version: an index reads only what changed.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "products", sa.Column("version", sa.BigInteger(), nullable=False, server_default=sa.text("1"))
    )
    op.create_index("ix_products_store_id_version", "products", ["store_id", "version"])


def downgrade() -> None:
    op.drop_index("ix_products_store_id_version", "products")
    op.drop_column("products", "version")
