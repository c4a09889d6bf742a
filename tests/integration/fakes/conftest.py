"""The emulator and the two independent libraries that must understand it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import telegram
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import ClientSession, web
from PIL import Image
from telegram.request import HTTPXRequest

from core.kernel.clock import FixedClock
from tests.fakes.telegram import Limits, TelegramEmulator, User

PROVIDER_TOKEN = "381764678:TEST:100037"
LIMITS = Limits(pre_checkout_answer_s=0.15, webhook_backoff_s=0.02, webhook_backoff_max_s=0.05)


def png(width: int = 40, height: int = 30, color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()


class RawApi:
    """Calls the Bot API with nothing between, so that a test sees the very answer."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def __call__(self, method: str, /, **values: Any) -> dict[str, Any]:
        async with self._session.post(f"{self._base}/{method}", json=values) as response:
            body: dict[str, Any] = await response.json()
            assert body["ok"] == (response.status == 200)
            return body

    async def refused(self, method: str, /, **values: Any) -> str:
        """The description of a 400 answer."""
        body = await self(method, **values)
        assert (body["ok"], body["error_code"]) == (False, 400), body
        return str(body["description"])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


def advance(clock: FixedClock, seconds: float) -> None:
    clock.at += timedelta(seconds=seconds)


@pytest.fixture
async def tg(clock: FixedClock) -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(limits=LIMITS, clock=clock) as emulator:
        yield emulator


@pytest.fixture
async def user(tg: TelegramEmulator) -> User:
    person = tg.user(id=77, first_name="Айгерім", language_code="kk", phone="+77015550101")
    await person.starts()
    return person


@pytest.fixture
async def api(tg: TelegramEmulator) -> AsyncIterator[RawApi]:
    async with ClientSession() as session:
        yield RawApi(session, f"{tg.url}/bot{tg.token}")


@pytest.fixture
async def bot(tg: TelegramEmulator) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.url))
    async with Bot(tg.token, session=session) as aiogram_bot:
        yield aiogram_bot


@pytest.fixture
async def ptb(tg: TelegramEmulator) -> AsyncIterator[telegram.Bot]:
    one, two = (
        HTTPXRequest(httpx_kwargs={"trust_env": False}),
        HTTPXRequest(httpx_kwargs={"trust_env": False}),
    )
    other = telegram.Bot(
        tg.token,
        base_url=f"{tg.url}/bot",
        base_file_url=f"{tg.url}/file/bot",
        request=one,
        get_updates_request=two,
    )
    async with other:
        yield other


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Dispatcher, Bot, str], Awaitable[str]]]:
    """Serves an aiogram dispatcher's webhook and gives its address."""
    runners: list[web.AppRunner] = []

    async def start(dispatcher: Dispatcher, bot: Bot, secret: str) -> str:
        app = web.Application()
        handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret)
        app.router.add_post("/hook", handler.handle)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    yield start
    for runner in runners:
        await runner.cleanup()
