"""The emulator as tests hold it: start, people, trouble on demand, stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from core.kernel.clock import Clock, SystemClock
from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.person import User
from tests.fakes.telegram.server import ApiServer, Call
from tests.fakes.telegram.state import Chat, Json, World
from tests.fakes.telegram.updates import UpdateFeed


class TelegramEmulator:
    """`async with TelegramEmulator() as tg:` serves the Bot API at `tg.url` until the block ends.

    aiogram takes `TelegramAPIServer.from_base(tg.url)`, python-telegram-bot `base_url=tg.url + "/bot"`.
    Private chats only. `clock` drives message dates, rates and the age of queries; waits are real time.
    """

    def __init__(
        self,
        token: str = "4200:TEST-TOKEN",
        *,
        username: str = "duken_bot",
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        limits, clock = limits or Limits(), clock or SystemClock()
        bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Дүкен",
            "username": username,
        }
        self.token = token
        self.world = World(bot, limits, clock)
        self.feed = UpdateFeed(limits, clock)
        self._server = ApiServer(token, self.world, self.feed)
        self._users: dict[int, User] = {}

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def calls(self) -> list[Call]:
        """Every method the bot called with the right token, oldest first."""
        return self._server.calls

    def user(
        self,
        id: int,  # noqa: A002 - the Bot API's own word
        first_name: str = "Айгерім",
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "kk",
        phone: str = "+77010000001",
        place: tuple[float, float] = (43.238949, 76.889709),
    ) -> User:
        """The person with this id, made on first call. `place` is (lat, lon), Almaty by default."""
        if id not in self._users:
            names = {"last_name": last_name, "username": username, "language_code": language_code}
            person: Json = {"id": id, "is_bot": False, "first_name": first_name}
            person |= {key: value for key, value in names.items() if value}
            chat = self.world.chats.setdefault(id, Chat(person))
            self._users[id] = User(self.world, self.feed, chat, phone, place)
        return self._users[id]

    def hosts(self, url: str, data: bytes, mime: str = "image/jpeg") -> None:
        """Lets `url` answer with `data` when the bot sends it as a picture, without any network."""
        self._server.hosted[url] = (mime, data)

    def refuses(
        self, method: str, code: int = 500, description: str = "Internal Server Error", *, times: int = 1
    ) -> None:
        """The next calls of `method` fail and change nothing."""
        self._server.trouble(method, ApiError(code, description), times)

    def floods(self, method: str, retry_after_s: int, *, times: int = 1) -> None:
        """The next calls of `method` are answered 429."""
        error = ApiError(429, f"Too Many Requests: retry after {retry_after_s}", retry_after=retry_after_s)
        self._server.trouble(method, error, times)

    def loses_answer(self, method: str, *, times: int = 1) -> None:
        """The next calls of `method` are done, but the connection breaks before the bot hears so."""
        self._server.trouble(method, None, times)

    @asynccontextmanager
    async def reordered(self, seed: int | None = None) -> AsyncIterator[None]:
        """Updates made inside the block reach the bot after it, in reverse order or in the seed's order."""
        self.feed.hold()
        try:
            yield
        finally:
            self.feed.release(seed)
