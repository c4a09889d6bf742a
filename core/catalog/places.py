"""Where a product is sold, when its feed names the cities."""

from __future__ import annotations

import re
from collections.abc import Collection

from core.nlu.normalize import skeleton

_KIND = re.compile(r"^(?:г\.?|город|қ\.?|city of)\s+|\s+(?:қ\.?|қаласы|city)$", re.IGNORECASE)


def is_sold_in(cities: Collection[str], city: str) -> bool:
    """Cities are compared by their sound: "г. Алматы" is Almaty. Without cities a product is sold everywhere."""
    return not cities or _sound(city) in map(_sound, cities)


def _sound(city: str) -> str:
    return " ".join(map(skeleton, _KIND.sub("", city.strip()).split()))
