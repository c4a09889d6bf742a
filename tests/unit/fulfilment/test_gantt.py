"""The day of the vans at one look."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.fulfilment.drawing import ALARM, COLOURS
from core.fulfilment.gantt import Bracket, bracket_levels, brackets, day_picture
from core.fulfilment.routing.model import Depot, Route, RouteRequest, RouteResult, Stop, Visit
from tests.unit.fulfilment.wave import DEPOT, HOUR, VAN
from tests.unit.fulfilment.words import has_colour, pixels, say_in

MORNING, NOON = (10 * HOUR, 12 * HOUR), (12 * HOUR, 14 * HOUR)


def day_of(stops: int, vans: int = 1) -> tuple[RouteRequest, RouteResult]:
    """Each van serves its stops a quarter of an hour apart from ten on."""
    routes, places = [], []
    for van in range(vans):
        visits = []
        for n in range(stops):
            at = 10 * HOUR + n * 900
            places.append(
                Stop(f"{van}-{n}", lat=43.25, lon=76.95, windows=(MORNING if n < 4 else NOON,), service_s=300)
            )
            visits.append(Visit(f"{van}-{n}", at, at + 300))
        routes.append(Route("van", tuple(visits), 1000, 1000, 0))
    return RouteRequest(DEPOT, (VAN,), tuple(places)), RouteResult(tuple(routes), (), 0)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("stops", [1, 12, 40])
def test_a_day_is_drawn_for_every_reader(language: str, stops: int) -> None:
    png = day_picture(*day_of(stops), say_in(language), "Күн")
    assert has_colour(png, COLOURS[0])
    assert pixels(png).shape[1] <= 1280, "Telegram makes wider pictures smaller"


def test_a_late_visit_is_red_and_others_are_not() -> None:
    request, result = day_of(4)
    on_time = pixels(day_picture(request, result, say_in("ru"), ""))
    late = replace(result.routes[0].stops[-1], arrival=13 * HOUR, departure=13 * HOUR + 300)
    moved = replace(result.routes[0], stops=(*result.routes[0].stops[:-1], late))
    png = day_picture(request, replace(result, routes=(moved,)), say_in("ru"), "")
    red = [int(ALARM[n : n + 2], 16) for n in (1, 3, 5)]
    key_alone = (on_time == red).all(axis=2).sum()
    assert (pixels(png) == red).all(axis=2).sum() > key_alone > 0


def test_a_whole_fleet_and_an_empty_day_are_drawn() -> None:
    for request, result in (day_of(2, vans=45), day_of(0, vans=0)):
        assert pixels(day_picture(request, result, say_in("en"), "")).shape[0] < 8000


def test_a_promise_is_told_once_and_in_rows_that_do_not_overlap() -> None:
    request, result = day_of(6)
    windows = {stop.id: stop.windows for stop in request.stops}
    found = brackets(result.routes[0], windows)
    assert found == [Bracket(*MORNING, (1, 2, 3, 4)), Bracket(*NOON, (5, 6))]
    across = Bracket(11 * HOUR, 13 * HOUR, (7,))
    assert bracket_levels([*found, across]) == [found, [across]]


def test_a_day_over_midnight_keeps_its_order() -> None:
    request, result = day_of(1)
    night = replace(result.routes[0], stops=(Visit("0-0", 23 * HOUR, 25 * HOUR),))
    png = day_picture(
        replace(request, depot=Depot("d", lat=43.2, lon=76.9)),
        replace(result, routes=(night,)),
        say_in("kk"),
        "",
    )
    assert has_colour(png, COLOURS[0])
