"""Travel times on real roads, asked of an OSRM server (its table service, version 1)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from core.fulfilment.routing.model import Matrix
from core.kernel.errors import Unavailable
from core.kernel.geo import GeoPoint

BLOCK = 50
"""Sources and destinations of one request: an OSRM server takes 100 places at most unless it is told otherwise."""
MAX_KNOWN = 1_000_000
TIMEOUT = httpx.Timeout(10.0)
UNREACHABLE = 10_000_000
"""Seconds and metres of a way that the server knows no road for: longer than any shift."""

Way = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OsrmRoads:
    """Ways between points as `url` (such as http://127.0.0.1:5000) has them for its profile.

    What was asked once is remembered, so that a day with one more stop asks for that stop's ways only.
    """

    url: str
    profile: str = "driving"
    _known: dict[tuple[GeoPoint, GeoPoint], Way] = field(default_factory=dict)

    async def matrix(self, points: Sequence[GeoPoint]) -> Matrix:
        """Square, in the order given; seconds and metres are rounded up. Raises Unavailable."""
        places = list(dict.fromkeys(points))
        if len(self._known) > MAX_KNOWN:
            self._known.clear()
        old, new = self._sorted_out(places)
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
            tables = [(some, others) for some in _blocks(new) for others in _blocks(places)]
            tables += [(some, others) for some in _blocks(old) for others in _blocks(new)]
            await asyncio.gather(*(self._ask(client, some, others) for some, others in tables))
        ways = [[self._known[a, b] for b in points] for a in points]
        return Matrix(
            tuple(tuple(seconds for seconds, _ in row) for row in ways),
            tuple(tuple(metres for _, metres in row) for row in ways),
        )

    def _sorted_out(self, places: Sequence[GeoPoint]) -> tuple[list[GeoPoint], list[GeoPoint]]:
        """Places all of whose ways to one another are known, and the others."""
        old: list[GeoPoint] = []
        new: list[GeoPoint] = []
        for place in places:
            known = all(
                (place, other) in self._known and (other, place) in self._known for other in [*old, place]
            )
            (old if known else new).append(place)
        return old, new

    async def _ask(
        self, client: httpx.AsyncClient, sources: Sequence[GeoPoint], destinations: Sequence[GeoPoint]
    ) -> None:
        places = list(dict.fromkeys([*sources, *destinations]))
        where = ";".join(f"{point.lon:.6f},{point.lat:.6f}" for point in places)
        asked = {
            "sources": ";".join(str(places.index(point)) for point in sources),
            "destinations": ";".join(str(places.index(point)) for point in destinations),
            "annotations": "duration,distance",
        }
        try:
            response = await client.get(f"{self.url}/table/v1/{self.profile}/{where}", params=asked)
            answer = response.json()
            if answer["code"] != "Ok":
                raise Unavailable(f"OSRM answers {answer['code']}: {answer.get('message', '')}")
            durations = _table(answer["durations"], len(sources), len(destinations))
            distances = _table(answer["distances"], len(sources), len(destinations))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(f"OSRM at {self.url}: {error or type(error).__name__}") from error
        for source, seconds, metres in zip(sources, durations, distances, strict=True):
            for destination, duration, distance in zip(destinations, seconds, metres, strict=True):
                self._known[source, destination] = (duration, distance)


def _blocks(points: Sequence[GeoPoint]) -> list[Sequence[GeoPoint]]:
    return [points[i : i + BLOCK] for i in range(0, len(points), BLOCK)]


def _table(rows: Any, height: int, width: int) -> list[list[int]]:
    """Raises ValueError or TypeError for what is no table of this size."""
    if len(rows) != height or any(len(row) != width for row in rows):
        raise ValueError("the table has another size than was asked for")
    return [[_whole(value) for value in row] for row in rows]


def _whole(value: Any) -> int:
    if value is None:
        return UNREACHABLE
    if not 0 <= value <= UNREACHABLE:
        raise ValueError(f"{value} is no way")
    whole: int = math.ceil(value)
    return whole
