"""A price list fetched from a real server on a loopback address that stands for the open internet; 127.0.0.1 stays private."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web

from core.adapters.feed_download import Address, FeedDownload, is_public, resolve
from core.catalog import feeds
from core.catalog.incoming import Freshness
from core.kernel.errors import InvalidInput, Unavailable

OPEN = ip_address("127.0.0.2")
FEED = b"id;name;price\n1;Milk;500\n"
NEW = Freshness()


@dataclass
class Server:
    """`names` is its DNS. `asked` are the headers of every request."""

    port: int = 0
    names: dict[str, list[str]] = field(default_factory=lambda: {"shop.example": [str(OPEN)]})
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def download(self) -> FeedDownload:
        return FeedDownload(self._resolve, lambda a: a == OPEN or is_public(a), frozenset({self.port}))

    def url(self, path: str, host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}/{path}"

    async def _resolve(self, host: str, port: int) -> Sequence[Address]:
        if host not in self.names:
            return await resolve(host, port)
        return [ip_address(a) for a in self.names[host]]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked.append({"name": name, **{k.lower(): value for k, value in request.headers.items()}})
        match name:
            case "feed" if request.headers.get("If-None-Match") == '"1"':
                return web.Response(status=304)
            case "feed":
                headers = {"ETag": '"1"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT"}
                return web.Response(body=FEED, headers=headers)
            case "packed":
                return web.Response(body=gzip.compress(FEED), headers={"Content-Encoding": "gzip"})
            case "bomb":
                return web.Response(
                    body=gzip.compress(b"0" * 80_000_000), headers={"Content-Encoding": "gzip"}
                )
            case "moved":
                return web.Response(status=302, headers={"Location": "/feed"})
            case "round":
                return web.Response(status=302, headers={"Location": "/round"})
            case "away":
                return web.Response(status=302, headers={"Location": request.query["to"]})
            case "endless" | "slow":
                return await self._pour(request, 0.0 if name == "endless" else 0.05)
            case "cut":
                return await self._cut(request)
            case _:
                return web.Response(status=404)

    async def _pour(self, request: web.Request, pause_s: float) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 1000)
            await asyncio.sleep(pause_s)

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(FEED)
        assert request.transport is not None
        request.transport.close()
        return response


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made, app = Server(), web.Application()
    app.router.add_get("/{name}", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, str(OPEN), 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_feed_is_fetched_once_and_then_only_when_it_changed(server: Server, tmp_path: Path) -> None:
    first = await server.download(server.url("feed"), NEW, tmp_path)
    assert first.path is not None and first.path.read_bytes() == FEED
    assert server.asked[0]["host"] == f"shop.example:{server.port}"
    again = await server.download(server.url("feed"), first.freshness, tmp_path)
    assert again.path is None and again.freshness == first.freshness
    assert server.asked[1]["if-none-match"] == '"1"'
    assert server.asked[1]["if-modified-since"] == "Mon, 02 Mar 2026 09:00:00 GMT"


async def test_redirects_are_followed_where_they_may_lead(server: Server, tmp_path: Path) -> None:
    got = await server.download(server.url("moved"), NEW, tmp_path)
    assert got.path is not None and got.path.read_bytes() == FEED
    with pytest.raises(Unavailable):
        await server.download(server.url("round"), NEW, tmp_path)


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/feed",
        "http://[::1]:{port}/feed",
        "http://[::ffff:127.0.0.1]:{port}/feed",
        "http://0x7f000001:{port}/feed",
        "http://inside.example:{port}/feed",
        "http://both.example:{port}/feed",
        "http://shop.example:22/",
        "http://user:secret@shop.example:{port}/feed",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "http://",
        "http://shop.example:99999/",
        "http://" + "a" * 70 + ".example:{port}/",
    ],
)
async def test_nobody_is_led_into_the_shops_own_network(server: Server, tmp_path: Path, to: str) -> None:
    server.names |= {"inside.example": ["10.0.0.7"], "both.example": [str(OPEN), "192.168.1.1"]}
    to = to.format(port=server.port)
    for url in (to, server.url("away") + "?to=" + to):
        with pytest.raises((InvalidInput, Unavailable)):
            await server.download(url, NEW, tmp_path)
    assert {asked["name"] for asked in server.asked} <= {"away"}
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4010:c0f::65", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_only_the_open_internet_is_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


async def test_a_feed_without_end_is_left_and_nothing_stays_on_disk(server: Server, tmp_path: Path) -> None:
    small = replace(server.download, max_bytes=200_000)
    with pytest.raises(InvalidInput) as large:
        await small(server.url("endless"), NEW, tmp_path)
    assert large.value.key == "error-feed-too-large"
    short = replace(server.download, max_seconds=0.3)
    with pytest.raises(Unavailable) as slow:
        await short(server.url("slow"), NEW, tmp_path)
    assert slow.value.key == "error-feed-unreachable"
    for name in ("cut", "nothing"):
        with pytest.raises(Unavailable):
            await server.download(server.url(name), NEW, tmp_path)
    assert left_in(tmp_path) == []


async def test_a_server_that_is_not_there_is_said_to_be(server: Server, tmp_path: Path) -> None:
    server.names["down.example"] = ["127.0.0.2"]
    gone = replace(server.download, ports=frozenset({1}))
    with pytest.raises(Unavailable):
        await gone("http://down.example:1/feed", NEW, tmp_path)


async def test_the_second_address_is_asked_when_the_first_is_down(server: Server, tmp_path: Path) -> None:
    server.names["two.example"] = ["127.0.0.3", str(OPEN)]
    reach = replace(server.download, may_reach=lambda a: str(a) in {"127.0.0.2", "127.0.0.3"})
    assert (await reach(server.url("feed", "two.example"), NEW, tmp_path)).path is not None


async def test_a_packed_answer_is_read_and_a_bomb_is_not(server: Server, tmp_path: Path) -> None:
    packed = await server.download(server.url("packed"), NEW, tmp_path)
    assert packed.path is not None
    assert next(type(row).__name__ for row in feeds.read(packed.path, "s")) == "ProductRow"
    bomb = await server.download(server.url("bomb"), NEW, tmp_path)
    assert bomb.path is not None and bomb.path.stat().st_size < 200_000
    with pytest.raises(InvalidInput):
        list(feeds.read(bomb.path, "s", "csv"))
