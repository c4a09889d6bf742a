"""A shop to talk to: the demo store in a database of the test's own, the real language model, and people."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.adapters.gateways.sandbox import SandboxGateway
from core.adapters.geocoder import load_gazetteer
from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.adapters.search_index import GoodsIndex
from core.catalog.importing import ImportCatalog
from core.conversation.message import Channel, InboundMessage
from core.conversation.plain import Speaker
from core.conversation.reply import Choice, Reply
from core.conversation.scene import Services
from core.conversation.shelf import Shelves
from core.conversation.turn import Turn, Turns
from core.delivery.model import DeliveryPolicy
from core.i18n.texts import Texts, load_texts
from core.kernel.clock import FixedClock
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.nlu.understander import Understander
from core.ordering.model import Cart, Order
from core.payments.model import Payment, PaymentNotice

ROOT = Path(__file__).resolve().parents[2]
MONDAY_MORNING = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
"""10:00 in Almaty."""


class NotedJobs:
    """Jobs are only written down: what they do is called by the tests themselves."""

    def __init__(self) -> None:
        self.due: dict[str, datetime] = {}

    async def schedule(self, key: str, at: datetime) -> None:
        self.due.setdefault(key, at)

    async def move(self, key: str, at: datetime) -> None:
        self.due[key] = at

    async def cancel(self, key: str) -> None:
        self.due.pop(key, None)


@dataclass(slots=True)
class DemoShop:
    path: Path
    units: SqlUnitsOfWork
    clock: FixedClock
    services: Services
    turns: Turns
    texts: Texts
    store: Store
    jobs: NotedJobs
    counter: itertools.count[int] = field(default_factory=itertools.count)

    def person(self, name: str, hint: str = "ru", channel: Channel = "terminal") -> Person:
        return Person(self, name, hint, channel)

    async def seller(self, name: str = "seller", role: str = "seller") -> Person:
        async with self.units() as work:
            code = await work.people.invite(self.store.store_id, role)
            await work.people.accept_invite(code, "terminal", name, "ru")
            await work.commit()
        return self.person(name)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the database holds of carts, orders, money, stock and bookings."""
        tables = (
            "carts", "cart_lines", "orders", "order_lines", "order_events", "payments", "ledger_entries",
            "products", "reservations", "bookings", "reminders", "outbox", "staff",
        )  # fmt: skip
        with sqlite3.connect(self.path) as database:
            return {t: database.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables}

    async def order(self, number: int) -> Order:
        async with self.units() as work:
            found = await work.orders.by_number(self.store.store_id, number)
        assert found is not None
        return found

    async def payment(self, number: int) -> Payment:
        order = await self.order(number)
        async with self.units() as work:
            payment = await work.payments.of_order(order.order_id)
        assert payment is not None
        return payment

    async def stock(self, offer_id: str) -> Any:
        async with self.units() as work:
            return (await work.products.get_many(self.store.store_id, [offer_id]))[offer_id].stock

    async def balances(self) -> dict[str, int]:
        async with self.units() as work:
            return await work.ledger.balances(self.store.store_id)

    def notice(self, payment: Payment, event: str = "e1", **changes: Any) -> PaymentNotice:
        told = {
            "provider": payment.provider, "event_id": event, "payment_id": payment.payment_id,
            "outcome": "captured", "amount_minor": payment.amount_minor, "currency": payment.currency,
            "external_id": f"charge-{event}",
        }  # fmt: skip
        return PaymentNotice(**{**told, **changes})


@dataclass(slots=True)
class Person:
    """Somebody who writes, taps and reads."""

    shop: DemoShop
    name: str
    hint: str
    channel: Channel
    last: Turn | None = None

    async def write(self, text: str, message_id: str | None = None) -> str:
        return await self._send(message_id, text=text)

    async def tap(self, action: str) -> str:
        return await self._send(None, action=action)

    async def share(
        self, *, phone: str | None = None, location: GeoPoint | None = None, own: bool = False
    ) -> str:
        """`own`: the channel vouches for the phone."""
        return await self._send(None, phone=phone, location=location, phone_is_own=own)

    async def tell(self, *lines: str) -> str:
        """Several messages one after another; the answer to the last."""
        said = ""
        for line in lines:
            said = await self.write(line)
        return said

    async def _send(self, message_id: str | None, **content: Any) -> str:
        number = next(self.shop.counter)
        message = InboundMessage(
            store_id=self.shop.store.store_id,
            channel=self.channel,
            external_id=self.name,
            message_id=message_id or f"m{number}",
            language_hint=self.hint,
            **content,
        )
        self.last = await self.shop.turns.handle(message)
        return self.said()

    @property
    def replies(self) -> tuple[Reply, ...]:
        assert self.last is not None
        return self.last.replies

    @property
    def language(self) -> str:
        assert self.last is not None
        return self.last.language

    @property
    def intent(self) -> str | None:
        assert self.last is not None
        return self.last.heard.intent if self.last.heard else None

    def shown(self) -> list[str]:
        return [reply.key for reply in self.replies]

    def said(self) -> str:
        speaker = Speaker(self.shop.texts, self.language)
        return "\n".join(speaker.text(reply) for reply in self.replies)

    def choices(self) -> list[Choice]:
        return [c for reply in self.replies for c in getattr(reply, "choices", ())]

    def labels(self) -> list[str]:
        speaker = Speaker(self.shop.texts, self.language)
        return [speaker.label(c) for c in self.choices()]

    async def cart(self) -> dict[str, Any]:
        cart = await self._cart()
        return {line.offer_id: line.quantity for line in cart.lines}

    async def _cart(self) -> Cart:
        store_id = self.shop.store.store_id
        async with self.shop.units() as work:
            shopper = await work.people.shopper(store_id, self.channel, self.name, "ru")
            cart = await work.carts.get(store_id, shopper.shopper_id)
            await work.commit()
        return cart

    async def orders(self) -> list[Order]:
        store_id = self.shop.store.store_id
        async with self.shop.units() as work:
            shopper = await work.people.shopper(store_id, self.channel, self.name, "ru")
            found = await work.orders.of_shopper(store_id, shopper.shopper_id)
            await work.commit()
        return found


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds the demo store, and the index of its goods."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "duken.db")
    asyncio.run(_stock(folder))
    return folder


async def _stock(folder: Path) -> None:
    engine = create_engine(f"sqlite:///{folder / 'duken.db'}")
    units = SqlUnitsOfWork(engine)
    async with units() as work:
        await work.stores.add(demo_store())
        await work.commit()
    report = await ImportCatalog(units)("demo", ROOT / "demo" / "store.yml")
    assert report.imported > 100 and not report.rejected
    await Shelves(lambda _: GoodsIndex(folder / "index"), units).whole("demo")
    await engine.dispose()


@pytest.fixture
async def demo_shop(
    demo_template: Path, understander: Understander, tmp_path: Path
) -> AsyncIterator[DemoShop]:
    folder = Path(shutil.copytree(demo_template, tmp_path / "demo"))
    path = folder / "duken.db"
    engine = create_engine(f"sqlite:///{path}")
    clock = FixedClock(MONDAY_MORNING)
    units = SqlUnitsOfWork(engine, clock)
    gateway = SandboxGateway("http://shop.example", "secret", clock)
    services = Services(clock, load_gazetteer(), DeliveryPolicy(), {}, gateway, "http://shop.example")
    jobs = NotedJobs()
    shelves = Shelves(lambda _: GoodsIndex(folder / "index"), units)
    turns = Turns(units, understander, services, jobs, shelves)
    yield DemoShop(path, units, clock, services, turns, load_texts(), demo_store(), jobs)
    await engine.dispose()


def demo_store() -> Store:
    city = load_gazetteer().city("Almaty")
    assert city is not None
    return Store("demo", "Дәмді дүкен", city.names[0], city.depot, city.depot_address, city.phone)
