"""A pen over Pillow: coordinates of a 600 x 600 sheet, colours as `#rrggbb`, drawn at twice the size."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

SIDE = 600
SCALE = 2
DARK_INK = "#2b3040"
Box = tuple[float, float, float, float]
Point = tuple[float, float]


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(colour: str, other: str, share: float) -> str:
    """`share` of `other` in `colour`, 0 to 1."""
    mixed = (round(a + (b - a) * share) for a, b in zip(rgb(colour), rgb(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def light(colour: str, share: float = 0.35) -> str:
    return blend(colour, "#ffffff", share)


def dark(colour: str, share: float = 0.22) -> str:
    return blend(colour, "#1b2030", share)


def deep(colour: str) -> str:
    """A pastel further from white: the same hue, stronger."""
    return "#" + "".join(f"{max(0, round(1.7 * channel - 178.5)):02x}" for channel in rgb(colour))


def ink_on(colour: str) -> str:
    """Dark ink on light colours and white on dark ones, by Rec. 601 luma."""
    red, green, blue = rgb(colour)
    return DARK_INK if 0.299 * red + 0.587 * green + 0.114 * blue > 150 else "#ffffff"


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans Bold as matplotlib ships it: it has every Kazakh letter."""
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans-Bold.ttf"), size)


class Pen:
    def __init__(self, paper: str) -> None:
        self.paper = paper
        self._image = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), paper)
        self._draw = ImageDraw.Draw(self._image)

    def finished(self) -> Image.Image:
        return self._image.reduce(SCALE)

    def colour_at(self, x: float, y: float) -> str:
        red, green, blue = self._image.getpixel((round(x * SCALE), round(y * SCALE)))  # type: ignore[misc]
        return f"#{red:02x}{green:02x}{blue:02x}"

    def box(self, box: Box, colour: str, radius: float = 0) -> None:
        self._draw.rounded_rectangle([side * SCALE for side in box], radius * SCALE, fill=colour)

    def oval(self, box: Box, colour: str) -> None:
        self._draw.ellipse([side * SCALE for side in box], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.oval((x - radius, y - radius, x + radius, y + radius), colour)

    def ring(self, box: Box, colour: str, width: float) -> None:
        self._draw.ellipse([side * SCALE for side in box], outline=colour, width=round(width * SCALE))

    def shape(self, points: list[Point], colour: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def arc(self, box: Box, start: float, end: float, colour: str, width: float) -> None:
        """Degrees run clockwise from three o'clock."""
        self._draw.arc([side * SCALE for side in box], start, end, fill=colour, width=round(width * SCALE))

    def slice(self, box: Box, start: float, end: float, colour: str) -> None:
        self._draw.pieslice([side * SCALE for side in box], start, end, fill=colour)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        """A line with round ends and joints."""
        self._draw.line(
            [(x * SCALE, y * SCALE) for x, y in points],
            fill=colour,
            width=round(width * SCALE),
            joint="curve",
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def curve(self, start: Point, bend: Point, end: Point, colour: str, width: float) -> None:
        """A quadratic Bézier curve."""
        steps = [step / 16 for step in range(17)]
        self.line(
            [
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bend[0] + t * t * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bend[1] + t * t * end[1],
                )
                for t in steps
            ],
            colour,
            width,
        )

    def blob(self, x: float, y: float, width: float, height: float, turn: float, colour: str) -> None:
        """An ellipse turned by `turn` degrees."""
        angle = math.radians(turn)
        points = []
        for step in range(36):
            t = step * math.pi / 18
            across, along = width / 2 * math.cos(t), height / 2 * math.sin(t)
            points.append(
                (
                    x + across * math.cos(angle) - along * math.sin(angle),
                    y + across * math.sin(angle) + along * math.cos(angle),
                )
            )
        self.shape(points, colour)

    def shadow(self, x: float, y: float, width: float, height: float = 34) -> None:
        for step in range(7):
            share = 1 - step / 9
            self.oval(
                (
                    x - width / 2 * share,
                    y - height / 2 * share,
                    x + width / 2 * share,
                    y + height / 2 * share,
                ),
                blend(self.paper, "#40465a", 0.035 * (step + 1)),
            )

    def text(self, x: float, y: float, text: str, size: int, colour: str, width: float) -> None:
        """One line centred on a point, made smaller until it fits `width`."""
        while size > 12 and font(size * SCALE).getlength(text) > width * SCALE:
            size -= 2
        self._draw.text((x * SCALE, y * SCALE), text, fill=colour, font=font(size * SCALE), anchor="mm")

    def text_width(self, text: str, size: int) -> float:
        return font(size * SCALE).getlength(text) / SCALE
