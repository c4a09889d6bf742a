"""The composition root: settings -> App. Edges are given an App and nothing else."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from core.adapters.feed_download import FeedDownload, picture_download
from core.adapters.gateways.sandbox import SandboxGateway
from core.adapters.geocoder import Gazetteer, load_gazetteer
from core.adapters.jobs import DurableJobs, JobWorker, open_jobs
from core.adapters.media import MediaFolder
from core.adapters.osrm import OsrmRoads
from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.mailbox import SqlMailbox
from core.adapters.persistence.migrate import upgrade
from core.adapters.persistence.outbox import OutboxReader
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.adapters.search_index import GoodsIndex, index_folder
from core.adapters.secrets import secret_of
from core.adapters.shrinking import shrunk
from core.adapters.sms import code_sender
from core.adapters.tiles import map_tiles
from core.catalog.pictures import Pictures
from core.config import Settings
from core.conversation.feeding import Feeds
from core.conversation.keeping import Keeping
from core.conversation.left_cart import reminder_key, send_reminder
from core.conversation.notices import announce, replies_for
from core.conversation.plan_jobs import PlanJobs
from core.conversation.ports import Notification
from core.conversation.proof_jobs import CodeMail, ProofJobs
from core.conversation.reply import Reply
from core.conversation.scene import Services
from core.conversation.shelf import Shelves
from core.conversation.turn import Turns
from core.delivery.model import DeliveryPolicy
from core.delivery.slots import SlotBook
from core.fulfilment.routing.ground import Tiles
from core.i18n.texts import Texts, load_texts
from core.kernel.clock import Clock, SystemClock
from core.kernel.errors import InvalidInput, NotFound
from core.kernel.store import Store
from core.nlu.loading import NLU_DATA, load
from core.nlu.understander import Understander
from core.ordering import change
from core.ordering.measures import usual_estimates
from core.ordering.model import Staff
from core.ordering.plan_day import clear_plans
from core.ordering.ports import OrderingWork
from core.ordering.proof import Codes
from core.payments.model import PaymentNotice

log = structlog.get_logger()

SWEEP_EVERY_S = 60.0
KEPT = timedelta(days=30)
"""How long what is over stays to be looked up: sent notices, finished jobs."""


@dataclass(frozen=True, slots=True)
class SettleOutcome:
    """What a provider's notice led to; `news` is False when it was known already."""

    news: bool
    order_number: int | None = None
    tracking_code: str | None = None
    payment_state: str | None = None


@dataclass(slots=True)
class App:
    settings: Settings
    clock: Clock
    texts: Texts
    units: SqlUnitsOfWork
    understander: Understander
    services: Services
    shelves: Shelves
    turns: Turns
    outbox: OutboxReader
    mailbox: SqlMailbox
    gateway: SandboxGateway
    gazetteer: Gazetteer
    jobs: DurableJobs
    feeds: Feeds
    pictures: Pictures
    proofs: ProofJobs
    plans: PlanJobs
    keeping: Keeping
    tiles: Tiles

    def book(self, work: OrderingWork, store: Store) -> SlotBook:
        services = self.services
        return SlotBook(
            store, services.policy, work.day_plans, self.clock, roads=services.roads, cells=work.cells
        )

    async def replies_to(self, notice: Notification) -> tuple[Reply, ...]:
        """A claimed notification as its reader sees it now."""
        async with self.units() as work:
            return await replies_for(work, notice)

    async def settle(self, provider: str, body: bytes, signature: str) -> SettleOutcome:
        """A provider's webhook. Raises Forbidden, InvalidInput, NotFound or PaymentMismatch."""
        if provider != self.gateway.provider:
            raise NotFound(f"no such payment provider: {provider}")
        return await self.settle_notice(self.gateway.read_notice(body, signature))

    async def settle_notice(self, notice: PaymentNotice) -> SettleOutcome:
        """A notice whose origin is proved. The same one again changes nothing."""
        async with self.units() as work:
            before = await work.payments.get(notice.payment_id)
            order = await work.orders.get(before.order_id)
            paid = await change.pay(work, notice, self.clock)
            if paid is None:
                await work.commit()
                return SettleOutcome(False, order.number, order.tracking_code, before.state)
            after, payment = paid
            await announce(work, after, payment, since=len(order.events))
            await work.commit()
        return SettleOutcome(True, after.number, after.tracking_code, payment.state)

    async def can_pay(self, payment_id: str, amount_minor: int, currency: str) -> str | None:
        """None when the money may be taken now, else the text key of why not."""
        async with self.units() as work:
            try:
                payment = await work.payments.get(payment_id)
                order = await work.orders.get(payment.order_id)
            except NotFound:
                return "error-not-found"
        if (payment.amount_minor, payment.currency) != (amount_minor, currency):
            return "error-payment-mismatch"
        open_payment = payment.state in {"pending", "failed"} and order.state in {"reserved", "held"}
        return None if open_payment else "error-conflict"

    async def default_store(self) -> Store:
        """Raises NotFound while there is none, InvalidInput when there are several and none was chosen."""
        async with self.units() as work:
            if self.settings.store_id:
                return await work.stores.get(self.settings.store_id)
            stores = await work.stores.all()
        if not stores:
            raise NotFound("there is no store yet; create one with `duken store create`")
        if len(stores) > 1:
            raise InvalidInput("DUKEN_STORE", "there are several stores, name one")
        return stores[0]

    async def accept_invite(self, code: str, channel: str, external_id: str, language: str) -> Staff | None:
        async with self.units() as work:
            staff = await work.people.accept_invite(code, channel, external_id, language)
            await work.commit()
        return staff


class Chores:
    """What jobs do. Every one may come twice and does its work once."""

    def __init__(self, app: App) -> None:
        self._app = app

    def handlers(self) -> dict[str, Callable[[str], Awaitable[None]]]:
        return {
            "reminder": self.remind,
            "unpaid": self.expire,
            "unproven": self._app.proofs.stop_waiting,
            "code": self._app.proofs.send_code,
            "kept": self._app.keeping.look_after,
            "plan": self._app.plans.plan_day,
            "feed": self.fetch_feed,
            "feedtry": self.try_feed,
            "feedtake": self.take_feed,
            "pictures": self.fetch_pictures,
            "clear": self.clear,
        }

    async def remind(self, key: str) -> None:
        async with self._app.units() as work:
            await send_reminder(work, key.split(":")[1], self._app.clock)
            await work.commit()

    async def expire(self, key: str) -> None:
        async with self._app.units() as work:
            order = await work.orders.get(key.split(":")[1])
            store = await work.stores.get(order.store_id)
            expired = await change.expire_unpaid(work, self._app.book(work, store), order, self._app.clock)
            if expired is not None:
                payment = await work.payments.of_order(order.order_id)
                await announce(work, expired, payment, since=len(order.events))
                await work.commit()

    async def fetch_feed(self, key: str) -> None:
        """A schedule that was changed or taken away since has nothing due then."""
        _, store_id, due_at = key.split(":", 2)
        with suppress(NotFound):
            await self._app.feeds.fetch(store_id, datetime.fromisoformat(due_at))

    async def try_feed(self, key: str) -> None:
        await self._app.feeds.try_out(key.split(":")[1])

    async def take_feed(self, key: str) -> None:
        await self._app.feeds.take(key.split(":")[1])

    async def fetch_pictures(self, key: str) -> None:
        await self._app.pictures.fetch(key.partition(":")[2])

    async def clear(self, key: str) -> None:
        """Removes what is long over."""
        now = self._app.clock.now()
        await self._app.outbox.clear(now - KEPT)
        await self._app.jobs.forget(now - KEPT)
        async with self._app.units() as work:
            await clear_plans(work, (now - timedelta(days=self._app.settings.plans_kept_days)).date())
            await work.commit()

    async def sweep(self) -> None:
        """Schedules again what a crash between commit and scheduling lost."""
        now = self._app.clock.now()
        async with self._app.units() as work:
            waiting = await work.reminders.waiting(now + timedelta(days=1))
            unpaid = await work.orders.unpaid()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        await self._app.jobs.schedule(f"clear:{midnight.date()}", midnight)
        app = self._app
        lost = (app.feeds, app.proofs, app.keeping, app.plans)
        for job in [job for part in lost for job in await part.to_schedule()]:
            await app.jobs.schedule(job.key, job.at)
        for store_id in await self._app.pictures.due():
            await self._app.jobs.schedule(f"pictures:{store_id}", now)
        for reminder in waiting:
            await self._app.jobs.schedule(reminder_key(reminder), reminder.due_at)
        for order in unpaid:
            due = order.placed_at + self._app.services.unpaid_after
            await self._app.jobs.schedule(f"unpaid:{order.order_id}", max(now, due))

    async def sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception as error:  # noqa: BLE001 - what it could not find now, it finds the next time
                log.error("sweep_failed", error=repr(error))
            await asyncio.sleep(SWEEP_EVERY_S)


@asynccontextmanager
async def open_app(
    settings: Settings, *, worker: bool = False, clock: Clock | None = None
) -> AsyncIterator[App]:
    """Migrates the database, loads the language model and wires everything; `worker` also runs the jobs."""
    settings.home.mkdir(parents=True, exist_ok=True)
    clock = clock or SystemClock()
    await asyncio.to_thread(upgrade, settings.database)
    engine = create_engine(settings.database)
    units = SqlUnitsOfWork(engine, clock)
    understander = await asyncio.to_thread(load, NLU_DATA, settings.models)
    gateway = SandboxGateway(settings.url, secret_of(settings.home, "sandbox"), clock)
    gazetteer = load_gazetteer()
    mail = _code_mail(settings)
    texts = load_texts()
    services = Services(
        clock=clock,
        geocoder=gazetteer,
        policy=DeliveryPolicy(),
        estimates=usual_estimates(),
        gateway=gateway,
        public_url=settings.url,
        reminder_after=timedelta(seconds=settings.reminder_after_s),
        unpaid_after=timedelta(seconds=settings.unpaid_after_s),
        unproven_after=timedelta(seconds=settings.unproven_after_s),
        roads=OsrmRoads(settings.osrm_url.rstrip("/")) if settings.osrm_url else None,
        codes=mail.codes if mail else None,
    )
    jobs = await open_jobs(settings.jobs_database, clock)
    shelves = Shelves(lambda store_id: GoodsIndex(index_folder(settings.home, store_id)), units)
    tiles = map_tiles(settings.tiles_url, settings.tiles_credit, settings.tiles, clock, settings.public_url)
    app = App(
        settings=settings,
        clock=clock,
        texts=texts,
        units=units,
        understander=understander,
        services=services,
        shelves=shelves,
        turns=Turns(units, understander, services, jobs, shelves),
        outbox=OutboxReader(engine, clock),
        mailbox=SqlMailbox(engine),
        gateway=gateway,
        gazetteer=gazetteer,
        jobs=jobs,
        feeds=Feeds(units, FeedDownload(), settings.feeds, clock),
        pictures=Pictures(units, picture_download(), shrunk, settings.pictures, clock),
        keeping=Keeping(units, clock),
        proofs=ProofJobs(units, texts, clock, services.unproven_after, mail),
        plans=PlanJobs(units, texts, services, gazetteer, tiles, MediaFolder(settings.media)),
        tiles=tiles,
    )
    try:
        async with _working(app) if worker else nullcontext():
            yield app
    finally:
        await jobs.close()
        await shelves.close()
        await engine.dispose()


def _code_mail(settings: Settings) -> CodeMail | None:
    sender = code_sender(settings.sms_url, settings.sms_token.get_secret_value())
    if sender is None:
        return None
    return CodeMail(Codes(secret_of(settings.home, "codes").encode(), partial(secrets.token_hex, 16)), sender)


@asynccontextmanager
async def _working(app: App) -> AsyncIterator[None]:
    """Jobs are run, and what a crash lost is swept up, while inside."""
    chores = Chores(app)
    runner = JobWorker(app.settings.jobs_database, chores.handlers())
    await runner.start()
    sweeping = asyncio.create_task(chores.sweep_for_ever())
    try:
        yield
    finally:
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        await runner.stop()
