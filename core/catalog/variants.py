"""Variants of one thing: the same shirt in three sizes, told apart by the attributes they do not share."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalog.model import Product, localized


def labels(product: Product, others: Sequence[Product], language: str) -> dict[str, str]:
    """offer_id -> what sets it apart from `product` and the others: "M, синий"; its name when no attribute does."""
    group = (product, *others)
    apart = [name for name in product.attributes if _differs(name, group)]
    return {
        p.offer_id: ", ".join(p.attributes[a] for a in apart if a in p.attributes)
        or localized(p.names, language)
        for p in others
    }


def _differs(attribute: str, group: Sequence[Product]) -> bool:
    return len({p.attributes.get(attribute) for p in group}) > 1
