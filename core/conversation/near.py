"""What comes nearest to words that fit nothing, or nothing."""

from __future__ import annotations

from core.catalog.model import Product
from core.catalog.nearness import is_near
from core.catalog.search import SearchQuery
from core.conversation.scene import Scene

CERTAIN = 0.72
"""Sureness of the search's reading from which on its hits are what was meant, by whatever name the store calls them."""


LOOKED_AT = 50


def nearest(scene: Scene, phrase: str) -> list[Product]:
    """The best first; only what is truly near."""
    near = scene.shelf.index.search(SearchQuery(phrase)).near
    return found(scene, phrase) or [scene.shelf.products[h.offer_id] for h in near]


def found(scene: Scene, phrase: str) -> list[Product]:
    """What the words fit, guesses of the search left out."""
    result = scene.shelf.index.search(SearchQuery(phrase, limit=LOOKED_AT))
    hits = [scene.shelf.products[h.offer_id] for h in result.hits]
    if result.understood.sureness >= CERTAIN:
        return hits
    names = {c.category_id: tuple(c.names.values()) for c in scene.shelf.categories}
    return [p for p in hits if is_near(phrase, p, names.get(p.category_id or "", ()))]
