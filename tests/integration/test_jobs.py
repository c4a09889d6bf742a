"""What was scheduled runs, although the worker is killed: a real process, killed for real."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from core.adapters.jobs import DurableJobs, open_jobs
from core.kernel.clock import SystemClock
from core.kernel.errors import InvalidInput

NOW = SystemClock().now


@pytest.fixture(params=["sqlite", "postgres"])
def jobs_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture
async def jobs(jobs_url: str) -> AsyncIterator[DurableJobs]:
    jobs = await open_jobs(jobs_url)
    yield jobs
    await jobs.close()


class Diary:
    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    async def wait_for(self, line: str, times: int = 1) -> None:
        # Another process writes: there is no event to wait for but the file.
        while self.lines().count(line) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@contextmanager
def worker(url: str, diary: Diary) -> Iterator[None]:
    """A worker that is killed with SIGKILL at the end of the block."""
    process = subprocess.Popen([sys.executable, "-m", "tests.integration.job_worker", url, str(diary.path)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


async def test_what_was_scheduled_survives_the_death_of_the_worker(
    jobs_url: str, jobs: DurableJobs, tmp_path: Path
) -> None:
    diary = Diary(tmp_path / "diary")
    with worker(jobs_url, diary):
        await diary.wait_for("ready")
        await asyncio.gather(*(jobs.schedule("remind:cart", NOW() + timedelta(seconds=2)) for _ in range(3)))
        await jobs.schedule("remind:bought", NOW() + timedelta(seconds=2))
        await jobs.cancel("remind:bought")
        await jobs.schedule("remind:moved", NOW() + timedelta(days=9))
        await jobs.move("remind:moved", NOW() + timedelta(seconds=2))
        await jobs.schedule("long:wave", NOW())
        await diary.wait_for("begun long:wave")
    assert "ended long:wave" not in diary.lines()
    with worker(jobs_url, diary):
        for line in ("ended long:wave", "remind:cart", "remind:moved"):
            await diary.wait_for(line)
        await jobs.schedule("remind:cart", NOW())
        await diary.wait_for("remind:cart", times=2)
    ran = [line for line in diary.lines() if line != "ready"]
    assert sorted(ran) == [
        *["begun long:wave"] * 2,
        "ended long:wave",
        *["remind:cart"] * 2,
        "remind:moved",
    ]


async def test_finished_and_cancelled_jobs_are_forgotten_and_waiting_ones_run(
    jobs_url: str, jobs: DurableJobs, tmp_path: Path
) -> None:
    diary = Diary(tmp_path / "diary")
    await jobs.schedule("remind:ran", NOW())
    await jobs.schedule("remind:bought", NOW() + timedelta(days=9))
    await jobs.cancel("remind:bought")
    await jobs.schedule("remind:later", NOW() + timedelta(days=9))
    with worker(jobs_url, diary):
        await diary.wait_for("remind:ran")
        await jobs.schedule("long:wave", NOW())
        await diary.wait_for("ended long:wave")
    assert await jobs.forget(NOW() - timedelta(minutes=5)) == 0
    # "ran" and "bought"; the worker may have been killed before it noted that "wave" had ended.
    assert await jobs.forget(NOW() + timedelta(minutes=5)) in (2, 3)
    with worker(jobs_url, diary):
        await jobs.move("remind:later", NOW())
        await jobs.schedule("remind:ran", NOW())
        await diary.wait_for("remind:later")
        await diary.wait_for("remind:ran", times=2)


@pytest.mark.parametrize("key", ["", "remind", "remind:a#1"])
async def test_a_key_that_names_no_handler_is_refused(tmp_path: Path, key: str) -> None:
    jobs = await open_jobs(f"sqlite:///{tmp_path / 'jobs.db'}")
    with pytest.raises(InvalidInput):
        await jobs.schedule(key, NOW())
    await jobs.close()
