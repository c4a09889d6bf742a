"""Orders that wait for their phone to be proven, and the proofs.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STATES = "ck_orders_ck_orders_state"
"""As the first revision named it."""
BEFORE = (
    "accepted", "cancelled", "closed", "delivered", "dispatched", "formalised", "grouped", "held", "packed",
    "placed", "refunded", "registered", "rejected", "reserved", "returned", "routed", "screened",
)  # fmt: skip


def upgrade() -> None:
    _allow_states((*BEFORE, "unproven"))
    op.create_table(
        "phone_proofs",
        sa.Column("proof_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True)),
        sa.Column("challenge", sa.Text()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["store_id"], ["stores.store_id"], name="fk_phone_proofs_store_id"),
        sa.ForeignKeyConstraint(["shopper_id"], ["shoppers.shopper_id"], name="fk_phone_proofs_shopper_id"),
        sa.PrimaryKeyConstraint("proof_id", name="pk_phone_proofs"),
        sa.UniqueConstraint(
            "store_id", "shopper_id", "phone", name="uq_phone_proofs_store_id_shopper_id_phone"
        ),
        sa.CheckConstraint("(challenge IS NULL) = (expires_at IS NULL)", name=op.f("ck_phone_proofs_code")),
        sa.CheckConstraint("tries_left >= 0", name=op.f("ck_phone_proofs_tries_left")),
    )
    op.create_index("ix_phone_proofs_expires_at", "phone_proofs", ["expires_at"])
    op.create_table(
        "code_sendings",
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("sent", JSON, nullable=False),
        sa.PrimaryKeyConstraint("whose", name="pk_code_sendings"),
    )


def downgrade() -> None:
    op.drop_table("code_sendings")
    op.drop_table("phone_proofs")
    op.execute("UPDATE orders SET state = 'held' WHERE state = 'unproven'")
    _allow_states(BEFORE)


def _allow_states(states: Sequence[str]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_on_sqlite(f"CONSTRAINT {STATES} CHECK (state IN ({listed}))")
        return
    op.drop_constraint(op.f(STATES), "orders")
    op.create_check_constraint(op.f(STATES), "orders", f"state IN ({listed})")


def _rewrite_on_sqlite(check: str) -> None:
    """SQLite changes no constraint: the table is made anew under its own name, with the same rows and indexes.

    Whatever refers to an order is left without it for a moment, which a transaction may until its end.
    """
    connection = op.get_bind()
    schema = (
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'orders' AND sql IS NOT NULL ORDER BY type <> 'table'"
    )
    table, *indexes = connection.exec_driver_sql(schema).scalars().all()
    changed, places = re.subn(rf"CONSTRAINT {STATES} CHECK \(state IN \([^)]*\)\)", check, table)
    assert places == 1, table
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TABLE orders_before AS SELECT * FROM orders")
    op.execute("DELETE FROM orders")
    op.execute("DROP TABLE orders")
    for statement in (changed, *indexes):
        connection.exec_driver_sql(statement)
    op.execute("INSERT INTO orders SELECT * FROM orders_before")
    op.execute("DROP TABLE orders_before")
