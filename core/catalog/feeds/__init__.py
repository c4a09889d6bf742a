"""Feeds in: a seller's file becomes a stream of rows, one format at a time.

An XML format is a module with `read(source, store_id)` and `recognises(head)`; add it to `_XML`. Everything else is a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from core.catalog.feeds import commerceml, google, kaspi, table, yml
from core.catalog.feeds.columns import NOTHING_SAID, Said
from core.catalog.feeds.rows import FeedRow, Known, ProductRow, Reason, Rejected, digest
from core.catalog.feeds.source import Source
from core.catalog.feeds.table import Heading
from core.kernel.errors import InvalidInput

_XML = {"yml": yml, "kaspi": kaspi, "google": google, "commerceml": commerceml}
TABLES = ("xlsx", "csv")
FORMATS = (*_XML, *TABLES)


def read(
    path: Path,
    store_id: str,
    feed_format: str = "auto",
    said: Said = NOTHING_SAID,
    known: Known | None = None,
) -> Iterator[FeedRow]:
    """The rows of the file, lazily; the last one is FeedEnd. `said` is right against the guess for a table.

    With `known`, rows that it knows come out as SameRow, unread.

    Raises InvalidInput when the file as a whole is not usable: unreadable, empty, of no understood format,
    in an unknown encoding, or carrying entity declarations. A bad row is a Rejected, never an error.
    """
    source = Source.open(path)
    name = _recognised(source, said) if feed_format == "auto" else _checked(feed_format)
    if name in _XML and not (name == "google" and not google.recognises(source.head)):
        return _first_of_each_id(_XML[name].read(source, store_id, known))
    return _first_of_each_id(table.read(source, store_id, said, known))


def heading(path: Path, feed_format: str = "auto", said: Said = NOTHING_SAID) -> Heading | None:
    """What the columns of a table are taken for, to be confirmed; None for a feed that needs no guess.

    Raises InvalidInput as `read` does.
    """
    source = Source.open(path)
    name = _recognised(source, said) if feed_format == "auto" else _checked(feed_format)
    return table.heading(source, said) if name in TABLES else None


def _checked(name: str) -> str:
    if name not in FORMATS:
        raise _not_understood("format", f"{name} is not understood")
    return name


def _recognised(source: Source, said: Said) -> str:
    for name, feed_format in _XML.items():
        if feed_format.recognises(source.head):
            return name
    if table.is_workbook(source.head):
        return "xlsx"
    if table.is_delimited(source.head, source, said):
        return "csv"
    raise _not_understood("file", "no feed format recognised")


def _not_understood(field: str, detail: str) -> InvalidInput:
    understood = ", ".join(FORMATS)
    return InvalidInput(
        field, f"{detail}; these are: {understood}", key="error-feed-format", formats=understood
    )


def _first_of_each_id(rows: Iterable[FeedRow]) -> Iterator[FeedRow]:
    """Two rows with one id contradict each other; the first is kept, as it is on every other trading site."""
    seen: dict[int, int] = {}
    for row in rows:
        if isinstance(row, ProductRow):
            # Digests, not ids: a million of them have to fit in memory.
            key = digest(row.product.offer_id.encode("utf-8", "surrogatepass"))
            if key in seen:
                reason = Reason("import-reason-duplicate-id", {"first_row": seen[key]})
                yield Rejected(row.row, row.product.offer_id, reason)
                continue
            seen[key] = row.row
        yield row
