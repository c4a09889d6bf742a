"""Where a product is sold, when its feed names the cities."""

from __future__ import annotations

import re

from core.catalog.model import Product
from core.nlu.normalize import skeleton

_KIND = re.compile(r"^(?:г\.?|город|қ\.?|city of)\s+|\s+(?:қ\.?|қаласы|city)$", re.IGNORECASE)


def is_sold_in(product: Product, city: str) -> bool:
    """Cities are compared by their sound: "г. Алматы" is Almaty. Without cities it is sold everywhere."""
    return not product.cities or _sound(city) in map(_sound, product.cities)


def _sound(city: str) -> str:
    return " ".join(map(skeleton, _KIND.sub("", city.strip()).split()))
