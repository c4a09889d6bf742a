"""The label of a parcel: whose it is, when it is due, how to handle it, and a QR code to follow it by."""

from __future__ import annotations

from dataclasses import dataclass

from core.fulfilment.drawing import Mark, Paper, Say, kilograms
from core.kernel.errors import InvalidInput

WIDTH, HEIGHT, MARGIN = 800, 1200, 40
"""100 by 150 mm at 203 dots an inch: a label printer's own."""
QR_SIDE = 330
LONGEST_LINK = 500
"""Bytes; of more, dots become too small for a label printer."""
MARK_SIDE = 96


@dataclass(frozen=True, slots=True)
class Label:
    """`parcel` counts from 1; `slot` is day and hours in words, one line each; `link` is what the code opens,
    `code` is written under it. `van` and `visit` say where it goes in the van, when that is planned."""

    store: str
    order: str
    parcel: int
    parcels: int
    slot: tuple[str, str]
    address: str
    customer: str
    carton: str
    weight_g: int
    marks: tuple[Mark, ...]
    link: str
    code: str
    van: str = ""
    visit: int = 0


def label_picture(label: Label, say: Say) -> bytes:
    """A black and white PNG of 800 by 1200 pixels. Raises InvalidInput for a link that is none or too long."""
    if not 0 < len(label.link.encode()) <= LONGEST_LINK:
        raise InvalidInput("link", f"must have from 1 to {LONGEST_LINK} bytes")
    # Label printers know no grey.
    paper, room = Paper(WIDTH, HEIGHT, ink="black", grey=True), WIDTH - 2 * MARGIN
    box = say("label-carton", carton=label.carton, weight=kilograms(label.weight_g))
    right = paper.text_width(box, 26)
    paper.text(MARGIN, 52, label.store, 34, bold=True, fit=room - right - 20)
    paper.text(WIDTH - MARGIN, 52, box, 26, align="right")
    _rule(paper, 92)
    paper.text(MARGIN, 124, say("label-order"), 26)
    paper.text(MARGIN, 212, label.order, _largest(paper, label.order, 130, room), bold=True)
    parcel = say("label-parcel", parcel=label.parcel, parcels=label.parcels)
    paper.box(MARGIN, 296, room, 84, paper.ink)
    paper.text(MARGIN + 24, 338, parcel, 46, bold=True, colour="white", fit=room - 48)
    day, hours = label.slot
    stop = say("label-stop", van=label.van, visit=label.visit) if label.van else ""
    paper.text(WIDTH - MARGIN, 426, stop, _largest(paper, stop, 32, room * 0.6), bold=True, align="right")
    paper.text(MARGIN, 426, day, _largest(paper, day, 32, room * 0.38), fit=room * 0.38)
    paper.text(MARGIN, 488, hours, 64, bold=True, fit=room)
    _rule(paper, 536)
    y = 572.0
    for line in paper.wrapped(label.address, 36, room, 3, bold=True):
        paper.text(MARGIN, y, line, 36, bold=True)
        y += 46
    paper.text(MARGIN, y + 4, label.customer, 30, fit=room)
    _rule(paper, 770)
    _draw_code(paper, label)
    _draw_marks(paper, label, say)
    return paper.png()


def _rule(paper: Paper, y: float) -> None:
    paper.line([(MARGIN, y), (WIDTH - MARGIN, y)], paper.ink, 2.0)


def _largest(paper: Paper, text: str, size: float, room: float) -> float:
    return min(size, size * room / max(1.0, paper.text_width(text, size, bold=True)))


def _draw_code(paper: Paper, label: Label) -> None:
    import segno

    # A quarter of the code may be smeared: parcels are carried in the rain.
    modules = segno.make(label.link, error="q", micro=False, boost_error=False).matrix
    dot = max(1, QR_SIDE // len(modules))
    paper.bitmap(MARGIN, 796, dot, modules)
    paper.text(MARGIN, 1160, label.code, 24, bold=True, fit=WIDTH - 2 * MARGIN)


def _draw_marks(paper: Paper, label: Label, say: Say) -> None:
    """How to handle it, for those who read and those who only look."""
    words: dict[Mark, str] = {
        "this_side_up": say("picture-this-side-up"),
        "fragile": say("picture-fragile"),
        "frozen": say("picture-frozen"),
        "chilled": say("picture-chilled"),
    }
    shown = [mark for mark in words if mark in label.marks]
    left, room = MARGIN + QR_SIDE + 50.0, WIDTH - 2 * MARGIN - QR_SIDE - 50
    for n, mark in enumerate(shown):
        y = 800 + n * (MARK_SIDE + 24 if len(shown) <= 3 else 88)
        side = MARK_SIDE if len(shown) <= 3 else 72
        paper.mark(mark, left, y, side)
        _write_beside(paper, left + side + 20, y + side / 2, words[mark], room - side - 20)


def _write_beside(paper: Paper, x: float, middle: float, words: str, room: float) -> None:
    """In two lines at most, as large as its longest word allows."""
    longest = max(words.split(), key=lambda word: paper.text_width(word, 30), default="")
    size = min(30.0, 0.98 * 30 * room / max(1.0, paper.text_width(longest, 30)))
    lines = paper.wrapped(words, size, room, 2)
    for n, line in enumerate(lines):
        paper.text(x, middle + 1.2 * size * (n - (len(lines) - 1) / 2), line, size)
