"""Advice for the undecided, made of the store's own goods and of a table that a merchandiser edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from core.catalog.model import Category, Product
from core.nlu.language_data import read_yaml
from core.nlu.normalize import tokens
from core.nlu.phrases import Found, Phrases

_DATA = Path(__file__).parent / "data" / "advice.yaml"
_LANGUAGES = ("ru", "kk", "en")

Relation = Literal["popular", "goes_with", "similar"]
FindGoods = Callable[[str], Sequence[Product]]
"""Goods by words, for stores whose sections have other names."""


# What people say


def purposes(text: str) -> tuple[Found, ...]:
    return _phrases("purposes").find(text)


def recipients(text: str) -> tuple[Found, ...]:
    return _phrases("whom").find(text)


def is_vague(text: str) -> bool:
    return bool(vague(text))


def vague(text: str) -> tuple[Found, ...]:
    return _list("vague").find(text)


def filler(text: str) -> tuple[Found, ...]:
    """Words of a wish that name nothing."""
    return tuple(Found(t.text, t.start, t.end) for t in tokens(text) if _list("filler").find(t.text))


def is_only_a_sum(text: str) -> bool:
    """Numbers and nothing else but the words that go with them."""
    said = tokens(text)
    words = [t.text for t in said if not t.text[0].isdigit()]
    return len(words) < len(said) and all(_list("sum_words").find(word) for word in words)


def relation(text: str) -> Relation | None:
    """How what is wanted stands to what is at hand."""
    return _phrases("relations").first(text)  # type: ignore[return-value]


def relations(text: str) -> tuple[Found, ...]:
    return _phrases("relations").find(text)


def asks_for_more(text: str) -> bool:
    return bool(_list("more").find(text))


def does_not_mind(text: str) -> bool:
    return bool(_list("any").find(text))


def known_purposes() -> tuple[str, ...]:
    return tuple(_data()["purposes"])


def known_recipients() -> tuple[str, ...]:
    return tuple(_data()["whom"])


def known_kinds() -> frozenset[str]:
    return frozenset(_data()["kinds"])


# What the table says of it


def kinds_for(purpose: str | None, whom: str | None) -> tuple[str, ...]:
    """The kinds of goods for a purpose and a person, the most fitting first; none for what the table does not know."""
    if whom in _data()["whom"]:
        return tuple(_data()["whom"][whom]["kinds"])
    entry = _data()["purposes"].get(purpose or "", {})
    return companions(entry["with"]) if "with" in entry else tuple(entry.get("kinds", ()))


def companions(kind: str) -> tuple[str, ...]:
    return tuple(_data()["goes_with"].get(kind, ()))


def kind_of(product: Product, categories: Iterable[Category]) -> str | None:
    """The kind whose section the product stands in: of the sections above it, the nearest that has a kind."""
    by_id = {c.category_id: c for c in categories}
    at = by_id.get(product.category_id or "")
    for _ in range(len(by_id)):
        if at is None:
            return None
        if (kind := _phrases("kinds").first(_name(at))) is not None:
            return kind
        at = by_id.get(at.parent_id or "")
    return None


@dataclass(frozen=True, slots=True)
class Shelfful:
    """Goods of one kind that can be bought now."""

    kind: str
    goods: tuple[Product, ...]


def shelves(
    kinds: Iterable[str], products: Iterable[Product], categories: Sequence[Category], find: FindGoods
) -> tuple[Shelfful, ...]:
    """Each kind that the store has in stock, in the given order; a product stands under its first kind only."""
    by_category: dict[str | None, list[Product]] = {}
    for product in products:
        if product.stock > 0 and not product.hidden:
            by_category.setdefault(product.category_id, []).append(product)
    seen: set[str] = set()
    found: list[Shelfful] = []
    for kind in kinds:
        inside = [c.category_id for c in categories if by_category.get(c.category_id) and is_section(kind, c)]
        goods = [p for c in inside for p in by_category[c]]
        goods = goods or [p for p in find(_search_words(kind)) if p.stock > 0]
        goods = [p for p in goods if p.offer_id not in seen]
        seen |= {p.offer_id for p in goods}
        if goods:
            found.append(Shelfful(kind, tuple(goods)))
    return tuple(found)


def is_section(kind: str, category: Category) -> bool:
    return bool(_kind(kind).find(_name(category)))


def price_bands(prices: Sequence[int]) -> tuple[int, ...]:
    """Two round sums in minor units that part the prices into thirds; none where the prices lie too close."""
    ordered = sorted(prices)
    if len(ordered) < 4 or ordered[-1] < 2 * ordered[0]:
        return ()
    cuts = {_round(ordered[len(ordered) * third // 3]) for third in (1, 2)}
    return tuple(sorted(c for c in cuts if ordered[0] <= c < ordered[-1]))


def _round(minor: int) -> int:
    """To a sum that people say: 1 500, 4 000, 12 000."""
    step = 50_000 if minor < 1_000_000 else 100_000 if minor < 2_000_000 else 500_000
    return max(step, round(minor / step) * step)


def telling_attribute(
    goods: Sequence[Product], passed_over: frozenset[str]
) -> tuple[str, tuple[str, ...]] | None:
    """The attribute that parts the goods best: told by most, in two to five values, none of which is nearly all."""
    best: tuple[int, str, tuple[str, ...]] | None = None
    for name in dict.fromkeys(n for p in goods for n in p.attributes if n.lower() not in passed_over):
        told = [p.attributes[name] for p in goods if name in p.attributes]
        values = sorted(set(told), key=lambda v: (-told.count(v), v))
        parts = 2 <= len(values) <= 5 and told.count(values[0]) <= 0.8 * len(told)
        if parts and len(told) >= 0.5 * len(goods) and (best is None or len(told) > best[0]):
            best = (len(told), name, tuple(values))
    return best[1:] if best else None


def mixed(shelffuls: Sequence[Sequence[Product]], limit: int) -> list[Product]:
    """One of each kind in turn, so that a short list is not five times the same."""
    rows = [list(goods) for goods in shelffuls]
    chosen: list[Product] = []
    while any(rows) and len(chosen) < limit:
        chosen += [row.pop(0) for row in rows if row]
    return chosen[:limit]


def _name(category: Category) -> str:
    return next((category.names[x] for x in _LANGUAGES if x in category.names), "")


def _search_words(kind: str) -> str:
    return str(_data()["kinds"].get(kind, [kind])[0]).rstrip("*")


@lru_cache(maxsize=1)
def _data() -> Any:
    return read_yaml(_DATA)


@lru_cache(maxsize=8)
def _phrases(part: str) -> Phrases:
    return Phrases(
        {name: entry["ask"] if isinstance(entry, dict) else entry for name, entry in _data()[part].items()}
    )


@lru_cache(maxsize=8)
def _list(part: str) -> Phrases:
    return Phrases({part: _data()[part]})


@lru_cache(maxsize=256)
def _kind(kind: str) -> Phrases:
    return Phrases({kind: _data()["kinds"].get(kind, ())})
