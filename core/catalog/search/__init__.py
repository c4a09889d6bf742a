"""Finding goods in one store."""

from core.catalog.search.index import SearchIndex
from core.catalog.search.parting import parted
from core.catalog.search.query import Hit, Resolution, SearchQuery, SearchResult, Understood
from core.catalog.search.resolve import cheaper, resolve, similar

__all__ = [
    "Hit", "Resolution", "SearchIndex", "SearchQuery", "SearchResult", "Understood", "cheaper", "parted", "resolve",
    "similar",
]  # fmt: skip
