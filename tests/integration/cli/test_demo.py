"""`duken demo`: one command, a whole shop; a second start finds it as it was left, and opens it in Telegram too."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.fakes.telegram import TelegramEmulator

ROOT = Path(__file__).parents[3]
PICTURE = "pictures/demo/pictures/131201.png"


@pytest.fixture
def home(models: Path, tmp_path: Path) -> Path:
    """A fresh one, but for the language model."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    return home


async def start(home: Path, port: int, **settings: str) -> Process:
    environment = {**os.environ, "DUKEN_HOME": str(home), "PORT": str(port), **settings}
    command = [sys.executable, "-m", "api.cli.main", "demo"]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE)


@asynccontextmanager
async def demo(home: Path, port: int, **settings: str) -> AsyncIterator[list[str]]:
    """What it says until it is open; its address comes last. Ctrl-C closes it."""
    running = await start(home, port, **settings)
    assert running.stdout is not None
    said: list[str] = []
    while not said or "http://" not in said[-1]:
        line = await asyncio.wait_for(running.stdout.readline(), 60)
        assert line, "it ended before it opened"
        said.append(line.decode().strip())
    try:
        yield said
    finally:
        running.send_signal(signal.SIGINT)
        _, complaints = await asyncio.wait_for(running.communicate(), 30)
        assert (running.returncode, complaints.decode()) == (0, "")


def address_in(said: list[str]) -> str:
    return next(word for word in said[-1].split() if word.startswith("http://"))


async def test_a_first_start_makes_a_shop_and_a_second_keeps_it(home: Path) -> None:
    async with demo(home, 0) as said, httpx.AsyncClient(timeout=20) as browser:
        address = address_in(said)
        port = int(address.rpartition(":")[2])
        assert str(home) in said[0] and "TELEGRAM_BOT_TOKEN" in said[1]
        assert "Дүкен" in (await browser.get(address)).text
        assert (await browser.get(f"{address}/{PICTURE}")).content.startswith(b"\x89PNG")
        out, err = await (busy := await start(home, port)).communicate()
        assert busy.returncode == 1 and not out
        assert err.startswith(b"duken: cannot listen on") and err.count(b"\n") == 1
    drawn = (home / PICTURE).stat().st_mtime_ns
    async with TelegramEmulator() as telegram:
        reach = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        async with demo(home, port, **reach) as said:
            assert address_in(said) == address
            seller = telegram.user(7, first_name="Сәуле")
            await seller.starts(said[1].rpartition("/start ")[2])
            await seller.sees("сатушы", timeout=20)
    assert (home / PICTURE).stat().st_mtime_ns == drawn
