"""The catalogue as web pages and searches see it."""

from __future__ import annotations

from api.context import Web
from core.catalog.model import Product
from core.catalog.places import is_sold_in
from core.conversation.cards import card
from core.conversation.plain import Speaker
from core.conversation.reply import ProductCard
from core.conversation.shelf import Shelf


async def shelf_of(web: Web, store_id: str) -> Shelf:
    """Raises NotFound for no such store."""
    async with web.app.units() as work:
        await work.stores.get(store_id)
        return await web.app.shelves.of(work.products, work.categories, store_id)


async def fresh(web: Web, store_id: str, offer_ids: list[str]) -> list[Product]:
    """The products with today's price and stock, in this order; those not offered left out."""
    async with web.app.units() as work:
        store = await work.stores.get(store_id)
        now = await work.products.get_many(store_id, offer_ids)
    found = [now[o] for o in offer_ids if o in now]
    return [p for p in found if not p.hidden and is_sold_in(p.cities, store.city)]


def cards(products: list[Product]) -> list[ProductCard]:
    return [card(product) for product in products]


def speaker(web: Web, language: str) -> Speaker:
    return Speaker(web.app.texts, language)
