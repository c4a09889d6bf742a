"""What of a product can be searched, and how much each part says about what the product is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from core.catalog.model import Category, Product
from core.catalog.search.ports import TIERS, Document
from core.catalog.search.words import (
    Measure,
    Word,
    codes,
    measures,
    numbers,
    other_keys,
    spelling,
    title,
    words,
    written,
)

HEAD, HEAD_OTHER_LANGUAGE, NAME, BRAND, ATTRIBUTE, DESCRIPTION = 3.0, 2.1, 1.3, 2.1, 0.8, 0.2
WHOLE_CATEGORY, CATEGORY, ANCESTOR = 3.0, 1.2, 0.5
DESCRIBED_WORDS = 60
_GROSS_WEIGHT = ("вес", "салмағы", "салмақ", "масса брутто", "weight")
_NAME_BREAK = re.compile(r"[,(\d«\"]| для | for | с | with | на ")
_MIDDLES = tuple((low + high) / 2 for low, high in pairwise(TIERS))


class Analyst:
    """Makes documents of one store's products. What categories say is worked out once."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._categories = {c.category_id: c for c in categories}
        self._shelves: dict[str | None, tuple[tuple[str, ...], dict[str, float], dict[str, str]]] = {}

    def document(self, product: Product) -> Document:
        weights: dict[str, float] = {}
        forms: dict[str, str] = {}

        def put(found: Iterable[Word], weight: float) -> None:
            for word in found:
                if weight > DESCRIPTION:
                    forms.setdefault(word.sound, word.key)
                    if weight > ATTRIBUTE:
                        for other in other_keys(word):
                            forms.setdefault(other, word.key)
                weights[word.key] = max(weights.get(word.key, 0.0), weight)

        heads: set[str] = set()
        names: set[str] = set()
        # Russian word order is the surer sign of what a thing is: the other languages put flavours last too.
        for language, text in product.names.items():
            named = words(text)
            head = head_of(language, text, product.brand)
            put((w for w in named if w.key != head), NAME)
            put((w for w in named if w.key == head), HEAD if language == "ru" else HEAD_OTHER_LANGUAGE)
            heads |= {head} if head else set()
            names |= {w.key for w in named}
        brand = _known_words(product.brand or "")
        put(brand, BRAND)
        for value in product.attributes.values():
            put(_known_words(value), ATTRIBUTE)
        for text in product.descriptions.values():
            put((w for w in words(text)[:DESCRIBED_WORDS] if w.key not in weights), DESCRIPTION)
        path, said, said_forms = self._of_shelf(product.category_id)
        for key, weight in said.items():
            weights[key] = weights.get(key, 0.0) + weight
        return Document(
            product,
            {key: bisect_left(_MIDDLES, weight) for key, weight in weights.items()},
            frozenset(heads),
            frozenset(names),
            said_forms | forms,
            _measures(product),
            path,
            tuple(sorted({w.key for w in brand})),
            frozenset(filter(None, map(title, product.names.values()))),
            tuple(map(spelling, product.names.values())),
        )

    def _of_shelf(self, category_id: str | None) -> tuple[tuple[str, ...], dict[str, float], dict[str, str]]:
        """The categories from the product's own up to the root, what they add to keys, and their words."""
        if category_id not in self._shelves:
            path: list[Category] = []
            weights: dict[str, float] = {}
            forms: dict[str, str] = {}
            at = category_id
            while at in self._categories and len(path) < 20:
                path.append(self._categories[at])
                at = path[-1].parent_id
            for depth, category in enumerate(path):
                named = [words(text) for text in category.names.values()]
                whole = depth == 0 and all(len(found) == 1 for found in named)
                weight = ANCESTOR if depth else WHOLE_CATEGORY if whole else CATEGORY
                for key in {w.key for found in named for w in found}:
                    weights[key] = weights.get(key, 0.0) + weight
                forms |= {w.sound: w.key for found in named for w in found}
            self._shelves[category_id] = (tuple(c.category_id for c in path), weights, forms)
        return self._shelves[category_id]


def digest(categories: Iterable[Category]) -> Mapping[str, str]:
    """Category id -> all that its products' documents take from it."""
    return {c.category_id: "\n".join((c.parent_id or "", *map(str, c.names.values()))) for c in categories}


_known_words = lru_cache(maxsize=20_000)(words)


def _measures(product: Product) -> frozenset[str]:
    """Of the name and the attributes; the gross weight is no size anybody asks for."""
    attributes = [v for name, v in product.attributes.items() if not name.lower().startswith(_GROSS_WEIGHT)]
    found = {m for text in product.names.values() for m in _amounts(text)}
    found |= {m for text in attributes for m in _known_amounts(text)}
    # English names write units in Latin letters, which are no codes.
    marked = [text for language, text in product.names.items() if language != "en"]
    return frozenset(written(m) for m in (*found, *(c for text in marked for c in codes(text))))


def _amounts(text: str) -> frozenset[Measure]:
    return measures(text) | numbers(text)


_known_amounts = lru_cache(maxsize=20_000)(_amounts)


def head_of(language: str, text: str, brand: str | None) -> str | None:
    """The key of what the thing is: the first noun of a Russian name, the last word of a Kazakh or English one.

    Names run "Молоко пастеризованное Сүтжол 1 л", "Пастерленген сүт Сүтжол 1 л", "Pasteurised milk Сүтжол 1 l":
    brand and figures close the part that says what it is.
    """
    if brand and (place := text.lower().find(brand.lower())) > 0:
        text = text[:place]
    found = words(_NAME_BREAK.split(text, maxsplit=1)[0]) or words(text)
    if not found:
        return None
    if language == "ru":
        return next((w.key for w in found if not w.descriptive), found[0].key)
    return found[-1].key
