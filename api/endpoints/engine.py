"""The fulfilment engine for programs; `duken engine` is the same code."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body

from core.fulfilment import engine
from core.kernel.errors import Unavailable

Verb = Literal["screen", "group", "pack", "route", "slots", "plan"]

# A solver keeps a core busy; more at once would only make all of them, and the chats, slower.
AT_ONCE = 2
MAY_WAIT = 16


class Workshop:
    """At most AT_ONCE solvers run, at most MAY_WAIT requests wait for one."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def run(self, verb: Verb, data: dict[str, Any]) -> dict[str, Any]:
        """Raises Unavailable when too many wait, and what the engine raises (InvalidInput)."""
        if self._waiting >= MAY_WAIT:
            raise Unavailable("the engine is busy")
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            return await asyncio.to_thread(engine.run, verb, data)
        finally:
            self._places.release()


def engine_router() -> APIRouter:
    workshop = Workshop()
    router = APIRouter(prefix="/v1/engine", tags=["engine"])

    @router.post("/{verb}")
    async def run(verb: Verb, data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        """What goes in and comes out is described under /v1/engine/{verb}/schema."""
        return await workshop.run(verb, data)

    @router.get("/{verb}/schema")
    async def schema(verb: Verb) -> dict[str, Any]:
        """The JSON Schemas of what this verb of the engine takes and gives."""
        return engine.schema(verb)

    return router
