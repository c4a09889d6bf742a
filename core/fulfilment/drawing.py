"""Paper to draw on, measured in pixels from its top left corner, and the marks that packers know.

Everything is drawn with what matplotlib brings along, its font included, so that no picture needs a network
or a font of the machine.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil, cos, pi, radians, sin
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

INK, FAINT, PALE, ALARM = "#23303d", "#7d8a97", "#dfe4e9", "#c62828"
COLOURS = (
    "#1f6fb2", "#d1495b", "#2e8b57", "#e08e0b", "#7b4fa3",
    "#0f9ba8", "#a65628", "#c2559d", "#5b7f2b", "#4a4e69",
)  # fmt: skip
DPI = 100
"""A line of width 1 is 100/72 pixels wide."""
DASHED, DOTTED, DASH_DOTTED = (3.7, 1.6), (1.0, 1.65), (6.4, 1.6, 1.0, 1.6)
LONGEST_TEXT = 300
"""Letters of a name that are looked at at all: somebody else wrote it."""
COMPRESSION = 3
"""Of zlib: a tenth more bytes than its usual 6 in half the time."""
KEPT_TEXTS = 2_000
"""Sheets of a day say the same words again and again: measured and drawn once, they are stamped."""
HALO = 2
"""Pixels around letters."""
MIDDLE, TURNED_MIDDLE = 0.38, 0.26
"""How far above the line that letters stand on their middle is, in sizes; of turned ones with what hangs below."""
Point = tuple[float, float]
Dots = NDArray[np.uint8]
Dashes = tuple[float, ...]
Mark = Literal["fragile", "this_side_up", "frozen", "chilled"]
Align = Literal["left", "center", "right"]


class Say(Protocol):
    """A sentence of the reader's language from its key."""

    def __call__(self, key: str, **params: Any) -> str: ...


class Stencil(NamedTuple):
    """Letters as shares of ink, 0 to 255. The mask's corner lies `left` of and `top` below where the text is put
    (less than 0 for above); `width` is what alignment reckons with."""

    mask: Dots
    left: int
    top: float
    width: float


class Paper:
    """A PNG in the making: what is drawn later lies above. Texts are those of shops and shoppers: whatever
    the font lacks is left out.

    Everything goes straight onto the dots: matplotlib's figures, which keep every line as an artist of its own,
    take four times as long.
    """

    def __init__(
        self, width: int, height: int, ground: str = "white", ink: str = INK, *, grey: bool = False
    ) -> None:
        """With `grey` only black, white and what is between may be drawn."""
        # matplotlib takes most of a second to import, and most who plan draw nothing.
        from matplotlib.backends import backend_agg
        from matplotlib.transforms import Affine2D

        renderer: Any = backend_agg.RendererAgg
        self.width, self.height, self.ink, self._grey = width, height, ink, grey
        self._agg = renderer(width, height, DPI)
        self._dots: Dots = np.asarray(self._agg.buffer_rgba())
        self._dots.view(np.uint32)[:] = np.array(_rgba(ground), dtype=np.uint8).view(np.uint32)
        self._upright: Any = Affine2D().scale(1, -1).translate(0, height)

    def png(self) -> bytes:
        """Rows go into the file as they are: of flat colours the filters of PNG make more bytes in twice the time."""
        depth = 1 if self._grey else 3
        rows = np.zeros((self.height, 1 + self.width * depth), dtype=np.uint8)
        for n in range(depth):
            rows[:, 1 + n :: depth] = self._dots[..., n]
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 0 if self._grey else 2, 0, 0, 0)
        body = zlib.compress(rows.data, COMPRESSION)
        chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        return _width(_written(text), size, bold)

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
        shown = _written(text) if fit is None else self._fitted(text, size, bold, fit)
        if not shown:
            return
        for stroke, tint in ((HALO, halo), (0, colour or self.ink)):
            if tint is not None:
                self._stamp(x, y, _stencil(shown, size, bold, stroke, turned), tint, align)

    def _stamp(self, x: float, y: float, stencil: Stencil, colour: str, align: Align) -> None:
        """On whole dots, or thin strokes would blur."""
        before = {"left": 0.0, "center": stencil.width / 2, "right": stencil.width}[align]
        left, top = round(x - before) + stencil.left, round(y + stencil.top)
        height, width = stencil.mask.shape
        seen = self._dots[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width), :3]
        down, across = max(0, -top), max(0, -left)
        mask = stencil.mask[down : down + seen.shape[0], across : across + seen.shape[1], None]
        share = mask.astype(np.uint16) + (mask >> 7)
        seen[:] = (seen * (256 - share) + np.array(_rgba(colour)[:3], dtype=np.uint16) * share) >> 8

    def wrapped(self, text: str, size: float, width: float, most: int, bold: bool = False) -> list[str]:
        """The words in at most `most` lines; what does not fit ends in an ellipsis."""
        words, lines = _written(text).split(" "), [""]
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

    def _fitted(self, text: str, size: float, bold: bool, width: float) -> str:
        whole = _written(text)
        if self.text_width(whole, size, bold) <= width:
            return whole
        least, most = 0, len(whole)
        while least < most - 1:
            middle = (least + most) // 2
            fits = self.text_width(whole[:middle] + "…", size, bold) <= width
            least, most = (middle, most) if fits else (least, middle)
        return whole[:least].rstrip() + "…"

    def polygon(self, points: Sequence[Point], face: Any, edge: Any = "none", width: float = 1.0) -> None:
        from matplotlib.path import Path

        self._paint(Path([*points, points[0]], closed=True), self._upright, face, edge, width)

    def box(self, x: float, y: float, width: float, height: float, face: Any, edge: Any = "none") -> None:
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], face, edge)

    def disc(self, x: float, y: float, radius: float, face: Any, edge: Any = "white") -> None:
        from matplotlib.path import Path
        from matplotlib.transforms import Affine2D

        place = Affine2D().scale(radius).translate(x, y) + self._upright
        self._paint(Path.unit_circle(), place, face, edge, 1.2)

    def line(self, points: Sequence[Point], colour: Any, width: float = 1.0, style: Dashes = ()) -> None:
        """`style`: lengths of dashes and gaps in turn, in widths of the line; none for a solid one."""
        from matplotlib.path import Path

        self._paint(Path(points), self._upright, None, colour, width, style)

    def _paint(self, path: Any, place: Any, face: Any, edge: Any, width: float, style: Dashes = ()) -> None:
        pen = self._agg.new_gc()
        pen.set_joinstyle("round")
        pen.set_capstyle("butt" if style or face is not None else "round")
        pen.set_linewidth(0.0 if isinstance(edge, str) and edge == "none" else width)
        pen.set_foreground(edge)
        if style:
            pen.set_dashes(0, [length * width for length in style])
        self._agg.draw_path(pen, path, place, None if face is None else [part / 255 for part in _rgba(face)])

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
        white = 255 * (1 - np.array(rows, dtype=np.uint8))
        large = white.repeat(dot, axis=0).repeat(dot, axis=1)
        self._dots[y : y + large.shape[0], x : x + large.shape[1], :3] = large[..., None]

    def picture(self, box: tuple[float, float, float, float], dots: Dots) -> None:
        """Another one, stretched from left, top to right, bottom; neighbours meet without a seam."""
        from PIL import Image

        left, top, right, bottom = (round(edge) for edge in box)
        if right <= left or bottom <= top:
            return
        stretched = np.asarray(Image.fromarray(dots).resize((right - left, bottom - top)))
        seen = self._dots[max(0, top) : max(0, bottom), max(0, left) : max(0, right), :3]
        down, across = max(0, -top), max(0, -left)
        seen[:] = stretched[down : down + seen.shape[0], across : across + seen.shape[1]]

    def mark(self, mark: Mark, x: float, y: float, side: float) -> None:
        """In a square whose top left corner is at (x, y)."""
        self.mark_on(mark, lambda u, v: (x + u * side, y + (1 - v) * side))

    def mark_on(self, mark: Mark, place: Callable[[float, float], Point]) -> None:
        """On any plane: `place` tells where on the paper a point of the unit square lies."""
        for outline in MARKS[mark]:
            self.polygon([place(u, v) for u, v in outline], self.ink)


@cache
def _file(bold: bool) -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal"))


@lru_cache(256)
def _font(size: float, bold: bool) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(_file(bold), max(1.0, size), layout_engine=ImageFont.Layout.BASIC)


@lru_cache(KEPT_TEXTS)
def _written(text: str) -> str:
    """What of it the font has, in one line."""
    from matplotlib.font_manager import get_font

    letters = get_font(_file(False))
    known = (c if c.isprintable() and letters.get_char_index(ord(c)) else " " for c in text)
    return " ".join("".join(known).split())[:LONGEST_TEXT]


@lru_cache(KEPT_TEXTS)
def _width(written: str, size: float, bold: bool) -> float:
    return float(_font(size, bold).getlength(written))


@lru_cache(KEPT_TEXTS)
def _stencil(text: str, size: float, bold: bool, stroke: int, turned: float) -> Stencil:
    from PIL import Image, ImageDraw

    font, width = _font(size, bold), _width(text, size, bold)
    rise, _ = font.getmetrics()
    # Some letters lean over their own width.
    margin = ceil(size / 4) + stroke
    half = rise + margin
    sheet = Image.new("L", (ceil(width) + 2 * margin, 2 * half))
    baseline, middle = (half + round(TURNED_MIDDLE * size), half) if turned else (half, half - MIDDLE * size)
    ImageDraw.Draw(sheet).text((margin, baseline), text, 255, font, anchor="ls", stroke_width=stroke)
    if turned:
        sheet = sheet.rotate(turned, Image.Resampling.BICUBIC, expand=True)
        margin, middle, width = 0, sheet.height / 2, sheet.width
    inked = sheet.getbbox() or (0, 0, 0, 0)
    return Stencil(np.asarray(sheet.crop(inked)), inked[0] - margin, inked[1] - middle, width)


def _rgba(colour: Any) -> tuple[int, int, int, int]:
    from matplotlib.colors import to_rgba

    red, green, blue, alpha = (round(255 * part) for part in to_rgba(colour))
    return red, green, blue, alpha


def mixed(colour: Any, other: Any, share: float) -> tuple[float, float, float]:
    """`share` of the other colour in the first."""
    from matplotlib.colors import to_rgb

    red, green, blue = (
        a * (1 - share) + b * share for a, b in zip(to_rgb(colour), to_rgb(other), strict=True)
    )
    return red, green, blue


def paled(dots: Dots, share: float) -> Dots:
    """With `share` of white."""
    return (255 - (255 - dots.astype(np.float32)) * (1 - share)).astype(np.uint8)


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
