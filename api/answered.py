"""The answers to the latest messages, so that a message sent again gets the same answer.

A turn handles a message id once and replies once; a client that lost the connection before the reply came
sends the message again. In memory and bounded: after a restart such a client sees its cart, not the lost words.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

Frames = list[dict[str, Any]]
KEPT = 2_000


class Answered:
    def __init__(self) -> None:
        self._tasks: OrderedDict[str, asyncio.Task[Frames]] = OrderedDict()

    async def once(self, key: str, work: Callable[[], Awaitable[Frames]]) -> Frames:
        """The frames of `work`, run once per key even when two connections ask at the same time."""
        task = self._tasks.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.ensure_future(_run(work))
            self._tasks[key] = task
            while len(self._tasks) > KEPT:
                self._tasks.popitem(last=False)
        # A client that goes away must not stop the turn it began.
        return await asyncio.shield(task)


async def _run(work: Callable[[], Awaitable[Frames]]) -> Frames:
    return await work()
