"""Conversations from a file: every row a fresh shopper on a scratch copy of the store."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.adapters.persistence import migrate
from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.conversation.message import Channel, InboundMessage
from core.conversation.plain import KINDS, Speaker
from core.conversation.ports import UnitOfWork
from core.conversation.reply import Invoice, Products, Reply
from core.conversation.turn import Turn, Turns
from core.i18n.texts import LANGUAGES
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from core.kernel.ids import new_id
from core.ordering.model import Order
from core.payments.model import PaymentNotice

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from core.bootstrap import App

CHANNEL: Channel = "terminal"


class _NoJobs:
    """Nothing outlives a row, so nothing is done later."""

    async def schedule(self, key: str, at: datetime) -> None: ...

    async def move(self, key: str, at: datetime) -> None: ...

    async def cancel(self, key: str) -> None: ...


class _Units:
    """The units of work of the row that is being played."""

    def __init__(self) -> None:
        self.now: SqlUnitsOfWork | None = None

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        assert self.now is not None
        return self.now()


@dataclass(frozen=True, slots=True)
class Stage:
    """An App whose database is a copy of one store, put back to its beginning before every row."""

    app: App
    store_id: str
    folder: Path
    units: _Units

    @staticmethod
    @asynccontextmanager
    async def built(app: App, store_id: str) -> AsyncIterator[Stage]:
        """The copy is SQLite wherever the store lives; orders and shoppers are not copied."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            await _copy_store(app, store_id, folder / "template.db")
            units = _Units()
            turns = Turns(units, app.understander, app.services, _NoJobs())
            played = replace(app, units=units, turns=turns)  # type: ignore[arg-type]
            yield Stage(played, store_id, folder, units)

    async def play(self, row: dict[str, Any]) -> dict[str, Any]:
        """The public contract of `duken chat --script`. Raises InvalidInput for a row that is none."""
        language, turns = _checked(row)
        path = self.folder / "row.db"
        shutil.copyfile(self.folder / "template.db", path)
        engine = create_engine(f"sqlite:///{path}")
        self.units.now = SqlUnitsOfWork(engine, self.app.clock)
        try:
            shopper = f"script:{row.get('id')}"
            said = [await self._turn(shopper, language, words) for words in turns]
            return {"id": row.get("id"), "turns": said, "state": await self._state(shopper, language)}
        finally:
            await engine.dispose()
            for left in self.folder.glob("row.db*"):
                left.unlink()

    async def _turn(self, shopper: str, language: str, said: Any) -> dict[str, Any]:
        message = InboundMessage(
            self.store_id, CHANNEL, shopper, new_id(), language_hint=language, **_given(said)
        )
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
        return {
            "cart": {line.offer_id: _number(line.quantity) for line in cart.lines},
            "order": _order(orders[0], payment.state if payment else None) if orders else None,
        }


async def _copy_store(app: App, store_id: str, path: Path) -> None:
    migrate.upgrade(f"sqlite:///{path}")
    async with app.units() as source:
        store = await source.stores.get(store_id)
        categories = await source.categories.all(store_id)
        products = await source.products.all(store_id)
    engine = create_engine(f"sqlite:///{path}")
    try:
        async with SqlUnitsOfWork(engine, app.clock)() as work:
            await work.stores.add(store)
            await work.categories.upsert_many(categories)
            await work.products.upsert_many(products)
            await work.commit()
    finally:
        await engine.dispose()


def _checked(row: dict[str, Any]) -> tuple[str, list[Any]]:
    language, turns = row.get("lang", "ru"), row.get("turns")
    if language not in LANGUAGES:
        raise InvalidInput("lang", f"row {row.get('id')!r}: must be one of {', '.join(LANGUAGES)}")
    if not isinstance(turns, list):
        raise InvalidInput("turns", f"row {row.get('id')!r}: must be a list")
    return language, turns


def _given(said: Any) -> dict[str, Any]:
    """A turn is words, or an object with one of `text`, `action`, `phone`, `location`."""
    match said:
        case str():
            return {"text": said}
        case {"text": str()} | {"action": str()} | {"phone": str()} if len(said) == 1:
            return dict(said)
        case {"location": {"lat": int() | float() as lat, "lon": int() | float() as lon}} if len(said) == 1:
            return {"location": GeoPoint(float(lat), float(lon))}
        case _:
            raise InvalidInput("turns", f"{said!r} is neither words nor an action, a phone or a location")


def _heard(app: App, turn: Turn) -> dict[str, Any]:
    speaker = Speaker(app.texts, turn.language)
    replies = [_reply(speaker, reply) for reply in turn.replies]
    return {"intent": turn.heard.intent if turn.heard else None, "replies": replies}


def _reply(speaker: Speaker, reply: Reply) -> dict[str, Any]:
    said = {"kind": KINDS[type(reply)], "text": speaker.text(reply)}
    products = [card.offer_id for card in reply.products] if isinstance(reply, Products) else []
    return {**said, "products": products} if products else said


def _order(order: Order, payment: str | None) -> dict[str, Any]:
    return {
        "number": order.number,
        "state": order.state,
        "payment": payment,
        "payment_method": order.payment_method,
        "slot": {"start": order.window.start.isoformat(), "end": order.window.end.isoformat()},
        "address": order.address.text,
        "lines": {line.offer_id: _number(line.quantity) for line in order.lines},
    }


def _number(quantity: Decimal) -> int | float:
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)
