"""Conversations from a file: every row a fresh shopper on a scratch copy of the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.adapters.persistence.scratch import ScratchStore, scratch_store
from core.adapters.search_index import GoodsIndex
from core.conversation.message import Channel, InboundMessage
from core.conversation.plain import KINDS, Speaker
from core.conversation.reply import CartView, Invoice, Message, OrderView, Products, Reply, Table
from core.conversation.shelf import Shelves
from core.conversation.turn import Turn, Turns
from core.i18n.texts import LANGUAGES
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from core.kernel.ids import new_id
from core.ordering.model import Order
from core.payments.model import PaymentNotice

if TYPE_CHECKING:
    from core.bootstrap import App

CHANNEL: Channel = "terminal"


@dataclass(frozen=True, slots=True)
class Script:
    """One row: `turns` are the content of an InboundMessage each."""

    name: Any
    language: str
    turns: tuple[dict[str, Any], ...]


def read_script(row: dict[str, Any]) -> Script:
    """Raises InvalidInput for a row that is none."""
    name, language, turns = row.get("id"), row.get("lang", "ru"), row.get("turns")
    if language not in LANGUAGES:
        raise InvalidInput("lang", f"row {name!r}: must be one of {', '.join(LANGUAGES)}")
    if not isinstance(turns, list):
        raise InvalidInput("turns", f"row {name!r}: must be a list")
    return Script(name, language, tuple(_given(said) for said in turns))


class _NoJobs:
    """Nothing outlives a row, so nothing is done later."""

    async def schedule(self, key: str, at: datetime) -> None: ...

    async def move(self, key: str, at: datetime) -> None: ...

    async def cancel(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """An App whose database is a copy of one store, put back to its beginning before every row."""

    app: App
    store_id: str
    scratch: ScratchStore

    @staticmethod
    @asynccontextmanager
    async def built(app: App, store_id: str) -> AsyncIterator[Stage]:
        async with scratch_store(app.units, store_id, app.clock) as scratch:
            shelves = Shelves(lambda _: GoodsIndex(None), scratch.units)
            turns = Turns(scratch.units, app.understander, app.services, _NoJobs(), shelves)
            await scratch.renew()
            await shelves.whole(store_id)
            yield Stage(replace(app, units=scratch.units, turns=turns, shelves=shelves), store_id, scratch)

    async def play(self, script: Script) -> dict[str, Any]:
        """The public contract of `duken chat --script`."""
        await self.scratch.renew()
        shopper = f"script:{script.name}"
        said = [await self._turn(shopper, script.language, words) for words in script.turns]
        return {"id": script.name, "turns": said, "state": await self._state(shopper, script.language)}

    async def _turn(self, shopper: str, language: str, said: dict[str, Any]) -> dict[str, Any]:
        message = InboundMessage(self.store_id, CHANNEL, shopper, new_id(), language_hint=language, **said)
        turn = await self.app.turns.handle(message)
        for reply in turn.replies:
            if isinstance(reply, Invoice):
                await self._pay(reply)
        return _heard(self.app, turn)

    async def _pay(self, invoice: Invoice) -> None:
        """The sandbox pays by itself."""
        notice = PaymentNotice(
            provider=self.app.gateway.provider,
            event_id=new_id(),
            payment_id=invoice.payment_id,
            outcome="captured",
            amount_minor=invoice.amount_minor,
            currency=invoice.currency,
            external_id=new_id(),
        )
        await self.app.settle_notice(notice)

    async def _state(self, external_id: str, language: str) -> dict[str, Any]:
        async with self.app.units() as work:
            shopper = await work.people.shopper(self.store_id, CHANNEL, external_id, language)
            cart = await work.carts.get(self.store_id, shopper.shopper_id)
            orders = await work.orders.of_shopper(self.store_id, shopper.shopper_id, 1)
            payment = await work.payments.of_order(orders[0].order_id) if orders else None
            store = await work.stores.get(self.store_id)
        return {
            "cart": {line.offer_id: _number(line.quantity) for line in cart.lines},
            "order": _order(orders[0], payment.state if payment else None, store.tz) if orders else None,
        }


def _given(said: Any) -> dict[str, Any]:
    """A turn is words, or an object with one of `text`, `action`, `phone`, `location`."""
    match said:
        case str():
            return {"text": said}
        case {"text": str()} | {"action": str()} | {"phone": str()} if len(said) == 1:
            return dict(said)
        case {"location": {"lat": int() | float() as lat, "lon": int() | float() as lon}} if (
            len(said) == 1 and abs(lat) <= 90 and abs(lon) <= 180
        ):
            return {"location": GeoPoint(float(lat), float(lon))}
        case _:
            raise InvalidInput("turns", f"{said!r} is neither words nor an action, a phone or a location")


def _heard(app: App, turn: Turn) -> dict[str, Any]:
    speaker = Speaker(app.texts, turn.language)
    replies = [_reply(speaker, reply) for reply in turn.replies]
    return {"intent": turn.heard.intent if turn.heard else None, "replies": replies}


def _reply(speaker: Speaker, reply: Reply) -> dict[str, Any]:
    said = {"kind": KINDS[type(reply)], "text": speaker.text(reply)}
    products = _shown(reply)
    return {**said, "products": products} if products else said


def _shown(reply: Reply) -> list[str]:
    match reply:
        case Products(products=cards) | Table(products=cards):
            return [card.offer_id for card in cards]
        case Message(offered=offered):
            return list(offered)
        case CartView(lines=lines) | OrderView(lines=lines):
            return [line.offer_id for line in lines]
        case _:
            return []


def _order(order: Order, payment: str | None, zone: ZoneInfo) -> dict[str, Any]:
    start, end = (at.astimezone(zone).isoformat() for at in (order.window.start, order.window.end))
    return {
        "number": order.number,
        "state": order.state,
        "payment": payment,
        "payment_method": order.payment_method,
        "method": order.method,
        "slot": {"start": start, "end": end},
        "address": order.address.text,
        "lines": {line.offer_id: _number(line.quantity) for line in order.lines},
    }


def _number(quantity: Decimal) -> int | float:
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)
