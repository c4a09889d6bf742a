"""A plan to look at: routes over the streets that are known, numbered stops, and what happens when.

Needs no network: the ground is whatever streets and tiles the caller has, or plain paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import atan2, degrees, floor, log10
from typing import Any

import numpy as np

from core.fulfilment.drawing import (
    ALARM,
    COLOURS,
    DASH_DOTTED,
    DASHED,
    DOTTED,
    FAINT,
    INK,
    Dashes,
    Paper,
    Point,
    Say,
    clock,
    mixed,
    paled,
)
from core.fulfilment.routing.ground import Ground, Projection, Street, TileAt
from core.fulfilment.routing.legs import legs
from core.fulfilment.routing.model import Depot, Route, RouteRequest, RouteResult, Stop
from core.fulfilment.routing.travel import places
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint

MAP_WIDTH, LIST_WIDTH, HEIGHT, HEAD = 1060, 560, 1060, 70
GROUND, STREET, STREET_NAME = "#f5f3ee", "#dcd8cd", "#a39e90"
ROW, VAN_ROW = 26, 66
MOST_NUMBERS, MOST_TIMES, MOST_ROWS, MOST_VANS = 260, 60, 60, 40
"""Numbers on more stops than this cover one another; times need more room still."""
TILE_PALER = 0.35
NO_GROUND = Ground()
SPREADING = 60
"""Rounds of pushing numbers apart that lie on one another."""


@dataclass(slots=True)
class _Map:
    """Where metres east and north of the depot lie on the paper, and what of it is taken by words."""

    x: float
    y: float
    scale: float
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def at(self, point: Point) -> Point:
        return self.x + point[0] * self.scale, self.y - point[1] * self.scale

    def back(self, spot: Point) -> Point:
        return (spot[0] - self.x) / self.scale, (self.y - spot[1]) / self.scale

    def is_free(self, x: float, y: float, width: float, height: float) -> bool:
        """Whether a box around (x, y) is on the map and covers nothing written."""
        left, top, right, bottom = x - width / 2, y - height / 2, x + width / 2, y + height / 2
        if left < 4 or right > MAP_WIDTH - 4 or top < HEAD or bottom > HEIGHT - 4:
            return False
        return all(right < a or c < left or bottom < b or d < top for a, b, c, d in self.taken)

    def take(self, x: float, y: float, width: float, height: float) -> None:
        self.taken.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))


def route_picture(
    request: RouteRequest,
    result: RouteResult,
    names: Mapping[str, str],
    say: Say,
    title: str,
    vans: Sequence[str] = (),
    streets: Sequence[Street] = (),
    ground: Ground = NO_GROUND,
) -> bytes:
    """A PNG: the map at the left; at the right what each van does, or the stops of a single one.

    `names`: stop id to what is written in the list; `vans`: what each route's van is called, else its number;
    `ground`: of `tiles_under` those that could be had.
    Raises InvalidInput when places have no coordinates (a matrix alone cannot be drawn).
    """
    points = _points(request)
    called = list(vans) or [str(n) for n in range(1, len(result.routes) + 1)]
    rows = sum(min(len(route.stops), MOST_ROWS) for route in result.routes) if _lists_stops(result) else 0
    height = max(HEIGHT, HEAD + 80 + rows * ROW + min(len(result.routes), MOST_VANS) * VAN_ROW)
    paper = Paper(MAP_WIDTH + LIST_WIDTH, height, GROUND)
    on_map = _fitted([points[id_] for id_ in _shown(request, result)])
    globe = _projection(request.depot)
    if globe:
        _draw_streets(paper, on_map, streets, globe)
        _draw_tiles(paper, on_map, ground, globe)
    _draw_routes(paper, on_map, request, result, points)
    if globe:
        on_map.taken += [_seen_at(on_map, tile, globe) for tile in ground.tiles]
        _name_streets(paper, on_map, streets, globe)
    paper.box(MAP_WIDTH, 0, LIST_WIDTH, height, "white")
    paper.box(0, HEIGHT, MAP_WIDTH, height - HEIGHT, "white")
    paper.box(0, 0, MAP_WIDTH + LIST_WIDTH, HEAD - 8, "white")
    paper.text(26, 32, title, 30, bold=True, fit=MAP_WIDTH + LIST_WIDTH - 60)
    _draw_scale(paper, on_map, request, say)
    _draw_list(paper, request, result, names, called, say)
    return paper.png()


def tiles_under(request: RouteRequest, result: RouteResult) -> list[TileAt]:
    """What `route_picture` would lay under the routes: 56 tiles at most, none under places on a plane.

    Raises InvalidInput as `route_picture` does.
    """
    globe, points = _projection(request.depot), _points(request)
    if globe is None:
        return []
    on_map = _fitted([points[id_] for id_ in _shown(request, result)])
    return globe.tiles(on_map.back((0, HEAD - 8)), on_map.back((MAP_WIDTH, HEIGHT)), on_map.scale)


def _shown(request: RouteRequest, result: RouteResult) -> Iterator[str]:
    yield request.depot.id
    for route in result.routes:
        yield from (visit.id for visit in route.stops)
    yield from (one.id for one in result.unserved)


def _points(request: RouteRequest) -> dict[str, Point]:
    """Metres east and north of the depot, or the caller's own plane."""
    all_places: list[tuple[str, Depot | Stop]] = [("depot", request.depot)]
    all_places += [(f"stops[{i}]", stop) for i, stop in enumerate(places(request))]
    return {place.id: _point(field_, place, request.depot) for field_, place in all_places}


def _point(field_: str, place: Depot | Stop, depot: Depot) -> Point:
    if place.x is not None and place.y is not None:
        return place.x, place.y
    globe = _projection(depot)
    if place.lat is None or place.lon is None or globe is None:
        raise InvalidInput(field_, "has no coordinates to draw")
    return globe.metres(GeoPoint(place.lat, place.lon))


def _projection(depot: Depot) -> Projection | None:
    if depot.lat is None or depot.lon is None:
        return None
    return Projection(GeoPoint(depot.lat, depot.lon))


def _fitted(points: Sequence[Point]) -> _Map:
    xs, ys = zip(*points, strict=True)
    width, height = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    room_x, room_y = MAP_WIDTH - 140, HEIGHT - HEAD - 170
    # A single door is shown with its surroundings, not as all the paper there is.
    scale = min(room_x / width, room_y / height, 0.5 if max(width, height) > 1000 else 0.25)
    x = MAP_WIDTH / 2 - (max(xs) + min(xs)) / 2 * scale
    y = HEAD + 55 + room_y / 2 + (max(ys) + min(ys)) / 2 * scale
    return _Map(x, y, scale)


def _draw_streets(paper: Paper, on_map: _Map, streets: Sequence[Street], globe: Projection) -> None:
    for street in streets:
        ends = [on_map.at(globe.metres(p)) for p in (street.start, street.end)]
        if ends[0] != ends[1]:
            paper.line(ends, STREET, 5.0)
            paper.line(ends, "white", 3.4)


def _draw_tiles(paper: Paper, on_map: _Map, ground: Ground, globe: Projection) -> None:
    """Paler than they are: the routes are what is looked at."""
    for tile, dots in ground.tiles.items():
        paper.picture(_seen_at(on_map, tile, globe), paled(dots, TILE_PALER))
    if ground.tiles and ground.credit:
        x, y, width = MAP_WIDTH - 10, HEIGHT - 14, paper.text_width(ground.credit, 14)
        paper.text(x, y, ground.credit, 14, colour=FAINT, align="right", halo="white")
        on_map.take(x - width / 2, y, width, 18)


def _seen_at(on_map: _Map, tile: TileAt, globe: Projection) -> tuple[float, float, float, float]:
    left, top = on_map.at(globe.corner(tile.zoom, tile.x, tile.y))
    right, bottom = on_map.at(globe.corner(tile.zoom, tile.x + 1, tile.y + 1))
    return left, top, right, bottom


def _name_streets(paper: Paper, on_map: _Map, streets: Sequence[Street], globe: Projection) -> None:
    """Along the middle of what is seen of each, where nothing else is written."""
    for street in streets:
        a, b = (on_map.at(globe.metres(p)) for p in (street.start, street.end))
        steps = [(a[0] + (b[0] - a[0]) * n / 20, a[1] + (b[1] - a[1]) * n / 20) for n in range(21)]
        width = paper.text_width(street.name, 14)
        slope = degrees(atan2(a[1] - b[1], b[0] - a[0])) if a != b else 0.0
        slope = (slope + 90) % 180 - 90
        box = (width, 16.0) if abs(slope) < 20 else (16.0, width) if abs(slope) > 70 else (width, width)
        free = [p for p in steps if on_map.is_free(*p, *box)]
        if free:
            x, y = free[len(free) // 2]
            on_map.take(x, y, *box)
            paper.text(x, y, street.name, 14, colour=STREET_NAME, align="center", halo=GROUND, turned=slope)


def _draw_routes(
    paper: Paper, on_map: _Map, request: RouteRequest, result: RouteResult, points: Mapping[str, Point]
) -> None:
    """Ways to and from the depot are faint: they cross the whole town and say least."""
    depot = on_map.at(points[request.depot.id])
    visits = [(n, visit) for n, route in enumerate(result.routes) for visit in route.stops]
    radius = 14.0 if len(visits) <= MOST_TIMES else 10.0 if len(visits) <= MOST_NUMBERS else 4.0
    homes = [on_map.at(points[visit.id]) for _, visit in visits]
    spots = _spread([depot, *homes], radius)[1:] if len(visits) <= MOST_NUMBERS else homes
    placed = iter(spots)
    for n, route in enumerate(result.routes):
        _draw_way(paper, depot, [next(placed) for _ in route.stops], _colour(n), n // len(COLOURS))
    for x, y in [depot, *spots]:
        on_map.take(x, y, 2 * radius, 2 * radius)
    numbers = [number for route in result.routes for number in range(1, len(route.stops) + 1)]
    for (n, _), home, spot, number in zip(visits, homes, spots, numbers, strict=True):
        if max(abs(home[0] - spot[0]), abs(home[1] - spot[1])) > radius / 2:
            paper.line([home, spot], _colour(n), 1.0)
            paper.disc(*home, 3, _colour(n))
        paper.disc(*spot, radius, _colour(n))
        if len(visits) <= MOST_NUMBERS:
            paper.text(*spot, str(number), radius * 1.05, bold=True, colour="white", align="center")
    for one in result.unserved:
        x, y = on_map.at(points[one.id])
        for slope in (-1, 1):
            paper.line([(x - 7, y - 7 * slope), (x + 7, y + 7 * slope)], ALARM, 2.5)
    _draw_depot(paper, *depot)
    if len(visits) <= MOST_TIMES:
        for (_, visit), (x, y) in zip(visits, spots, strict=True):
            _write_time(paper, on_map, x, y, radius, clock(visit.arrival))


def _spread(spots: Sequence[Point], radius: float) -> list[Point]:
    """Pushed apart until the numbers can be read; the first one, the depot, stays."""
    at = np.array(spots, dtype=float)
    if len(at) < 2:
        return [tuple(p) for p in at]
    # Two at the very same place need a direction to part in.
    at[1:] += 0.01 * np.stack([np.cos(np.arange(1, len(at))), np.sin(np.arange(1, len(at)))], axis=1)
    least = 2 * radius + 1
    for _ in range(SPREADING):
        gap = at[:, None] - at[None, :]
        away = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(away, np.inf)
        push = np.clip(least - away, 0, None) / 2
        if not push.any():
            break
        at[1:] += ((gap / np.maximum(away, 1e-6)[..., None]) * push[..., None]).sum(axis=1)[1:]
    return [(float(x), float(y)) for x, y in at]


def _draw_way(paper: Paper, depot: Point, stops: Sequence[Point], colour: str, lap: int) -> None:
    styles: tuple[Dashes, ...] = ((), DASHED, DOTTED, DASH_DOTTED)
    style = styles[lap % 4]
    faint = mixed(colour, GROUND, 0.6)
    paper.line([depot, stops[0]], faint, 1.4, style)
    paper.line([stops[-1], depot], faint, 1.4, style)
    for a, b in pairwise(stops):
        paper.line([a, b], colour, 2.2, style)
        if abs(a[0] - b[0]) + abs(a[1] - b[1]) > 70:
            paper.arrow(a, b, colour)


def _write_time(paper: Paper, on_map: _Map, x: float, y: float, radius: float, text: str) -> None:
    """Beside its number where there is room, else not at all: the list has it too."""
    width, height = paper.text_width(text, 13) + 4, 15.0
    beside, below = radius + width / 2 + 2, radius + height / 2 + 1
    for across, down in ((beside, 0.0), (-beside, 0.0), (0.0, below), (0.0, -below)):
        if on_map.is_free(x + across, y + down, width, height):
            on_map.take(x + across, y + down, width, height)
            paper.text(x + across, y + down, text, 13, align="center", halo=GROUND)
            return


def _draw_depot(paper: Paper, x: float, y: float, side: float = 15) -> None:
    """A house."""
    paper.polygon(
        [(x - side, y + side), (x + side, y + side), (x + side, y - side / 3), (x, y - side * 1.2),
         (x - side, y - side / 3)], INK, "white", 2,
    )  # fmt: skip
    paper.box(x - side / 4, y + side / 4, side / 2, side * 0.75, "white")


def _draw_scale(paper: Paper, on_map: _Map, request: RouteRequest, say: Say) -> None:
    """A bar of a round length, about a sixth of the map, and where north is, for places on the globe only."""
    if request.depot.lat is None:
        return
    metres = _round_length(MAP_WIDTH / 6 / on_map.scale)
    x, y = 30, HEIGHT - 24
    end = x + metres * on_map.scale
    paper.line([(x, y - 6), (x, y), (end, y), (end, y - 6)], INK, 2.0)
    length = say("picture-km", length=metres // 1000) if metres >= 1000 else say("picture-m", length=metres)
    paper.text((x + end) / 2, y - 14, length, 16, align="center", halo=GROUND)
    top = HEAD + 20
    paper.polygon([(36, top), (44, top + 26), (36, top + 20), (28, top + 26)], INK)
    paper.text(36, top + 40, say("picture-north"), 16, bold=True, align="center", halo=GROUND)


def _round_length(metres: float) -> int:
    power: int = 10 ** floor(log10(max(metres, 1)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1))


def _colour(n: int) -> str:
    return COLOURS[n % len(COLOURS)]


def _draw_list(
    paper: Paper,
    request: RouteRequest,
    result: RouteResult,
    names: Mapping[str, str],
    vans: Sequence[str],
    say: Say,
) -> None:
    x, y = MAP_WIDTH + 20.0, HEAD + 14.0
    _draw_depot(paper, x + 12, y, 10)
    paper.text(x + 34, y, say("picture-depot"), 18)
    if result.unserved:
        for slope in (-1, 1):
            paper.line([(x + 250, y - 6 * slope), (x + 262, y + 6 * slope)], ALARM, 2.5)
        paper.text(x + 276, y, say("picture-unserved", count=len(result.unserved)), 18, colour=ALARM)
    y += 42
    for n, route in list(enumerate(result.routes))[:MOST_VANS]:
        _draw_van(paper, x, y, request, route, n, vans[n], say)
        y += VAN_ROW
        if _lists_stops(result):
            y = _draw_stops(paper, x, y, request, route, _colour(n), names, say)


def _lists_stops(result: RouteResult) -> bool:
    return len(result.routes) == 1 or sum(len(route.stops) for route in result.routes) <= MOST_ROWS


def _draw_van(
    paper: Paper,
    x: float,
    y: float,
    request: RouteRequest,
    route: Route,
    n: int,
    van: str,
    say: Say,
) -> None:
    drives = legs(request, route)
    paper.disc(x + 12, y + 10, 12, _colour(n))
    paper.text(x + 34, y, say("picture-van", van=van), 19, bold=True, fit=LIST_WIDTH - 80)
    facts = say(
        "picture-van-facts",
        stops=len(route.stops),
        km=Decimal(f"{route.distance_m / 1000:.1f}"),
        start=clock(route.stops[0].arrival - drives[0]),
        end=clock(route.stops[-1].departure + drives[-1]),
    )
    paper.text(x + 34, y + 25, facts, 17, colour=FAINT, fit=LIST_WIDTH - 60)


def _draw_stops(
    paper: Paper,
    x: float,
    y: float,
    request: RouteRequest,
    route: Route,
    colour: str,
    names: Mapping[str, str],
    say: Say,
) -> float:
    """Number, arrival, the promised hours and who it is; late ones stand out. Gives where the next row goes."""
    windows: dict[str, Any] = {stop.id: stop.windows for stop in request.stops}
    shown = route.stops if len(route.stops) <= MOST_ROWS else route.stops[: MOST_ROWS - 1]
    for number, visit in enumerate(shown, start=1):
        paper.disc(x + 12, y, 11.5, colour)
        paper.text(x + 12, y, str(number), 12, bold=True, colour="white", align="center")
        window = _promised(windows[visit.id], visit.arrival)
        late = window is not None and visit.arrival > window[1]
        paper.text(x + 34, y, clock(visit.arrival), 16, bold=True, colour=ALARM if late else INK)
        if window:
            paper.text(x + 92, y, f"{clock(window[0])}–{clock(window[1])}", 15, colour=FAINT)
        paper.text(x + 200, y, names.get(visit.id, visit.id), 16, fit=LIST_WIDTH - 240)
        y += ROW
    if len(shown) < len(route.stops):
        paper.text(x + 34, y, say("picture-more", count=len(route.stops) - len(shown)), 16, colour=FAINT)
    return y + ROW / 2


def _promised(windows: Sequence[Sequence[float]], arrival: float) -> tuple[float, float] | None:
    """The window that the visit keeps, or the last one when it keeps none."""
    kept = [w for w in windows if arrival <= w[1]] or list(windows)[-1:]
    return (kept[0][0], kept[0][1]) if kept else None
