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
        self._carry: bytes | None = None
        self._lines = 0
        self._start(b"")

    def feed(self, data: bytes) -> Iterator[FeedRow]:
        rest: bytes | None = data
        while rest and not self.content.root_closed:
            rest = self._parse(rest) if self._carry is None else self._restart(self._carry + rest)
            yield from self.content.drain()

    def close(self) -> Iterator[FeedRow]:
        if not self.content.root_closed:
            if self._carry is None:
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
        self._parser.Parse(prologue, False)
        self._fed = len(prologue)

    def _parse(self, data: bytes) -> bytes | None:
        """None when all went in, else what is left behind the break."""
        try:
            self._parser.Parse(data, False)
            self._fed += len(data)
            if self._fed - self._parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                raise _Broken("one tag or comment is larger than a whole offer may be")
        except (expat.ExpatError, _Broken) as error:
            if self.content.root_closed:
                return None
            start = self._fed if not isinstance(error, _Broken) else max(self._fed - len(data), 0)
            at = self._parser.ErrorByteIndex if isinstance(error, expat.ExpatError) else start + len(data)
            return self._break(data, min(max(at - self._fed, 0), len(data)))
        return None

    def _break(self, data: bytes, at: int) -> bytes:
        self._unbroken = False
        opened = max(self.content.offer_ended_at - self._fed, 0)
        if _NEXT_OFFER.search(data[opened : at + _LONGEST_CUT + 1]) and not self.content.in_offer:
            self.content.break_tag(self._line())
        elif self.content.in_offer:
            self.content.break_offer("import-reason-malformed", self._line())
        else:
            self.content.out.append(_of_feed("import-reason-feed-malformed", line=self._line()))
        self._lines = self._line() - 1
        self._carry = b""
        return data[at + 1 :]

    def _restart(self, data: bytes) -> bytes | None:
        found = _NEXT_OFFER.search(data)
        if found is None:
            kept = data[-_LONGEST_CUT:]
            self._lines += data.count(b"\n", 0, len(data) - len(kept))
            self._carry = kept
            return None
        self._lines += data.count(b"\n", 0, found.start())
        self._carry = None
        self._start(_PROLOGUE)
        return data[found.start() :]

    def _line(self) -> int:
        return self._lines + self._parser.CurrentLineNumber
