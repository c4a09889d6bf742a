"""An index in memory of the goods a test names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.adapters.search_index import GoodsIndex
from core.catalog.model import Category, Product
from core.catalog.search import SearchIndex
from core.catalog.search.document import Analyst
from core.catalog.search.ports import State


def index_of(products: Iterable[Product], categories: Sequence[Category]) -> SearchIndex:
    """Hidden products are left out."""
    storage, analyst = GoodsIndex(None), Analyst(categories)
    with storage.writer() as writer:
        assert writer is not None
        writer.put((analyst.document(p) for p in products if not p.hidden), 1)
        writer.commit(State(1))
    return SearchIndex(storage.reader(), categories)
