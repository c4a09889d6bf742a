"""Run by core/adapters/persistence/migrate.py, which brings the connection: no URL stands in a file."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from core.adapters.persistence.tables import metadata

# Two processes that start at once must not both migrate. SQLite has its one write lock for that.
UPGRADE_LOCK = 0x64756B656E  # "duken"

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
