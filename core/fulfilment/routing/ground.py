"""What lies under the routes of a map: streets that are known by name, and tiles of a street map.

Everything on the globe is drawn in the projection of such tiles (spherical Mercator, EPSG:3857), so that a door
stands in the street where its tile has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import asinh, cos, floor, log2, pi, radians, tan
from typing import Protocol

from core.fulfilment.drawing import Dots, Point
from core.kernel.geo import EARTH_RADIUS_M, GeoPoint

TILE = 256
"""Pixels of a tile's side at which its letters are of their usual size."""
DEEPEST = 19
ROUND_THE_EARTH_M = 2 * pi * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Street:
    """Drawn under the routes; a place of one point has `start` equal to `end`."""

    name: str
    start: GeoPoint
    end: GeoPoint


@dataclass(frozen=True, slots=True)
class TileAt:
    """One of 4^zoom squares of the earth: `x` from west, `y` from north, as in `/{z}/{x}/{y}.png`."""

    zoom: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Tiles as rows of red, green and blue, as many as could be had; `credit` names whose map it is."""

    tiles: Mapping[TileAt, Dots] = field(default_factory=dict)
    credit: str = ""


class Tiles(Protocol):
    def __call__(self, wanted: list[TileAt]) -> Ground:
        """Those of the wanted tiles that can be had. Never fails: a map without ground serves too."""


def no_tiles(wanted: list[TileAt]) -> Ground:
    return Ground()


@dataclass(frozen=True, slots=True)
class Projection:
    """Metres east and north of a point, true there and larger than true further from the equator."""

    origin: GeoPoint

    @property
    def earth_m(self) -> float:
        return ROUND_THE_EARTH_M * cos(radians(self.origin.lat))

    def metres(self, point: GeoPoint) -> Point:
        (x, y), (from_x, from_y) = _unit(point), _unit(self.origin)
        return (x - from_x) * self.earth_m, (from_y - y) * self.earth_m

    def corner(self, zoom: int, x: float, y: float) -> Point:
        """Of a tile, the one in the north-west."""
        from_x, from_y = _unit(self.origin)
        return (x / 2**zoom - from_x) * self.earth_m, (from_y - y / 2**zoom) * self.earth_m

    def tiles(self, north_west: Point, south_east: Point, scale: float) -> list[TileAt]:
        """That cover the box, at the zoom whose tiles come nearest to their own size at `scale` pixels a metre."""
        zoom = min(DEEPEST, max(0, round(log2(self.earth_m * scale / TILE))))
        (left, top), (right, bottom) = self._tile(zoom, north_west), self._tile(zoom, south_east)
        last = 2**zoom - 1
        columns = range(max(0, floor(left)), min(last, floor(right)) + 1)
        rows = range(max(0, floor(top)), min(last, floor(bottom)) + 1)
        return [TileAt(zoom, x, y) for y in rows for x in columns]

    def _tile(self, zoom: int, point: Point) -> Point:
        from_x, from_y = _unit(self.origin)
        return (from_x + point[0] / self.earth_m) * 2**zoom, (from_y - point[1] / self.earth_m) * 2**zoom


def _unit(point: GeoPoint) -> Point:
    """On a square of side 1 whose corner is in the north-west."""
    return (point.lon + 180) / 360, (1 - asinh(tan(radians(point.lat))) / pi) / 2
