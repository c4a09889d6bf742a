"""Where feeds come from, those that wait for a word, and the columns people confirmed.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def _store_id(table: str) -> list[sa.Column[str] | sa.Constraint]:
    name = op.f(f"fk_{table}_store_id")
    return [
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name=name),
    ]


def upgrade() -> None:
    op.create_table(
        "feed_sources",
        *_store_id("feed_sources"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("checked_at", TIME),
        sa.Column("report", JSON, nullable=False),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_feed_sources")),
        sa.CheckConstraint("every_s >= 60", name=op.f("ck_feed_sources_every_s")),
    )
    op.create_table(
        "incoming_feeds",
        sa.Column("feed_id", sa.Text(), nullable=False),
        *_store_id("incoming_feeds"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_incoming_feeds")),
        sa.CheckConstraint(
            "state IN ('accepted', 'dropped', 'new', 'taken', 'tried')", name=op.f("ck_incoming_feeds_state")
        ),
    )
    op.create_table(
        "feed_columns",
        *_store_id("feed_columns"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "name", name=op.f("pk_feed_columns")),
    )
    op.create_index("ix_products_store_id_group_id", "products", ["store_id", "group_id"])


def downgrade() -> None:
    op.drop_index("ix_products_store_id_group_id", "products")
    for name in ("feed_columns", "incoming_feeds", "feed_sources"):
        op.drop_table(name)
