"""The HTTP face: /bot<token>/<method> and /file/bot<token>/<path> on a free loopback port."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.methods_bot import METHODS, Method, feed_methods
from tests.fakes.telegram.params import Params, parse_params
from tests.fakes.telegram.state import World
from tests.fakes.telegram.updates import UpdateFeed


@dataclass(frozen=True, slots=True)
class Call:
    """What the bot asked for; `error` is the answer's description when it was refused."""

    method: str
    values: Mapping[str, Any]
    error: str = ""


@dataclass(slots=True)
class _Trouble:
    error: ApiError | None
    left: int


class ApiServer:
    def __init__(self, token: str, world: World, feed: UpdateFeed) -> None:
        self.calls: list[Call] = []
        self.hosted: dict[str, tuple[str, bytes]] = {}
        self.port = 0
        self._token = token
        self._world = world
        self._feed = feed
        self._methods: dict[str, Method] = {**METHODS, **feed_methods(feed)}
        self._troubles: dict[str, _Trouble] = {}
        self._session: ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._on_file)
        self._session = ClientSession(trust_env=False)
        self._feed.start(self._session, self._run)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._feed.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    def trouble(self, method: str, error: ApiError | None, times: int) -> None:
        """The next calls of `method` are refused with `error`; None lets them work and loses the answer."""
        self._troubles[method.lower()] = _Trouble(error, times)

    async def fetch(self, url: str) -> tuple[str, bytes] | None:
        if url in self.hosted:
            return self.hosted[url]
        if self._session is None:
            raise RuntimeError("the emulator is not running")
        try:
            async with self._session.get(url, timeout=ClientTimeout(total=10)) as response:
                if response.status != 200:
                    return None
                return response.content_type, await response.read()
        except (ClientError, TimeoutError):
            return None

    async def _run(self, name: str, params: Params) -> Any:
        method = self._methods.get(name.lower())
        try:
            if method is None:
                raise ApiError(404, "Not Found")
            result = await method(self._world, self, params)
        except ApiError as refused:
            self.calls.append(Call(name, params.values, refused.description))
            raise
        self.calls.append(Call(name, params.values))
        return result

    def _next_trouble(self, name: str) -> _Trouble | None:
        trouble = self._troubles.get(name.lower())
        if trouble is None or trouble.left <= 0:
            return None
        trouble.left -= 1
        return trouble

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _answer(ApiError(401, "Unauthorized"))
        name = request.match_info["method"]
        trouble = self._next_trouble(name)
        try:
            params = await parse_params(request.query, request.content_type, request.headers, request.content)
            if trouble and trouble.error:
                raise trouble.error
            result = await self._run(name, params)
        except ApiError as refused:
            return _answer(refused)
        if trouble and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})

    async def _on_file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _answer(ApiError(401, "Unauthorized"))
        stored = self._world.files.by_path(request.match_info["path"])
        if stored is None:
            return _answer(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    def count(self, method: str) -> int:
        return Counter(call.method.lower() for call in self.calls)[method.lower()]


def _answer(refused: ApiError) -> web.Response:
    return web.json_response(refused.to_json(), status=refused.code)
