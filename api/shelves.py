"""The catalogue as web pages and searches see it."""

from __future__ import annotations

from api.context import Web
from core.catalog.model import Product
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
    """The products with today's price and stock, in this order; the hidden left out."""
    async with web.app.units() as work:
        now = await work.products.get_many(store_id, offer_ids)
    return [now[o] for o in offer_ids if o in now and not now[o].hidden]


def cards(products: list[Product]) -> list[ProductCard]:
    return [card(product) for product in products]


def speaker(web: Web, language: str) -> Speaker:
    return Speaker(web.app.texts, language)
