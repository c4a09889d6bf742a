"""Which pictures of feeds were fetched, and why others could not be.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name=op.f("fk_pictures_store_id")),
        sa.PrimaryKeyConstraint("store_id", "name", name=op.f("pk_pictures")),
        sa.CheckConstraint(
            "reason IN ('address', 'no-picture', 'too-large', 'too-many-pixels', 'unreachable')",
            name=op.f("ck_pictures_reason"),
        ),
    )


def downgrade() -> None:
    op.drop_table("pictures")
