"""A plan to look at: routes on a plain ground with depot, numbered stops and a legend. Needs no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from math import cos, floor, log10, radians
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from core.fulfilment.routing.model import Depot, Route, RouteRequest, RouteResult, Stop
from core.fulfilment.routing.travel import Travel, places, travel
from core.kernel.errors import InvalidInput
from core.kernel.geo import EARTH_RADIUS_M

_COLOURS = (
    "#1f6fb2", "#d1495b", "#2e8b57", "#e08e0b", "#7b4fa3",
    "#0f9ba8", "#a65628", "#c2559d", "#5b7f2b", "#4a4e69",
)  # fmt: skip
_GROUND, _INK, _FAINT = "#f7f6f2", "#2b2d33", "#b9b7ae"
# Numbers on more stops than this cover one another; names need more room still.
_MOST_NUMBERS = 260
_MOST_NAMES = 30


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """Localised texts. `van` takes {vehicle}, {stops}, {km}, {start} and {end}; the others nothing."""

    title: str
    depot: str
    unserved: str
    van: str
    km: str
    m: str


Point = tuple[float, float]


def route_picture(
    request: RouteRequest, result: RouteResult, names: Mapping[str, str], texts: PictureTexts
) -> bytes:
    """A PNG of 1500 by 1000 pixels. `names` (stop id to text) are written beside the stops of a small plan.

    Raises InvalidInput when places have no coordinates (a matrix alone cannot be drawn).
    """
    points = _points(request)
    figure = Figure(figsize=(15, 10), dpi=100, facecolor=_GROUND)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.015, 0.02, 0.705, 0.92))
    axes.set_facecolor(_GROUND)
    axes.set_aspect("equal")
    axes.axis("off")
    figure.text(0.025, 0.955, texts.title, fontsize=20, fontweight="bold", color=_INK)
    for i, route in enumerate(result.routes):
        _draw_route(axes, route, points, request.depot.id, _COLOURS[i % len(_COLOURS)], i // len(_COLOURS))
    served = [visit.id for route in result.routes for visit in route.stops]
    if len(served) <= _MOST_NAMES:
        _write_names(axes, served, points, names)
    left_out = [points[one.id] for one in result.unserved]
    if left_out:
        axes.plot(*zip(*left_out, strict=True), "x", color=_INK, markersize=8, markeredgewidth=2, zorder=6)
    _draw_depot(axes, points[request.depot.id])
    _fit(axes, list(points.values()))
    _draw_scale(axes, request, texts)
    _draw_legend(figure, request, result, texts)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor=_GROUND)
    return out.getvalue()


def _points(request: RouteRequest) -> dict[str, Point]:
    """Metres east and north of the depot, or the caller's own plane."""
    all_places: list[tuple[str, Depot | Stop]] = [("depot", request.depot)]
    all_places += [(f"stops[{i}]", stop) for i, stop in enumerate(places(request))]
    return {place.id: _point(field, place, request.depot) for field, place in all_places}


def _point(field: str, place: Depot | Stop, depot: Depot) -> Point:
    if place.x is not None and place.y is not None:
        return place.x, place.y
    if place.lat is None or place.lon is None or depot.lat is None or depot.lon is None:
        raise InvalidInput(field, "has no coordinates to draw")
    east = EARTH_RADIUS_M * radians(place.lon - depot.lon) * cos(radians(depot.lat))
    return east, EARTH_RADIUS_M * radians(place.lat - depot.lat)


def _draw_route(
    axes: Any, route: Route, points: Mapping[str, Point], depot: str, colour: str, lap: int
) -> None:
    """Ways to and from the depot are faint: they cross the whole town and say least."""
    stops = [points[visit.id] for visit in route.stops]
    style = ("-", "--", ":", "-.")[lap % 4]
    tour = [points[depot], *stops, points[depot]]
    for i, (a, b) in enumerate(pairwise(tour)):
        outer = i in (0, len(tour) - 2)
        axes.plot(
            (a[0], b[0]), (a[1], b[1]), style, color=colour, zorder=2,
            linewidth=1.2 if outer else 2.4, alpha=0.35 if outer else 0.9, solid_capstyle="round",
        )  # fmt: skip
    size = 260 if len(points) <= 60 else 120
    axes.scatter(*zip(*stops, strict=True), s=size, color=colour, edgecolor="white", linewidth=1.2, zorder=4)
    if len(points) <= _MOST_NUMBERS:
        for number, (x, y) in enumerate(stops, start=1):
            axes.text(
                x, y, str(number), ha="center", va="center_baseline", color="white", fontweight="bold",
                fontsize=9 if len(points) <= 60 else 6, zorder=5,
            )  # fmt: skip


def _write_names(axes: Any, served: list[str], points: Mapping[str, Point], names: Mapping[str, str]) -> None:
    halo = [withStroke(linewidth=3, foreground=_GROUND)]
    for stop in served:
        if stop in names:
            axes.annotate(
                names[stop], points[stop], xytext=(12, 0), textcoords="offset points", va="center",
                fontsize=9, color=_INK, path_effects=halo, zorder=7, parse_math=False,
            )  # fmt: skip


def _draw_depot(axes: Any, at: Point) -> None:
    axes.plot(*at, "s", color=_INK, markersize=17, markeredgecolor="white", markeredgewidth=2, zorder=8)
    axes.plot(*at, "^", color="white", markersize=8, zorder=9)


def _fit(axes: Any, points: list[Point]) -> None:
    """A margin around all places, in the shape of the paper, with room for the scale below."""
    xs, ys = zip(*points, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    margin = 0.05 * max(width, height, 1.0)
    axes.set_xlim(min(xs) - margin, max(xs) + margin)
    axes.set_ylim(min(ys) - 2 * margin, max(ys) + margin)


def _draw_scale(axes: Any, request: RouteRequest, texts: PictureTexts) -> None:
    """A bar of a round length, about a sixth of the picture, for places on the globe only."""
    if request.depot.lat is None:
        return
    left, right = axes.get_xlim()
    metres = _round_length((right - left) / 6)
    x, y = left + 0.01 * (right - left), axes.get_ylim()[0] + 0.02 * (right - left)
    axes.plot((x, x + metres), (y, y), color=_INK, linewidth=3, solid_capstyle="butt", zorder=8)
    label = f"{metres // 1000} {texts.km}" if metres >= 1000 else f"{metres} {texts.m}"
    axes.text(x + metres / 2, y + 0.008 * (right - left), label, ha="center", fontsize=10, color=_INK)


def _round_length(metres: float) -> int:
    power: int = 10 ** floor(log10(max(metres, 1)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1))


def _draw_legend(figure: Any, request: RouteRequest, result: RouteResult, texts: PictureTexts) -> None:
    """One row per van: colour, name, and what it does when; rows shrink when there are many."""
    ways = travel(request)
    place = {stop.id: i for i, stop in enumerate(places(request), start=1)}
    rows = len(result.routes)
    step = min(0.066, 0.86 / max(rows + 2, 1))
    size = max(6.0, 12.0 * min(1.0, step / 0.05))
    y = 0.93
    _legend_row(figure, y, "s", _INK, texts.depot, size)
    for i, route in enumerate(result.routes):
        y -= step
        _legend_row(figure, y, "o", _COLOURS[i % len(_COLOURS)], _van_text(ways, place, route, texts), size)
    if result.unserved:
        unserved = f"{texts.unserved}: {len(result.unserved)}"
        _legend_row(figure, y - step, "x", _INK, unserved, size)


def _legend_row(figure: Any, y: float, marker: str, colour: str, text: str, size: float) -> None:
    mark = Line2D(
        [0.745], [y], marker=marker, color=colour, markersize=size, markeredgewidth=2,
        transform=figure.transFigure, linestyle="none",
    )  # fmt: skip
    figure.add_artist(mark)
    figure.text(0.765, y, text, va="center", fontsize=size, color=_INK, linespacing=1.35, parse_math=False)


def _van_text(ways: Travel, place: Mapping[str, int], route: Route, texts: PictureTexts) -> str:
    first, last = route.stops[0], route.stops[-1]
    start = first.arrival - ways.units(int(ways.durations[0, place[first.id]]))
    return texts.van.format(
        vehicle=route.vehicle_id,
        stops=len(route.stops),
        km=f"{route.distance_m / 1000:.1f}",
        start=_clock(start),
        end=_clock(last.departure + ways.units(int(ways.durations[place[last.id], 0]))),
    )


def _clock(seconds: float) -> str:
    minutes = int(seconds) // 60
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
