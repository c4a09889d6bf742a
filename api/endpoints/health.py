"""Is it alive, is it ready, how is it doing."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from api.context import app_of, web_of
from core.kernel.errors import Unavailable

router = APIRouter(tags=["health"])

READY_WITHIN_S = 5


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> dict[str, str]:
    """The database answers too."""
    try:
        async with asyncio.timeout(READY_WITHIN_S), app_of(request).units() as work:
            await work.stores.all()
    except Unavailable:
        raise
    except Exception as error:
        raise Unavailable(f"the database does not answer: {error!r}") from error
    return {"status": "ok"}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Counters for Prometheus."""
    return Response(web_of(request).metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
