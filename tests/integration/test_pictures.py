"""Pictures that a feed gives by their addresses, fetched from a real server on a loopback address that stands for the
open internet; 127.0.0.1 stays private."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image

from api.render import Renderer as WebRenderer
from bot.render import Renderer as BotRenderer
from core.adapters.feed_download import Address, is_public, picture_download
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.adapters.shrinking import shrunk
from core.catalog.model import Product
from core.catalog.pictures import Pictures
from core.catalog.product_picture import PictureReport, cached_name
from core.config import Settings
from core.conversation.plain import Speaker
from core.i18n.texts import load_texts
from core.kernel.clock import FixedClock
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from core.kernel.store import Store

OPEN = ip_address("127.0.0.2")
LEFT_TURNED = 6
"""EXIF: the top of the picture is its right side."""


def jpeg(width: int = 1600, height: int = 1200, orientation: int = 1) -> bytes:
    """Red on its left half, blue on its right one, with a secret in its EXIF."""
    image, out, exif = Image.new("RGB", (width, height), "blue"), io.BytesIO(), Image.Exif()
    image.paste("red", (0, 0, width // 2, height))
    exif[0x0112], exif[0x010E] = orientation, "GPS of the seller"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(*, alpha: bool = True) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if alpha else "P", (300, 200), (0, 255, 0, 0) if alpha else 0).save(out, "PNG")
    return out.getvalue()


def huge_png(side: int = 60_000) -> bytes:
    """A header that promises so many points, and a few bytes behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@dataclass
class Server:
    """`files` is what it has by name; `asked` are the names it was asked for."""

    files: dict[str, bytes]
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def url(self, name: str, host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}/{name}"

    async def resolve(self, host: str, port: int) -> Sequence[Address]:
        return [OPEN if host == "shop.example" else ip_address(host)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked.append(name)
        if name == "endless":
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b"\xff\xd8" * 4000)
        if name == "inside":
            return web.Response(status=302, headers={"Location": f"http://127.0.0.1:{self.port}/photo.jpg"})
        if name not in self.files:
            return web.Response(status=404)
        return web.Response(body=self.files[name], content_type="image/jpeg")


@dataclass
class Shop:
    server: Server
    pictures: Pictures
    units: SqlUnitsOfWork
    clock: FixedClock

    async def sells(self, *urls: str) -> None:
        """A product a picture."""
        goods = [
            Product("store", f"p{n}", {"ru": f"Чай {n}"}, 100, Decimal(1), picture=url)
            for n, url in enumerate(urls)
        ]
        async with self.units() as work:
            await work.products.upsert_many(goods)
            await work.commit()

    async def report(self) -> PictureReport:
        async with self.units() as work:
            return await work.pictures.report("store", 10)

    async def reason(self) -> str | None:
        [broken] = (await self.report()).first
        return broken.picture.reason

    def file(self, url: str) -> Path:
        return self.pictures.folder / "store" / cached_name(url)

    def left(self) -> list[str]:
        return sorted(p.name for p in (self.pictures.folder / "store").iterdir())


@pytest.fixture
async def shop(units_of_work: SqlUnitsOfWork, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Shop]:
    server, app = Server({"photo.jpg": jpeg()}), web.Application()
    app.router.add_get("/{name}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, str(OPEN), 0).start()
    server.port = runner.addresses[0][1]
    download = replace(
        picture_download(),
        resolve=server.resolve,
        may_reach=lambda a: a == OPEN or is_public(a),
        ports=frozenset({server.port}),
        max_bytes=2**20,
    )
    async with units_of_work() as work:
        await work.stores.add(Store("store", "Дүкен", "Almaty", GeoPoint(43.2, 76.9), "Абай 1", "+7700"))
        await work.commit()
    yield Shop(
        server, Pictures(units_of_work, download, shrunk, tmp_path / "pictures", clock), units_of_work, clock
    )
    await runner.cleanup()


async def test_a_picture_is_fetched_once_and_shown_from_our_own_file(shop: Shop, tmp_path: Path) -> None:
    url = shop.server.url("photo.jpg")
    await shop.sells(url, url, "pictures/own.png")
    settings, speaker = Settings(home=tmp_path), Speaker(load_texts(), "ru")
    page = WebRenderer(speaker, "store", settings.pictures)
    telegram = BotRenderer(speaker, settings, "store")
    assert page.picture(url) == url and telegram._picture(url) == url, "until the file is there"
    assert await shop.pictures.due() == ["store"]
    assert await shop.pictures.fetch("store") == 1
    assert await shop.pictures.fetch("store") == 0 and shop.server.asked == ["photo.jpg"]
    assert await shop.pictures.due() == []
    assert page.picture(url) == f"/pictures/store/{cached_name(url)}"
    assert telegram._picture(url) == shop.file(url)
    assert page.picture("pictures/own.png") == "/pictures/store/pictures/own.png"
    with Image.open(shop.file(url)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (800, 600))
    assert await shop.report() == PictureReport(1, 0, 0, ())
    assert shop.left() == [cached_name(url)]


async def test_a_photo_from_a_phone_stands_upright_and_tells_nothing_else(shop: Shop) -> None:
    shop.server.files["phone.jpg"] = jpeg(orientation=LEFT_TURNED)
    url = shop.server.url("phone.jpg")
    await shop.sells(url)
    await shop.pictures.fetch("store")
    with Image.open(shop.file(url)) as kept:
        assert kept.size == (600, 800) and not dict(kept.getexif())
        top, bottom = kept.getpixel((300, 100)), kept.getpixel((300, 700))
    assert isinstance(top, tuple) and isinstance(bottom, tuple)
    assert top[0] > 200 and bottom[2] > 200, "the red half is the upper one"


async def test_what_is_seen_through_is_white(shop: Shop) -> None:
    shop.server.files |= {"alpha.png": png(), "palette.png": png(alpha=False)}
    urls = [shop.server.url(name) for name in ("alpha.png", "palette.png")]
    await shop.sells(*urls)
    await shop.pictures.fetch("store")
    with Image.open(shop.file(urls[0])) as kept:
        assert (kept.size, kept.getpixel((9, 9))) == ((300, 200), (255, 255, 255))
    assert (await shop.report()).cached == 2


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("page.jpg", b"<html><body>Not here</body></html>", "no-picture"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no-picture"),
        ("empty.jpg", b"", "no-picture"),
        ("half.jpg", jpeg()[:3000], "no-picture"),
        ("huge.png", huge_png(), "too-many-pixels"),
        ("large.png", huge_png(10_000), "too-many-pixels"),
        ("endless", None, "too-large"),
        ("nothing.jpg", None, "unreachable"),
        ("inside", None, "address"),
    ],
)
async def test_a_broken_picture_is_named_with_its_reason_and_tried_again_a_day_later(
    shop: Shop, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        shop.server.files[name] = content
    url = shop.server.url(name)
    await shop.sells(shop.server.url("photo.jpg"), url)
    assert (await shop.report()).waiting == 2
    await shop.pictures.fetch("store")
    assert await shop.reason() == reason
    report = await shop.report()
    assert (report.cached, report.broken, report.waiting) == (1, 1, 0)
    assert (report.first[0].offer_id, report.first[0].picture.url) == ("p1", url)
    assert report.first[0].picture.detail
    assert shop.left() == [cached_name(shop.server.url("photo.jpg"))]

    shop.clock.at += timedelta(hours=23)
    assert await shop.pictures.due() == [] and await shop.pictures.fetch("store") == 0
    shop.clock.at += timedelta(hours=2)
    assert await shop.pictures.due() == ["store"] and await shop.pictures.fetch("store") == 1


async def test_a_picture_that_was_repaired_is_shown(shop: Shop) -> None:
    await shop.sells(shop.server.url("later.jpg"))
    await shop.pictures.fetch("store")
    assert await shop.reason() == "unreachable"
    shop.server.files["later.jpg"] = jpeg()
    shop.clock.at += timedelta(days=1)
    await shop.pictures.fetch("store")
    assert await shop.report() == PictureReport(1, 0, 0, ())


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "169.254.169.254"])
async def test_nobody_is_led_into_the_shops_own_network(shop: Shop, host: str) -> None:
    await shop.sells(shop.server.url("photo.jpg", host))
    await shop.pictures.fetch("store")
    assert await shop.reason() == "address" and shop.server.asked == []


async def test_a_run_takes_no_more_than_it_may_and_the_next_one_goes_on(shop: Shop) -> None:
    await shop.sells(*(shop.server.url(f"{n}.jpg") for n in range(30)))
    assert await shop.pictures.fetch("store", 20) == 20
    assert ((await shop.report()).broken, (await shop.report()).waiting) == (20, 10)
    assert await shop.pictures.due() == ["store"]
    assert await shop.pictures.fetch("store", 20) == 10


async def test_what_is_off_sale_is_not_fetched(shop: Shop) -> None:
    await shop.sells(shop.server.url("photo.jpg"))
    async with shop.units() as work:
        await work.products.hide("store", ["p0"])
        await work.commit()
    assert await shop.pictures.due() == [] and await shop.pictures.fetch("store") == 0


def test_a_file_that_is_not_there_or_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(huge_png())
    with pytest.raises(InvalidInput) as refused:
        shrunk(path)
    assert refused.value.key == "error-picture-pixels"
