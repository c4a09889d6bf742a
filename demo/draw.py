"""Draws a picture for every product of the demo store. The pictures are not kept in the repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

from PIL import Image

from demo.build import Offer, offers
from demo.pen import DARK_INK, Box, Pen, blend, dark, deep, ink_on
from demo.shapes_electric import ELECTRIC
from demo.shapes_food import FOOD
from demo.shapes_home import HOME
from demo.shapes_packs import PACKS

Shape = Callable[[Pen, str, str], Box | None]
SHAPES: dict[str, Shape] = {**PACKS, **FOOD, **HOME, **ELECTRIC}
_DEFAULT_SHAPE = "box"
_COLOURS = 96

# The first digits of a category say how warm its sheet is; the longest match wins.
_PAPERS = {
    "11": "#e6f1fb", "12": "#fbf0de", "13": "#eaf5e2", "14": "#fbe9e6", "15": "#e2f3fa", "16": "#faf3dc",
    "17": "#f9e9e4", "18": "#e2f4f4", "2": "#fdeaf2", "31": "#e4f2fb", "32": "#f0ece6", "33": "#eef0ea",
    "34": "#f3ebf4", "4": "#f7ebf8", "5": "#eef4df", "6": "#e9ecf4", "7": "#fdeee2",
}  # fmt: skip
_BRAND_TONES = ("#3f7fc0", "#d0605a", "#4f9a5a", "#8a6fd0", "#d08a2a", "#2f9a98", "#c0508a")


def draw(
    look: str, colour: str | None, label: str, caption: str, category_id: str, kind: str = ""
) -> Image.Image:
    """One product on a 600 x 600 sheet: its shape, its label where it has a place for one, a caption."""
    pen = Pen(_paper(category_id))
    tone = colour or _BRAND_TONES[sum(map(ord, label + category_id)) % len(_BRAND_TONES)]
    _decorate(pen, tone)
    place = SHAPES.get(look, SHAPES[_DEFAULT_SHAPE])(pen, tone, kind)
    if place:
        _label(pen, place, label, tone)
    _caption(pen, caption)
    return pen.finished().quantize(_COLOURS, Image.Quantize.FASTOCTREE)


def _paper(category_id: str) -> str:
    return next((_PAPERS[category_id[:size]] for size in (2, 1) if category_id[:size] in _PAPERS), "#eef1f4")


def _decorate(pen: Pen, tone: str) -> None:
    for x, y, radius, share in ((520, 90, 46, 0.14), (70, 430, 30, 0.12), (88, 104, 16, 0.2)):
        pen.disc(x, y, radius, blend(pen.paper, tone, share))
    # White goods need a ground that is not white.
    pen.paper = deep(pen.paper)
    pen.disc(300, 300, 252, pen.paper)


def _label(pen: Pen, place: Box, text: str, tone: str) -> None:
    left, top, right, bottom = place
    middle, width, height = (left + right) / 2, right - left, bottom - top
    under = pen.colour_at(left + 3, top + height / 2)
    ink = dark(tone, 0.4) if ink_on(under) == DARK_INK and ink_on(tone) != DARK_INK else ink_on(under)
    words = text.split()
    if len(words) > 1 and height > 70:
        pen.text(middle, top + height * 0.32, words[0], 34, ink, width - 8)
        pen.text(middle, top + height * 0.68, " ".join(words[1:]), 34, ink, width - 8)
    else:
        pen.text(middle, top + height / 2, text, 42, ink, width - 8)


def _caption(pen: Pen, text: str) -> None:
    width = min(540, pen.text_width(text, 28) + 56)
    pen.box((300 - width / 2, 520, 300 + width / 2, 572), "#ffffff", 26)
    pen.text(300, 546, text, 28, "#2b3040", width - 30)


def draw_offer(offer: Offer) -> Image.Image:
    caption = f"{offer.tag} · {offer.size}" if offer.size and offer.size not in offer.tag else offer.tag
    look, *kind = offer.look
    return draw(look, offer.colour, offer.brand or offer.tag, caption, offer.category_id, " ".join(kind))


def draw_all(feed_path: Path, folder: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Draws `<offer id>.png` into `folder` for each offer of the feed and returns how many.

    An offer that the tables do not know gets a box with its name; pictures already there are drawn anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = {offer.offer_id: offer for offer in offers()}
    nodes = list(Xml.parse(feed_path).iter("offer"))
    for number, node in enumerate(nodes, start=1):
        offer_id = node.get("id", "")
        offer = known.get(offer_id)
        picture = draw_offer(offer) if offer else _unknown(node)
        picture.save(folder / f"{Path(offer_id).name}.png")
        if progress:
            progress(number, len(nodes))
    return len(nodes)


def _unknown(node: Xml.Element) -> Image.Image:
    name = node.findtext("name", "")
    return draw(_DEFAULT_SHAPE, None, node.findtext("vendor") or name, name, node.findtext("categoryId", ""))
