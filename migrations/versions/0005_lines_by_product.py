"""How often a product is bought is asked in every search, so lines are found by product.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_order_lines_offer_id", "order_lines", ["offer_id"])


def downgrade() -> None:
    op.drop_index("ix_order_lines_offer_id", "order_lines")
