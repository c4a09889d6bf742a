"""Finding goods in one store."""

from core.catalog.search.index import SearchIndex
from core.catalog.search.ports import Facets, Order
from core.catalog.search.query import Hit, Resolution, SearchQuery, SearchResult, Understood
from core.catalog.search.resolve import kin, resolve, similar

__all__ = [
    "Facets", "Hit", "Order", "Resolution", "SearchIndex", "SearchQuery", "SearchResult", "Understood", "kin", "resolve", "similar",
]  # fmt: skip
