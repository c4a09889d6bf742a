"""Why a product is on a short list: one fact of the store for each, and no fact twice if it can be helped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.catalog.facts import fact_of
from core.catalog.model import Product, localized
from core.catalog.written import is_in, pieces
from core.conversation.cards import price_per_unit
from core.conversation.reply import AsTold, Cell, Products
from core.dialogue.state import Advice
from core.kernel.money import MINOR_PER_MAJOR, Money

OFTEN = 2
"""Orders; one buyer's taste is no reason."""
WELL_BELOW = 0.1
TELLING = ("kind", "taste", "material", "composition", "age", "power", "count", "fat")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What reasons are taken from: in how many orders each product stands, and what was asked, in which language."""

    bought: dict[str, int]
    advice: Advice
    language: str


def with_reasons(reply: Products, goods: list[Product], grounds: Grounds) -> Products:
    cheapest = min(goods, key=lambda p: p.price_minor) if len(goods) > 1 else None
    told: set[str] = set()
    cards = []
    for card, product in zip(reply.products, goods, strict=True):
        reasons = list(_reasons(product, grounds, product is cheapest))
        chosen = next((r for r in reasons if r.key not in told), reasons[-1])
        told.add(chosen.key)
        cards.append(replace(card, note=chosen))
    return replace(reply, products=tuple(cards))


def _reasons(product: Product, grounds: Grounds, cheapest: bool) -> Iterator[Cell]:
    """The strongest first; the last always holds."""
    old = product.old_price_minor
    if old and old > product.price_minor:
        yield Cell("reason-discount", {"saved": Money(old - product.price_minor, product.currency)})
    if grounds.bought.get(product.offer_id, 0) >= OFTEN:
        yield Cell("reason-often", {"count": grounds.bought[product.offer_id]})
    if cheapest:
        yield Cell("reason-cheapest")
    limit = (grounds.advice.price_max or 0) * MINOR_PER_MAJOR
    if limit and product.price_minor <= limit * (1 - WELL_BELOW):
        yield Cell("reason-below", {"left": Money(limit - product.price_minor, product.currency)})
    yield from _attributes(product, grounds.language)
    per_unit = price_per_unit(product)
    if per_unit is not None and product.sold_by == "piece" and grounds.advice.purpose != "gift":
        yield Cell(f"reason-per-{per_unit.key.rpartition('-')[2]}", per_unit.params)
    yield Cell("reason-in-budget" if limit else "reason-in-stock")


def _attributes(product: Product, language: str) -> Iterator[Cell]:
    """What the name does not say anyway, in words that the reader reads."""
    by_fact = {fact_of(name): value for name, value in product.attributes.items()}
    name = localized(product.names, language).lower()
    for fact in TELLING:
        value = by_fact.get(fact, "")
        if value and value.lower() not in name and _reads(value, language):
            yield Cell("reason-fact", {"fact": f"fact-{fact.replace('_', '-')}", "value": AsTold(value)})


def _reads(value: str, language: str) -> bool:
    """Feeds tell attributes in one language. Figures with a unit are read in all."""
    return pieces(value) is not None or is_in(value, language) or not any(map(str.isalpha, value))
