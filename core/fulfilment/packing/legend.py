"""What stands under the picture of a parcel: every colour with its numbers, name and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from core.fulfilment.drawing import FAINT, Mark, Paper, Say, mixed, ranges
from core.fulfilment.packing.model import Item

ROW, NAME_LINE, MOST_ROWS = 34, 24, 60
"""Kinds that are listed; what is beyond is summed up in one line."""
ONE_COLUMN = 6
"""So many kinds stand one under the other."""
MARKS_HEIGHT = 76
SQUARE, MARK = 32, 30
"""What the colour and each mark take of the width."""
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    """One kind: its units' numbers in words, and its name cut into lines."""

    item: Item
    which: str
    name: tuple[str, ...]
    measures: str

    @property
    def height(self) -> int:
        return ROW + NAME_LINE * max(0, len(self.name) - 1)


class Legend:
    """Measured before it is drawn, for the paper grows with it."""

    def __init__(
        self,
        groups: Mapping[str, Sequence[int]],
        items: Mapping[str, Item],
        names: Mapping[str, str],
        left: float,
        width: float,
    ) -> None:
        """`groups`: item id -> numbers of its units."""
        columns = 2 if len(groups) > ONE_COLUMN else 1
        self._items = [items[item_id] for item_id in groups]
        self._left, self._width, self._across = left, width, width / columns
        shown = list(groups) if len(groups) <= MOST_ROWS else list(groups)[: MOST_ROWS - 1]
        self._more = len(groups) - len(shown)
        ruler = Paper(1, 1)
        rows = [_row(ruler, items[id_], groups[id_], names.get(id_, id_), self._across - 24) for id_ in shown]
        most = ceil((len(rows) + bool(self._more)) / columns)
        self._columns = [rows[n * most : (n + 1) * most] for n in range(columns)]

    @property
    def height(self) -> int:
        return max(self._heights()) + MARKS_HEIGHT

    def _heights(self) -> list[int]:
        heights = [sum(row.height for row in column) for column in self._columns]
        return [*heights[:-1], heights[-1] + (ROW if self._more else 0)]

    def draw(self, paper: Paper, top: float, colours: Mapping[str, Colour], say: Say) -> None:
        paper.line([(self._left, top - 4), (self._left + self._width, top - 4)], FAINT, 0.8)
        for n, column in enumerate(self._columns):
            x, y = self._left + n * self._across + 6, top + 18
            for row in column:
                _draw_row(paper, x, y, self._across - 24, row, colours[row.item.id])
                y += row.height
        if self._more:
            paper.text(x, y, say("picture-more", count=self._more), 20, colour=FAINT)
        _explain_marks(paper, self._left + 6, top + max(self._heights()) + 40, self._items, say)


def marks(item: Item) -> list[Mark]:
    found: list[Mark] = []
    if item.this_side_up:
        found.append("this_side_up")
    if item.fragile:
        found.append("fragile")
    if item.temperature != "ambient":
        found.append(item.temperature)
    return found


def _row(ruler: Paper, item: Item, numbers: Sequence[int], name: str, width: float) -> _Row:
    """Names in two lines where they must: what tells two goods apart often stands last."""
    which = ranges(numbers)
    measures = f"{item.length_mm}×{item.width_mm}×{item.height_mm}"
    if len(numbers) > 1:
        measures = f"{len(numbers)} × {measures}"
    taken = SQUARE + 18 + ruler.text_width(which, 20, bold=True) + ruler.text_width(measures, 17)
    room = max(20.0, width - taken - 12 - MARK * len(marks(item)))
    return _Row(item, which, tuple(ruler.wrapped(name, 20, room, 2)), measures)


def _draw_row(paper: Paper, x: float, y: float, width: float, row: _Row, colour: Colour) -> None:
    """Colour, numbers, name; at the right its marks, its measures and how many."""
    paper.box(x, y - 12, 22, 24, colour, mixed(colour, "black", 0.4))
    paper.text(x + SQUARE, y, row.which, 20, bold=True)
    start, end = x + SQUARE + 12 + paper.text_width(row.which, 20, bold=True), x + width
    paper.text(end, y, row.measures, 17, colour=FAINT, align="right")
    end -= paper.text_width(row.measures, 17) + 12
    for mark in reversed(marks(row.item)):
        paper.mark(mark, end - 22, y - 12, 22)
        end -= MARK
    for n, line in enumerate(row.name):
        paper.text(start, y + n * NAME_LINE, line, 20)


def _explain_marks(paper: Paper, x: float, y: float, items: Sequence[Item], say: Say) -> None:
    used = {mark for item in items for mark in marks(item)}
    words: dict[Mark, str] = {
        "this_side_up": say("picture-this-side-up"),
        "fragile": say("picture-fragile"),
        "frozen": say("picture-frozen"),
        "chilled": say("picture-chilled"),
    }
    for mark, word in words.items():
        if mark in used:
            paper.mark(mark, x, y - 13, 24)
            paper.text(x + 32, y, word, 20, colour=FAINT)
            x += 62 + paper.text_width(word, 20)
