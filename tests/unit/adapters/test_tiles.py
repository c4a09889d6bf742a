"""The street map under the routes, from a tile server on the loopback that paints what is where on the globe."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import atan, degrees, pi, sinh
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.adapters.tiles import MAX_BYTES, MOST_TILES, TileServer, map_tiles
from core.fulfilment.drawing import ALARM
from core.fulfilment.routing.ground import Ground, TileAt, no_tiles
from core.fulfilment.routing.model import Depot, RouteRequest, RouteResult, Stop, Unserved, VehicleType
from core.fulfilment.routing.picture import route_picture, tiles_under
from core.kernel.clock import FixedClock
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.words import pixels, say_in

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEA = (40, 120, 200)
MARKS = ((200, 160, 40), (40, 200, 60), (160, 60, 200), (30, 30, 30))


@dataclass
class World:
    """Every door is a disc of its own colour in the sea, as wide as `disc` pixels of a tile."""

    doors: tuple[tuple[float, float], ...] = ()
    disc: int = 24
    answer: tuple[int, bytes] | None = None
    drips: bool = False
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def tile(self, zoom: int, x: int, y: int) -> bytes:
        across = (x + (np.arange(256) + 0.5) / 256) / 2**zoom
        down = (y + (np.arange(256) + 0.5) / 256) / 2**zoom
        # The inverse way round: from pixels to degrees and back to distances, nothing of it ours.
        lon = across * 360 - 180
        lat = np.array([degrees(atan(sinh(pi * (1 - 2 * v)))) for v in down])
        picture = np.full((256, 256, 3), SEA, dtype=np.uint8)
        degree = 360 / 256 / 2**zoom
        for (door_lat, door_lon), colour in zip(self.doors, MARKS, strict=False):
            narrow = np.cos(np.radians(door_lat))
            away = np.hypot((lon[None, :] - door_lon) * narrow, lat[:, None] - door_lat)
            picture[away < self.disc * degree * narrow] = colour
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "PNG")
        return out.getvalue()


@contextmanager
def serving(world: World, folder: Path, clock: FixedClock | None = None) -> Iterator[TileServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            world.asked.append(self.path)
            world.agents.add(self.headers["user-agent"])
            zoom, x, y = (int(part) for part in self.path.removesuffix(".png").split("/")[1:])
            status, body = world.answer or (200, world.tile(zoom, x, y))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                for byte in body if world.drips else ():
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
                self.wfile.write(b"" if world.drips else body)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    try:
        yield TileServer(url, "© Тест", folder, clock or FixedClock(NOW), "duken (+https://shop.kz)")
    finally:
        server.shutdown()
        server.server_close()


def day_of(
    doors: tuple[tuple[float, float], ...], depot: tuple[float, float]
) -> tuple[RouteRequest, RouteResult]:
    """Nobody is driven: what is not served is marked by a cross at the very door."""
    stops = tuple(Stop(f"s{n}", lat=lat, lon=lon) for n, (lat, lon) in enumerate(doors))
    request = RouteRequest(Depot("depot", lat=depot[0], lon=depot[1]), (VehicleType("van"),), stops)
    return request, RouteResult((), tuple(Unserved(stop.id, "fleet_full") for stop in stops), 0)


ALMATY = ((43.238, 76.945), (43.17, 76.80), (43.33, 76.99), (43.20, 76.90)), (43.27, 76.86)
KAZAKHSTAN = ((43.24, 76.9), (51.17, 71.43), (54.87, 69.15), (47.1, 51.9)), (49.8, 73.1)
ONE_DOOR = ((-33.9, 18.42),), (-33.92, 18.42)


@pytest.mark.parametrize("place", [ALMATY, KAZAKHSTAN, ONE_DOOR])
def test_every_door_stands_where_the_map_has_it(place: Any, tmp_path: Path) -> None:
    doors, depot = place
    request, result = day_of(doors, depot)
    with serving(World(doors), tmp_path) as tiles:
        ground = tiles(tiles_under(request, result))
    seen = pixels(route_picture(request, result, {}, say_in("ru"), "", ground=ground)).astype(int)
    seen = seen[62:, :1060]
    cross = np.all(abs(seen - [int(ALARM[n : n + 2], 16) for n in (1, 3, 5)]) < 12, axis=2)
    for colour, _ in zip(MARKS, doors, strict=False):
        paled = 255 - (255 - np.array(colour)) * 0.65
        disc = np.all(abs(seen - paled) < 6, axis=2)
        down, across = np.nonzero(disc)
        middle = ((down.min() + down.max()) / 2, (across.min() + across.max()) / 2)
        near = cross[down.min() : down.max(), across.min() : across.max()].nonzero()
        drawn = (near[0].mean() + down.min(), near[1].mean() + across.min())
        assert abs(drawn[0] - middle[0]) <= 1.5
        assert abs(drawn[1] - middle[1]) <= 1.5


def test_the_whole_map_is_covered_by_no_more_tiles_than_may_be_asked() -> None:
    for doors, depot in (ALMATY, KAZAKHSTAN, ONE_DOOR):
        for shift in range(3):
            moved = (depot[0] + shift * 0.037, depot[1] + shift * 0.041)
            request, result = day_of(doors, moved)
            wanted = tiles_under(request, result)
            sea = Ground({tile: np.full((4, 4, 3), SEA, dtype=np.uint8) for tile in wanted})
            assert len(set(wanted)) == len(wanted) <= MOST_TILES
            seen = pixels(route_picture(request, result, {}, say_in("en"), "", ground=sea))[70:1050, 4:1050]
            paled = (255 - (255 - np.array(SEA)) * 0.65).astype(int)
            assert (abs(seen.astype(int) - paled) < 3).all(axis=2).mean() > 0.97


def test_the_edges_of_the_earth_and_a_plane_ask_for_nothing_that_is_not_there() -> None:
    request, result = day_of(((84.9, 179.9), (-84.9, -179.9)), (0.0, 0.0))
    assert all(0 <= t.x < 2**t.zoom and 0 <= t.y < 2**t.zoom for t in tiles_under(request, result))
    plane = RouteRequest(Depot("depot", x=0, y=0), (VehicleType("van"),), (Stop("a", x=5, y=5),))
    assert tiles_under(plane, RouteResult((), (Unserved("a", "fleet_full"),), 0)) == []


def test_tiles_are_asked_politely_and_once(tmp_path: Path) -> None:
    world, clock = World(), FixedClock(NOW)
    wanted = [TileAt(3, x, 2) for x in range(4)]
    with serving(world, tmp_path, clock) as tiles:
        first = tiles(wanted)
        assert sorted(world.asked) == [f"/3/{x}/2.png" for x in range(4)]
        assert world.agents == {"duken (+https://shop.kz)"}
        assert set(tiles(wanted).tiles) == set(first.tiles) == set(wanted)
        assert len(world.asked) == 4
        clock.at += timedelta(days=31)
        tiles(wanted)
        assert len(world.asked) == 8
    assert first.credit == "© Тест"


def test_a_silent_server_is_let_alone_for_a_while_and_old_tiles_serve(tmp_path: Path) -> None:
    world, clock = World(), FixedClock(NOW)
    with serving(world, tmp_path, clock) as tiles:
        tiles([TileAt(1, 0, 0)])
        clock.at += timedelta(days=60)
        world.answer = (503, b"later")
        many = [TileAt(1, 0, 0), *(TileAt(5, n, 0) for n in range(20))]
        assert list(tiles(many).tiles) == [TileAt(1, 0, 0)]
        asked = len(world.asked)
        # One or two were under way when the first refusal came.
        assert asked <= 4
        tiles(many)
        assert len(world.asked) == asked
        world.answer = None
        clock.at += timedelta(minutes=6)
        assert len(tiles(many).tiles) == 21


def kept_days(folder: Path) -> set[int]:
    """On which days, counted from NOW, the tiles on disk were fetched."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {round((file.stat().st_mtime - NOW.timestamp()) / 86_400) for file in files}


def test_the_folder_stays_within_its_bounds_and_the_oldest_tiles_go(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    cities = [[TileAt(12, x, 1500 + city) for x in range(2800, 2810)] for city in range(4)]
    with serving(World(), tmp_path, clock) as tiles:
        for city in cities[:2]:
            assert len(tiles(city).tiles) == 10
            clock.at += timedelta(days=1)
        two_cities = sum(file.stat().st_size for file in tmp_path.rglob("*.tile"))
        tiles.most_bytes = two_cities
        for city in cities[2:]:
            assert len(tiles(city).tiles) == 10, "whole, although others went for it"
            clock.at += timedelta(days=1)
            assert sum(file.stat().st_size for file in tmp_path.rglob("*.tile")) <= two_cities
    assert max(kept_days(tmp_path)) == 3 and min(kept_days(tmp_path)) >= 2, "the last ones are there"


def test_a_map_larger_than_its_folder_is_drawn_all_the_same(tmp_path: Path) -> None:
    city = [TileAt(12, x, 1500) for x in range(2800, 2810)]
    with serving(World(), tmp_path) as tiles:
        tiles.most_bytes = 1
        assert len(tiles(city).tiles) == 10
        assert kept_days(tmp_path) == set()
        assert len(tiles(city).tiles) == 10


def test_a_server_that_is_gone_costs_no_map(tmp_path: Path) -> None:
    with serving(World(), tmp_path) as tiles:
        pass
    request, result = day_of(*ALMATY)
    ground = tiles(tiles_under(request, result))
    assert not ground.tiles
    plain = route_picture(request, result, {}, say_in("kk"), "Күн")
    assert route_picture(request, result, {}, say_in("kk"), "Күн", ground=ground) == plain


def picture_of(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""),
        (200, b"<html>busy</html>"),
        (200, b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        (200, picture_of(256, 256)[:-40]),
        (200, picture_of(256, 255)),
        (200, picture_of(4096, 4096)),
        (200, picture_of(16, 16) + b"\0" * MAX_BYTES),
        (204, b""),
        (404, b"nothing here"),
        (302, b""),
        (403, b"who are you?"),
    ],
)
def test_what_is_no_tile_is_left_out(answer: tuple[int, bytes], tmp_path: Path) -> None:
    with serving(World(answer=answer), tmp_path) as tiles:
        assert tiles([TileAt(2, 1, 1), TileAt(2, 1, 2)]).tiles == {}
    assert not list(tmp_path.rglob("*.tile"))


def test_a_broken_file_is_fetched_again(tmp_path: Path) -> None:
    with serving(World(), tmp_path) as tiles:
        tiles([TileAt(0, 0, 0)])
        (kept,) = tmp_path.rglob("*.tile")
        kept.write_bytes(b"half a ti")
        assert tiles([TileAt(0, 0, 0)]).tiles


def test_a_server_that_drips_holds_nothing_up(tmp_path: Path) -> None:
    with serving(World(drips=True), tmp_path) as tiles:
        patient = replace(tiles, max_seconds=0.2)
        assert patient([TileAt(1, 0, 0), TileAt(1, 0, 1), TileAt(1, 1, 0)]).tiles == {}


def test_a_disk_that_takes_nothing_still_has_a_map(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with serving(World(), tmp_path / "file") as tiles:
        assert tiles([TileAt(0, 0, 0)]).tiles


@pytest.mark.parametrize(
    "url",
    [
        "tiles",
        "ftp://h/{z}/{x}/{y}.png",
        "http://h/{z}/{x}.png",
        "file:///{z}/{x}/{y}",
        "http:///{z}/{x}/{y}",
        "http://h:port/{z}/{x}/{y}",
    ],
)
def test_an_address_that_is_none_is_said_at_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="DUKEN_TILES_URL"):
        map_tiles(url, "", tmp_path, FixedClock(NOW))


def test_without_an_address_nothing_is_asked(tmp_path: Path) -> None:
    assert map_tiles(None, "", tmp_path, FixedClock(NOW)) is no_tiles
