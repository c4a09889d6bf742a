"""Worker processes for parts of one plan that do not wait for each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


class Crew:
    """`workers` processes, begun with the first work there is for them; a crew of one works here.

    Processes are spawned, not forked: a fork of a process with threads (a server, numpy) may stand still.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[Job], Answer], jobs: Iterable[Job]) -> list[Answer]:
        """The answers in the order of the jobs. `work` is a function of a module, jobs can be pickled."""
        jobs = list(jobs)
        if self.workers == 1 or len(jobs) < 2:
            return [work(job) for job in jobs]
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"))
        return list(self._pool.map(work, jobs))


def usable_cores() -> int:
    """How many processes may run at once on this machine."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
