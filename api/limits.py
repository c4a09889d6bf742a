"""What keeps one visitor from using up the shop: sizes of bodies, rates of messages."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooLarge, respond

MAX_BODY = 1_000_000
WIDER = {"/v1/catalog/import": 200_000_000, "/v1/catalog/1c_exchange": 60_000_000, "/v1/engine/": 50_000_000}
"""Doors, by the beginning of their path, through which more may come: feeds, and days of orders."""


class BodyLimit:
    """Refuses a body above the limit before reading it, or as soon as it grows past it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"]
        limit = next((most for start, most in WIDER.items() if path.startswith(start)), MAX_BODY)
        told = dict(scope["headers"]).get(b"content-length", b"")
        if told.isdigit() and int(told) > limit:
            too_large = respond(Request(scope), TooLarge("", "the body is too large"))
            # The rest of the body is on its way; there is no use in reading it.
            too_large.headers["Connection"] = "close"
            return await too_large(scope, receive, send)
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413)
            return message

        return await self._app(scope, limited, send)


@dataclass(slots=True)
class RateLimit:
    """A token bucket per key: `burst` at once, then `per_s` a second. Remembers the last `keys` keys."""

    burst: float
    per_s: float
    keys: int = 10_000
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, key: str) -> bool:
        now = monotonic()
        left, at = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_s)
        self._left[key] = (max(left - 1, 0) if left >= 1 else left, now)
        while len(self._left) > self.keys:
            self._left.popitem(last=False)
        return left >= 1
