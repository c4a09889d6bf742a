"""Keeps a store's index at its catalogue's version by reading only what changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.catalog.model import Category
from core.catalog.ports import CategoryRepository, Change, ProductRepository
from core.catalog.search.document import Analyst, digest
from core.catalog.search.ports import Limits, State, Storage, Wanted, Writer

COMMIT_EVERY = 10_000
"""Products: what is written becomes visible bit by bit."""
LOCK_RETRY_S = 0.05
WAITS = 20
"""Another process that has written for a second is at something large: its commits are seen as they come."""


class Catalogue(Protocol):
    """What is read in one transaction."""

    @property
    def products(self) -> ProductRepository: ...

    @property
    def categories(self) -> CategoryRepository: ...


Catalogues = Callable[[], AbstractAsyncContextManager[Catalogue]]


async def catch_up(storage: Storage, catalogues: Catalogues, store_id: str, *, whole: bool = False) -> None:
    """Brings the index to the catalogue's version, however far behind it is; waits while another process does.
    `whole`: also when the version is the same, should the index hold another number of products.

    No transaction is open while pages are worked through: a conversation is not kept waiting for an index.
    """
    while True:
        async with catalogues() as work:
            version = await work.products.version(store_id)
            count = await work.products.count(store_id) if whole else None
        at = storage.reader()
        if at.state.version == version and count in (None, len(at)):
            return
        with storage.writer(large=True) as writer:
            if writer is not None:
                await _written(storage, writer, catalogues, store_id, version, count)
                return
        await asyncio.sleep(LOCK_RETRY_S)


async def catch_up_at_once(
    storage: Storage, products: ProductRepository, categories: CategoryRepository, store_id: str, most: int
) -> bool:
    """The same within the caller's transaction. False, and nothing done, when more than `most` products changed or
    the index is of another database."""
    version, before = await products.version(store_id), storage.reader().state
    if before.version > version:
        return False
    changes = list(await products.changed_since(store_id, before.version))
    if len(changes) > most:
        return False
    tree = await categories.all(store_id)
    for _ in range(WAITS):
        with storage.writer() as writer:
            if writer is not None:
                # Somebody else may have been here meanwhile.
                if storage.reader().state.version < version:
                    await asyncio.to_thread(_changed, storage, writer, tree, changes, version)
                return True
        await asyncio.sleep(LOCK_RETRY_S)
    return True


def _changed(
    storage: Storage, writer: Writer, tree: Sequence[Category], changes: Sequence[Change], version: int
) -> None:
    analyst, told = Analyst(tree), digest(tree)
    _moved_shelves(storage, writer, analyst, storage.reader().state, told)
    _put(writer, analyst, changes)
    writer.commit(State(version, told))


async def _written(
    storage: Storage, writer: Writer, catalogues: Catalogues, store_id: str, version: int, count: int | None
) -> None:
    reader = storage.reader()
    before = reader.state
    # An index that is ahead, or at the same version with other goods, is of another database.
    if before.version > version or (before.version == version and count not in (None, len(reader))):
        writer.clear()
        before = State()
    async with catalogues() as work:
        categories = await work.categories.all(store_id)
    analyst, told = Analyst(categories), digest(categories)
    _moved_shelves(storage, writer, analyst, before, told)
    seen = 0
    async for page in _pages(catalogues, store_id, before.version):
        await asyncio.to_thread(_put, writer, analyst, page)
        seen += len(page)
        if seen >= COMMIT_EVERY:
            # Everything up to the page's last version but for its ties: a crash resumes there.
            await asyncio.to_thread(writer.commit, State(page[-1].version - 1, told))
            seen = 0
    await asyncio.to_thread(writer.commit, State(version, told))


async def _pages(catalogues: Catalogues, store_id: str, since: int) -> AsyncIterator[Sequence[Change]]:
    after = (0, "")
    while True:
        async with catalogues() as work:
            page = await work.products.changed_since(store_id, since, after)
        if not page:
            return
        yield page
        after = (page[-1].version, page[-1].product.offer_id)


def _put(writer: Writer, analyst: Analyst, page: Sequence[Change]) -> None:
    writer.drop(change.product.offer_id for change in page if not change.offered)
    for change in page:
        if change.offered:
            writer.put([analyst.document(change.product)], change.version)


def _moved_shelves(
    storage: Storage, writer: Writer, analyst: Analyst, before: State, told: Mapping[str, str]
) -> None:
    """Products of categories that were renamed, moved or new are worked out again, from the index itself."""
    changed = {c for c in {*told, *before.categories} if told.get(c) != before.categories.get(c)}
    reader = storage.reader()
    if not changed or not len(reader):
        return
    found = reader.find(Wanted(limits=Limits(shelves=frozenset(changed))), len(reader))
    products = (reader.product(each.offer_id) for each in found)
    writer.put((analyst.document(p) for p in products if p is not None), before.version + 1)
