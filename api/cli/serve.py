from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import typer

from api.cli.common import opened, run, say, settings

if TYPE_CHECKING:
    import uvicorn

    from api.endpoints.telegram import TelegramFeed
    from core.bootstrap import App
    from core.config import Settings

LARGEST_FRAME = 1_000_000
WAITING = 2048
"""Connections that may stand in line."""
PATIENCE_S = 5
"""How long open requests may take once the web is told to stop."""


def add_to(root: typer.Typer) -> None:
    for command in (serve, bot, worker):
        root.command()(command)


def serve() -> None:
    """The web: storefront, chat, engine, seller's doors."""

    async def work(chosen: Settings, door: socket.socket) -> None:
        async with opened(chosen) as app:
            await until_stopped(web(app, door))

    with reserved_port(settings()) as (chosen, door):
        run(work(chosen, door))


def bot() -> None:
    """The Telegram bot; needs TELEGRAM_BOT_TOKEN."""
    from core.kernel.errors import InvalidInput

    chosen = settings()
    if not chosen.telegram_bot_token:
        raise InvalidInput("TELEGRAM_BOT_TOKEN", "is not set; BotFather gives one")

    async def work() -> None:
        async with opened(chosen) as app:
            await until_stopped(polling(app))

    run(work())


def worker() -> None:
    """The jobs: reminders, unpaid orders, the plan of the day."""

    async def work() -> None:
        async with opened(worker=True):
            say("Jobs are being done.")
            await until_stopped()

    run(work())


async def until_stopped(*works: Coroutine[Any, Any, None]) -> None:
    """Does all of it until somebody stops the process, or one ends. Raises what one raised."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stopped.set)
    tasks = [asyncio.create_task(work) for work in (_seen(stopped), *works)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for number in signals:
            loop.remove_signal_handler(number)
    for task in done:
        task.result()


async def _seen(stopped: asyncio.Event) -> None:
    await stopped.wait()


@contextmanager
def reserved_port(chosen: Settings) -> Iterator[tuple[Settings, socket.socket]]:
    """The port is taken before anything slow is done, and nobody is let in before it is; the settings say which one
    it is when any would do. Raises OSError when another has it."""
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with _port_taken(chosen):
            door.bind((chosen.host, chosen.port))
        yield chosen.model_copy(update={"port": door.getsockname()[1]}), door


@contextmanager
def _port_taken(chosen: Settings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise OSError(f"cannot listen on {chosen.host}:{chosen.port}: {why}; PORT=… names another") from error


async def web(app: App, door: socket.socket) -> None:
    """Until it is cancelled; then it lets open requests finish for a while."""
    import uvicorn

    from api.main import create_app

    with _port_taken(app.settings):
        door.listen(WAITING)
    async with _webhook(app) as telegram:
        config = uvicorn.Config(
            create_app(app, telegram),
            log_level="warning",
            access_log=False,
            ws_max_size=LARGEST_FRAME,
            timeout_graceful_shutdown=PATIENCE_S,
        )
        say(f"The shop is open at {app.settings.url} (Ctrl-C closes it).")
        await _served(uvicorn.Server(config), door)


async def _served(server: uvicorn.Server, door: socket.socket) -> None:
    # It sees the signals too, and passes them on when it is through.
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


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


async def polling(app: App) -> None:
    """Until it is cancelled. Raises InvalidInput for a token that Telegram does not know."""
    from bot.main import run_bot

    say("The Telegram bot is starting.")
    await run_bot(app)
