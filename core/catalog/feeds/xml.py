"""A streaming XML reader that survives a broken record, for every feed that is a list of records.

Expat stops at the first error. Real feeds have an unescaped `&` in one name out of a thousand, so on an error
the record it happened in is rejected and reading goes on, in a fresh parser, at the next record.
Declared entities (billion laughs, local files) are refused; a DOCTYPE is allowed, for YML's own
`<!DOCTYPE yml_catalog SYSTEM "shops.dtd">` is common, and is never loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.entities import html5
from typing import Any
from xml.parsers import expat

from core.catalog.feeds.dialect import Dialect, Element, of_feed
from core.catalog.feeds.rows import (
    FeedEnd,
    FeedRow,
    Known,
    ProductRow,
    Reason,
    Rejected,
    SameRow,
    digest,
)
from core.catalog.feeds.source import Source
from core.kernel.errors import InvalidInput

MAX_RECORDS = 2_000_000
MAX_TOKEN_BYTES = 1024 * 1024
MAX_FIELD_CHARS = 64 * 1024
MAX_FIELDS = 1_000
MAX_TREE = 200_000
MAX_DEPTH = 64


class _Broken(Exception):
    """Well-formed, but nothing we go on reading."""


def read_xml(source: Source, dialect: Dialect, known: Known | None = None) -> Iterator[FeedRow]:
    """What the dialect makes of its records and trees, in the order of the file; FeedEnd is the last.

    A record that is known is not read again, it comes out as a SameRow. None is when the same bytes
    may mean something else the next time, as in a dialect that joins two files.

    Raises InvalidInput when the file declares entities or is in an unknown encoding.
    """
    encoding = source.encoding()
    if encoding.declared != encoding.actual:
        yield of_feed("import-reason-wrong-encoding", declared=encoding.declared, actual=encoding.actual)
    reader = _Reader(dialect)
    spans = _Spans(reader, known)
    for chunk in source.text(encoding):
        yield from spans.feed(chunk.encode("utf-8", "replace"))
        if reader.content.row >= MAX_RECORDS:
            yield of_feed("import-reason-too-many-offers", limit=MAX_RECORDS)
            yield FeedEnd(complete=False)
            return
    yield from spans.close()


class _Spans:
    """Cuts the text at its records, so that a known one is passed over by its digest, which costs almost nothing.

    A cut is a guess (a tag may stand in a comment), so only a record that begins and ends just where its span does
    gets the span's digest.
    """

    def __init__(self, reader: _Reader, known: Known | None) -> None:
        self._reader = reader
        self._known = known
        self._held = b""
        self._is_commented = False

    def feed(self, data: bytes) -> Iterator[FeedRow]:
        if self._known is None:
            yield from self._reader.feed(data)
            return
        data, at = self._held + data, 0
        while (begin := self._reader.next_record.search(data, at)) is not None:
            closing = b"</" + begin[1] + b">"
            end = data.find(closing, begin.end()) + len(closing)
            if end < len(closing):
                break
            gap, span, at = data[at : begin.start()], data[begin.start() : end], end
            yield from self._reader.feed(gap)
            yield from self._one(gap, span, self._known)
        self._held = data[at:]
        if len(self._held) > MAX_TOKEN_BYTES:
            yield from self._let_go()

    def _one(self, gap: bytes, span: bytes, known: Known) -> Iterator[FeedRow]:
        content, source = self._reader.content, digest(span)
        opened, closed = (max(map(gap.rfind, marks)) for marks in ((b"<!--", b"<!["), (b"-->", b"]]>")))
        self._is_commented = opened > closed or (self._is_commented and closed < 0)
        if not self._is_commented and (self._reader.skipping or content.between_records) and known(source):
            content.row += 1
            self._reader.pass_over(span)
            yield SameRow(content.row, source)
            return
        content.source = source
        yield from self._reader.feed(span)
        content.end_span()

    def _let_go(self) -> Iterator[FeedRow]:
        held, self._held = self._held, b""
        yield from self._reader.feed(held)

    def close(self) -> Iterator[FeedRow]:
        yield from self._let_go()
        yield from self._reader.close()


class _Reader:
    """Feeds expat, and moves on to the next record where expat cannot go on."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        names = sorted(name.encode() for name in dialect.records)
        self.next_record = re.compile(rb"<((?:[\w.-]+:)?(?:" + b"|".join(names) + rb"))[\s>/]")
        self._longest_cut = max(map(len, names)) + 20
        self.content = _Content(dialect)
        self._unbroken = True
        self.skipping = False
        self._cut = b""
        self._lines = 0
        self._start(b"")

    def feed(self, data: bytes) -> Iterator[FeedRow]:
        while data and not self.content.root_closed:
            data = self._restart(data) if self.skipping else self._parse(data)
            yield from self.content.drain()

    def close(self) -> Iterator[FeedRow]:
        if not self.content.root_closed:
            if not self.skipping:
                self.content.break_record("import-reason-cut-short", self._line())
                self.content.out.append(of_feed("import-reason-feed-cut-short", line=self._line()))
            self._unbroken = False
        yield from self.content.drain()
        if self.dialect.uncounted:
            yield of_feed("import-reason-stock-unknown", count=self.dialect.uncounted)
        yield FeedEnd(complete=self._unbroken and self.dialect.complete)

    def pass_over(self, span: bytes) -> None:
        self._lines += span.count(b"\n")

    def _start(self, prologue: bytes) -> None:
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        # Named entities of HTML (&nbsp;) are then reported as skipped instead of ending the parse.
        self._parser.UseForeignDTD(True)
        self.content.attach(self._parser)
        self._fed = 0
        self._unfinished, self._unfinished_at = b"", 0
        if prologue:
            self._parse(prologue)

    def _parse(self, data: bytes) -> bytes:
        """What is left behind a break; nothing when all went in."""
        try:
            self._parser.Parse(data, False)
        except expat.ExpatError:
            return self._break(data, self._parser.ErrorByteIndex - self._fed)
        except _Broken:
            return self._break(data, self._parser.CurrentByteIndex - self._fed)
        if self._fed + len(data) - self._parser.CurrentByteIndex > MAX_TOKEN_BYTES:
            # Expat keeps an unfinished tag or comment in memory, however long; we do not.
            return self._break(data, len(data))
        self._remember_unfinished(data)
        self._fed += len(data)
        return b""

    def _remember_unfinished(self, data: bytes) -> None:
        """How the tag begins that the chunk ends in: if it breaks in a later chunk, it may have been a record."""
        at = self._parser.CurrentByteIndex - self._fed
        if at >= 0:
            self._unfinished, self._unfinished_at = data[at : at + self._longest_cut + 1], self._fed + at
        elif len(self._unfinished) <= self._longest_cut:
            self._unfinished = (self._unfinished + data)[: self._longest_cut + 1]

    def _break(self, data: bytes, at: int) -> bytes:
        """Names what was lost and skips to behind the break at `data[at]`."""
        if self.content.root_closed:
            return b""
        self._unbroken = False
        self._lines = self._line() - 1
        at = min(max(at, 0), len(data))
        between = data[max(self.content.record_ended_at - self._fed, 0) : at + self._longest_cut + 1]
        if self._unfinished_at >= self.content.record_ended_at:
            between = self._unfinished + between
        if self.content.in_record:
            self.content.break_record("import-reason-malformed", self._lines + 1)
        elif self.next_record.search(between):
            self.content.break_tag("import-reason-malformed", self._lines + 1)
        else:
            self.content.out.append(of_feed("import-reason-feed-malformed", line=self._lines + 1))
        self.skipping, self._cut = True, b""
        return data[at + 1 :]

    def _restart(self, data: bytes) -> bytes:
        data = self._cut + data
        found = self.next_record.search(data)
        if found is None:
            self._cut = data[-self._longest_cut :]
            self._lines += data.count(b"\n", 0, len(data) - len(self._cut))
            return b""
        self._lines += data.count(b"\n", 0, found.start())
        self.skipping = False
        self._start(self.content.prologue)
        return data[found.start() :]

    def _line(self) -> int:
        return self._lines + self._parser.CurrentLineNumber


class _Content:
    """Expat's events, gathered into records and trees."""

    def __init__(self, dialect: Dialect) -> None:
        self.out: list[FeedRow] = []
        self.row = 0
        self.root_closed = False
        self.record_ended_at = 0
        self.prologue = _opening(dialect.around)
        self.source: int | None = None
        """The digest of the span that is being read."""
        self._dialect = dialect

    def attach(self, parser: Any) -> None:
        self._parser = parser
        self._stack: list[Element] = []
        self._around: list[str] = []
        self._is_record = False
        self._source: int | None = None
        self._chars = self._elements = 0
        self.record_ended_at = 0
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._data
        parser.SkippedEntityHandler = self._skipped_entity
        parser.EntityDeclHandler = _refuse_entities

    @property
    def in_record(self) -> bool:
        return bool(self._stack) and self._is_record

    @property
    def between_records(self) -> bool:
        return not self._stack and bool(self._around)

    def end_span(self) -> None:
        """A record that is still open did not end where its span did."""
        self.source = None
        self._source = None

    def drain(self) -> Iterator[FeedRow]:
        ready, self.out = self.out, []
        return iter(ready)

    def break_record(self, key: str, line: int) -> None:
        if self.in_record:
            self.out.append(
                Rejected(self.row, self._dialect.id_of(self._stack[0]), Reason(key, {"line": line}))
            )
        self._stack = []

    def break_tag(self, key: str, line: int) -> None:
        """A record that broke inside its own opening tag."""
        self.row += 1
        self.out.append(Rejected(self.row, None, Reason(key, {"line": line})))

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        full, name = name, name.rpartition(":")[2]
        if len(self._around) + len(self._stack) >= MAX_DEPTH:
            raise _Broken
        if name in self._dialect.records:
            self.break_record("import-reason-malformed", self._parser.CurrentLineNumber)
            self._begin(Element(name, attributes), is_record=True)
        elif self._stack:
            self._open_within(Element(name, attributes))
        elif name in self._dialect.trees:
            self._begin(Element(name, attributes), is_record=False)
        else:
            self._around.append(full)
            self._dialect.enter(name, attributes)

    def _begin(self, element: Element, is_record: bool) -> None:
        self._stack = [element]
        self._is_record = is_record
        self._chars = self._elements = 0
        # The first record of a span is the span; a second one in it shows that it was cut wrongly.
        self._source, self.source = self.source, None
        if is_record:
            self.row += 1
            # What stands around a record: a fresh parser has to have seen it too.
            self.prologue = _opening(self._around)

    def _open_within(self, element: Element) -> None:
        self._elements += 1
        if len(self._stack) == 1 or not self._is_record:
            self._chars = 0
        if self._elements <= (MAX_FIELDS if self._is_record else MAX_TREE):
            self._stack[-1].parts.append(element)
        self._stack.append(element)

    def _close(self, name: str) -> None:
        if not self._stack:
            if self._around:
                self._around.pop()
            self.root_closed = not self._around
            return
        element = self._stack.pop()
        if self._stack:
            return
        if self._is_record:
            self.record_ended_at = self._parser.CurrentByteIndex
            self.out += self._sourced(self._dialect.record(element, self.row))
        else:
            self.out += self._dialect.tree(element)

    def _sourced(self, rows: Iterable[FeedRow]) -> list[FeedRow]:
        """What came with a warning is read again the next time, to be warned of again."""
        found = list(rows)
        if self._source is not None and len(found) == 1 and isinstance(found[0], ProductRow):
            return [replace(found[0], source=self._source)]
        return found

    def _data(self, data: str) -> None:
        if self._stack and self._chars < MAX_FIELD_CHARS:
            self._stack[-1].parts.append(data[: MAX_FIELD_CHARS - self._chars])
            self._chars += len(data)

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._data(html5.get(f"{name};", " "))


def _opening(names: Iterable[str]) -> bytes:
    return "".join(f"<{name}>" for name in names).encode()


def _refuse_entities(*_declaration: object) -> None:
    raise InvalidInput("file", "entity declarations are refused", key="error-feed-entities")
