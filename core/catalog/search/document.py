"""What of a product can be searched, and how much each part says about what the product is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.catalog.model import Category, Product
from core.catalog.search.words import Measure, Word, codes, measures, numbers, words

HEAD, HEAD_OTHER_LANGUAGE, NAME, BRAND, ATTRIBUTE, DESCRIPTION = 3.0, 2.2, 1.3, 2.0, 0.8, 0.2
WHOLE_CATEGORY, CATEGORY, ANCESTOR = 3.0, 1.2, 0.5
_GROSS_WEIGHT = ("вес", "салмағы", "салмақ", "масса брутто", "weight")
_NAME_BREAK = re.compile(r"[,(\d«\"]| для | for | с | with | на ")


@dataclass(frozen=True, slots=True)
class Document:
    """`weights`: key -> the weight of the best parts it stands in; `forms`: sounds of written words -> their keys."""

    product: Product
    weights: dict[str, float]
    heads: frozenset[str]
    forms: dict[str, str]
    measures: frozenset[Measure]
    spelled: str


def document(product: Product, categories: dict[str, Category]) -> Document:
    weights: dict[str, float] = {}
    forms: dict[str, str] = {}

    def put(found: Iterable[Word], weight: float, *, add: bool = False) -> None:
        for word in found:
            forms.setdefault(word.sound, word.key)
            before = weights.get(word.key, 0.0)
            weights[word.key] = before + weight if add else max(before, weight)

    heads: set[str] = set()
    # Russian word order is the surer sign of what a thing is: the other languages put flavours last too.
    for language, text in product.names.items():
        named = words(text)
        head = _head(language, text, product.brand)
        put((w for w in named if w.key != head), NAME)
        put((w for w in named if w.key == head), HEAD if language == "ru" else HEAD_OTHER_LANGUAGE)
        heads |= {head} if head else set()
    put(words(product.brand or ""), BRAND)
    for value in product.attributes.values():
        put(words(value), ATTRIBUTE)
    for text in product.descriptions.values():
        put((w for w in words(text) if w.key not in weights), DESCRIPTION)
    for depth, category in enumerate(_path(product.category_id, categories)):
        put(*_of_category(category, depth), add=True)
    return Document(product, weights, frozenset(heads), forms, _measures(product), _spelled(product))


def _of_category(category: Category, depth: int) -> tuple[list[Word], float]:
    named = {w.key: w for text in category.names.values() for w in words(text)}
    whole = depth == 0 and all(len(words(text)) == 1 for text in category.names.values())
    return list(named.values()), ANCESTOR if depth else WHOLE_CATEGORY if whole else CATEGORY


def _measures(product: Product) -> frozenset[Measure]:
    """Of the name and the attributes; the gross weight is no size anybody asks for."""
    attributes = [v for name, v in product.attributes.items() if not name.lower().startswith(_GROSS_WEIGHT)]
    found = [m for text in (*product.names.values(), *attributes) for m in (*measures(text), *numbers(text))]
    # English names write units in Latin letters, which are no codes.
    marked = [text for language, text in product.names.items() if language != "en"]
    return frozenset((*found, *(c for text in marked for c in codes(text))))


def _spelled(product: Product) -> str:
    return " ".join(w.sound for text in product.names.values() for w in words(text))


def _head(language: str, text: str, brand: str | None) -> str | None:
    """The key of what the thing is: the first noun of a Russian name, the last word of a Kazakh or English one.

    Names run "Молоко пастеризованное Сүтжол 1 л", "Пастерленген сүт Сүтжол 1 л", "Pasteurised milk Сүтжол 1 l":
    brand and figures close the part that says what it is.
    """
    if brand:
        text = re.split(re.escape(brand), text, maxsplit=1, flags=re.IGNORECASE)[0] or text
    found = words(_NAME_BREAK.split(text, maxsplit=1)[0]) or words(text)
    if not found:
        return None
    if language == "ru":
        return next((w.key for w in found if not w.descriptive), found[0].key)
    return found[-1].key


def _path(category_id: str | None, categories: dict[str, Category]) -> list[Category]:
    """From the product's own category up to the root."""
    path: list[Category] = []
    while category_id in categories and len(path) < 20:
        path.append(categories[category_id])
        category_id = path[-1].parent_id
    return path
