"""Small statements the repositories share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.adapters.persistence import tables as t
from core.kernel.errors import Conflict

T = TypeVar("T")

CHUNK = 1000
"""Ids in one statement: well under the limit of bound parameters of either database."""


def insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT; both databases spell it alike, SQLAlchemy keeps two classes."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def insert_new(connection: AsyncConnection, table: Table, row: dict[str, Any]) -> bool:
    """False, and nothing written, when a unique key of the row is there already, or is being committed."""
    key = next(iter(table.primary_key))
    statement = insert(connection, table).values(**row).on_conflict_do_nothing().returning(key)
    return (await connection.execute(statement)).first() is not None


async def upsert(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or replace by primary key, leaving columns that the rows do not name as they are."""
    if not rows:
        return
    statement = insert(connection, table)
    key = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes), list(rows))


async def count_up(connection: AsyncConnection, store_id: str, name: str, first: int) -> int:
    """The store's counter after raising it by one; `first` the first time. Holds the counter until the commit."""
    statement = insert(connection, t.counters).values(store_id=store_id, name=name, value=first)
    counted = statement.on_conflict_do_update(
        index_elements=["store_id", "name"], set_={"value": t.counters.c.value + 1}
    )
    return int((await connection.execute(counted.returning(t.counters.c.value))).scalar_one())


async def counter(connection: AsyncConnection, store_id: str, name: str) -> int:
    query = select(t.counters.c.value).where(t.counters.c.store_id == store_id, t.counters.c.name == name)
    return int((await connection.execute(query)).scalar() or 0)


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


@contextmanager
def conflict(detail: str) -> Iterator[None]:
    """A constraint that refuses a write is a Conflict to those above; the transaction is then good for nothing."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"{detail}: {error.orig}") from error
