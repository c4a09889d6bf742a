"""Price lists in rows and columns: Excel, CSV, and tab separated, wherever the header row stands in them.

A row with one cell and no category column ("Напитки" over its goods) names the category of what follows.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import chain, islice
from typing import Any
from xml.etree.ElementTree import ParseError

from core.catalog.feeds import google
from core.catalog.feeds.columns import NOTHING_SAID, Columns, Said, guess, is_header, strength
from core.catalog.feeds.dialect import of_feed
from core.catalog.feeds.offer import STOCK_AT, RawField, RawOffer, offer_rows
from core.catalog.feeds.paths import CategoryPaths
from core.catalog.feeds.rows import FeedEnd, FeedRow, Known, ProductRow, Reason, Rejected, SameRow, digest
from core.catalog.feeds.source import MAX_RATIO, SMALL_BYTES, WORKBOOK, Source
from core.catalog.feeds.text import plain
from core.kernel.errors import InvalidInput

HEADER_WITHIN = 40
MAX_LINE_CHARS = 1024 * 1024
MAX_CELL_CHARS = 64 * 1024
MAX_COLUMNS = 300
MAX_ROWS = 2_000_000
MAX_SHEETS = 20
_DELIMITERS = ";\t,|"
_TOTALS = ("итого", "всего", "барлығы", "жиыны", "total")
_PRICES = frozenset({"price", "sale_price", "oldprice"})

Row = list[str]


class _TooLong(Exception):
    """A line or a cell that no price list has."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The header row that was found: its place (from 1), its cells, and what each column is taken for."""

    row: int
    cells: tuple[str, ...]
    columns: Columns


def is_workbook(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and b"xl/" in head


def is_delimited(head: bytes, source: Source, said: Said = NOTHING_SAID) -> bool:
    """Whether a header of goods stands in the first lines of the text."""
    if b"\0" in head[:1000] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if head.lstrip()[:1] == b"<":
        return False
    return _heading(list(islice(_delimited(source), HEADER_WITHIN)), said) is not None


def heading(source: Source, said: Said = NOTHING_SAID) -> Heading:
    """What the columns are taken for, to be shown for confirmation. Raises InvalidInput when there is no header."""
    for rows in _sheets(source):
        if found := _heading(list(islice(rows, HEADER_WITHIN)), said):
            return found
    raise InvalidInput("file", "no row names the columns of goods and prices", key="error-feed-no-header")


def read(
    source: Source, store_id: str, said: Said = NOTHING_SAID, known: Known | None = None
) -> Iterator[FeedRow]:
    """The goods of the first sheet that has a header; `said` is right against the guess.

    Raises InvalidInput when no sheet has one, and when the workbook cannot be read.
    """
    for rows in _sheets(source):
        start = list(islice(rows, HEADER_WITHIN))
        if found := _heading(start, said):
            return _goods(chain(start[found.row :], rows), found, store_id, known)
    raise InvalidInput("file", "no row names the columns of goods and prices", key="error-feed-no-header")


def _heading(rows: Sequence[Row | None], said: Said) -> Heading | None:
    candidates = [
        Heading(number, tuple(cells), columns)
        for number, cells in enumerate(rows, start=1)
        if cells is not None and is_header(columns := guess(cells[:MAX_COLUMNS], said))
    ]
    return max(candidates, key=lambda h: (strength(h.columns), -h.row), default=None)


def _goods(
    rows: Iterable[Row | None], header: Heading, store_id: str, known: Known | None
) -> Iterator[FeedRow]:
    table = _Table(store_id, header, known)
    count = 0
    for number, cells in enumerate(rows, start=header.row + 1):
        if count >= MAX_ROWS:
            yield of_feed("import-reason-too-many-offers", limit=MAX_ROWS)
            yield FeedEnd(complete=False)
            return
        if cells is None:
            yield Rejected(number, None, Reason("import-reason-line-too-long"))
        elif any(cells):
            count += 1
            yield from table.rows(number, cells)
    if table.named_by_hash:
        yield of_feed("import-reason-ids-made", count=table.named_by_hash)
    if table.uncounted:
        yield of_feed("import-reason-stock-unknown", count=table.uncounted)
    yield FeedEnd(complete=True)


class _Table:
    def __init__(self, store_id: str, header: Heading, known: Known | None) -> None:
        self._known = known
        self._salt = repr((header.cells, sorted(header.columns.items()))).encode()
        self.uncounted = 0
        self.named_by_hash = 0
        self._store_id = store_id
        self._columns = header.columns
        self._header = header.cells
        self._paths = CategoryPaths(store_id)
        self._has_category = "category" in header.columns.values()
        self._section = ""

    def rows(self, number: int, cells: Row) -> list[FeedRow]:
        filled = [cell for cell in cells if cell]
        if tuple(cells) == self._header or filled[0].lower().startswith(_TOTALS):
            return []
        if len(filled) == 1 and len(self._columns) > 1 and not self._has_category:
            self._section = filled[0]
            return []
        source = digest(
            self._salt, self._section.encode(), "\x1f".join(cells).encode("utf-8", "surrogatepass")
        )
        if self._known is not None and self._known(source):
            return [SameRow(number, source)]
        values = {m: cells[at] for at, m in self._columns.items() if at < len(cells) and cells[at]}
        category_id, new = self._paths.place(values.get("category", "") or self._section)
        raw = RawOffer(number, {"id": self._id(values)}, list(_fields(values, category_id)))
        found = offer_rows(raw, self._store_id)
        self.uncounted += found.uncounted
        if not new and len(found.rows) == 1 and isinstance(found.rows[0], ProductRow):
            return [replace(found.rows[0], source=source)]
        return [*new, *found.rows]

    def _id(self, values: dict[str, str]) -> str:
        """The seller's own code; without one its name stands for it, in every import the same."""
        for name in ("id", "vendorCode", "barcode"):
            if value := values.get(name):
                return value
        name = plain(values.get("name") or values.get("name_kk") or values.get("name_en") or "").lower()
        if not name:
            return ""
        self.named_by_hash += 1
        return "n-" + blake2b(name.encode(), digest_size=6).hexdigest()


def _fields(values: dict[str, str], category_id: str) -> Iterator[RawField]:
    yield RawField("categoryId", {}, category_id)
    sale = values.get("sale_price", "")
    for meaning, text in values.items():
        kind, _, name = meaning.partition(":")
        if kind == "param":
            yield RawField("param", {"name": name}, text)
        elif kind == "stock_at":
            yield RawField(STOCK_AT, {"id": name}, text)
        elif kind == "available":
            yield from google.fields({"availability": _availability(text), "price": ""})
        elif kind == "city":
            yield from (RawField("city", {}, city) for city in text.split(","))
        elif kind == "price" and sale:
            yield RawField("oldprice", {}, text)
        elif kind == "sale_price":
            yield RawField("price", {}, text)
        elif kind not in ("id", "category"):
            yield RawField(kind, {}, text)


def _availability(text: str) -> str:
    return "out of stock" if text.lower() in ("нет", "жоқ", "no", "false", "0", "-") else text


# Text in columns


def _sheets(source: Source) -> Iterator[Iterator[Row | None]]:
    if is_workbook(source.head):
        yield from _workbook(source)
    else:
        yield _delimited(source)


def _delimited(source: Source) -> Iterator[Row | None]:
    """None for a line that is far too long to be one."""
    lines = _lines(source.text(source.encoding()))
    start = list(islice(lines, HEADER_WITHIN))
    delimiter = _delimiter([line for line in start if line is not None])
    rest = chain(start, lines)
    while True:
        reader = csv.reader(_whole(rest), delimiter=delimiter)
        try:
            for cells in reader:
                yield [_cell(cell) for cell in cells[:MAX_COLUMNS]]
            return
        except (csv.Error, _TooLong):
            # An unclosed quote swallows lines up to the limit of a field: reading goes on behind it.
            yield None


def _whole(lines: Iterator[str | None]) -> Iterator[str]:
    for line in lines:
        if line is None:
            raise _TooLong
        yield line


def _lines(chunks: Iterable[str]) -> Iterator[str | None]:
    held, too_long = "", False
    for chunk in chunks:
        pieces = (held + chunk).splitlines(keepends=True)
        held = ""
        if pieces and not pieces[-1].endswith(("\n", "\r")):
            held = pieces.pop()
        for piece in pieces:
            yield None if too_long else piece
            too_long = False
        if len(held) > MAX_LINE_CHARS:
            held, too_long = "", True
    if held or too_long:
        yield None if too_long else held


def _delimiter(lines: list[str]) -> str:
    """The mark that parts the most cells of a header of goods, else the one found most."""

    def likely(mark: str) -> tuple[int, int]:
        columns = [guess(next(csv.reader(io.StringIO(line), delimiter=mark), [])) for line in lines]
        best = max((strength(c) for c in columns if is_header(c)), default=0)
        return best, sum(line.count(mark) for line in lines)

    return max(_DELIMITERS, key=likely)


def _cell(value: Any, price: bool = False) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "да" if value else "нет"
        case float():
            # 1119.9999999 is what a sheet makes of 1120; a price has two digits behind the comma at most.
            return f"{round(value, 2 if price else 4):.15g}"
        case date():
            return value.isoformat()
        case _:
            return str(value)[:MAX_CELL_CHARS].strip()


def _workbook(source: Source) -> Iterator[Iterator[Row | None]]:
    _ensure_no_bomb(source)
    # Imported here: it takes a third of a second that no other feed needs.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (InvalidFileException, zipfile.BadZipFile, KeyError, ParseError, ValueError, OSError, EOFError)
    try:
        with warnings.catch_warnings():
            # Parts of a workbook that we do not read (pictures, validation rules) are warned of.
            warnings.simplefilter("ignore")
            with closing(
                load_workbook(source.path, read_only=True, data_only=True, keep_links=False)
            ) as book:
                for sheet in book.worksheets[:MAX_SHEETS]:
                    yield _sheet(sheet.iter_rows(values_only=True), broken, source)
    except broken as error:
        raise _unreadable(source) from error


def _sheet(
    rows: Iterable[Sequence[Any]], broken: tuple[type[Exception], ...], source: Source
) -> Iterator[Row | None]:
    places: frozenset[int] = frozenset()
    try:
        for number, values in enumerate(rows, start=1):
            cells = [_cell(v, place in places) for place, v in enumerate(values[:MAX_COLUMNS])]
            if number <= HEADER_WITHIN and is_header(columns := guess(cells)):
                places = frozenset(place for place, m in columns.items() if m in _PRICES)
            yield cells
    except broken as error:
        raise _unreadable(source) from error


def _ensure_no_bomb(source: Source) -> None:
    try:
        with zipfile.ZipFile(source.path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_book = WORKBOOK in archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(source) from error
    allowed = max(SMALL_BYTES, source.path.stat().st_size * MAX_RATIO)
    if unpacked > allowed:
        raise InvalidInput(
            "file", f"larger than {allowed} bytes", key="error-feed-too-large", megabytes=allowed // 2**20
        )
    if not is_book:
        raise _unreadable(source)


def _unreadable(source: Source) -> InvalidInput:
    name = source.path.name
    return InvalidInput("file", f"{name}: not a readable workbook", key="error-feed-unreadable", file=name)
