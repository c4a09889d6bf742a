"""A store to play with: its goods in a database of their own, which the real one never hears of."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.migrate import upgrade
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.conversation.ports import UnitsOfWork
from core.kernel.clock import Clock


class ScratchStore:
    """Made by `scratch_store`. One engine for all its lives: what it has compiled stays."""

    def __init__(self, template: Path, clock: Clock) -> None:
        self._template = template
        self._path = template.with_name("scratch.db")
        self._engine = _engine(self._path)
        self.units = SqlUnitsOfWork(self._engine, clock)

    async def renew(self) -> None:
        """Back to the beginning: full stock, nobody's cart, no order, every slot free."""
        await self.close()
        for left in self._path.parent.glob(f"{self._path.name}*"):
            left.unlink()
        shutil.copyfile(self._template, self._path)

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def scratch_store(units: UnitsOfWork, store_id: str, clock: Clock) -> AsyncIterator[ScratchStore]:
    """A copy on SQLite, wherever the store lives. Orders, people and what is reserved are not copied: a conversation
    ends the same way whatever was sold meanwhile. Raises NotFound."""
    with tempfile.TemporaryDirectory(prefix="duken-") as folder:
        template = Path(folder) / "template.db"
        await _copy(units, store_id, template, clock)
        scratch = ScratchStore(template, clock)
        try:
            yield scratch
        finally:
            await scratch.close()


async def _copy(units: UnitsOfWork, store_id: str, path: Path, clock: Clock) -> None:
    async with units() as work:
        store = await work.stores.get(store_id)
        categories = await work.categories.all(store_id)
        products = await work.products.all(store_id)
        points = await work.points.of_store(store_id, active=False)
    upgrade(f"sqlite:///{path}")
    engine = _engine(path)
    async with SqlUnitsOfWork(engine, clock)() as work:
        await work.stores.add(store)
        await work.categories.upsert_many(categories)
        await work.products.upsert_many(products)
        await work.points.save(points)
        await work.commit()
    await engine.dispose()


def _engine(path: Path) -> AsyncEngine:
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine.sync_engine, "connect", _do_not_wait_for_the_disk)
    return engine


def _do_not_wait_for_the_disk(dbapi_connection: Any, _record: Any) -> None:
    """Nothing here outlives the process."""
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()
