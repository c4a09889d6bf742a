from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import blake2b

from core.catalog.model import Product


def fingerprint(product: Product) -> str:
    """32 hex digits that differ when any fact of the product differs; the order of keys does not count."""
    facts = asdict(product)
    facts["stock"] = f"{product.stock.normalize():f}"
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()
