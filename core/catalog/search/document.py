"""What of a product can be searched, and how much each part says about what the product is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.catalog.model import Category, Product
from core.catalog.search.words import Measure, Word, measures, numbers, words

HEAD, NAME, BRAND, CATEGORY, ANCESTOR, ATTRIBUTE, DESCRIPTION = 3.0, 1.3, 2.0, 1.2, 0.5, 0.8, 0.2
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

    heads = {head.key for head in map(_head, product.names.items(), [product.brand] * 3) if head}
    for text in product.names.values():
        named = words(text)
        put((w for w in named if w.key not in heads), NAME)
        put((w for w in named if w.key in heads), HEAD)
    put(words(product.brand or ""), BRAND)
    for value in product.attributes.values():
        put(words(value), ATTRIBUTE)
    for text in product.descriptions.values():
        put((w for w in words(text) if w.key not in weights), DESCRIPTION)
    path = _path(product.category_id, categories)
    for depth, category in enumerate(path):
        leaf = {w.key: w for text in category.names.values() for w in words(text)}
        put(leaf.values(), ANCESTOR if depth else CATEGORY, add=True)
    texts = [*product.names.values(), *product.attributes.values()]
    found = frozenset(m for text in texts for m in (*measures(text), *numbers(text)))
    spelled = " ".join(w.sound for text in product.names.values() for w in words(text))
    return Document(product, weights, frozenset(heads), forms, found, spelled)


def _head(name: tuple[str, str], brand: str | None) -> Word | None:
    """What the thing is: the first word of a Russian name that is no adjective, the last of a Kazakh or English one.

    Names run "Молоко пастеризованное Сүтжол 1 л", "Пастерленген сүт Сүтжол 1 л", "Pasteurised milk Сүтжол 1 l":
    brand and figures close the part that says what it is.
    """
    language, text = name
    if brand:
        text = re.split(re.escape(brand), text, maxsplit=1, flags=re.IGNORECASE)[0] or text
    found = words(_NAME_BREAK.split(text, maxsplit=1)[0]) or words(text)
    if not found:
        return None
    if language == "ru":
        return next((w for w in found if not w.descriptive), found[0])
    return found[-1]


def _path(category_id: str | None, categories: dict[str, Category]) -> list[Category]:
    """From the product's own category up to the root."""
    path: list[Category] = []
    while category_id in categories and len(path) < 20:
        path.append(categories[category_id])
        category_id = path[-1].parent_id
    return path
