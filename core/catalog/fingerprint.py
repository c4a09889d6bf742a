from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from hashlib import blake2b

from core.catalog.model import Product


def fingerprint(product: Product) -> str:
    """32 hex digits that differ when any fact of the product differs; the order of keys does not count."""
    facts = asdict(product)
    facts["stock"] = _plain(product.stock)
    facts["stocks"] = {warehouse: _plain(stock) for warehouse, stock in product.stocks.items()}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
