"""Paper to draw on, measured in pixels from its top left corner, and the marks that packers know.

Everything is drawn with what matplotlib brings along, its font included, so that no picture needs a network
or a font of the machine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import cos, pi, radians, sin
from typing import Any, Literal, Protocol

INK, FAINT, PALE, ALARM = "#23303d", "#7d8a97", "#dfe4e9", "#c62828"
COLOURS = (
    "#1f6fb2", "#d1495b", "#2e8b57", "#e08e0b", "#7b4fa3",
    "#0f9ba8", "#a65628", "#c2559d", "#5b7f2b", "#4a4e69",
)  # fmt: skip
DPI = 100
LONGEST_TEXT = 300
"""Letters of a name that are looked at at all: somebody else wrote it."""
Point = tuple[float, float]
Mark = Literal["fragile", "this_side_up", "frozen", "chilled"]
Align = Literal["left", "center", "right"]


class Say(Protocol):
    """A sentence of the reader's language from its key."""

    def __call__(self, key: str, **params: Any) -> str: ...


class Paper:
    """A PNG in the making: what is drawn later lies above. Texts are those of shops and shoppers: whatever
    the font lacks is left out."""

    def __init__(self, width: int, height: int, ground: str = "white", ink: str = INK) -> None:
        # matplotlib takes most of a second to import, and most who plan draw nothing.
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.font_manager import FontProperties, findfont, get_font

        self.width, self.height, self.ink = width, height, ink
        self._drawn = 0
        self._figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=ground)
        self._canvas: Any = FigureCanvasAgg(self._figure)
        self._axes: Any = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")
        self._fonts = {
            bold: FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
            for bold in (False, True)
        }
        self._letters = get_font(findfont(self._fonts[False]))

    def _above(self) -> int:
        """By itself matplotlib would draw all lines above all areas."""
        self._drawn += 1
        return self._drawn

    def png(self) -> bytes:
        out = io.BytesIO()
        self._figure.savefig(out, format="png", dpi=DPI, facecolor=self._figure.get_facecolor())
        return out.getvalue()

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        font = self._fonts[bold].copy()
        font.set_size(size * 72 / DPI)
        width, _, _ = self._canvas.get_renderer().get_text_width_height_descent(
            self._written(text), font, False
        )
        return float(width)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str | None = None,
        align: Align = "left",
        fit: float | None = None,
        halo: str | None = None,
        turned: float = 0.0,
    ) -> None:
        """One line around the height `y`; `size` in pixels. What is wider than `fit` ends in an ellipsis."""
        from matplotlib.patheffects import withStroke

        shown = self._written(text) if fit is None else self._fitted(text, size, bold, fit)
        self._axes.text(
            x, y, shown, ha=align, va="center_baseline" if turned == 0 else "center", color=colour or self.ink,
            size=size * 72 / DPI, family="DejaVu Sans",
            weight="bold" if bold else "normal", parse_math=False, zorder=self._above(),
            rotation=turned, rotation_mode="anchor",
            path_effects=[withStroke(linewidth=3, foreground=halo)] if halo else None,
        )  # fmt: skip

    def wrapped(self, text: str, size: float, width: float, most: int, bold: bool = False) -> list[str]:
        """The words in at most `most` lines; what does not fit ends in an ellipsis."""
        words, lines = self._written(text).split(" "), [""]
        for at, word in enumerate(words):
            longer = f"{lines[-1]} {word}".strip()
            if not lines[-1] or self.text_width(longer, size, bold) <= width:
                lines[-1] = longer
            elif len(lines) < most:
                lines.append(word)
            else:
                lines[-1] = " ".join([lines[-1], *words[at:]])
                break
        return [self._fitted(line, size, bold, width) for line in lines]

    def _written(self, text: str) -> str:
        known = (c if c.isprintable() and self._letters.get_char_index(ord(c)) else " " for c in text)
        return " ".join("".join(known).split())[:LONGEST_TEXT]

    def _fitted(self, text: str, size: float, bold: bool, width: float) -> str:
        whole = self._written(text)
        if self.text_width(whole, size, bold) <= width:
            return whole
        least, most = 0, len(whole)
        while least < most - 1:
            middle = (least + most) // 2
            fits = self.text_width(whole[:middle] + "…", size, bold) <= width
            least, most = (middle, most) if fits else (least, middle)
        return whole[:least].rstrip() + "…"

    def polygon(self, points: Sequence[Point], face: Any, edge: Any = "none", width: float = 1.0) -> None:
        from matplotlib.patches import Polygon

        self._axes.add_artist(
            Polygon(
                points, closed=True, facecolor=face, edgecolor=edge, linewidth=width, joinstyle="round",
                zorder=self._above(),
            )
        )  # fmt: skip

    def box(self, x: float, y: float, width: float, height: float, face: Any, edge: Any = "none") -> None:
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], face, edge)

    def disc(self, x: float, y: float, radius: float, face: Any, edge: Any = "white") -> None:
        from matplotlib.patches import Circle

        self._axes.add_artist(
            Circle((x, y), radius, facecolor=face, edgecolor=edge, linewidth=1.2, zorder=self._above())
        )

    def line(self, points: Sequence[Point], colour: Any, width: float = 1.0, style: Any = "-") -> None:
        self._axes.plot(
            *zip(*points, strict=True), color=colour, linewidth=width, linestyle=style,
            solid_capstyle="round", solid_joinstyle="round", zorder=self._above(),
        )  # fmt: skip

    def arrow(self, start: Point, end: Point, colour: Any) -> None:
        """The head alone, in the middle of the way."""
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        length = max(1e-9, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5)
        u, v = (end[0] - start[0]) / length * 7, (end[1] - start[1]) / length * 7
        self.polygon(
            [(x + u, y + v), (x - u - 0.8 * v, y - v + 0.8 * u), (x - u + 0.8 * v, y - v - 0.8 * u)], colour
        )

    def bitmap(self, x: int, y: int, dot: int, rows: Sequence[Sequence[int]]) -> None:
        """Squares of `dot` pixels, black for 1, to the pixel: scanners read them."""
        width, height = dot * len(rows[0]), dot * len(rows)
        self._axes.imshow(
            rows, extent=(x, x + width, y + height, y), cmap="gray_r", vmin=0, vmax=1, aspect="auto",
            interpolation="nearest", zorder=self._above(),
        )  # fmt: skip
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)

    def mark(self, mark: Mark, x: float, y: float, side: float) -> None:
        """In a square whose top left corner is at (x, y)."""
        self.mark_on(mark, lambda u, v: (x + u * side, y + (1 - v) * side))

    def mark_on(self, mark: Mark, place: Callable[[float, float], Point]) -> None:
        """On any plane: `place` tells where on the paper a point of the unit square lies."""
        for outline in MARKS[mark]:
            self.polygon([place(u, v) for u, v in outline], self.ink)


def mixed(colour: Any, other: Any, share: float) -> tuple[float, float, float]:
    """`share` of the other colour in the first."""
    from matplotlib.colors import to_rgb

    red, green, blue = (
        a * (1 - share) + b * share for a, b in zip(to_rgb(colour), to_rgb(other), strict=True)
    )
    return red, green, blue


def clock(seconds: float) -> str:
    """A time of day."""
    minutes = int(seconds // 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def kilograms(weight_g: int) -> Decimal:
    """To the hundred grams; what is lighter, to the gram."""
    return Decimal(weight_g if weight_g < 100 else round(weight_g, -2)) / 1000


def ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 -> 1–3, 5."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    text = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs[:4])
    return text + ("…" if len(runs) > 4 else "")


def _arrow_up(x: float) -> tuple[Point, ...]:
    return (
        (x - 0.19, 0.58), (x, 0.97), (x + 0.19, 0.58), (x + 0.07, 0.58), (x + 0.07, 0.2), (x - 0.07, 0.2),
        (x - 0.07, 0.58),
    )  # fmt: skip


def _bar(start: Point, angle: float, length: float, width: float) -> tuple[Point, ...]:
    (x, y), u, v = start, cos(angle), sin(angle)
    a, b = -v * width / 2, u * width / 2
    return (
        (x + a, y + b), (x + u * length + a, y + v * length + b),
        (x + u * length - a, y + v * length - b), (x - a, y - b),
    )  # fmt: skip


def _snowflake() -> tuple[tuple[Point, ...], ...]:
    bars = []
    for angle in (radians(30 + 60 * n) for n in range(6)):
        bars.append(_bar((0.5, 0.5), angle, 0.46, 0.075))
        fork = (0.5 + 0.26 * cos(angle), 0.5 + 0.26 * sin(angle))
        bars += [_bar(fork, angle + turn, 0.18, 0.065) for turn in (radians(50), -radians(50))]
    return tuple(bars)


def _ring(x: float, y: float, radius: float, start: float = 0.0, end: float = 2 * pi) -> tuple[Point, ...]:
    steps = [start + (end - start) * n / 24 for n in range(25)]
    return tuple((x + radius * cos(a), y + radius * sin(a)) for a in steps)


# Of ISO 780: a glass, two arrows on a line, and for cold a snowflake or a thermometer.
MARKS: dict[Mark, tuple[tuple[Point, ...], ...]] = {
    "fragile": (
        (
            (0.2, 0.97), (0.8, 0.97), (0.76, 0.66), (0.64, 0.5), (0.55, 0.44), (0.55, 0.16), (0.74, 0.11),
            (0.74, 0.03), (0.26, 0.03), (0.26, 0.11), (0.45, 0.16), (0.45, 0.44), (0.36, 0.5), (0.24, 0.66),
        ),
    ),
    "this_side_up": (_arrow_up(0.26), _arrow_up(0.74), ((0.04, 0.03), (0.96, 0.03), (0.96, 0.12), (0.04, 0.12))),
    "frozen": _snowflake(),
    "chilled": (
        _ring(0.42, 0.2, 0.19),
        (*_ring(0.42, 0.88, 0.09, 0.0, pi), (0.33, 0.2), (0.51, 0.2)),
        *(_bar((0.6, y), 0.0, 0.2, 0.06) for y in (0.5, 0.66, 0.82)),
    ),
}  # fmt: skip
