"""The roads of an OSRM server, from one on the loopback that speaks its table format: numbers in the URL, `code`,
`durations` and `distances` in the answer, null where no road leads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.adapters.osrm import UNREACHABLE, OsrmRoads
from core.kernel.errors import Unavailable
from core.kernel.geo import GeoPoint

HOME, WORK, ISLAND = GeoPoint(43.25, 76.9), GeoPoint(43.26, 76.95), GeoPoint(0, 0)
MOST_PLACES = 100


class Osrm(BaseHTTPRequestHandler):
    """One degree of latitude northwards takes 1000.2 s and 5000.7 m, the same southwards takes twice as long."""

    asked: list[tuple[int, int]]
    answer: bytes | None

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: value[0] for key, value in parse_qs(url.query).items()}
        assert url.path.startswith("/table/v1/driving/")
        assert query["annotations"] == "duration,distance"
        places = [tuple(map(float, pair.split(","))) for pair in url.path.rpartition("/")[2].split(";")]
        sources, destinations = (
            [int(i) for i in query[name].split(";")] for name in ("sources", "destinations")
        )
        self.asked.append((len(sources), len(destinations)))
        body: dict[str, Any] = {"code": "TooBig", "message": "Too many table coordinates"}
        if len(places) <= MOST_PLACES:
            ways = [[self.way(places[a], places[b]) for b in destinations] for a in sources]
            body = {
                "code": "Ok",
                "durations": [[None if w is None else w * 1000.2 for w in row] for row in ways],
                "distances": [[None if w is None else w * 5000.7 for w in row] for row in ways],
            }
        self.send_response(200 if body["code"] == "Ok" else 400)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode() if self.answer is None else self.answer)

    @staticmethod
    def way(a: tuple[float, ...], b: tuple[float, ...]) -> float | None:
        if (a == (0.0, 0.0)) != (b == (0.0, 0.0)):
            return None
        north = b[1] - a[1]
        return north if north >= 0 else -2 * north

    def log_message(self, *_: Any) -> None:
        """Silent."""


@contextmanager
def osrm(answer: bytes | None = None) -> Iterator[tuple[OsrmRoads, list[tuple[int, int]]]]:
    asked: list[tuple[int, int]] = []
    handler = type("Handler", (Osrm,), {"asked": asked, "answer": answer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield OsrmRoads(f"http://127.0.0.1:{server.server_port}"), asked
    finally:
        server.shutdown()
        server.server_close()


async def test_ways_are_rounded_up_and_differ_by_direction() -> None:
    with osrm() as (roads, _):
        ways = await roads.matrix([HOME, WORK])
    assert ways.durations_s == ((0, 11), (21, 0))
    assert ways.distances_m == ((0, 51), (101, 0))


async def test_a_large_day_is_asked_in_blocks_a_server_takes() -> None:
    points = [GeoPoint(43 + i / 1000, 76.9) for i in range(120)]
    with osrm() as (roads, asked):
        ways = await roads.matrix(points)
    assert len(ways.durations_s) == 120
    assert ways.distances_m[0][119] == 596
    assert max(sum(sizes) for sizes in asked) <= MOST_PLACES


async def test_one_more_stop_asks_for_its_own_ways_only() -> None:
    with osrm() as (roads, asked):
        await roads.matrix([HOME, WORK])
        asked.clear()
        await roads.matrix([HOME, WORK, GeoPoint(43.3, 76.9), HOME])
        assert sorted(asked) == [(1, 3), (2, 1)]
        asked.clear()
        await roads.matrix([WORK, HOME])
        assert asked == []


async def test_where_no_road_leads_nobody_arrives_in_time() -> None:
    with osrm() as (roads, _):
        ways = await roads.matrix([HOME, ISLAND])
    assert ways.durations_s[0][1] == ways.distances_m[1][0] == UNREACHABLE


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>busy</html>",
        b"[]",
        b"{}",
        b'{"code": "NoTable", "message": "none"}',
        b'{"code": "Ok", "durations": [[0]], "distances": [[0]]}',
        b'{"code": "Ok", "durations": [[0, -1], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        b'{"code": "Ok", "durations": [[0, NaN], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        b'{"code": "Ok", "durations": [[0, "1"], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        b'{"code": "Ok", "durations": 5, "distances": null}',
    ],
)
async def test_an_answer_that_is_no_table_is_no_road(answer: bytes) -> None:
    with osrm(answer) as (roads, _), pytest.raises(Unavailable):
        await roads.matrix([HOME, WORK])


async def test_a_server_that_is_down_is_said_to_be() -> None:
    with osrm() as (roads, _):
        pass
    with pytest.raises(Unavailable, match="OSRM at http"):
        await roads.matrix([HOME, WORK])
