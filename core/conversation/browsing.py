"""Looking around: categories, search, one product, comparison, advice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.catalog.model import Product, localized
from core.catalog.places import is_sold_in
from core.catalog.refs import offer_of, ref
from core.catalog.search import Hit, SearchQuery, resolve
from core.catalog.search.words import measures
from core.catalog.variants import labels
from core.conversation.cards import card, product_list, shown
from core.conversation.near import nearest, sound
from core.conversation.reply import Choice, Products, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import (
    Browse,
    Filters,
    NotUnderstood,
    Search,
    ShowProduct,
    Wanted,
)
from core.dialogue.state import DialogueState, Query, Shown
from core.kernel.money import MINOR_PER_MAJOR

PAGE = 5
RECENT = timedelta(days=90)
"""What people bought since then tells what is popular."""
VARIANTS = 12
FOUND_AT_MOST = 50


async def browse(scene: Scene, state: DialogueState, command: Browse) -> Outcome:
    wanted = command.category_id
    category = next(
        (c for c in scene.shelf.categories if wanted in (c.category_id, ref(c.category_id))), None
    )
    children = scene.shelf.children(category.category_id if category else None)
    if children:
        choices = [
            Choice(f"cat:{ref(c.category_id)}", literal=localized(c.names, scene.language)) for c in children
        ]
        if category:
            return Outcome(state, (Text("catalog-category", {"category": category.names}, tuple(choices)),))
        return Outcome(state, (Text("catalog", {"store": scene.store.name}, tuple(choices)),))
    if category is None:
        return Outcome(state, (Text("catalog-empty", {"store": scene.store.name}),))
    state = replace(state, query=Query(localized(category.names, scene.language)))
    here = _offered(scene, scene.shelf.in_category(category.category_id))
    goods = sorted(here, key=lambda p: (p.stock <= 0, p.price_minor))
    return await _page(scene, state, "catalog-goods", goods, 0, category=category.names)


async def search(scene: Scene, state: DialogueState, command: Search) -> Outcome:
    found = scene.shelf.index.search(_query(command.phrase, command.filters, command.cheapest_first))
    limits = command.filters.price_min, command.filters.price_max
    state = replace(state, query=Query(command.phrase, *limits, command.offset, command.cheapest_first))
    ranked = found.hits if command.cheapest_first else await _often_bought_first(scene, found.hits)
    hits = _offered(scene, (scene.shelf.products[h.offer_id] for h in ranked))
    failures, state = state.failures + 1, replace(state, failures=0)
    if hits and command.cheapest_first:
        return await _page(scene, state, "search-cheapest", hits, command.offset, phrase=command.phrase)
    if hits and found.understood.meant:
        said = {"phrase": command.phrase, "meant": found.understood.meant}
        return await _page(scene, state, "search-meant", hits, command.offset, **said)
    if hits and _of_another_size(scene, command.phrase, hits):
        return await _page(scene, state, "search-near", hits, command.offset, phrase=command.phrase)
    if hits:
        return await _page(scene, state, "search-found", hits, command.offset, phrase=command.phrase)
    near = sound(scene, command.phrase, [scene.shelf.products[h.offer_id] for h in found.near])[:PAGE]
    if command.cheapest_first:
        near.sort(key=lambda p: (p.stock <= 0, p.price_minor, p.offer_id))
    if not near:
        back = (Choice("human", "button-human"), Choice("catalog", "button-catalog"))
        key = "search-nothing-again" if failures >= 2 else "search-nothing"
        return Outcome(replace(state, failures=failures), (Text(key, {"phrase": command.phrase}, back),))
    limited = any(limits) and bool(scene.shelf.index.search(_query(command.phrase, Filters())).hits)
    key = "search-other-price" if limited else "search-near"
    return await _page(scene, state, key, near, 0, phrase=command.phrase)


def _of_another_size(scene: Scene, phrase: str, hits: list[Product]) -> bool:
    """ "1,5 литрлік айран": what is sold in packs only of other sizes is not what was asked for."""
    sized = any(unit in {"g", "ml"} for unit, _ in measures(phrase))
    return sized and not any(
        p.sold_by == "weight" or scene.shelf.index.matches_measures(p.offer_id, phrase) for p in hits
    )


async def _often_bought_first(scene: Scene, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Of hits that fit the words alike, those first that most people took."""
    alike = [h.offer_id for h in hits if h.score == hits[0].score]
    if len(alike) < 2:
        return hits
    bought = await scene.work.orders.bought(scene.store.store_id, scene.now - RECENT, alike)
    return tuple(sorted(hits, key=lambda h: (-h.score, -bought.get(h.offer_id, 0))))


async def _page(
    scene: Scene, state: DialogueState, key: str, goods: list[Product], offset: int, **params: object
) -> Outcome:
    """One page of a list; what is shown is what "the second one" means from now on."""
    page = await fresh(scene, [p.offer_id for p in goods[offset : offset + PAGE]])
    if not page:
        return Outcome(state, (Text("search-no-more", choices=(Choice("catalog", "button-catalog"),)),))
    rest = len(goods) - offset - len(page)
    more = (Choice(f"more:{offset + PAGE}", "button-more", {"count": rest}),) if rest > 0 else ()
    state = state.with_shown(shown(page, scene.language))
    return Outcome(state, (product_list(key, page, more, count=len(goods), **params),))


async def fresh(scene: Scene, offer_ids: list[str]) -> list[Product]:
    """The products as they are now, price and stock included, in this order; left out are the hidden, and those that
    are not sold in the store's city."""
    now = await scene.work.products.get_many(scene.store.store_id, offer_ids)
    return _offered(scene, (now[o] for o in offer_ids if o in now))


async def show_product(scene: Scene, state: DialogueState, command: ShowProduct) -> Outcome:
    product = await find_one(scene, command.wanted)
    if product is None and command.wanted.offer_id:
        return Outcome(state, (Text("goods-gone", choices=(Choice("catalog", "button-catalog"),)),))
    if product is None:
        return await search(scene, state, Search(command.wanted.phrase))
    state = replace(state, focus=Shown(product.offer_id, localized(product.names, scene.language)))
    return Outcome(state, (await _detail(scene, product),))


async def _detail(scene: Scene, product: Product) -> Products:
    """With its other variants to choose from, those in stock first."""
    others: list[Product] = []
    if product.group_id:
        group = await scene.work.products.variants(scene.store.store_id, product.group_id, VARIANTS)
        others = [p for p in _offered(scene, group) if p.offer_id != product.offer_id]
        others.sort(key=lambda p: p.stock <= 0)
    called = labels(product, others, scene.language)
    choices = tuple(Choice(f"show:{ref(offer_id)}", literal=label) for offer_id, label in called.items())
    shown_card = replace(card(product), also=tuple(called.values()))
    return Products("product-detail", (shown_card,), choices=choices, detail=True)


def _offered(scene: Scene, goods: Iterable[Product]) -> list[Product]:
    return [p for p in goods if not p.hidden and is_sold_in(p.cities, scene.store.city)]


async def find_one(scene: Scene, wanted: Wanted) -> Product | None:
    """The one product that is meant; None when the words fit none or several."""
    offer_id = wanted.offer_id and offer_of(wanted.offer_id, scene.shelf.products)
    if not offer_id:
        certain = resolve(scene.shelf.index, wanted.phrase).certain if wanted.phrase else None
        offer_id = certain.offer_id if certain else None
    found = await fresh(scene, [offer_id]) if offer_id else []
    return found[0] if found else None


async def not_understood(scene: Scene, state: DialogueState, command: NotUnderstood) -> Outcome:
    """Says so, and offers the nearest things; the second time a person. What is no matter of a shop is told apart."""
    choices = [Choice("catalog", "button-catalog"), Choice("help", "button-help")]
    again = command.failures >= 2
    if again:
        choices.insert(0, Choice("human", "button-human"))
    key = "not-understood-again" if again else "out-of-scope" if command.strange else "not-understood"
    said = Text(key, choices=tuple(choices))
    guessed = not command.strange and command.text.strip()
    near = sound(scene, command.text, nearest(scene, command.text)) if guessed else []
    goods = await fresh(scene, [p.offer_id for p in near][:3])
    if not goods:
        return Outcome(state, (said,))
    offered = product_list("not-understood-near", goods)
    return Outcome(state.with_shown(shown(goods, scene.language)), (said, offered))


def _query(phrase: str, filters: Filters, cheapest_first: bool = False) -> SearchQuery:
    return SearchQuery(
        text=phrase,
        price_min_minor=_minor(filters.price_min),
        price_max_minor=_minor(filters.price_max),
        limit=FOUND_AT_MOST,
        order="price" if cheapest_first else "relevance",
    )


def _minor(tenge: int | None) -> int | None:
    return None if tenge is None else int(Decimal(tenge) * MINOR_PER_MAJOR)
