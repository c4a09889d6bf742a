from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from core.fulfilment.routing.model import Depot, Matrix, RouteRequest, RouteResult, Stop, Unserved
from core.fulfilment.routing.picture import PictureTexts, route_picture
from core.fulfilment.routing.solver import route
from core.kernel.errors import InvalidInput
from tests.unit.fulfilment.routing.days import VAN, day, stop

TEXTS = PictureTexts(
    "Бағыттар", "Қойма", "Жеткізілмеді", "{vehicle}: {stops}, {km} км, {start}–{end}", "км", "м"
)


def test_a_plan_becomes_a_picture_with_colours_even_when_names_are_hostile() -> None:
    request = day(stop("a", 100), stop("b", 0, 100), stop("$\\frac{", -100, temperature="frozen"))
    png = route_picture(request, route(request, iterations=5), {"a": "$x_", "b": "Әсел"}, TEXTS)
    image = Image.open(BytesIO(png)).convert("RGB")
    assert image.size == (1500, 1000)
    colours = {colour for _, colour in image.getcolors(maxcolors=1 << 20) or []}
    assert (0x1F, 0x6F, 0xB2) in colours


def test_a_city_has_a_scale_and_an_empty_plan_is_still_a_picture() -> None:
    stops = (Stop("a", lat=43.25, lon=76.95),)
    request = RouteRequest(Depot("depot", lat=43.24, lon=76.90), (VAN,), stops)
    nothing = RouteResult((), (Unserved("a", "fleet_full"),), 0)
    for result in (nothing, route(request, iterations=5)):
        assert route_picture(request, result, {}, TEXTS).startswith(b"\x89PNG")


def test_a_bare_matrix_cannot_be_drawn() -> None:
    square = ((0, 1), (1, 0))
    request = RouteRequest(Depot("depot"), (VAN,), (Stop("a"),), matrix=Matrix(square, square))
    with pytest.raises(InvalidInput, match="coordinates"):
        route_picture(request, route(request, iterations=5), {}, TEXTS)
