"""A whole shop on embedded SQLite with the demo store in it: the real App, and the real server in front of it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from api.cli.catalog import import_feed
from api.cli.demo import DEMO, FEED
from api.main import create_app
from core.adapters.persistence import migrate
from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.adapters.search_index import GoodsIndex, index_folder
from core.bootstrap import App, open_app
from core.config import Settings
from core.conversation.shelf import Shelves
from core.kernel.geo import GeoPoint
from core.kernel.store import Store

STORE = Store(DEMO, "Дүкен", "Алматы", GeoPoint(43.2383, 76.8891), "Абая 10", "+77270000000")


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the demo store and the index of its goods, to be copied: filling it takes seconds."""
    home = tmp_path_factory.mktemp("shop") / "home"
    home.mkdir()
    migrate.upgrade(f"sqlite:///{home / 'duken.db'}")
    asyncio.run(_fill(home))
    return home


async def _fill(home: Path) -> None:
    engine = create_engine(f"sqlite:///{home / 'duken.db'}")
    units = SqlUnitsOfWork(engine)
    async with units() as work:
        await work.stores.add(STORE)
        await work.commit()
    report = await import_feed(units, FEED, DEMO)
    assert report["imported"] > 400 and not report["rejected"]
    await Shelves(lambda store_id: GoodsIndex(index_folder(home, store_id)), units).whole(DEMO)
    await engine.dispose()


@pytest.fixture
def shop_home(shop_template: Path, models: Path, tmp_path: Path) -> Path:
    """A home folder of this test's own."""
    return copy_of(shop_template, models, tmp_path / "home")


def copy_of(template: Path, models: Path, home: Path) -> Path:
    shutil.copytree(template, home)
    (home / "models").symlink_to(models)
    return home


def free_socket() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


@pytest.fixture
async def shop(shop_home: Path) -> AsyncIterator[App]:
    listening = free_socket()
    port = listening.getsockname()[1]
    listening.close()
    async with open_app(Settings(home=shop_home, port=port, store_id=DEMO)) as app:
        yield app


@pytest.fixture
async def shop_url(shop: App) -> AsyncIterator[str]:
    """The shop behind a real server."""
    async with serving(shop):
        yield shop.settings.url


@asynccontextmanager
async def serving(app: App) -> AsyncIterator[None]:
    config = uvicorn.Config(
        create_app(app), host="127.0.0.1", port=app.settings.port, log_level="warning", ws_max_size=1_000_000
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody when it is up
        await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await running
