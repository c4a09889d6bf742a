"""The queue of updates and its two ways out: long polling and the webhook."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from core.kernel.clock import Clock
from tests.fakes.telegram.errors import ApiError, conflict
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.params import Params, parse_params

Json = dict[str, Any]
FIRST_UPDATE_ID = 700_000_001
# Sent only to those who ask for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Pending:
    update: Json
    chat_id: int
    copies: int

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str = ""
    last_error: str = ""
    last_error_at: int = 0
    deliveries: int = 0


class UpdateFeed:
    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.webhook = Webhook()
        self.allowed: list[str] = []
        self.pending: dict[int, Pending] = {}
        self._limits = limits
        self._clock = clock
        self._next_id = FIRST_UPDATE_ID
        self._held: list[tuple[str, Json, int, int]] | None = None
        self._arrived = asyncio.Event()
        self._poll = 0
        self._stopped = False
        self._couriers: dict[int, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None
        self._run: Callable[[str, Params], Awaitable[Any]] | None = None

    def start(self, session: ClientSession, run: Callable[[str, Params], Awaitable[Any]]) -> None:
        """`run` executes a method that a webhook named in its answer."""
        self._session = session
        self._run = run

    async def stop(self) -> None:
        self._stopped = True
        self._wake()
        await self._recall_couriers()

    def push(self, kind: str, payload: Json, chat_id: int, *, copies: int = 1) -> None:
        """`copies` above 1 repeats the update after it was taken, as Telegram does when an answer is lost."""
        if self._held is not None:
            self._held.append((kind, payload, chat_id, copies))
            return
        if (kind not in self.allowed) if self.allowed else (kind in _ON_REQUEST):
            return
        update = {"update_id": self._next_id, kind: payload}
        self.pending[self._next_id] = Pending(update, chat_id, copies)
        self._next_id += 1
        self._wake()
        if self.webhook.url:
            self._send_courier(chat_id)

    def hold(self) -> None:
        self._held = []

    def release(self, seed: int | None) -> None:
        """Lets the held updates go in reverse order, or in the seed's order."""
        held, self._held = self._held or [], None
        if seed is None:
            held.reverse()
        else:
            random.Random(seed).shuffle(held)
        for kind, payload, chat_id, copies in held:
            self.push(kind, payload, chat_id, copies=copies)

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._poll += 1
        mine = self._poll
        self._wake()
        self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + timeout_s
        while not self.pending and not self._stopped:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                return []
            if mine != self._poll:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        return [pending.update for pending in list(self.pending.values())[:limit]]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            for update_id in list(self.pending)[:offset]:
                del self.pending[update_id]
        for update_id in [known for known in self.pending if known < offset]:
            self._taken(self.pending[update_id])

    def _taken(self, pending: Pending) -> None:
        pending.copies -= 1
        if pending.copies <= 0:
            self.pending.pop(pending.id, None)

    def _wake(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()

    async def set_webhook(self, webhook: Webhook, *, drop_pending: bool) -> None:
        await self._recall_couriers()
        self.webhook = webhook
        if drop_pending:
            self.pending.clear()
        if webhook.url:
            self._poll += 1
            self._wake()
            for chat_id in {pending.chat_id for pending in self.pending.values()}:
                self._send_courier(chat_id)

    async def _recall_couriers(self) -> None:
        couriers = list(self._couriers.values())
        self._couriers.clear()
        for courier in couriers:
            courier.cancel()
        await asyncio.gather(*couriers, return_exceptions=True)

    def _send_courier(self, chat_id: int) -> None:
        """One at a time per chat: a chat's updates arrive in order, chats do not wait for each other."""
        courier = self._couriers.get(chat_id)
        if courier is None or courier.done():
            self._couriers[chat_id] = asyncio.create_task(self._deliver_all(chat_id))

    async def _deliver_all(self, chat_id: int) -> None:
        backoff_s = self._limits.webhook_backoff_s
        while pending := next((one for one in self.pending.values() if one.chat_id == chat_id), None):
            error = await self._deliver(pending.update)
            if not error:
                self._taken(pending)
                backoff_s = self._limits.webhook_backoff_s
                continue
            self.webhook.last_error = error
            self.webhook.last_error_at = int(self._clock.now().timestamp())
            await asyncio.sleep(backoff_s)
            backoff_s = min(backoff_s * 2, self._limits.webhook_backoff_max_s)

    async def _deliver(self, update: Json) -> str:
        """Empty when the webhook took the update, else the sentence that getWebhookInfo shows."""
        if self._session is None or self._run is None:
            raise RuntimeError("the emulator is not running")
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}
        timeout = ClientTimeout(total=self._limits.webhook_timeout_s)
        self.webhook.deliveries += 1
        try:
            async with self._session.post(
                self.webhook.url, json=update, headers=headers, timeout=timeout
            ) as response:
                if not 200 <= response.status < 300:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                answer = await parse_params({}, response.content_type, response.headers, response.content)
                if method := answer.text("method"):
                    await self._run(method, answer)
        except TimeoutError:
            return "Read timeout expired"
        except ClientError as problem:
            return f"Connection failed: {type(problem).__name__}"
        except ApiError as problem:
            # The bot never hears how a method in its answer went; the update itself counts as taken.
            self.webhook.last_error = problem.description
        return ""
