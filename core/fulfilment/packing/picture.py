"""A parcel as a warehouse worker sees it: the carton step by step, every thing numbered as it goes in."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sin
from typing import Literal, NamedTuple

from core.fulfilment.drawing import FAINT, Mark, Paper, Point, Say, kilograms, mixed, ranges
from core.fulfilment.packing.legend import Colour, Legend, marks
from core.fulfilment.packing.model import CartonType, Item, Parcel, Placement
from core.fulfilment.packing.sight import covers, overlap_from_above, painters_order

WIDTH, MARGIN, HEAD = 1200, 30, 104
PANEL_HEIGHTS = {1: 700, 2: 540, 3: 440}
"""By the number of panels in a row."""
UNITS_A_STEP, MOST_STEPS = 7, 9
MOST_STEPPED, MOST_DRAWN = 400, 800
"""Units that are drawn step by step; of so many that they are drawn at all, those nearest to the viewer."""
LEAST_NUMBER, LARGEST_NUMBER = 9.0, 30.0
GOLDEN = 0.618033988749895
CARDBOARD, CARDBOARD_EDGE = "#f3ead9", "#b9a583"
LAID = 0.78
"""How pale a thing is that an earlier step put in."""
SPOTS = ((0.5, 0.5), (0.25, 0.5), (0.75, 0.5), (0.5, 0.25), (0.5, 0.75), (0.25, 0.75), (0.75, 0.25))
"""Where on a face a number may stand, in shares of its sides; the middle if it is free."""
BESIDE = 0.6
"""Of the room in the middle there is so much at the other spots."""


class _Face(NamedTuple):
    """A visible side of a thing: its lesser measure and its middle in mm, and the size a number has there."""

    name: str
    across: float
    spot: tuple[float, float, float]
    size: float


@dataclass(frozen=True, slots=True)
class _View:
    """Where the millimetres of a carton lie on the paper."""

    x: float
    y: float
    scale: float

    def at(self, x: float, y: float, z: float) -> Point:
        """x runs to the lower right, y (from back to front) to the lower left, z up."""
        across, down = (x - y) * cos(radians(30)), (x + y) * sin(radians(30)) - z
        return self.x + across * self.scale, self.y + down * self.scale


def packing_steps(order: Sequence[Placement]) -> list[range]:
    """Stretches of the order that a person takes in at one look, cut where another item begins if there is
    such a place near."""
    steps = min(MOST_STEPS, max(1, ceil(len(order) / UNITS_A_STEP))) if len(order) <= MOST_STEPPED else 1
    cuts = [0]
    for n in range(1, steps):
        even = round(n * len(order) / steps)
        near = range(max(cuts[-1] + 1, even - 2), min(len(order) - 1, even + 2) + 1)
        changes = [at for at in near if order[at - 1].item_id != order[at].item_id]
        cuts.append(min(changes or [even], key=lambda at: abs(at - even)))
    return [range(a, b) for a, b in zip(cuts, [*cuts[1:], len(order)], strict=True)]


def packing_picture(
    items: Sequence[Item],
    carton: CartonType | None,
    parcel: Parcel,
    names: Mapping[str, str],
    say: Say,
    heading: str = "",
    kind: Literal["carton", "cell"] = "carton",
) -> bytes:
    """A PNG: the carton seen from the front right and above after each step, with a legend under it.

    `names`: what to call each item; an id without a name is shown as it is. `heading` goes before the
    carton's name: whose parcel it is. Without a carton the unit stands alone with its own measures. A `kind` of
    cell is one of a parcel locker.
    """
    if carton is None:
        (own,) = parcel.placements
        carton = CartonType("", own.dx_mm, own.dy_mm, own.dz_mm, parcel.weight_g)
    known = {item.id: item for item in items}
    order = parcel.placements
    nearest = sorted(order, key=lambda p: p.x_mm + p.y_mm + p.z_mm)[-MOST_DRAWN:]
    painted = painters_order(nearest)
    groups = _legend_groups(order)
    colours = {item_id: _pastel(n) for n, item_id in enumerate(groups)}
    steps = packing_steps(order)
    panels = 1 if len(steps) == 1 else 2 if len(steps) <= 4 else 3
    width, height = (WIDTH - 2 * MARGIN) / panels, PANEL_HEIGHTS[panels]
    legend = Legend(groups, known, names, MARGIN, WIDTH - 2 * MARGIN)
    legend_at = HEAD + height * ceil(len(steps) / panels) + 16
    paper = Paper(WIDTH, legend_at + legend.height)
    _draw_head(paper, carton, parcel, say, heading, kind)
    for n, step in enumerate(steps):
        down, across = divmod(n, panels)
        x, y = MARGIN + across * width, HEAD + down * height
        if len(steps) > 1:
            title = say("picture-step", step=n + 1, steps=len(steps))
            paper.text(x + 8, y + 22, title, 24, bold=True, fit=width - 110)
            count = str(step[0] + 1) if len(step) == 1 else f"{step[0] + 1}–{step[-1] + 1}"
            paper.text(x + width - 16, y + 22, count, 22, colour=FAINT, align="right")
        view = _view(carton, x + 14, y + 40, width - 28, height - 52)
        _draw_carton(paper, view, carton, order, painted, step, colours, known)
    legend.draw(paper, legend_at, colours, say)
    return paper.png()


def _view(carton: CartonType, x: float, y: float, width: float, height: float) -> _View:
    length, depth, up = carton.length_mm, carton.width_mm, carton.height_mm
    wide, high = (length + depth) * cos(radians(30)), (length + depth) * sin(radians(30)) + up
    scale = min(width / wide, height / high)
    left = x + (width - wide * scale) / 2 + depth * cos(radians(30)) * scale
    return _View(left, y + (height - high * scale) / 2 + up * scale, scale)


def _draw_head(paper: Paper, carton: CartonType, parcel: Parcel, say: Say, heading: str, kind: str) -> None:
    name = (
        say(f"picture-{kind}", carton=carton.id, fill=round(parcel.fill * 100))
        if parcel.carton_id is not None
        else say("picture-without-carton")
    )
    title = f"{heading}: {name}" if heading else name
    paper.text(MARGIN + 8, 36, title, 32, bold=True, fit=WIDTH - 2 * MARGIN - 16)
    facts = say(
        "picture-carton-facts",
        length=str(carton.length_mm),
        width=str(carton.width_mm),
        height=str(carton.height_mm),
        weight=kilograms(parcel.weight_g),
        units=len(parcel.placements),
    )
    paper.text(MARGIN + 8, 78, facts, 22, colour=FAINT, fit=WIDTH - 2 * MARGIN - 16)


def _legend_groups(order: Sequence[Placement]) -> dict[str, list[int]]:
    """Item id -> numbers of its units."""
    groups: dict[str, list[int]] = {}
    for number, placement in enumerate(order, start=1):
        groups.setdefault(placement.item_id, []).append(number)
    return groups


def _pastel(n: int) -> Colour:
    """Steps of the golden ratio around the colour wheel keep neighbours in the list apart."""
    return colorsys.hls_to_rgb((0.56 + n * GOLDEN) % 1.0, (0.74, 0.66, 0.8)[n % 3], 0.62)


def _draw_carton(
    paper: Paper,
    view: _View,
    carton: CartonType,
    order: Sequence[Placement],
    painted: Sequence[Placement],
    step: range,
    colours: Mapping[str, Colour],
    items: Mapping[str, Item],
) -> None:
    """What the step lays in, with numbers, among what lies there already."""
    a, b, c = carton.length_mm, carton.width_mm, carton.height_mm
    for wall, colour in (
        ([(0, 0, 0), (a, 0, 0), (a, b, 0), (0, b, 0)], mixed(CARDBOARD, CARDBOARD_EDGE, 0.25)),
        ([(0, 0, 0), (a, 0, 0), (a, 0, c), (0, 0, c)], CARDBOARD),
        ([(0, 0, 0), (0, b, 0), (0, b, c), (0, 0, c)], mixed(CARDBOARD, CARDBOARD_EDGE, 0.1)),
    ):
        paper.polygon([view.at(*corner) for corner in wall], colour, CARDBOARD_EDGE)
    numbers = {id(p): n for n, p in enumerate(order)}
    shown = [p for p in painted if numbers[id(p)] <= step[-1]]
    faces: list[tuple[Placement, list[_Face]]] = []
    for n, p in enumerate(shown):
        new = numbers[id(p)] in step
        _draw_box(
            paper, view, p, colours[p.item_id] if new else mixed(colours[p.item_id], "white", LAID), new
        )
        if new:
            faces.append((p, _free_faces(view, p, shown[n + 1 :])))
    said = _said_on(faces, {key: n + 1 for key, n in numbers.items()})
    for p, free in faces:
        if free:
            _draw_number(paper, view, p, ranges(said[id(p)]), free, marks(items[p.item_id]))
    rim = [(a, 0, c), (a, b, c), (0, b, c)]
    paper.line([view.at(*corner) for corner in rim], CARDBOARD_EDGE, 1.3, (4, 3))
    paper.line([view.at(a, b, 0), view.at(a, b, c)], CARDBOARD_EDGE, 1.3, (4, 3))


def _draw_box(paper: Paper, view: _View, p: Placement, colour: Colour, new: bool) -> None:
    x1, y1, z1 = p.x_mm, p.y_mm, p.z_mm
    x2, y2, z2 = x1 + p.dx_mm, y1 + p.dy_mm, z1 + p.dz_mm
    edge = mixed(colour, "black", 0.5 if new else 0.25)
    for face, tone in (
        ([(x1, y1, z2), (x2, y1, z2), (x2, y2, z2), (x1, y2, z2)], mixed(colour, "white", 0.15)),
        ([(x1, y2, z1), (x2, y2, z1), (x2, y2, z2), (x1, y2, z2)], mixed(colour, "black", 0.06)),
        ([(x2, y1, z1), (x2, y2, z1), (x2, y2, z2), (x2, y1, z2)], mixed(colour, "black", 0.18)),
    ):
        paper.polygon([view.at(*corner) for corner in face], tone, edge, 1.1 if new else 0.7)


def _free_faces(view: _View, p: Placement, later: Sequence[Placement]) -> list[_Face]:
    """Faces with room for a number that nothing drawn later covers, the roomiest first."""
    faces = (_free_face(view, *seen, later) for seen in _faces(p))
    return sorted((face for face in faces if face), key=lambda face: -face.size)


def _free_face(
    view: _View,
    name: str,
    across: float,
    spots: Sequence[tuple[float, float, float]],
    later: Sequence[Placement],
) -> _Face | None:
    """With a number as large as there is room for, in the middle if it can stand there."""
    for share in (1.0, 0.6):
        for n, spot in enumerate(spots):
            room = across if n == 0 else BESIDE * across
            size = share * min(LARGEST_NUMBER, 0.5 * room * view.scale)
            if size >= LEAST_NUMBER and not any(covers(q, spot, 0.6 * size / view.scale) for q in later):
                return _Face(name, room, spot, size)
    return None


def _faces(p: Placement) -> Iterator[tuple[str, float, list[tuple[float, float, float]]]]:
    """Those that are seen: name, lesser measure and the spots for a number."""
    x, y, z, dx, dy, dz = p.x_mm, p.y_mm, p.z_mm, p.dx_mm, p.dy_mm, p.dz_mm
    yield "top", min(dx, dy), [(x + u * dx, y + v * dy, z + dz) for u, v in SPOTS]
    yield "front", min(dx, dz), [(x + u * dx, y + dy, z + v * dz) for u, v in SPOTS]
    yield "side", min(dy, dz), [(x + dx, y + u * dy, z + v * dz) for u, v in SPOTS]


def _said_on(
    faces: Sequence[tuple[Placement, list[_Face]]], numbers: Mapping[int, int]
) -> dict[int, list[int]]:
    """Which numbers each thing shows: its own, and those of what this step buried under it."""
    said = {id(p): [numbers[id(p)]] for p, _ in faces}
    for p, free in faces:
        above = [q for q, seen in faces if seen and q.z_mm >= p.z_mm + p.dz_mm and overlap_from_above(p, q)]
        if not free and above:
            said[id(min(above, key=lambda q: q.z_mm))].append(numbers[id(p)])
    return {key: sorted(found) for key, found in said.items()}


def _draw_number(
    paper: Paper, view: _View, p: Placement, text: str, free: Sequence[_Face], marks: Sequence[Mark]
) -> None:
    """On the roomiest free face; the first mark on a wall that is free too."""
    best = free[0]
    # Several numbers are wider than one.
    room = 0.9 * best.across * view.scale / max(1.0, paper.text_width(text, best.size, bold=True))
    paper.text(*view.at(*best.spot), text, best.size * min(1.0, max(0.5, room)), bold=True, align="center")
    walls = [face for face in free[1:] if face.name != "top"]
    if marks and walls and (half := 0.3 * walls[0].across) * view.scale >= 5:
        _draw_mark(paper, view, marks[0], walls[0].spot, half, walls[0].name == "front")


def _draw_mark(
    paper: Paper, view: _View, mark: Mark, centre: tuple[float, float, float], half: float, on_front: bool
) -> None:
    x, y, z = centre

    def place(u: float, v: float) -> Point:
        along, up = (2 * u - 1) * half, (2 * v - 1) * half
        return view.at(x + along, y, z + up) if on_front else view.at(x, y - along, z + up)

    paper.mark_on(mark, place)
