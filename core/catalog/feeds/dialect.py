"""A record of an XML feed as a small tree, and what a format has to say of its records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from core.catalog.feeds.rows import FeedRow, Reason, RowWarning


class Element:
    """A tag with its attributes, its text and the tags inside it, in order."""

    __slots__ = ("attributes", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.parts: list[str | Element] = []

    @property
    def children(self) -> list[Element]:
        return [part for part in self.parts if isinstance(part, Element)]

    def all(self, *names: str) -> list[Element]:
        """The direct children of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> str:
        """The text of the first child of one of these names that has any; the earlier name wins."""
        return next((text for name in names for c in self.all(name) if (text := c.text().strip())), "")

    def text(self) -> str:
        """All text inside; a tag within it parts two words."""
        return "".join(part if isinstance(part, str) else f" {part.text()}" for part in self.parts)


class Dialect(Protocol):
    """What a format means. `records` are the tags of one thing on sale; `trees` are read whole beside them."""

    around: tuple[str, ...]
    """The tags a record stands in, from the root."""
    records: frozenset[str]
    trees: frozenset[str]
    uncounted: int
    """Offers whose stock had to be assumed so far."""
    complete: bool
    """Whether the file claims to name everything that is on sale."""

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        """A tag around the records opens."""

    def record(self, element: Element, row: int) -> Iterable[FeedRow]: ...

    def tree(self, element: Element) -> Iterable[FeedRow]: ...

    def id_of(self, element: Element) -> str | None:
        """The id of a record that may not be whole."""


def is_rooted(root: re.Pattern[bytes], head: bytes) -> bool:
    # UTF-16 has a zero byte in every Latin letter.
    return root.search(head.replace(b"\0", b"")) is not None


def of_feed(key: str, **params: str | int) -> RowWarning:
    """A warning about the whole feed."""
    return RowWarning(None, None, Reason(key, dict(params)))
