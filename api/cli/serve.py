from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.catalog import import_feed
from api.cli.common import finish_progress, progress, quiet_logs, run, say, settings

if TYPE_CHECKING:
    from api.endpoints.telegram import TelegramFeed
    from core.bootstrap import App
    from core.config import Settings

DEMO = "demo"
DEMO_NAME = "Дүкен"
FEED = Path(__file__).resolve().parents[2] / "demo" / "store.yml"
LARGEST_FRAME = 1_000_000


def add_to(root: typer.Typer) -> None:
    for command in (demo, serve, bot, worker):
        root.command()(command)


def demo() -> None:
    """The whole shop in one process: demo store, storefront, chat, jobs, and Telegram when its token is set."""
    chosen = settings()
    run(_demo(chosen.model_copy(update={"store_id": chosen.store_id or DEMO})))


def serve() -> None:
    """The web: storefront, chat, engine, seller's doors."""

    async def work() -> None:
        async with _opened(settings(), worker=False) as app:
            await _web(app)

    run(work())


def bot() -> None:
    """The Telegram bot; needs TELEGRAM_BOT_TOKEN."""
    from core.kernel.errors import InvalidInput

    chosen = settings()
    if not chosen.telegram_bot_token:
        raise InvalidInput("TELEGRAM_BOT_TOKEN", "is not set; BotFather gives one")

    async def work() -> None:
        async with _opened(chosen, worker=False) as app:
            await _bot(app)

    run(work())


def worker() -> None:
    """The jobs: reminders, unpaid orders, the plan of the day."""

    async def work() -> None:
        async with _opened(settings(), worker=True):
            say("Jobs are being done.")
            await asyncio.Event().wait()

    run(work())


@asynccontextmanager
async def _opened(chosen: Settings, *, worker: bool) -> AsyncIterator[App]:
    from core.bootstrap import open_app

    quiet_logs()
    say("Opening the shop; the first time it learns its languages, which takes half a minute.")
    async with open_app(chosen, worker=worker) as app:
        yield app


async def _demo(chosen: Settings) -> None:
    async with _opened(chosen, worker=True) as app:
        if chosen.store_id == DEMO:
            await fill_demo_store(app)
        if not chosen.telegram_bot_token:
            return await _web(app)
        from bot.main import wants_webhook

        await _invite_seller(app)
        if wants_webhook(chosen):
            return await _web(app)
        polling = asyncio.create_task(_bot(app))
        try:
            await _web(app)
        finally:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling


async def _invite_seller(app: App) -> None:
    """Until somebody works for the store, every start gives a code to become its seller."""
    store = await app.default_store()
    async with app.units() as work:
        if await work.people.staff_of(store.store_id, "seller"):
            return
        code = await work.people.invite(store.store_id, "seller")
        await work.commit()
    say(f"To become the seller, send this to the bot: /start {code}")


async def fill_demo_store(app: App) -> None:
    """Makes the demo store, takes its feed in and draws its pictures, each unless it is there already."""
    async with app.units() as work:
        there = {store.store_id for store in await work.stores.all()}
    if DEMO not in there:
        await app.create_store(DEMO_NAME, "Almaty", DEMO)
    async with app.units() as work:
        full = await work.products.version(DEMO) > 0
    if not full:
        report = await import_feed(app.units, FEED, DEMO)
        say(f"{report['imported']} products are in the demo store.")
    # The feed names its pictures as `pictures/<offer id>.png`, relative to the store's folder.
    folder = app.settings.pictures / DEMO / "pictures"
    if not (folder / "complete").exists():
        from demo.draw import draw_all

        drawn = await asyncio.to_thread(
            draw_all, FEED, folder, lambda n, of: progress(f"picture {n} of {of}")
        )
        finish_progress()
        (folder / "complete").touch()
        say(f"{drawn} pictures are drawn.")


async def _web(app: App) -> None:
    """Until it is told to stop. Raises OSError when the port is taken."""
    import uvicorn

    from api.main import create_app

    listening = _socket(app.settings)
    host, port = listening.getsockname()[:2]
    async with _webhook(app) as telegram:
        edge = create_app(app, telegram)
        config = uvicorn.Config(edge, log_level="warning", ws_max_size=LARGEST_FRAME, access_log=False)
        say(f"The shop is open at http://{host}:{port}")
        await uvicorn.Server(config).serve(sockets=[listening])


@asynccontextmanager
async def _webhook(app: App) -> AsyncIterator[TelegramFeed | None]:
    """Telegram's updates through the web, when the settings ask for it; aiogram is loaded only then."""
    if not (app.settings.telegram_bot_token and app.settings.telegram_webhook_secret):
        yield None
        return
    from bot.main import TelegramWebhook, wants_webhook

    if not wants_webhook(app.settings):
        yield None
        return
    async with TelegramWebhook(app) as telegram:
        # What Telegram sends before the server listens, it sends again.
        await telegram.set_webhook(app.settings.url)
        yield telegram


def _socket(chosen: Settings) -> socket.socket:
    try:
        return socket.create_server((chosen.host, chosen.port), backlog=2048)
    except OSError as error:
        raise OSError(f"cannot listen on {chosen.host}:{chosen.port}: {error.strerror}") from error


async def _bot(app: App) -> None:
    from bot.main import run_bot

    say("The Telegram bot is listening.")
    await run_bot(app)
