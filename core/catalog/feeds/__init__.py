"""Feeds in: a seller's file becomes a stream of rows, one format at a time.

A format is a module with `read(source, store_id)` and `recognises(head)`; add it to `_FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from core.catalog.feeds import yml
from core.catalog.feeds.rows import FeedRow, ProductRow, Reason, Rejected
from core.catalog.feeds.source import Source
from core.kernel.errors import InvalidInput


class FeedFormat(Protocol):
    def recognises(self, head: bytes) -> bool: ...

    def read(self, source: Source, store_id: str) -> Iterator[FeedRow]: ...


_FORMATS: dict[str, FeedFormat] = {"yml": yml}


def read(path: Path, store_id: str, feed_format: str = "auto") -> Iterator[FeedRow]:
    """The rows of the file, lazily; the last one is FeedEnd.

    Raises InvalidInput when the file as a whole is not usable: unreadable, empty, of no understood format,
    in an unknown encoding, or carrying entity declarations. A bad row is a Rejected, never an error.
    """
    source = Source.open(path)
    return _first_of_each_id(_format(source, feed_format).read(source, store_id))


def _format(source: Source, name: str) -> FeedFormat:
    understood = ", ".join(_FORMATS)
    if name != "auto":
        if name not in _FORMATS:
            raise InvalidInput(
                "format", f"{name} is not understood; these are: {understood}",
                key="error-feed-format", formats=understood,
            )  # fmt: skip
        return _FORMATS[name]
    for feed_format in _FORMATS.values():
        if feed_format.recognises(source.head):
            return feed_format
    raise InvalidInput(
        "file", f"no feed format recognised; these are understood: {understood}",
        key="error-feed-format", formats=understood,
    )  # fmt: skip


def _first_of_each_id(rows: Iterable[FeedRow]) -> Iterator[FeedRow]:
    """Two rows with one id contradict each other; the first is kept, as it is on every other trading site."""
    seen: dict[str, int] = {}
    for row in rows:
        if isinstance(row, ProductRow):
            offer_id = row.product.offer_id
            if offer_id in seen:
                reason = Reason("import-reason-duplicate-id", {"first_row": seen[offer_id]})
                yield Rejected(row.row, offer_id, reason)
                continue
            seen[offer_id] = row.row
        yield row
