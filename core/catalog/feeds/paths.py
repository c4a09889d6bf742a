"""Categories that a feed writes as a path in words: "Напитки > Чай > Зелёный"."""

from __future__ import annotations

import re
from hashlib import blake2b

from core.catalog.feeds.rows import CategoryRow
from core.catalog.feeds.text import plain
from core.catalog.model import Category

MAX_DEPTH = 6
# A slash parts steps only between spaces: "Чай/кофе" is one name.
_STEP = re.compile(r"\s*(?:>|»|→|\||\\)\s*|\s+/\s+")
_IS_NUMBER = re.compile(r"\d+")


class CategoryPaths:
    """Gives every path an id of its own, the same in every import, and each new category once."""

    def __init__(self, store_id: str) -> None:
        self._store_id = store_id
        self._seen: set[str] = set()

    def place(self, path: str) -> tuple[str, list[CategoryRow]]:
        """The id of the last step, "" when there is none, and the categories on the way that are new.

        A bare number (Google's own taxonomy) names nothing a shopper could read.
        """
        steps = [step[:200] for step in _STEP.split(plain(path)) if step][:MAX_DEPTH]
        if not steps or _IS_NUMBER.fullmatch(steps[0]):
            return "", []
        new, parent = [], None
        for depth in range(1, len(steps) + 1):
            category_id = _id(steps[:depth])
            if category_id not in self._seen:
                position = len(self._seen)
                self._seen.add(category_id)
                category = Category(self._store_id, category_id, {"ru": steps[depth - 1]}, parent, position)
                new.append(CategoryRow(category))
            parent = category_id
        return parent or "", new


def _id(steps: list[str]) -> str:
    return "p-" + blake2b("\0".join(steps).lower().encode(), digest_size=6).hexdigest()
