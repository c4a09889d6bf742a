"""A database that does not answer: said at once and in plain words, and everything goes on when it is back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
import structlog
import websockets

from api.cli.common import quiet_logs
from api.main import create_app
from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.bootstrap import App, Chores
from core.kernel.errors import Unavailable
from tests.parts.shop import serving


@pytest.fixture
def away() -> SqlUnitsOfWork:
    return SqlUnitsOfWork(create_engine("postgresql://127.0.0.1:1/nothing"))


async def test_it_is_unavailable_and_no_mistake_of_ours(away: SqlUnitsOfWork) -> None:
    with pytest.raises(Unavailable, match="the database does not answer"):
        async with away():
            pass


@pytest.mark.parametrize("path", ["/", "/readyz", "/t/code", "/v1/catalog/search?q=сүт"])
async def test_every_door_asks_to_come_again(shop: App, away: SqlUnitsOfWork, path: str) -> None:
    transport = httpx.ASGITransport(create_app(replace(shop, units=away)))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as web:
        answer = await web.get(path, headers={"Accept-Language": "ru"})
        assert (await web.get("/healthz")).status_code == 200
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "Попробуйте через минуту" in answer.json()["detail"]


async def test_a_chat_is_not_let_in_and_comes_again(shop: App, away: SqlUnitsOfWork) -> None:
    address = f"{shop.settings.url.replace('http', 'ws')}/v1/chat/ws?token={'A' * 32}.demo"
    async with serving(replace(shop, units=away)):
        with pytest.raises(websockets.InvalidStatus):
            await websockets.connect(address)
    async with serving(shop), websockets.connect(address) as socket:
        await socket.send('{"id": "1", "text": "привет"}')
        assert '"replies"' in await socket.recv()


async def test_the_sweep_outlives_it(shop: App, away: SqlUnitsOfWork) -> None:
    sweeping = asyncio.create_task(Chores(replace(shop, units=away)).sweep_for_ever())
    await asyncio.wait([sweeping], timeout=0.5)
    assert not sweeping.done()
    sweeping.cancel()


def test_the_log_tells_where_it_broke_and_nothing_that_was_held(capsys: pytest.CaptureFixture[str]) -> None:
    quiet_logs()
    try:
        held = "".join(["hu", "sh"])
        try:
            raise ValueError(f"about {len(held)} letters")
        except ValueError:
            structlog.get_logger().exception("broke")
    finally:
        structlog.reset_defaults()
    told = capsys.readouterr().err
    assert "ValueError: about 4 letters" in told and __file__ in told
    assert "hush" not in told
