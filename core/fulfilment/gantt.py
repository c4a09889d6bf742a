"""The day of every van as bars: driving, waiting, serving, and the hours that were promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from core.fulfilment.drawing import ALARM, COLOURS, FAINT, INK, PALE, Paper, Say, clock, mixed, ranges
from core.fulfilment.routing.legs import legs
from core.fulfilment.routing.model import Route, RouteRequest, RouteResult, Visit

WIDTH, MARGIN, NAMES, HEAD, FOOT = 1280, 24, 130, 130, 40
"""What a phone's chat leaves of a wider picture nobody can read."""
LANE, NUMBERS, BRACKET, GAP = 30, 46, 24, 20
KEY_ROW = 34
LAST_HOUR = 30
"""Pixels beside the axis for half of its last hour's name."""
MOST_VANS = 40
HOUR = 3600
LEAST_NUMBER_GAP = 15
"""Pixels between numbers of one height."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A promised window and the visits, numbered from 1, that were promised it."""

    start: float
    end: float
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    begins: float
    ends: float

    def x(self, seconds: float) -> float:
        share = (seconds - self.begins) / (self.ends - self.begins)
        return MARGIN + NAMES + share * (WIDTH - 2 * MARGIN - NAMES - LAST_HOUR)


def day_picture(
    request: RouteRequest, result: RouteResult, say: Say, title: str, vans: Sequence[str] = ()
) -> bytes:
    """A PNG, one row for every route. `vans` is what each is called, else its number."""
    shown = result.routes[:MOST_VANS]
    drives = [legs(request, route) for route in shown]
    axis = _axis(shown, drives)
    windows = {stop.id: stop.windows for stop in request.stops}
    levels = [bracket_levels(brackets(route, windows)) for route in shown]
    heights = [NUMBERS + LANE + BRACKET * len(rows) + GAP for rows in levels]
    key = _key_rows(say, len(result.routes) - len(shown))
    paper = Paper(WIDTH, HEAD + sum(heights) + FOOT + KEY_ROW * len(key))
    paper.text(MARGIN, 40, title, 32, bold=True, fit=WIDTH - 2 * MARGIN)
    _draw_hours(paper, axis, HEAD + sum(heights) - 6)
    y = float(HEAD)
    for n, route in enumerate(shown):
        called = vans[n] if vans else str(n + 1)
        _draw_van(paper, axis, y, route, drives[n], levels[n], n, say("picture-van", van=called), windows)
        y += heights[n]
        paper.line([(MARGIN, y - GAP / 2), (WIDTH - MARGIN, y - GAP / 2)], PALE, 1.0)
    for place, row in enumerate(key):
        _draw_key(paper, y + 30 + place * KEY_ROW, row)
    return paper.png()


def brackets(route: Route, windows: Mapping[str, Sequence[Sequence[float]]]) -> list[Bracket]:
    """One for each promise that the route keeps, the earliest first."""
    found: dict[tuple[float, float], list[int]] = {}
    for number, visit in enumerate(route.stops, start=1):
        if window := _promised(windows[visit.id], visit):
            found.setdefault(window, []).append(number)
    return [Bracket(*window, tuple(numbers)) for window, numbers in sorted(found.items())]


def bracket_levels(found: Sequence[Bracket]) -> list[list[Bracket]]:
    """Rows in which no two overlap."""
    rows: list[list[Bracket]] = []
    for bracket in found:
        free = next((row for row in rows if row[-1].end <= bracket.start), None)
        if free is None:
            rows.append([bracket])
        else:
            free.append(bracket)
    return rows


def _promised(windows: Sequence[Sequence[float]], visit: Visit) -> tuple[float, float] | None:
    """The window that the visit keeps, or the last one when it keeps none."""
    kept = [w for w in windows if visit.arrival <= w[1]] or list(windows)[-1:]
    return (kept[0][0], kept[0][1]) if kept else None


def _axis(routes: Sequence[Route], drives: Sequence[Sequence[float]]) -> _Axis:
    starts = [route.stops[0].arrival - way[0] for route, way in zip(routes, drives, strict=True)]
    ends = [route.stops[-1].departure + way[-1] for route, way in zip(routes, drives, strict=True)]
    begins = floor(min(starts, default=8 * HOUR) / HOUR) * HOUR
    return _Axis(begins, max(begins + HOUR, ceil(max(ends, default=20 * HOUR) / HOUR) * HOUR))


def _draw_hours(paper: Paper, axis: _Axis, bottom: float) -> None:
    hours = int((axis.ends - axis.begins) // HOUR)
    every = next(step for step in (1, 2, 3, 6, 12, 24, hours) if hours / step <= 24)
    for hour in range(0, hours + 1, every):
        at = axis.begins + hour * HOUR
        paper.line([(axis.x(at), HEAD - 22), (axis.x(at), bottom)], PALE, 1.0)
        paper.text(axis.x(at), HEAD - 36, clock(at), 17, colour=FAINT, align="center")


def _draw_van(
    paper: Paper,
    axis: _Axis,
    top: float,
    route: Route,
    drives: Sequence[float],
    levels: Sequence[Sequence[Bracket]],
    n: int,
    name: str,
    windows: Mapping[str, Sequence[Sequence[float]]],
) -> None:
    colour = COLOURS[n % len(COLOURS)]
    lane = top + NUMBERS
    room = NAMES - 12
    size = max(14.0, 22 * min(1.0, room / max(1.0, paper.text_width(name, 22, bold=True))))
    paper.text(MARGIN, lane + LANE / 2, name, size, bold=True, fit=room)
    at = route.stops[0].arrival - drives[0]
    heights = [0.0, 0.0, 0.0]
    for number, (visit, drive) in enumerate(zip(route.stops, drives, strict=False), start=1):
        _draw_drive(paper, axis, lane, at, at + drive, colour)
        if visit.arrival > at + drive:
            _draw_wait(paper, axis, lane, at + drive, visit.arrival, colour)
        window = _promised(windows[visit.id], visit)
        late = window is not None and visit.arrival > window[1]
        x, end = axis.x(visit.arrival), axis.x(visit.departure)
        paper.box(x, lane, max(2.5, end - x), LANE, ALARM if late else colour, "white")
        _number(paper, (x + end) / 2, lane, str(number), heights, ALARM if late else INK)
        at = visit.departure
    _draw_drive(paper, axis, lane, at, at + drives[-1], colour)
    for level, row in enumerate(levels):
        for bracket in row:
            _draw_bracket(paper, axis, lane + LANE + 6 + level * BRACKET, bracket, colour)


def _draw_drive(paper: Paper, axis: _Axis, lane: float, start: float, end: float, colour: str) -> None:
    x = axis.x(start)
    paper.box(x, lane + LANE * 0.38, axis.x(end) - x, LANE * 0.24, mixed(colour, "white", 0.45))


def _draw_wait(paper: Paper, axis: _Axis, lane: float, start: float, end: float, colour: str) -> None:
    y = lane + LANE / 2
    paper.line([(axis.x(start), y), (axis.x(end), y)], mixed(colour, "white", 0.35), 2.0, (1, 2))


def _number(paper: Paper, x: float, lane: float, text: str, heights: list[float], colour: str) -> None:
    """Above the lane, a step higher where the last one is too near, not at all where all of them are."""
    room = max(float(LEAST_NUMBER_GAP), paper.text_width(text, 13) + 4)
    for level in range(len(heights)):
        if x - heights[level] >= room:
            heights[level] = x
            paper.text(x, lane - 8 - 14 * level, text, 13, align="center", colour=colour)
            return


def _draw_bracket(paper: Paper, axis: _Axis, y: float, bracket: Bracket, colour: str) -> None:
    x, end = axis.x(max(bracket.start, axis.begins)), axis.x(min(bracket.end, axis.ends))
    faint = mixed(colour, "white", 0.55)
    paper.line([(x + 2, y), (x + 2, y + 6), (end - 2, y + 6), (end - 2, y)], faint, 1.4)
    numbers = ranges(bracket.numbers)
    whole = f"{clock(bracket.start)}–{clock(bracket.end)} · {numbers}"
    shown = whole if paper.text_width(whole, 13) < end - x - 8 else numbers
    width = paper.text_width(shown, 13) + 8
    paper.box((x + end - width) / 2, y - 2, width, 17, "white")
    paper.text((x + end) / 2, y + 6, shown, 13, colour=FAINT, align="center")


def _key_rows(say: Say, left_out: int) -> list[list[tuple[str, str, float]]]:
    """Kind, word and where it begins, in as many rows as hold them."""
    words = [
        ("drive", say("picture-drive")),
        ("wait", say("picture-wait")),
        ("service", say("picture-service")),
        ("slot", say("picture-slot")),
        ("late", say("picture-late")),
        *([("more", say("picture-more", count=left_out))] if left_out else []),
    ]
    ruler = Paper(1, 1)
    rows: list[list[tuple[str, str, float]]] = [[]]
    x = float(MARGIN)
    for kind, word in words:
        width = 80 + ruler.text_width(word, 18)
        if rows[-1] and x + width > WIDTH:
            rows.append([])
            x = float(MARGIN)
        rows[-1].append((kind, word, x))
        x += width
    return rows


def _draw_key(paper: Paper, y: float, row: Sequence[tuple[str, str, float]]) -> None:
    colour = COLOURS[0]
    for kind, word, x in row:
        match kind:
            case "drive":
                paper.box(x, y - 4, 44, 8, mixed(colour, "white", 0.45))
            case "wait":
                paper.line([(x, y), (x + 44, y)], mixed(colour, "white", 0.35), 2.0, (1, 2))
            case "slot":
                paper.line([(x, y - 4), (x, y + 4), (x + 44, y + 4), (x + 44, y - 4)], FAINT, 1.4)
            case "service" | "late":
                paper.box(x + 12, y - 14, 20, 28, ALARM if kind == "late" else colour)
        paper.text(x + (0 if kind == "more" else 52), y, word, 18, colour=FAINT)
