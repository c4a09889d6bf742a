"""YML, the Yandex Market Language: a streaming reader that survives a broken row.

Expat stops at the first error. Real feeds have an unescaped `&` in one name out of a thousand, so on an error
the offer it happened in is rejected and reading goes on, in a fresh parser, at the next `<offer`.
Declared entities (billion laughs, local files) are refused; a DOCTYPE is allowed, for YML's own
`<!DOCTYPE yml_catalog SYSTEM "shops.dtd">` is common, and is never loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any
from xml.parsers import expat

from core.catalog.feeds.offer import RawField, RawOffer, offer_rows
from core.catalog.feeds.rows import CategoryRow, FeedEnd, FeedRow, Reason, Rejected, RowWarning
from core.catalog.feeds.source import Source
from core.catalog.feeds.text import plain
from core.catalog.model import Category
from core.kernel.errors import InvalidInput

MAX_OFFERS = 200_000
MAX_TOKEN_BYTES = 1024 * 1024
MAX_FIELD_CHARS = 64 * 1024
MAX_FIELDS = 300
MAX_DEPTH = 64

_ROOT = re.compile(rb"<yml_catalog[\s>/]")
_NEXT_OFFER = re.compile(rb"<offer[\s>]")
_LONGEST_CUT = len("<offer>") - 1
_PROLOGUE = b"<yml_catalog><shop><offers>"


class _Broken(Exception):
    """Well-formed, but nothing we go on reading."""


def recognises(head: bytes) -> bool:
    # UTF-16 has a zero byte in every Latin letter.
    return _ROOT.search(head.replace(b"\0", b"")) is not None


def read(source: Source, store_id: str) -> Iterator[FeedRow]:
    """Categories and offers in the order of the file. Raises InvalidInput when it is not a YML feed at all."""
    if not recognises(source.head):
        raise InvalidInput("file", "not a YML feed: no <yml_catalog>", key="error-feed-not-yml")
    encoding = source.encoding()
    if encoding.declared != encoding.actual:
        yield _of_feed("import-reason-wrong-encoding", declared=encoding.declared, actual=encoding.actual)
    reader = _Reader(store_id)
    for chunk in source.text(encoding):
        yield from reader.feed(chunk.encode("utf-8", "replace"))
        if reader.content.row >= MAX_OFFERS:
            yield _of_feed("import-reason-too-many-offers", limit=MAX_OFFERS)
            yield FeedEnd(complete=False)
            return
    yield from reader.close()


def _of_feed(key: str, **params: str | int) -> RowWarning:
    return RowWarning(None, None, Reason(key, dict(params)))


class _Reader:
    """Feeds expat, and moves on to the next offer where expat cannot go on."""

    def __init__(self, store_id: str) -> None:
        self.content = _Content(store_id)
        self._unbroken = True
        self._skipping = False
        self._cut = b""
        self._lines = 0
        self._start(b"")

    def feed(self, data: bytes) -> Iterator[FeedRow]:
        while data and not self.content.root_closed:
            data = self._restart(data) if self._skipping else self._parse(data)
            yield from self.content.drain()

    def close(self) -> Iterator[FeedRow]:
        if not self.content.root_closed:
            if not self._skipping:
                self.content.break_offer("import-reason-cut-short", self._line())
                self.content.out.append(_of_feed("import-reason-feed-cut-short", line=self._line()))
            self._unbroken = False
        yield from self.content.drain()
        if self.content.uncounted:
            yield _of_feed("import-reason-stock-unknown", count=self.content.uncounted)
        yield FeedEnd(complete=self._unbroken)

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
        """How the tag begins that the chunk ends in: if it breaks in a later chunk, it may have been an offer."""
        at = self._parser.CurrentByteIndex - self._fed
        if at >= 0:
            self._unfinished, self._unfinished_at = data[at : at + _LONGEST_CUT + 1], self._fed + at
        elif len(self._unfinished) <= _LONGEST_CUT:
            self._unfinished = (self._unfinished + data)[: _LONGEST_CUT + 1]

    def _break(self, data: bytes, at: int) -> bytes:
        """Names what was lost and skips to behind the break at `data[at]`."""
        if self.content.root_closed:
            return b""
        self._unbroken = False
        self._lines = self._line() - 1
        at = min(max(at, 0), len(data))
        between = data[max(self.content.offer_ended_at - self._fed, 0) : at + _LONGEST_CUT + 1]
        if self._unfinished_at >= self.content.offer_ended_at:
            between = self._unfinished + between
        if self.content.in_offer:
            self.content.break_offer("import-reason-malformed", self._lines + 1)
        elif _NEXT_OFFER.search(between):
            self.content.break_tag("import-reason-malformed", self._lines + 1)
        else:
            self.content.out.append(_of_feed("import-reason-feed-malformed", line=self._lines + 1))
        self._skipping, self._cut = True, b""
        return data[at + 1 :]

    def _restart(self, data: bytes) -> bytes:
        data = self._cut + data
        found = _NEXT_OFFER.search(data)
        if found is None:
            self._cut = data[-_LONGEST_CUT:]
            self._lines += data.count(b"\n", 0, len(data) - len(self._cut))
            return b""
        self._lines += data.count(b"\n", 0, found.start())
        self._skipping = False
        self._start(_PROLOGUE)
        return data[found.start() :]

    def _line(self) -> int:
        return self._lines + self._parser.CurrentLineNumber


class _Content:
    """Expat's events, gathered into categories and offers."""

    def __init__(self, store_id: str) -> None:
        self.out: list[FeedRow] = []
        self.row = 0
        self.uncounted = 0
        self.root_closed = False
        self.offer_ended_at = 0
        self._store_id = store_id
        self._categories = 0

    def attach(self, parser: Any) -> None:
        self._parser = parser
        self._offer: RawOffer | None = None
        self._category: dict[str, str] | None = None
        self._field: RawField | None = None
        self._depth = self._field_depth = 0
        self._text: list[str] = []
        self._chars = 0
        self.offer_ended_at = 0
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._data
        parser.SkippedEntityHandler = self._skipped_entity
        parser.EntityDeclHandler = _refuse_entities

    @property
    def in_offer(self) -> bool:
        return self._offer is not None

    def drain(self) -> Iterator[FeedRow]:
        ready, self.out = self.out, []
        return iter(ready)

    def break_offer(self, key: str, line: int) -> None:
        if self._offer is not None:
            self.out.append(Rejected(self._offer.row, self._offer.offer_id, Reason(key, {"line": line})))
            self._offer = None

    def break_tag(self, key: str, line: int) -> None:
        """An offer that broke inside its own opening tag."""
        self.row += 1
        self.out.append(Rejected(self.row, None, Reason(key, {"line": line})))

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Broken
        if name == "offer":
            self.break_offer("import-reason-malformed", self._parser.CurrentLineNumber)
            self.row += 1
            self._offer, self._field = RawOffer(self.row, attributes), None
        elif self._offer is not None:
            self._open_field(name, attributes)
        elif name == "category":
            self._category = attributes
            self._begin_text()

    def _open_field(self, name: str, attributes: dict[str, str]) -> None:
        if self._field is None:
            self._field, self._field_depth = RawField(name, attributes), self._depth
            self._begin_text()
        elif name == "outlet":
            self._text.append(attributes.get("instock", ""))
        else:
            # XHTML in a description that nobody escaped: the tag parts two words.
            self._text.append(" ")

    def _close(self, name: str) -> None:
        if self._offer is not None:
            if name == "offer":
                self._end_offer(self._offer)
            elif self._field is not None and self._depth == self._field_depth:
                self._field.text = "".join(self._text)
                if len(self._offer.fields) < MAX_FIELDS:
                    self._offer.fields.append(self._field)
                self._field = None
        elif name == "category" and self._category is not None:
            self._end_category(self._category)
        self._depth -= 1
        if self._depth == 0:
            self.root_closed = True

    def _begin_text(self) -> None:
        self._text, self._chars = [], 0

    def _data(self, data: str) -> None:
        if self._chars < MAX_FIELD_CHARS and (self._field is not None or self._category is not None):
            self._text.append(data[: MAX_FIELD_CHARS - self._chars])
            self._chars += len(data)

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._data(html5.get(f"{name};", " "))

    def _end_offer(self, offer: RawOffer) -> None:
        self._offer = None
        self.offer_ended_at = self._parser.CurrentByteIndex
        rows = offer_rows(offer, self._store_id)
        self.out += rows.rows
        self.uncounted += rows.uncounted

    def _end_category(self, attributes: dict[str, str]) -> None:
        self._category = None
        category_id, name = attributes.get("id", "").strip(), plain("".join(self._text))[:200]
        if not category_id or not name:
            self.out.append(_of_feed("import-reason-category-unnamed", category=category_id or name or "?"))
            return
        names = {"ru": name}
        for language, keys in (("kk", ("name_kk", "name_kz")), ("en", ("name_en",))):
            if text := next((attributes[k] for k in keys if attributes.get(k)), ""):
                names[language] = plain(text)[:200]
        parent_id = attributes.get("parentId", "").strip() or None
        self.out.append(
            CategoryRow(Category(self._store_id, category_id, names, parent_id, self._categories))
        )
        self._categories += 1


def _refuse_entities(*_declaration: object) -> None:
    raise InvalidInput("file", "entity declarations are refused", key="error-feed-entities")
