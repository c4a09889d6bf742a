"""The pick list on paper: what goes into the van, in the order it is loaded, with boxes to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.fulfilment.drawing import FAINT, INK, PALE, Mark, Paper, Say, kilograms

WIDTH, HEIGHT, MARGIN, HEAD, FOOT = 1240, 1754, 50, 170, 60
"""A4 at 150 dots an inch."""
LINE, SMALL, PAD, MOST_LINES = 27, 19, 18, 50
"""A row of so many lines still fits on a page."""
TICK, PARCEL, GOODS, QUANTITY = MARGIN, 150, 560, 110
"""Where the columns begin, and how wide the last one is."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One parcel. `load` counts from 1, first in first; `visit` is its stop's place on the drive; `goods` are
    names and how much of each, in words."""

    load: int
    order: str
    parcel: int
    parcels: int
    carton: str
    weight_g: int
    marks: tuple[Mark, ...]
    visit: int
    arrival: str
    address: str
    goods: tuple[tuple[str, str], ...]


Line = tuple[str, str]
"""Of a name, and how much; the second line of a long name has no quantity."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """A row with its words cut into lines."""

    row: SheetRow
    stop: list[str]
    goods: list[Line]

    @property
    def height(self) -> int:
        return 2 * PAD + LINE * max(2 + len(self.stop), len(self.goods))


def pick_sheets(rows: Sequence[SheetRow], say: Say, title: str) -> list[bytes]:
    """PNG pages, as few as hold all rows."""
    ruler = Paper(WIDTH, HEIGHT)
    pages = _pages([_Measured(row, _stop(ruler, row, say), _goods(ruler, row, say)) for row in rows])
    return [_page(page, n, len(pages), rows, say, title) for n, page in enumerate(pages, start=1)]


def _stop(paper: Paper, row: SheetRow, say: Say) -> list[str]:
    stop = say("sheet-stop", visit=row.visit, time=row.arrival, address=row.address)
    return paper.wrapped(stop, SMALL, GOODS - PARCEL - 24, 2)


def _goods(paper: Paper, row: SheetRow, say: Say) -> list[Line]:
    """Names in two lines where they must: what tells two goods apart often stands last."""
    room = WIDTH - MARGIN - QUANTITY - GOODS
    lines: list[Line] = []
    for place, (name, quantity) in enumerate(row.goods):
        first, *more = paper.wrapped(name, 20, room, 2)
        if len(lines) + 2 + len(more) > MOST_LINES:
            return [*lines, (say("picture-more", count=len(row.goods) - place), "")]
        lines += [(first, quantity), *((line, "") for line in more)]
    return lines


def _pages(rows: Sequence[_Measured]) -> list[list[_Measured]]:
    pages: list[list[_Measured]] = []
    left = 0
    for row in rows:
        if not pages or row.height > left:
            pages.append([])
            left = HEIGHT - HEAD - FOOT
        pages[-1].append(row)
        left -= row.height
    return pages


def _page(
    page: Sequence[_Measured], n: int, pages: int, rows: Sequence[SheetRow], say: Say, title: str
) -> bytes:
    height = HEIGHT if pages > 1 else HEAD + sum(row.height for row in page) + FOOT
    paper = Paper(WIDTH, height)
    paper.text(MARGIN, 52, title, 38, bold=True, fit=WIDTH - 2 * MARGIN - 120)
    if pages > 1:
        paper.text(WIDTH - MARGIN, 52, f"{n} / {pages}", 24, colour=FAINT, align="right")
    weight = kilograms(sum(row.weight_g for row in rows))
    paper.text(MARGIN, 96, say("sheet-total", parcels=len(rows), weight=weight), 22, colour=FAINT)
    for x, word in ((PARCEL, say("sheet-parcel")), (GOODS, say("sheet-goods"))):
        paper.text(x, HEAD - 28, word, 20, bold=True, colour=FAINT)
    paper.line([(MARGIN, HEAD - 8), (WIDTH - MARGIN, HEAD - 8)], INK, 2.0)
    y = float(HEAD)
    for measured in page:
        _draw_row(paper, y, measured, say)
        y += measured.height
        paper.line([(MARGIN, y - 6), (WIDTH - MARGIN, y - 6)], PALE, 1.2)
    return paper.png()


def _draw_row(paper: Paper, top: float, measured: _Measured, say: Say) -> None:
    y, row = top + PAD + 6, measured.row
    paper.box(TICK, y - 4, 34, 34, "white", INK)
    paper.text(TICK + 46, y + 13, str(row.load), 30, bold=True, fit=50)
    room = GOODS - PARCEL - 24
    name = say("sheet-order", order=row.order, parcel=row.parcel, parcels=row.parcels)
    paper.text(PARCEL, y + 4, name, 25, bold=True, fit=room)
    box = say("label-carton", carton=row.carton, weight=kilograms(row.weight_g))
    paper.text(PARCEL, y + 4 + LINE + 4, box, 20, fit=room)
    x = PARCEL + min(room, paper.text_width(box, 20)) + 14
    for mark in row.marks:
        paper.mark(mark, x, y + LINE - 5, 24)
        x += 32
    for n, line in enumerate(measured.stop):
        paper.text(PARCEL, y + (2 + n) * LINE + 10, line, SMALL, colour=FAINT)
    for n, (goods, quantity) in enumerate(measured.goods):
        paper.text(GOODS, y + 4 + n * LINE, goods, 20)
        paper.text(WIDTH - MARGIN, y + 4 + n * LINE, quantity, 20, bold=True, align="right", fit=QUANTITY)
