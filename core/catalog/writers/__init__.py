"""Feeds out: the goods of a store as a file that other places read, and that comes in again as the same goods.

A format is a class with `begin`, `product` and `end`, each giving bytes to write; add it to `WRITERS`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import IO, Protocol

from core.catalog.model import Product
from core.catalog.writers.google import GoogleWriter
from core.catalog.writers.kaspi import KaspiWriter
from core.catalog.writers.shelf import Shelf
from core.catalog.writers.workbook import WorkbookWriter
from core.catalog.writers.yml import YmlWriter
from core.kernel.errors import InvalidInput

__all__ = ["WRITERS", "Shelf", "write"]


class Writer(Protocol):
    def __init__(self, shelf: Shelf) -> None: ...

    def begin(self) -> bytes: ...

    def product(self, product: Product) -> bytes: ...

    def end(self) -> bytes: ...


WRITERS: dict[str, type[Writer]] = {
    "yml": YmlWriter, "google": GoogleWriter, "kaspi": KaspiWriter, "xlsx": WorkbookWriter,
}  # fmt: skip


async def write(name: str, shelf: Shelf, products: AsyncIterator[Product], file: IO[bytes]) -> int:
    """How many products were written. Raises InvalidInput for a format that is not written."""
    if name not in WRITERS:
        understood = ", ".join(WRITERS)
        raise InvalidInput(
            "format",
            f"{name} is not written; these are: {understood}",
            key="error-feed-format",
            formats=understood,
        )
    writer = WRITERS[name](shelf)
    file.write(writer.begin())
    count = 0
    async for product in products:
        file.write(writer.product(product))
        count += 1
    file.write(writer.end())
    return count
