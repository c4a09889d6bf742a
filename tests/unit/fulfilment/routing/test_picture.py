"""The map a seller and a courier look at."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from core.fulfilment.drawing import ALARM, COLOURS
from core.fulfilment.routing.ground import Street
from core.fulfilment.routing.legs import legs
from core.fulfilment.routing.model import (
    Depot,
    Matrix,
    RouteRequest,
    RouteResult,
    Stop,
    Unserved,
    VehicleType,
)
from core.fulfilment.routing.picture import _spread, route_picture
from core.fulfilment.routing.solver import route
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from tests.unit.fulfilment.routing.days import VAN, day, stop
from tests.unit.fulfilment.words import has_colour, pixels, say_in

CITY = RouteRequest(
    Depot("depot", lat=43.24, lon=76.90),
    (VehicleType("van", shift=(0, 86_400)),),
    tuple(Stop(f"s{n}", lat=43.25 + n % 7 * 0.004, lon=76.95 - n % 5 * 0.01) for n in range(40)),
)
ABAY = Street("Абай", GeoPoint(43.2442, 76.9585), GeoPoint(43.2352, 76.7905))
PLACE = Street("Орбита", GeoPoint(43.25, 76.92), GeoPoint(43.25, 76.92))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("stops", [1, 40])
def test_a_city_is_drawn_with_its_streets(language: str, stops: int) -> None:
    request = replace(CITY, stops=CITY.stops[:stops])
    result = route(request, iterations=5)
    png = route_picture(request, result, {}, say_in(language), "Күн", streets=(ABAY, PLACE))
    assert has_colour(png, COLOURS[0])
    assert pixels(png).shape[1] == 1620


def test_a_plane_and_hostile_names_are_drawn_too() -> None:
    request = day(stop("a", 100), stop("b", 0, 100), stop("$\\frac{", -100, temperature="frozen"))
    names = {"a": "$x_ \n🚚" * 500, "b": "Әсел"}
    png = route_picture(request, route(request, iterations=5), names, say_in("kk"), "")
    assert has_colour(png, COLOURS[0])


def test_an_empty_plan_shows_what_is_left_behind() -> None:
    nothing = RouteResult((), (Unserved("s0", "fleet_full"),), 0)
    assert has_colour(route_picture(CITY, nothing, {}, say_in("ru"), "Бос"), ALARM)


def test_a_late_visit_stands_out() -> None:
    request = replace(CITY, stops=(replace(CITY.stops[0], windows=((36_000, 43_200),)),))
    result = route(request, iterations=5)
    assert not has_colour(route_picture(request, result, {}, say_in("en"), ""), ALARM)
    visit = result.routes[0].stops[0]
    late = replace(result.routes[0], stops=(replace(visit, arrival=50_000, departure=50_300),))
    assert has_colour(route_picture(request, replace(result, routes=(late,)), {}, say_in("en"), ""), ALARM)


def test_a_thousand_stops_make_a_picture() -> None:
    many = tuple(replace(CITY.stops[n % 40], id=f"m{n}") for n in range(1000))
    request = replace(CITY, stops=many)
    result = RouteResult((), tuple(Unserved(one.id, "fleet_full") for one in many), 0)
    assert route_picture(request, result, {}, say_in("ru"), "").startswith(b"\x89PNG")


def test_numbers_of_one_house_are_pushed_apart_and_the_depot_stays() -> None:
    spread = _spread([(0.0, 0.0), *[(50.0, 50.0)] * 6], radius=10)
    assert spread[0] == (0.0, 0.0)
    assert all(abs(a - c) + abs(b - d) > 14 for (a, b), (c, d) in combinations(spread, 2))


def test_a_bare_matrix_cannot_be_drawn() -> None:
    square = ((0, 1), (1, 0))
    request = RouteRequest(Depot("depot"), (VAN,), (Stop("a"),), matrix=Matrix(square, square))
    with pytest.raises(InvalidInput, match="coordinates"):
        route_picture(request, route(request, iterations=5), {}, say_in("ru"), "")


def test_the_drives_of_a_route_are_those_of_the_matrix() -> None:
    times = ((0, 10, 30), (11, 0, 20), (31, 21, 0))
    request = RouteRequest(
        Depot("depot"), (VAN,), (Stop("a"), Stop("b")), matrix=Matrix(times, times), time_limit_s=1
    )
    (only,) = route(request, iterations=20).routes
    there = [visit.id for visit in only.stops]
    assert legs(request, only) == ([10, 20, 31] if there == ["a", "b"] else [30, 21, 11])
