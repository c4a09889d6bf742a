"""What an import must know of every stored product, packed: a million of them in some forty megabytes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.catalog.feeds.rows import digest
from core.catalog.ports import CatalogUnits, ProductMark

_FIELDS = np.dtype(
    [
        ("id", np.int64),
        ("source", np.int64),
        ("fingerprint", np.int64),
        ("price", np.int64),
        ("hidden", np.bool_),
        ("row", np.int32),
    ]
)
UNSEEN, REJECTED = 0, -1
NO_SOURCE = 0


def id_digest(offer_id: str) -> int:
    return digest(offer_id.encode("utf-8", "surrogatepass"))


def short(fingerprint: str) -> int:
    """The first 64 bits of a fingerprint."""
    return int.from_bytes(bytes.fromhex(fingerprint[:16]), "big", signed=True)


async def pages_of_marks(units: CatalogUnits, store_id: str) -> AsyncIterator[Sequence[ProductMark]]:
    after = ""
    while True:
        async with units() as work:
            page = await work.products.marks(store_id, after)
        if not page:
            return
        yield page
        after = page[-1].offer_id


@dataclass(frozen=True, slots=True)
class Mark:
    """One stored product. `row` is where the feed named it: 0 not yet, -1 in a row that was rejected."""

    place: int
    fingerprint: int
    price_minor: int
    hidden: bool
    row: int


class Marks:
    """Looked up by offer id and by the digest of the source; remembers what the feed has named."""

    def __init__(self, packed: np.ndarray) -> None:
        self._packed = packed[np.argsort(packed["id"], kind="stable")]
        self._ids = np.ascontiguousarray(self._packed["id"])
        sources = self._packed["source"]
        self._by_source = np.argsort(sources, kind="stable")
        self._sources = sources[self._by_source]

    @classmethod
    async def of(cls, units: CatalogUnits, store_id: str) -> Marks:
        """One short transaction a page."""
        parts = [np.empty(0, _FIELDS)]
        async for page in pages_of_marks(units, store_id):
            rows = [
                (
                    id_digest(m.offer_id),
                    m.source or NO_SOURCE,
                    short(m.fingerprint),
                    m.price_minor,
                    m.hidden,
                    UNSEEN,
                )
                for m in page
            ]
            parts.append(np.array(rows, _FIELDS))
        return cls(np.concatenate(parts))

    def __len__(self) -> int:
        return len(self._packed)

    @property
    def visible(self) -> int:
        return int(len(self._packed) - np.count_nonzero(self._packed["hidden"]))

    def find(self, offer_id: str) -> Mark | None:
        """The mark of a product; None for one that the store does not know."""
        key = id_digest(offer_id)
        at = int(np.searchsorted(self._ids, key))
        return self._mark(at) if at < len(self._ids) and self._ids[at] == key else None

    def made_from(self, source: int) -> Mark | None:
        """The mark of the product that was made from these bytes."""
        at = int(np.searchsorted(self._sources, source))
        found = at < len(self._sources) and self._sources[at] == source and source != NO_SOURCE
        return self._mark(int(self._by_source[at])) if found else None

    def is_same(self, source: int) -> bool:
        """Whether these bytes made a product that is on sale."""
        mark = self.made_from(source)
        return mark is not None and not mark.hidden

    def name(self, mark: Mark, row: int) -> None:
        """The feed names the product in this row (REJECTED: in one that brings nothing in)."""
        self._packed["row"][mark.place] = row

    def is_unnamed(self, offer_id: str) -> bool:
        """Whether the feed passed over a product that was there before."""
        mark = self.find(offer_id)
        return mark is not None and mark.row == UNSEEN

    def vanished(self) -> int:
        """How many products on sale the feed has not named."""
        return int(np.count_nonzero((self._packed["row"] == UNSEEN) & ~self._packed["hidden"]))

    def _mark(self, place: int) -> Mark:
        _, _, fingerprint, price, hidden, row = self._packed[place].item()
        return Mark(place, fingerprint, price, hidden, row)
