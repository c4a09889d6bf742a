"""What stands to a product as was asked: like it, bought with it; and what is bought most. Nothing is made up:
where the store has none, that is said, and the nearest is offered."""

from __future__ import annotations

from dataclasses import replace

from core.catalog import advice as table
from core.catalog.model import Product
from core.catalog.search import SearchQuery, similar
from core.conversation.advising import SHORT_LIST
from core.conversation.browsing import RECENT, find_one, fresh
from core.conversation.cards import product_list, shown
from core.conversation.near import nearest
from core.conversation.reasons import OFTEN
from core.conversation.reply import Cell, Choice, Products, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import Filters, Recommend
from core.dialogue.state import DialogueState
from core.kernel.money import MINOR_PER_MAJOR

LOOKED_AT = 50
BACK = (Choice("catalog", "button-catalog"),)


async def recommend(scene: Scene, state: DialogueState, command: Recommend) -> Outcome:
    if command.relation == "popular":
        return await _popular(scene, state, command)
    product = await _meant(scene, command)
    if product is None:
        return Outcome(state, (Text("search-nothing", {"phrase": command.wanted.phrase}, BACK),))
    if command.relation == "goes_with":
        return await _with_it(scene, state, product)
    goods = await similar_to_buy(scene, product)
    if goods:
        return listed(scene, state, "recommend-similar", goods, product=product.names)
    return Outcome(state, (Text("recommend-no-similar", {"product": product.names}, BACK),))


async def _meant(scene: Scene, command: Recommend) -> Product | None:
    found = await find_one(scene, command.wanted)
    if found is not None or not command.wanted.phrase:
        return found
    near = nearest(scene, command.wanted.phrase)
    return near[0] if near else None


async def _with_it(scene: Scene, state: DialogueState, product: Product) -> Outcome:
    """By the table of what goes with what, one of each kind."""
    kind = table.kind_of(product, scene.shelf.categories)
    kinds = table.companions(kind) if kind else ()
    shelves = table.shelves(kinds, scene.shelf.products.values(), scene.shelf.categories, lambda words: ())
    goods = await to_buy(scene, table.mixed([s.goods for s in shelves], SHORT_LIST))
    if goods:
        return listed(scene, state, "recommend-goes-with", goods, product=product.names)
    return Outcome(state, (Text("recommend-no-goes-with", {"product": product.names}, BACK),))


async def _popular(scene: Scene, state: DialogueState, command: Recommend) -> Outcome:
    """By the store's own orders; a young store says that it does not know yet."""
    bought = await scene.work.orders.bought(scene.store.store_id, scene.now - RECENT)
    phrase = command.wanted.phrase
    hits = scene.shelf.index.search(SearchQuery(phrase, limit=200)).hits if phrase else ()
    inside = {h.offer_id for h in hits} if phrase else set(scene.shelf.products)
    often = sorted(
        (o for o, n in bought.items() if n >= OFTEN and o in inside), key=lambda o: (-bought[o], o)
    )
    goods = [p for p in await fresh(scene, often) if p.stock > 0 and _within(p, command.filters)][:SHORT_LIST]
    if not goods:
        return Outcome(replace(state, advice=None), (Text("recommend-no-popular", {}, BACK),))
    reply = product_list("recommend-popular", goods)
    notes = [Cell("reason-often", {"count": bought[p.offer_id]}) for p in goods]
    cards = tuple(replace(c, note=n) for c, n in zip(reply.products, notes, strict=True))
    return _shown(scene, state, goods, replace(reply, products=cards))


async def similar_to_buy(scene: Scene, product: Product) -> list[Product]:
    return await to_buy(scene, similar(scene.shelf.index, product.offer_id, LOOKED_AT))


async def to_buy(scene: Scene, products: list[Product]) -> list[Product]:
    return [p for p in await fresh(scene, [p.offer_id for p in products]) if p.stock > 0][:SHORT_LIST]


def _within(product: Product, filters: Filters) -> bool:
    low, high = filters.price_min or 0, filters.price_max
    price = product.price_minor / MINOR_PER_MAJOR
    return low <= price and (high is None or price <= high)


def listed(scene: Scene, state: DialogueState, key: str, goods: list[Product], **params: object) -> Outcome:
    return _shown(scene, state, goods, product_list(key, goods, (), **params))


def _shown(scene: Scene, state: DialogueState, goods: list[Product], reply: Products) -> Outcome:
    """Another list: what was looked for or chosen before is over."""
    state = replace(state, query=None, advice=None).with_shown(shown(goods, scene.language))
    return Outcome(state, (reply,))
