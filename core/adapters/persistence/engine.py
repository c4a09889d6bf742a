"""The two databases behind one door: SQLite in a file, PostgreSQL on a server."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.kernel.errors import InvalidInput

BUSY_TIMEOUT_S = 30
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def normalise(url: str | URL) -> URL:
    """The URL with the driver we use. Raises InvalidInput for anything but SQLite in a file and PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise InvalidInput("DUKEN_DATABASE_URL", "not a database URL") from error
    family = parsed.drivername.partition("+")[0]
    if family not in _DRIVERS:
        raise InvalidInput("DUKEN_DATABASE_URL", f"{family!r} is neither sqlite nor postgresql")
    if family == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InvalidInput(
            "DUKEN_DATABASE_URL", "SQLite needs a file: every connection would see a database of its own"
        )
    return parsed.set(drivername=_DRIVERS[family])


def create_engine(url: str | URL, *, pool_size: int = 10) -> AsyncEngine:
    """An engine for `sqlite:///path` or `postgresql://…`; `pool_size` counts PostgreSQL connections."""
    parsed = normalise(url)
    to_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(parsed, json_serializer=to_json, pool_size=pool_size, pool_pre_ping=True)
    # Every transaction takes SQLite's one write lock, so a second connection could only poll for it;
    # waiting for the one connection is a fair queue. Other processes wait on the busy timeout.
    engine = create_async_engine(
        parsed,
        json_serializer=to_json,
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        connect_args={"timeout": BUSY_TIMEOUT_S},
    )
    set_up_sqlite(engine.sync_engine)
    return engine


def set_up_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(dbapi_connection: Any, _record: Any) -> None:
    # The driver's own idea of when a transaction begins is too late for us: see _on_begin.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock before the first read. A deferred transaction that reads and then writes
    # fails with "database is locked" when somebody wrote in between, whatever the timeout.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
