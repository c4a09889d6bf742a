"""Text of a feed made fit to show: no tags, no control characters, no odd spaces."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

BAD_CHAR = "�"
"""What stands for a byte that is no letter in the encoding of the feed."""

_TAG_OR_ENTITY = re.compile(r"<[a-zA-Z/!]|&[#\w]+;")
# Most texts need no mending: letters and marks of our three languages, parted by single spaces.
_FIT = re.compile(r"[!-%'-;=-~\u0400-\u04ff«»–—№°²³×]+(?: [!-%'-;=-~\u0400-\u04ff«»–—№°²³×]+)*")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_BLOCKS = frozenset(["br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"])
_NOT_TEXT = frozenset(["script", "style", "head", "title", "template"])


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden is None and tag in _NOT_TEXT:
            self._hidden = tag
        self.parts.append("\n" if tag in _BLOCKS else " " if tag == "td" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = None
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._hidden is None:
            self.parts.append(data)


def plain(text: str) -> str:
    """One line: tags gone, entities read, spaces single."""
    if not text or _FIT.fullmatch(text):
        return text
    return " ".join(plain_lines(text).split())


def plain_lines(text: str) -> str:
    """As `plain`, but paragraphs stay lines of their own."""
    if not text or _FIT.fullmatch(text):
        return text
    if _TAG_OR_ENTITY.search(text):
        stripper = _Stripper()
        stripper.feed(text)
        stripper.close()
        text = "".join(stripper.parts)
    # Cc and Cf: control characters, and the marks that turn the direction of what is read.
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    text = _SPACES.sub(" ", "".join(kept).replace(BAD_CHAR, ""))
    return _LINES.sub("\n", text).strip()
