"""From words to one product, and from one product to its neighbours on the shelf."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.model import Product
from core.catalog.search.index import SearchIndex
from core.catalog.search.ports import Found, Limits, Option, Wanted
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
    others = [f for f in _shelf(index, product, heads) if f.offer_id != offer_id]
    others.sort(
        key=lambda f: (
            not f.in_stock,
            not heads & f.heads,
            abs(f.price_minor - product.price_minor),
            f.offer_id,
        )
    )
    return _named(index, others[:limit])


def kin(
    index: SearchIndex,
    offer_id: str,
    limit: int = 5,
    *,
    price_min_minor: int | None = None,
    price_max_minor: int | None = None,
) -> list[Product]:
    """The same kind of thing within these prices, in stock, the cheapest first."""
    product = index.get(offer_id)
    if product is None:
        return []
    heads = index.heads(offer_id)
    limits = Limits(price_min_minor, price_max_minor, _own(product), in_stock=True)
    found = index.goods.find(_kind(heads, limits), max(CONSIDERED, limit), order="price")
    return _named(index, [f for f in found if heads & f.heads and f.offer_id != offer_id][:limit])


def _shelf(index: SearchIndex, product: Product, heads: frozenset[str]) -> list[Found]:
    """Of the same category: what is the same kind of thing and around the price, then whatever there is."""
    limits = Limits(shelves=_own(product))
    dearer = replace(limits, price_min_minor=product.price_minor)
    lower = replace(limits, price_max_minor=product.price_minor)
    found = [
        *index.goods.find(_kind(heads, dearer), CONSIDERED, order="price"),
        *index.goods.find(_kind(heads, lower), CONSIDERED, order="-price"),
        *index.goods.find(Wanted(limits=limits), CONSIDERED),
    ]
    return [f for f in {f.offer_id: f for f in found}.values() if f.category_id == product.category_id]


def _own(product: Product) -> frozenset[str] | None:
    return frozenset({product.category_id}) if product.category_id else None


def _kind(heads: frozenset[str], limits: Limits) -> Wanted:
    idea = tuple(Option((head,), 1.0) for head in sorted(heads))
    return Wanted((idea,) if idea else (), limits=limits)


def _named(index: SearchIndex, found: list[Found]) -> list[Product]:
    return [p for f in found if (p := index.get(f.offer_id)) is not None]


def _products(index: SearchIndex, hits: tuple[Hit, ...]) -> tuple[Product, ...]:
    return tuple(p for h in hits if (p := index.get(h.offer_id)) is not None)
