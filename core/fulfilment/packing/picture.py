"""A parcel as a warehouse worker sees it: every thing in its place, numbered in the order it goes in."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING

from core.fulfilment.packing.model import CartonType, Item, Parcel, Placement

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDE_PX, DPI = 1080, 120
MOST_ROWS = 14
"""Legend rows that can be read on a phone; what is beyond is summed up in one line."""
NAME_LETTERS = 32
GOLDEN = 0.618033988749895
INK, FAINT = "#23303d", "#9aa7b4"
Point = tuple[float, float]
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """Sentences ready to be shown, in the worker's language. `title` names the carton and how full it is."""

    title: str
    millimetres: str = "mm"
    fragile: str = ""
    this_side_up: str = ""
    frozen: str = ""
    chilled: str = ""
    more: str = "…"
    """Stands for the rows that found no place."""


def packing_order(placements: Sequence[Placement]) -> list[Placement]:
    """From the bottom up, then from the back forward; nothing comes before what it rests on."""
    return sorted(placements, key=lambda p: (p.z_mm, p.y_mm, p.x_mm))


def packing_picture(
    items: Sequence[Item], carton: CartonType, parcel: Parcel, names: Mapping[str, str], texts: PictureTexts
) -> bytes:
    """A square PNG: the carton seen from the front right and above, with a legend under it.

    `names`: what to call each item; an id without a name is shown as it is.
    """
    # matplotlib takes most of a second to import, and most who pack draw nothing.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    known = {item.id: item for item in items}
    order = packing_order(parcel.placements)
    groups = _legend_groups(order)
    colours = {item_id: _pastel(n) for n, item_id in enumerate(groups)}
    figure = Figure(figsize=(SIDE_PX / DPI, SIDE_PX / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    rows = min(len(groups), MOST_ROWS)
    columns = 2 if rows > 5 else 1
    legend_share = 0.03 + 0.05 * -(-rows // columns)
    figure.text(
        0.5, 0.965, texts.title, ha="center", va="center", size=17, weight="bold", color=INK, parse_math=False
    )
    axes = figure.add_axes((0.02, legend_share + 0.005, 0.96, 0.935 - legend_share))
    _draw_carton(axes, carton, order, colours)
    legend = figure.add_axes((0.03, 0.015, 0.94, legend_share - 0.015))
    _draw_legend(legend, groups, colours, known, names, texts, columns)
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=DPI)
    return png.getvalue()


def _legend_groups(order: Sequence[Placement]) -> dict[str, list[int]]:
    """Item id -> numbers of its units."""
    groups: dict[str, list[int]] = {}
    for number, placement in enumerate(order, start=1):
        groups.setdefault(placement.item_id, []).append(number)
    return groups


def _pastel(n: int) -> Colour:
    """Steps of the golden ratio around the colour wheel keep neighbours in the list apart."""
    return colorsys.hls_to_rgb((0.56 + n * GOLDEN) % 1.0, (0.76, 0.68, 0.82)[n % 3], 0.62)


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = colour
    return min(1.0, red * factor), min(1.0, green * factor), min(1.0, blue * factor)


def _iso(x: float, y: float, z: float) -> Point:
    """x runs to the lower right, y (from back to front) to the lower left, z up."""
    return (x - y) * cos(radians(30)), z - (x + y) * sin(radians(30))


def _draw_carton(
    axes: Axes,
    carton: CartonType,
    order: Sequence[Placement],
    colours: Mapping[str, Colour],
) -> None:
    length, width, height = carton.length_mm, carton.width_mm, carton.height_mm
    _polygon(axes, [(0, 0, 0), (length, 0, 0), (length, width, 0), (0, width, 0)], "#efe3cf", "#b9a583")
    _polygon(axes, [(0, 0, 0), (length, 0, 0), (length, 0, height), (0, 0, height)], "#f7efe1", "#b9a583")
    _polygon(axes, [(0, 0, 0), (0, width, 0), (0, width, height), (0, 0, height)], "#f2e8d6", "#b9a583")
    numbers = {id(p): n for n, p in enumerate(order, start=1)}
    painted = _painters_order(order)
    scale = max(length, width, height)
    for n, p in enumerate(painted):
        _draw_box(axes, p, colours[p.item_id])
        _draw_number(axes, p, str(numbers[id(p)]), painted[n + 1 :], scale)
    corners = [(length, 0), (length, width), (0, width)]
    for (x1, y1), (x2, y2) in ((corners[0], corners[1]), (corners[1], corners[2])):
        _line(axes, (x1, y1, height), (x2, y2, height))
    _line(axes, (length, width, 0), (length, width, height))
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.margins(0.03)
    axes.axis("off")


def _painters_order(placements: Sequence[Placement]) -> list[Placement]:
    """Farthest first, as seen from the front right above.

    Of two boxes apart along an axis the one with the lesser coordinate is behind or below, and boxes that do
    not overlap have such an axis. A cycle of three or more is cut at the box nearest the far corner.
    """
    left = sorted(placements, key=lambda p: p.x_mm + p.y_mm + p.z_mm)
    behind = {i: {j for j, q in enumerate(left) if j != i and _hides(p, q)} for i, p in enumerate(left)}
    drawn: list[Placement] = []
    waiting = list(range(len(left)))
    while waiting:
        free = next((i for i in waiting if not behind[i]), waiting[0])
        waiting.remove(free)
        for i in waiting:
            behind[i].discard(free)
        drawn.append(left[free])
    return drawn


def _hides(front: Placement, back: Placement) -> bool:
    """Whether `front` must be drawn after `back`: it lies beyond it along some axis and before it on none."""
    ahead = (
        front.x_mm >= back.x_mm + back.dx_mm
        or front.y_mm >= back.y_mm + back.dy_mm
        or front.z_mm >= back.z_mm + back.dz_mm
    )
    return (
        ahead
        and _shadows_meet(front, back)
        and not (
            back.x_mm >= front.x_mm + front.dx_mm
            or back.y_mm >= front.y_mm + front.dy_mm
            or back.z_mm >= front.z_mm + front.dz_mm
        )
    )


def _shadows_meet(a: Placement, b: Placement) -> bool:
    """Whether their outlines overlap on paper: hexagons whose sides run along x - y, x + z and y + z."""
    return all(
        low_a < high_b and low_b < high_a
        for (low_a, high_a), (low_b, high_b) in zip(_outline(a), _outline(b), strict=True)
    )


def _outline(p: Placement) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    x1, y1, z1 = p.x_mm, p.y_mm, p.z_mm
    x2, y2, z2 = x1 + p.dx_mm, y1 + p.dy_mm, z1 + p.dz_mm
    return (x1 - y2, x2 - y1), (z1 - x2, z2 - x1), (z1 - y2, z2 - y1)


def _draw_box(axes: Axes, p: Placement, colour: Colour) -> None:
    x1, y1, z1 = p.x_mm, p.y_mm, p.z_mm
    x2, y2, z2 = x1 + p.dx_mm, y1 + p.dy_mm, z1 + p.dz_mm
    edge = _shade(colour, 0.5)
    _polygon(axes, [(x1, y1, z2), (x2, y1, z2), (x2, y2, z2), (x1, y2, z2)], _shade(colour, 1.08), edge)
    _polygon(axes, [(x1, y2, z1), (x2, y2, z1), (x2, y2, z2), (x1, y2, z2)], _shade(colour, 0.92), edge)
    _polygon(axes, [(x2, y1, z1), (x2, y2, z1), (x2, y2, z2), (x2, y1, z2)], _shade(colour, 0.8), edge)


def _draw_number(axes: Axes, p: Placement, number: str, later: Sequence[Placement], scale: int) -> None:
    """On the roomiest face where nothing drawn later covers it; a box without such a face has no number."""
    x, y, z = p.x_mm + p.dx_mm / 2, p.y_mm + p.dy_mm / 2, p.z_mm + p.dz_mm / 2
    faces = [
        (min(p.dx_mm, p.dy_mm), (x, y, p.z_mm + p.dz_mm)),
        (min(p.dx_mm, p.dz_mm), (x, p.y_mm + p.dy_mm, z)),
        (min(p.dy_mm, p.dz_mm), (p.x_mm + p.dx_mm, y, z)),
    ]
    for across, spot in sorted(faces, reverse=True):
        size = min(15.0, 150 * across / scale)
        reach = scale * size * len(number) / 1400
        if size >= 5 and not any(_covers(q, spot, reach) for q in later):
            axes.text(
                *_iso(*spot), number, ha="center", va="center", size=size, color=INK, weight="bold", zorder=3
            )
            return


def _covers(p: Placement, spot: tuple[float, float, float], reach: float) -> bool:
    """Whether the box's outline comes within `reach` of the spot, on paper."""
    x, y, z = spot
    return all(
        low - reach < value < high + reach
        for value, (low, high) in zip((x - y, z - x, z - y), _outline(p), strict=True)
    )


def _polygon(axes: Axes, corners: Sequence[tuple[float, float, float]], face: object, edge: object) -> None:
    from matplotlib.patches import Polygon

    points = [_iso(*corner) for corner in corners]
    axes.add_patch(
        Polygon(points, closed=True, facecolor=face, edgecolor=edge, linewidth=1.1, joinstyle="round")
    )


def _line(axes: Axes, start: tuple[float, float, float], end: tuple[float, float, float]) -> None:
    (x1, y1), (x2, y2) = _iso(*start), _iso(*end)
    axes.plot([x1, x2], [y1, y2], color="#8c7853", linewidth=1.3, linestyle=(0, (4, 3)))


def _draw_legend(
    axes: Axes,
    groups: Mapping[str, list[int]],
    colours: Mapping[str, Colour],
    items: Mapping[str, Item],
    names: Mapping[str, str],
    texts: PictureTexts,
    columns: int,
) -> None:
    from matplotlib.patches import Rectangle

    shown = list(groups) if len(groups) <= MOST_ROWS else list(groups)[: MOST_ROWS - 1]
    per_column = -(-min(len(groups), MOST_ROWS) // columns)
    axes.set_xlim(0, columns)
    axes.set_ylim(per_column + 0.1, -0.1)
    axes.axis("off")
    size = 12 if columns == 1 else 10
    for n, item_id in enumerate(shown):
        column, row = divmod(n, per_column)
        swatch = Rectangle((column, row + 0.12), 0.035 * columns / 2, 0.76, facecolor=colours[item_id])
        axes.add_patch(swatch)
        first, second = _legend_lines(groups[item_id], items[item_id], names.get(item_id, item_id), texts)
        at = column + 0.025 * columns
        axes.text(at, row + 0.3, first, va="center", size=size, color=INK, weight="bold", parse_math=False)
        axes.text(at, row + 0.72, second, va="center", size=size - 1.5, color=INK, parse_math=False)
    if len(shown) < len(groups):
        column, row = divmod(len(shown), per_column)
        axes.text(column + 0.05, row + 0.5, texts.more, va="center", size=size, color=INK, parse_math=False)


def _legend_lines(numbers: Sequence[int], item: Item, name: str, texts: PictureTexts) -> tuple[str, str]:
    marks = (
        (texts.fragile, item.fragile),
        (texts.this_side_up, item.this_side_up),
        (texts.frozen, item.temperature == "frozen"),
        (texts.chilled, item.temperature == "chilled"),
    )
    name = " ".join(name.split())
    short = name if len(name) <= NAME_LETTERS else name[: NAME_LETTERS - 1].rstrip() + "…"
    size = f"{item.length_mm}×{item.width_mm}×{item.height_mm} {texts.millimetres}"
    return f"{_ranges(numbers)}  {short}", ", ".join(
        [size, *(mark for mark, holds in marks if mark and holds)]
    )


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 -> 1–3, 5."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    text = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs[:4])
    return text + ("…" if len(runs) > 4 else "")
