"""What is stuck on a parcel is found and opened by a phone's camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import segno

from core.fulfilment.label import MARGIN, Label, label_picture
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.words import pixels, say_in

LABEL = Label(
    store="Дүкен «Айналайын»",
    order="1042",
    parcel=1,
    parcels=3,
    slot=("22 қараша, жс", "10:00–12:00"),
    address="Абай даңғылы 150, 12-пәтер",
    customer="Айгүл",
    carton="L",
    weight_g=11_300,
    marks=("this_side_up", "fragile", "frozen"),
    link="https://duken.example/t/k7Qm2vX9Lp3tRz8s",
    code="k7Qm2vX9Lp3tRz8s",
    van="1",
    visit=5,
)


def code_on(png: bytes, modules: int) -> np.ndarray:
    """The dots of the QR code as a scanner sees them: 1 is black."""
    dot = 330 // modules
    spots = [n * dot + dot // 2 for n in range(modules)]
    grey = pixels(png)[796:, MARGIN:, 0]
    return (grey[np.ix_(spots, spots)] < 128).astype(int)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_code_on_the_label_opens_the_tracking_page(language: str) -> None:
    wanted = np.array(segno.make(LABEL.link, error="q", micro=False, boost_error=False).matrix)
    png = label_picture(LABEL, say_in(language))
    assert pixels(png).shape == (1200, 800, 3)
    assert (code_on(png, len(wanted)) == wanted).all()


def test_a_label_printer_gets_no_colours() -> None:
    picture = pixels(label_picture(LABEL, say_in("ru"))).astype(int)
    assert (picture.max(axis=2) - picture.min(axis=2)).max() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"marks": ()},
        {"marks": ("this_side_up", "fragile", "frozen", "chilled")},
        {"van": "", "visit": 0},
        {"order": "", "store": "", "address": "", "customer": "", "code": ""},
        {"order": "9" * 400, "store": "🏪" * 300, "address": "Абай 1 " * 300, "customer": "\x00\u202e\n" * 9},
        {"link": "https://duken.example/t/" + "x" * 400},
    ],
)
def test_whatever_people_wrote_the_label_is_drawn(changes: dict[str, object]) -> None:
    label = replace(LABEL, **changes)  # type: ignore[arg-type]
    assert pixels(label_picture(label, say_in("kk"))).shape == (1200, 800, 3)


@pytest.mark.parametrize("link", ["", "x" * 501, "ұ" * 300])
def test_a_link_that_no_code_can_hold_is_named(link: str) -> None:
    with pytest.raises(InvalidInput, match="link"):
        label_picture(replace(LABEL, link=link), say_in("ru"))
