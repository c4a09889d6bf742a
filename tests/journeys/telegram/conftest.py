"""The demo shop in Telegram: the real App and the real bot, and a Bot API emulator on the other end of the wire."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import pytest

from bot.main import TelegramWebhook, run_bot
from core.bootstrap import App, open_app
from core.catalog.importing import ImportCatalog
from core.config import Settings
from core.ordering.lifecycle import LAWFUL
from core.ordering.model import Order
from demo.build import FEED, offers
from demo.draw import draw_offer
from tests.fakes.telegram import Limits, TelegramEmulator, User, transcript_html

ROOT = Path(__file__).resolve().parents[3]
PROVIDER_TOKEN = "381764678:TEST:100037"
STORE = "demo"
SECRET = "kilt-soz_2026"
PICTURED = ("131201", "174302", "612103")


@pytest.fixture(scope="session")
def stocked_home(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """A home with the demo store in it, to be copied: importing takes seconds."""
    home = tmp_path_factory.mktemp("telegram") / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    asyncio.run(_stock(home))
    pictures = home / "pictures" / STORE / "pictures"
    pictures.mkdir(parents=True)
    for offer in offers():
        if offer.offer_id in PICTURED:
            draw_offer(offer).save(pictures / f"{offer.offer_id}.png")
    return home


async def _stock(home: Path) -> None:
    async with open_app(Settings(home=home)) as app:
        async with app.units() as work:
            await work.stores.add(app.gazetteer.new_store("Дүкен", "Almaty", STORE))
            await work.commit()
        await ImportCatalog(app.units)(STORE, FEED)
        await app.shelves.whole(STORE)


@dataclass
class Shop:
    """One running shop with its Telegram."""

    app: App
    tg: TelegramEmulator
    webhook: TelegramWebhook | None = None
    people: list[User] = field(default_factory=list)

    def person(self, id: int, **about: object) -> User:  # noqa: A002 - the Bot API's own word
        user = self.tg.user(id, **about)  # type: ignore[arg-type]
        if user not in self.people:
            self.people.append(user)
        return user

    async def invite(self, role: str = "seller") -> str:
        async with self.app.units() as work:
            code = await work.people.invite(STORE, role)
            await work.commit()
        return code

    async def orders(self) -> list[Order]:
        async with self.app.units() as work:
            return await work.orders.of_store(STORE, frozenset(LAWFUL))

    async def cart(self, user: User) -> dict[str, str]:
        async with self.app.units() as work:
            shopper = await work.people.shopper(STORE, "telegram", str(user.id), "kk")
            cart = await work.carts.get(STORE, shopper.shopper_id)
        return {line.offer_id: str(line.quantity) for line in cart.lines}


Opening = Callable[..., AbstractAsyncContextManager[Shop]]


@pytest.fixture
def open_shop(stocked_home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Opening:
    """`async with open_shop(provider_token=…, worker=…) as shop:`; long polling runs inside."""

    @asynccontextmanager
    async def opened(
        *, worker: bool = False, limits: Limits | None = None, polls: bool = True, **settings: object
    ) -> AsyncIterator[Shop]:
        home = Path(mkdtemp(dir=tmp_path)) / "home"
        shutil.copytree(stocked_home, home, symlinks=True)
        async with AsyncExitStack() as stack:
            tg = await stack.enter_async_context(TelegramEmulator(limits=limits or Limits().without_rates()))
            chosen = Settings(
                home=home,
                public_url="http://127.0.0.1:8000",
                telegram_bot_token=tg.token,
                telegram_api_url=tg.url,
                **settings,
            )
            app = await stack.enter_async_context(open_app(chosen, worker=worker))
            shop = Shop(app, tg)
            running = asyncio.create_task(run_bot(app)) if polls else None
            try:
                yield shop
            finally:
                if running is not None:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)
                _keep_transcripts(shop, request.node.name)

    return opened


def _keep_transcripts(shop: Shop, name: str) -> None:
    """For people to look at; nothing reads them."""
    folder = ROOT / ".pytest_cache" / "transcripts"
    folder.mkdir(parents=True, exist_ok=True)
    for user in shop.people:
        (folder / f"{name}-{user.id}.html").write_text(transcript_html(user), encoding="utf-8")
        text = "\n".join(_line(m) for m in user.messages)
        (folder / f"{name}-{user.id}.txt").write_text(text, encoding="utf-8")


def _line(message: object) -> str:
    who = "BOT" if message.from_bot else "   "  # type: ignore[attr-defined]
    kinds = [
        k for k in ("photo_file", "location", "contact", "successful_payment") if getattr(message.content, k)
    ]  # type: ignore[attr-defined]
    keyboard = message.content.markup or {}  # type: ignore[attr-defined]
    reply_keys = [b["text"] for row in keyboard.get("keyboard", []) for b in row]
    return "\n".join(
        [
            f"{who} {kinds or ''} {message.words}",  # type: ignore[attr-defined]
            *(f"        {row}" for row in message.button_rows),  # type: ignore[attr-defined]
            *([f"        keyboard {reply_keys}"] if reply_keys else []),
            *(["        (keyboard taken away)"] if keyboard.get("remove_keyboard") else []),
        ]
    )
