"""Durable jobs on DBOS: what was scheduled is done after its time, whatever is killed in between.

DBOS is one per process, and so is a running worker. Its executor id and application version never change: a job that a
dead process had begun is taken up by the next one. Handlers are asynchronous and run in the App's own event loop;
DBOS's threads only wait for them. A handler may come twice for one key and must do its work once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, run_dbos_database_migrations
from dbos._error import DBOSNonExistentWorkflowError

from core.kernel.errors import Unavailable

Handler = Callable[[str], Awaitable[None]]

APPLICATION = "duken"
QUEUE = "duken-jobs"
WORKFLOW = "duken-job"
VERSION = "1"
EXECUTOR = "duken-worker"
POLL_S = 0.5
# Jobs are few and short; more threads would only wait for the same event loop.
AT_ONCE = 4
PAUSES_S = (1, 5, 30)

log = structlog.get_logger()


class DbosJobs:
    """Implements `engagement.ports.Jobs`. Inside `running(worker=False)` it schedules only; other calls raise."""

    def __init__(self, database_url: str, handlers: Mapping[str, Handler]) -> None:
        """`database_url` of the job engine's tables. A handler is found by its key's part before the first colon."""
        self._url = _driver(database_url)
        self._handlers = handlers
        self._client: DBOSClient | None = None

    @asynccontextmanager
    async def running(self, *, worker: bool) -> AsyncIterator[None]:
        await asyncio.to_thread(run_dbos_database_migrations, self._url)
        if worker:
            await asyncio.to_thread(self._launch, asyncio.get_running_loop())
        self._client = await asyncio.to_thread(
            DBOSClient, system_database_url=self._url, application_name=APPLICATION
        )
        try:
            yield
        finally:
            client, self._client = self._client, None
            await asyncio.to_thread(client.destroy)
            if worker:
                await asyncio.to_thread(DBOS.destroy, destroy_registry=True)

    async def schedule(self, key: str, at: datetime) -> None:
        client = self._connected()
        delay = max(0.0, (at - datetime.now(UTC)).total_seconds())
        await client.enqueue_async(
            {
                "queue_name": QUEUE,
                "workflow_name": WORKFLOW,
                "workflow_id": key,
                "app_version": VERSION,
                "delay_seconds": delay,
            },
            key,
        )

    async def move(self, key: str, at: datetime) -> None:
        """Does nothing when the job is done already or never was."""
        delay = max(0.0, (at - datetime.now(UTC)).total_seconds())
        try:
            await self._connected().set_workflow_delay_async(key, delay_seconds=delay)
        except DBOSNonExistentWorkflowError:
            log.info("no_job_to_move", key=key)

    async def cancel(self, key: str) -> None:
        """Does nothing when the job is done already or never was."""
        try:
            await self._connected().cancel_workflow_async(key)
        except DBOSNonExistentWorkflowError:
            log.info("no_job_to_cancel", key=key)

    def _connected(self) -> DBOSClient:
        if self._client is None:
            raise Unavailable("the job engine is not running")
        return self._client

    def _launch(self, loop: asyncio.AbstractEventLoop) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._url,
            "application_version": VERSION,
            "executor_id": EXECUTOR,
            "log_level": "ERROR",
            "enable_otlp": False,
        }
        DBOS(config=config)

        def job(key: str) -> None:
            asyncio.run_coroutine_threadsafe(self._run(key), loop).result()

        DBOS.workflow(name=WORKFLOW)(job)
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=POLL_S)

    async def _run(self, key: str) -> None:
        """A handler that fails is tried again after a while; DBOS keeps what failed to the end as it is."""
        handler = self._handlers.get(key.partition(":")[0])
        if handler is None:
            log.error("job_unknown", key=key)
            return
        for pause in (*PAUSES_S, None):
            try:
                return await handler(key)
            except Exception as error:
                log.error("job_failed", key=key, error=repr(error), again_in_s=pause)
                if pause is None:
                    raise
            await asyncio.sleep(pause)


def _driver(url: str) -> str:
    """DBOS is synchronous: the same database by a driver it can use."""
    return url.replace("sqlite+aiosqlite:", "sqlite:").replace("postgres://", "postgresql://")
