"""What must last: the whole way on PostgreSQL, and a reminder that outlives the process that promised it."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.cli.catalog import import_feed
from api.cli.demo import DEMO, FEED
from core.bootstrap import App, open_app
from core.config import Settings
from core.conversation.message import InboundMessage
from core.conversation.ports import Notification
from core.conversation.reply import Picture, Reply, Text
from core.kernel.clock import FixedClock
from core.ordering.model import Order
from core.payments.model import PaymentNotice

# Monday, 10:00 in Almaty: nobody is reminded at night.
MORNING = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
NUMBERS = itertools.count()


@pytest.fixture
def home(models: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    return home


async def say(app: App, who: str, *messages: str) -> list[Text]:
    """What was answered in words to the last message; `!` begins an action."""
    return [r for r in await answered(app, who, *messages) if isinstance(r, Text)]


async def answered(app: App, who: str, *messages: str) -> tuple[Reply, ...]:
    said: tuple[Reply, ...] = ()
    for words in messages:
        kind = {"action": words[1:]} if words.startswith("!") else {"text": words}
        turn = await app.turns.handle(
            InboundMessage(DEMO, "telegram", who, f"m{next(NUMBERS)}", language_hint="kk", **kind)
        )
        said = turn.replies
    return said


async def open_store(app: App) -> None:
    async with app.units() as work:
        await work.stores.add(app.gazetteer.new_store("Дүкен", "Almaty", DEMO))
        await work.commit()


async def queued(app: App) -> list[Notification]:
    """Takes everything out of the outbox."""
    found: list[Notification] = []
    while rows := await app.outbox.claim("telegram", 50):
        for row in rows:
            found.append(row.notification)
            await app.outbox.done(row.row_id)
    return found


async def wait_for(app: App, *kinds: str, seconds: float = 30) -> list[Notification]:
    """One notification of each kind, whatever else comes."""
    found: dict[str, Notification] = {}
    async with asyncio.timeout(seconds):
        while not set(kinds) <= found.keys():
            found |= {notice.kind: notice for notice in await queued(app)}
            await asyncio.sleep(0.2)
    return [found[kind] for kind in kinds]


async def only_order(app: App) -> Order:
    async with app.units() as work:
        order = await work.orders.by_number(DEMO, 1001)
    assert order is not None
    return order


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_from_a_greeting_to_a_van(database: str, home: Path, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("empty_postgres_url") if database == "postgres" else None
    clock = FixedClock(MORNING)
    async with open_app(Settings(home=home, database_url=url), worker=True, clock=clock) as app:
        await open_store(app)
        report = await import_feed(app.units, FEED, DEMO)
        assert report["imported"] > 400
        async with app.units() as work:
            code = await work.people.invite(DEMO, "seller")
            driver = await work.people.invite(DEMO, "courier")
            await work.commit()
        await app.accept_invite(code, "telegram", "seller", "kk")
        await app.accept_invite(driver, "telegram", "driver", "ru")

        await say(app, "apa", "сәлем", "2 кг банан, 3 кг картоп және батон", "рәсімдеу", "Айгүл")
        await say(app, "apa", "+7 701 234 56 78", "Абай 150, 12-пәтер", "ертең кешке", "картамен", "иә")
        order = await only_order(app)
        async with app.units() as work:
            payment = await work.payments.of_order(order.order_id)
        assert payment is not None and order.state == "reserved"
        assert not await queued(app), "a seller is asked when the money is there"
        notice = PaymentNotice(
            "sandbox", "e1", payment.payment_id, "captured", payment.amount_minor, payment.currency, "c1"
        )
        told = [await app.settle_notice(notice) for _ in range(3)]
        assert [t.news for t in told] == [True, False, False]
        assert {n.kind for n in await queued(app)} == {"order_new", "order_paid"}

        await say(app, "seller", "1001 қабылдау", "ертеңгі маршрут")
        ways, packing = ["plan-day", "plan-route", "plan-sheet"], ["plan-parcel", "plan-label"]
        plans = await wait_for(app, "day_plan", "day_routes")
        drawn: list[set[str]] = []
        for plan, keys in zip(plans, (ways + packing, ways), strict=True):
            pictures = [r for r in await app.replies_to(plan) if isinstance(r, Picture)]
            assert [p.key for p in pictures] == keys
            assert all((app.settings.media / p.path).read_bytes().startswith(b"\x89PNG") for p in pictures)
            drawn.append({p.path for p in pictures})
        assert not drawn[0] & drawn[1], "each reads them in the own language"
        assert (await only_order(app)).state == "routed"
        shown = await answered(app, "seller", "тапсырыс 1001")
        assert [r.key for r in shown if isinstance(r, Picture)] == packing, "who packs it sees how"

        await say(app, "seller", "!dispatched:1001", "!delivered:1001")
        async with app.units() as work:
            balances = await work.ledger.balances(DEMO)
        assert sum(balances.values()) == 0 and balances["revenue"] == -order.total_minor


async def test_a_left_cart_is_remembered_once_although_the_shop_was_restarted(home: Path) -> None:
    clock = FixedClock(MORNING)
    settings = Settings(home=home, reminder_after_s=2)
    async with open_app(settings, clock=clock) as app:
        await open_store(app)
        await import_feed(app.units, FEED, DEMO)
        await say(app, "apa", "2 кг банан қос")
        await say(app, "ata", "2 кг банан қос", "еске салмаңыз")
    clock.at += timedelta(seconds=5)
    async with open_app(settings, worker=True, clock=clock) as app:
        (reminder,) = await wait_for(app, "cart_reminder")
        [text] = await app.replies_to(reminder)
        assert isinstance(text, Text) and "Банан" in text.params["goods"]
        assert {"cart", "checkout", "stop"} == {c.action for c in text.choices}
        assert reminder.external_id == "apa"
    async with open_app(settings, worker=True, clock=clock) as app:
        await asyncio.sleep(3)
        assert not await queued(app), "once, and never to somebody who said stop"
