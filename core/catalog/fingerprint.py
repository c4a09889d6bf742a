from __future__ import annotations

import json
from decimal import Decimal
from hashlib import blake2b

from core.catalog.model import Product


def fingerprint(product: Product) -> str:
    """32 hex digits that differ when any fact of the product differs; the order of keys does not count."""
    p, size, care = product, product.dimensions, product.handling
    facts = (
        p.store_id, p.offer_id, p.names, p.price_minor, _plain(p.stock), p.currency, p.old_price_minor,
        p.category_id, p.brand, p.barcode, p.descriptions, p.attributes, p.sold_by,
        size and (size.length_mm, size.width_mm, size.height_mm, size.weight_g),
        (care.fragile, care.this_side_up, care.temperature, care.segregation),
        p.picture, p.hidden, p.group_id, {place: _plain(n) for place, n in p.stocks.items()}, p.cities,
        p.preorder_days,
    )  # fmt: skip
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
