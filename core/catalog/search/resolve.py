"""From words to one product, and from one product to its neighbours on the shelf."""

from __future__ import annotations

from core.catalog.model import Product
from core.catalog.search.index import SearchIndex
from core.catalog.search.query import Hit, Resolution, SearchQuery

CLEAR_LEAD = 0.75
"""A hit below this share of the best one is no rival to it."""
CONSIDERED = 40
CERTAIN_SURENESS = 0.72
"""One slip in six letters is read with certainty; one in five ("milka" for "milk") is asked about."""


def resolve(
    index: SearchIndex,
    phrase: str,
    *,
    brand: str | None = None,
    attributes: tuple[str, ...] = (),
    limit: int = 5,
) -> Resolution:
    """What a cart line names: certain when one product clearly stands out, by its words or by its amounts."""
    found = index.search(SearchQuery(phrase, brand=brand, attributes=attributes, limit=CONSIDERED))
    if not found.hits:
        return Resolution(None, near=_products(index, found.near[:limit]))
    rivals = [h for h in found.hits if h.score >= CLEAR_LEAD * found.hits[0].score]
    text = " ".join((phrase, *attributes))
    # Amounts decide between rivals, and only if some rival has them all: "молоко 7 л" is still milk.
    rivals = [h for h in rivals if index.matches_measures(h.offer_id, text)] or rivals
    if len(rivals) == 1 and found.understood.sureness >= CERTAIN_SURENESS:
        return Resolution(index.get(rivals[0].offer_id))
    shown = rivals if len(rivals) >= limit else found.hits
    return Resolution(None, choices=_products(index, tuple(shown[:limit])))


def similar(index: SearchIndex, offer_id: str, limit: int = 5) -> list[Product]:
    """Of the same category: the same kind of thing first, then the nearest in price."""
    product = index.get(offer_id)
    if product is None:
        return []
    heads = index.heads(offer_id)
    others = [p for p in index.in_category(product.category_id) if p.offer_id != offer_id]
    others.sort(
        key=lambda p: (
            p.stock <= 0,
            not heads & index.heads(p.offer_id),
            abs(p.price_minor - product.price_minor),
            p.offer_id,
        )
    )
    return others[:limit]


def cheaper(index: SearchIndex, offer_id: str, limit: int = 5) -> list[Product]:
    """The same kind of thing for less, in stock, the cheapest first."""
    product = index.get(offer_id)
    if product is None:
        return []
    heads = index.heads(offer_id)
    fitting = [
        p
        for p in index.in_category(product.category_id)
        if p.price_minor < product.price_minor and p.stock > 0 and heads & index.heads(p.offer_id)
    ]
    return sorted(fitting, key=lambda p: (p.price_minor, p.offer_id))[:limit]


def _products(index: SearchIndex, hits: tuple[Hit, ...]) -> tuple[Product, ...]:
    return tuple(p for h in hits if (p := index.get(h.offer_id)) is not None)
