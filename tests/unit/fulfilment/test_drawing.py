"""The paper that all pictures are drawn on."""

from __future__ import annotations

import numpy as np
import pytest

from core.fulfilment.drawing import DASHED, Paper
from tests.unit.fulfilment.words import pixels


def ink_box(png: bytes) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not white; right and bottom are beyond it."""
    down, across = np.nonzero((pixels(png) != 255).any(axis=2))
    return int(across.min()), int(down.min()), int(across.max()) + 1, int(down.max()) + 1


@pytest.mark.parametrize(
    ("align", "left", "right"), [("left", 100, 160), ("center", 70, 130), ("right", 40, 100)]
)
def test_words_stand_where_they_are_put_and_are_as_wide_as_is_said(align: str, left: int, right: int) -> None:
    paper = Paper(200, 80)
    size = 60 / paper.text_width("Hшқ", 1000) * 1000
    paper.text(100, 40, "Hшқ", size, align=align)  # type: ignore[arg-type]
    box = ink_box(paper.png())
    assert abs(box[0] - left) <= 4
    assert abs(box[2] - right) <= 4


def test_capitals_lie_around_the_height_they_are_put_at() -> None:
    paper = Paper(200, 100)
    paper.text(10, 50, "HTE", 40)
    _, top, _, bottom = ink_box(paper.png())
    assert abs((top + bottom) / 2 - 50) <= 2


def test_turned_words_run_uphill() -> None:
    paper = Paper(200, 200)
    paper.text(100, 100, "Достық даңғылы", 16, align="center", turned=90)
    left, top, right, bottom = ink_box(paper.png())
    assert bottom - top > 4 * (right - left)
    assert abs((left + right) / 2 - 100) <= 4
    assert abs((top + bottom) / 2 - 100) <= 4


@pytest.mark.parametrize("text", ["", " ", "\n", "\u2800", "\U0001f69a"])
def test_what_has_no_ink_leaves_the_paper_white(text: str) -> None:
    paper = Paper(50, 50)
    paper.text(25, 25, text, 20, halo="red")
    assert (pixels(paper.png()) == 255).all()


def test_what_hangs_over_the_edge_is_cut_off() -> None:
    paper = Paper(60, 40)
    for x, y in ((-30, 20), (55, 20), (30, -5), (30, 42), (900, 20), (30, -900)):
        paper.text(x, y, "Шымкент", 24, halo="white")
    assert pixels(paper.png()).shape == (40, 60, 3)


def test_a_grey_paper_is_the_same_picture_in_a_third_of_the_room() -> None:
    pictures = []
    for grey in (False, True):
        paper = Paper(300, 200, ink="black", grey=grey)
        paper.text(10, 100, "Тапсырыс 1042", 30)
        paper.line([(0, 0), (300, 200)], "black", 3, DASHED)
        pictures.append(paper.png())
    assert (pixels(pictures[0]) == pixels(pictures[1])).all()
    assert len(pictures[1]) < len(pictures[0])


def test_later_things_lie_above_earlier_ones() -> None:
    paper = Paper(40, 40)
    paper.line([(0, 20), (40, 20)], "#ff0000", 10)
    paper.box(10, 10, 20, 20, "#0000ff")
    assert tuple(pixels(paper.png())[20, 20]) == (0, 0, 255)
