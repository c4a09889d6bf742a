"""Durable jobs on DBOS: what was scheduled runs although processes die, on SQLite and on PostgreSQL.

A job is an enqueued workflow with a delay, not a sleeping one: nothing waits in memory. Its id is `{key}#{generation}`,
so that a key can be used again after its job ran, and two who schedule a key at once make one job.

A handler runs at least once: one that is killed half-way runs again. It looks at the truth in the database first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, StepOptions, WorkflowStatus
from sqlalchemy import URL

from core.adapters.persistence.engine import normalise
from core.kernel.clock import Clock, SystemClock
from core.kernel.errors import InvalidInput

Handlers = Mapping[str, Callable[[str], Awaitable[None]]]
"""The part of a key before the first `:` -> what to do with the key."""

APPLICATION = "duken"
QUEUE = "duken"
WORKFLOW = "duken_job"
# Pinned: DBOS takes up only jobs of its own version, and by default every change of code is another version.
VERSION = "1"
AT_ONCE = 8
RETRIES = StepOptions(
    name="handle", retries_allowed=True, interval_seconds=2.0, max_attempts=6, backoff_rate=3.0
)
_WAITING = ("DELAYED", "ENQUEUED")
_FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
FORGOTTEN_AT_ONCE = 500


class DurableJobs:
    """Schedules; any process may. Made by `open_jobs`."""

    def __init__(self, client: DBOSClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def schedule(self, key: str, at: datetime) -> None:
        latest = await self._latest(key)
        if latest is None or latest.status not in (*_WAITING, "PENDING"):
            await self._enqueue(key, _generation(latest) + 1, at)

    async def move(self, key: str, at: datetime) -> None:
        """Schedules the key when it is not scheduled. A job that has begun is left alone and followed by another,
        which is how a handler schedules its own key again."""
        latest = await self._latest(key)
        if latest is not None and latest.status == "DELAYED":
            delay = self._delay(at)
            await self._client.set_workflow_delay_async(latest.workflow_id, delay_seconds=delay)
            return
        if latest is not None and latest.status == "ENQUEUED":
            await self._client.cancel_workflow_async(latest.workflow_id)
        await self._enqueue(key, _generation(latest) + 1, at)

    async def cancel(self, key: str) -> None:
        """Does nothing when the key is not scheduled, or its job has begun."""
        latest = await self._latest(key)
        if latest is not None and latest.status in _WAITING:
            await self._client.cancel_workflow_async(latest.workflow_id)

    async def forget(self, before: datetime) -> int:
        """Removes jobs that ended before then, however they ended; how many that were."""
        forgotten = 0
        while True:
            old = await self._client.list_workflows_async(
                status=_FINISHED,
                completed_before=before.isoformat(),
                limit=FORGOTTEN_AT_ONCE,
                load_input=False,
                load_output=False,
            )
            await self._client.delete_workflows_async([one.workflow_id for one in old])
            forgotten += len(old)
            if len(old) < FORGOTTEN_AT_ONCE:
                return forgotten

    async def close(self) -> None:
        await asyncio.to_thread(self._client.destroy)

    async def _enqueue(self, key: str, generation: int, at: datetime) -> None:
        options = EnqueueOptions(
            workflow_name=WORKFLOW,
            queue_name=QUEUE,
            workflow_id=f"{key}#{generation}",
            app_version=VERSION,
            delay_seconds=self._delay(at),
        )
        await self._client.enqueue_async(options, key)

    async def _latest(self, key: str) -> WorkflowStatus | None:
        if ":" not in key or "#" in key:
            raise InvalidInput("key", f"{key!r} is not a job's key: `handler:thing`, without #")
        # A few rather than one: generations made within a millisecond come in no order.
        found = await self._client.list_workflows_async(
            workflow_id_prefix=f"{key}#", sort_desc=True, limit=5, load_input=False, load_output=False
        )
        return max(found, key=_generation, default=None)

    def _delay(self, at: datetime) -> float:
        return max(0.0, (at - self._clock.now()).total_seconds())


async def open_jobs(url: str | URL, clock: Clock | None = None) -> DurableJobs:
    """Makes or upgrades the engine's tables first. To be closed."""

    def connect() -> DBOSClient:
        DBOS.migrate(_plain(url))
        return DBOSClient(system_database_url=_plain(url), application_name=APPLICATION)

    return DurableJobs(await asyncio.to_thread(connect), clock or SystemClock())


class JobWorker:
    """Runs what is due; one in a process, and on SQLite one in all.

    `executor_id` must be the same after a restart and differ between workers that run at once: a worker takes up
    what a dead one of the same id had begun.
    """

    def __init__(self, url: str | URL, handlers: Handlers, *, executor_id: str = "worker") -> None:
        self._url = _plain(url)
        self._handlers = handlers
        self._executor_id = executor_id
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._launch)

    async def stop(self, *, patience_s: int = 10) -> None:
        """Lets what runs finish for so long."""
        await asyncio.to_thread(
            DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=patience_s
        )

    def _launch(self) -> None:
        DBOS(
            config=DBOSConfig(
                name=APPLICATION,
                system_database_url=self._url,
                application_version=VERSION,
                executor_id=self._executor_id,
                log_level="WARNING",
                enable_otlp=False,
            )
        )

        @DBOS.workflow(name=WORKFLOW)
        async def job(key: str) -> None:
            await DBOS.run_step_async(RETRIES, self._handle, key)

        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=1.0)

    async def _handle(self, key: str) -> None:
        handler = self._handlers.get(key.partition(":")[0])
        if handler is None:
            raise InvalidInput("key", f"nobody handles {key!r}")
        assert self._loop is not None
        # DBOS has a loop of its own; a handler's connections belong to the loop of those who made it.
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(handler, key), self._loop))


async def _awaited(handler: Callable[[str], Awaitable[None]], key: str) -> None:
    await handler(key)


def _generation(status: WorkflowStatus | None) -> int:
    return 0 if status is None else int(status.workflow_id.rpartition("#")[2])


def _plain(url: str | URL) -> str:
    parsed = normalise(url)
    return parsed.set(drivername=parsed.get_backend_name()).render_as_string(hide_password=False)
