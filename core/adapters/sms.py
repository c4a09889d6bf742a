"""Short messages to phones, by whatever service takes them over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
import structlog

from core.kernel.errors import InvalidInput, Unavailable
from core.ordering.ports import CodeSender

log = structlog.get_logger()

TIMEOUT = httpx.Timeout(10.0)
LOG = "log:"
# What says nothing of the number: too busy, too slow, or a token that somebody has to mend.
_OURS = frozenset({401, 403, 408, 425, 429})


@dataclass(frozen=True, slots=True)
class HttpSms:
    """POST of {"phone", "text", "id"} as JSON with `Authorization: Bearer <token>`; any 2xx means that it is taken.

    The same `id` again is the same message, for a service that knows it; another one sends it twice.
    """

    url: str
    token: str = field(default="", repr=False)

    async def send(self, phone: str, text: str, message_id: str) -> None:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        message = {"phone": phone, "text": text, "id": message_id}
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
                response = await client.post(self.url, json=message, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"the message service: {error or type(error).__name__}") from error
        if 400 <= response.status_code < 500 and response.status_code not in _OURS:
            raise InvalidInput("phone", f"the message service refuses it with {response.status_code}")
        if not response.is_success:
            raise Unavailable(f"the message service answers {response.status_code}")


@dataclass(frozen=True, slots=True)
class LogSms:
    """For a shop that is only tried out: what would be sent is found in the log."""

    async def send(self, phone: str, text: str, message_id: str) -> None:
        log.info("sms", phone=phone, text=text)


def code_sender(url: str | None, token: str) -> CodeSender | None:
    """None when nobody is there to send messages. Raises InvalidInput for an address that is none."""
    if not url:
        return None
    if url == LOG:
        return LogSms()
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InvalidInput("DUKEN_SMS_URL", "not an address") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise InvalidInput("DUKEN_SMS_URL", f"neither an http(s) address nor {LOG!r}")
    return HttpSms(url, token)
