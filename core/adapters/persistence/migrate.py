"""The way of a database from empty to today's tables and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import OperationalError

from core.adapters.persistence.engine import BUSY_TIMEOUT_S, normalise, set_up_sqlite
from core.adapters.persistence.tables import metadata
from core.kernel.errors import Unavailable

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def upgrade(url: str | URL, revision: str = "head") -> None:
    """One transaction; a second process that upgrades meanwhile waits and then finds nothing to do.

    Raises Unavailable when the database does not answer.
    """
    with _connection(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str | URL, revision: str = "base") -> None:
    """Takes tables away, and what is in them."""
    with _connection(url) as connection:
        command.downgrade(_config(connection), revision)


def check(url: str | URL) -> list[str]:
    """What stands between the database and the code, in words; nothing when they agree."""
    with _connection(url) as connection:
        context = MigrationContext.configure(connection)
        at, head = context.get_current_revision(), revisions()[-1]
        if at != head:
            return [f"the database is at revision {at or 'none'}, the code at {head}: run `duken db upgrade`"]
        return [str(difference) for difference in compare_metadata(context, metadata)]


def revisions() -> list[str]:
    """From the first to the head."""
    script = ScriptDirectory(str(MIGRATIONS))
    return [step.revision for step in script.walk_revisions()][::-1]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(url: str | URL) -> Iterator[Connection]:
    parsed = normalise(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed.set(drivername="sqlite+pysqlite"),
            poolclass=NullPool,
            connect_args={"timeout": BUSY_TIMEOUT_S},
        )
        set_up_sqlite(engine)
    else:
        engine = create_engine(parsed, poolclass=NullPool)
    try:
        with _connected(engine) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as error:
        raise Unavailable(f"the database does not answer: {error.orig}") from error
