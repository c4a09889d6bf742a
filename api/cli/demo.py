from __future__ import annotations

import asyncio
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

import typer

from api.cli.catalog import import_feed
from api.cli.common import counted, opened, run, say, settings
from api.cli.points import import_points
from api.cli.serve import polling, reserved_port, until_stopped, web

if TYPE_CHECKING:
    from core.bootstrap import App
    from core.config import Settings

DEMO = "demo"
NAME = "Дүкен"
CITY = "Almaty"
POINTS = Path(__file__).resolve().parents[2] / "demo" / "points.yaml"
FEED = Path(__file__).resolve().parents[2] / "demo" / "store.yml"
COMPLETE = "complete"
"""A file beside the pictures once all of them are drawn."""


def add_to(root: typer.Typer) -> None:
    root.command()(demo)


def demo() -> None:
    """The whole shop in one process: demo store, storefront, chat, jobs, and Telegram when its token is set."""
    with reserved_port(settings()) as (chosen, door):
        run(_demo(chosen.model_copy(update={"store_id": chosen.store_id or DEMO}), door))


async def _demo(chosen: Settings, door: socket) -> None:
    async with opened(chosen, worker=True) as app:
        if chosen.store_id == DEMO:
            await fill_demo_store(app)
        for line in await _welcome(app):
            say(line)
        works = [web(app, door)]
        if _polls(chosen):
            works.append(polling(app))
        await until_stopped(*works)


async def fill_demo_store(app: App) -> None:
    """Makes the demo store, takes its feed in and draws its pictures, each unless it is there already."""
    async with app.units() as work:
        if DEMO not in {store.store_id for store in await work.stores.all()}:
            await work.stores.add(app.gazetteer.new_store(NAME, CITY, DEMO))
        full = await work.products.version(DEMO) > 0
        await work.commit()
    if not full:
        await import_feed(app.units, FEED, DEMO)
    async with app.units() as work:
        there = await work.points.of_store(DEMO, active=False)
    if not there:
        await import_points(app.units, POINTS, DEMO)
    # The feed names its pictures as `pictures/<offer id>.png`, relative to the store's folder.
    folder = app.settings.pictures / DEMO / "pictures"
    if not (folder / COMPLETE).exists():
        from demo.draw import draw_all

        with counted("Drawing pictures") as drawn:
            await asyncio.to_thread(draw_all, FEED, folder, drawn)
        (folder / COMPLETE).touch()


async def _welcome(app: App) -> list[str]:
    """What somebody who starts the demo wants to know beside its address."""
    store = await app.default_store()
    return [
        f"{store.name}, {store.city}. Everything it knows is in {app.settings.home.resolve()}.",
        await _way_to_sell(app),
    ]


async def _way_to_sell(app: App) -> str:
    """Until somebody works for the store, every start gives a code to become its seller."""
    if not app.settings.telegram_bot_token:
        return "Telegram is off. With TELEGRAM_BOT_TOKEN set, the next start opens the shop there too."
    store = await app.default_store()
    async with app.units() as work:
        if await work.people.staff_of(store.store_id, "seller"):
            return "Telegram is on, and the store has its seller."
        code = await work.people.invite(store.store_id, "seller")
        await work.commit()
    return f"Telegram is on. To become the seller, send this to the bot: /start {code}"


def _polls(chosen: Settings) -> bool:
    if not chosen.telegram_bot_token:
        return False
    from bot.main import wants_webhook

    return not wants_webhook(chosen)
