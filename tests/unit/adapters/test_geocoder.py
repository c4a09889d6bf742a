"""Addresses as people write them, to points on the map, and an honest word on how exact a point is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.geocoder import Gazetteer, load_gazetteer
from core.kernel.geo import GeoPoint, haversine_m

CITY_KM = 40
PLACES = load_gazetteer()


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return PLACES


@pytest.mark.parametrize(
    "written",
    [
        "Абай даңғылы 10, 25 пәтер",
        "Абая 10, кв 3",
        "пр. Абая, 10",
        "проспект Абая дом 10",
        "Abay 10, apt 5",
        "абай 10",
    ],
)
def test_one_house_is_one_point_however_it_is_written(places: Gazetteer, written: str) -> None:
    found, same = places.locate(written, "Almaty"), places.locate("Абай даңғылы 10", "Almaty")
    assert (found.point, found.precision, found.text) == (same.point, "house", written)


def test_houses_lie_along_their_street(places: Gazetteer) -> None:
    near, far, street = (places.locate(f"Абая {n}", "Almaty").point for n in ("10", "150", ""))
    assert 500 < haversine_m(near, far) < 20_000
    assert places.locate("Абая", "Almaty").precision == "street" and street not in (near, far)


@pytest.mark.parametrize("written", ["somewhere far away", "", "12345", "🏠", "Гоголь-моголь 5", "x" * 5000])
def test_what_is_not_on_the_map_lies_in_the_middle_and_says_so(places: Gazetteer, written: str) -> None:
    city = places.city("Almaty")
    assert city is not None
    found = places.locate(written, "Almaty")
    assert (found.point, found.precision, found.text) == (city.centre, "city", written)


def test_a_city_is_known_by_any_of_its_names(places: Gazetteer) -> None:
    assert len({id(places.city(n)) for n in ("Almaty", "алматы", " АЛМАТЫ ")}) == 1
    assert places.city("Atlantis") is None


def test_every_street_lies_in_its_own_city(places: Gazetteer) -> None:
    for city in places.cities:
        for street in places.streets.get(city.names[0], ()):
            assert haversine_m(city.centre, street.start) < CITY_KM * 1000, (city.names, street.names)
            assert haversine_m(city.centre, street.end) < CITY_KM * 1000, (city.names, street.names)
        assert haversine_m(city.centre, city.depot) < CITY_KM * 1000


def test_a_shared_location_is_taken_as_it_is(places: Gazetteer) -> None:
    point = GeoPoint(43.2, 76.9)
    found = places.near(point, "Almaty")
    assert (found.point, found.precision) == (point, "location")
    assert found.text == "≈ Каблукова (43.20000, 76.90000)", "people read a street, not degrees"
    steppe = GeoPoint(43.5, 77.5)
    assert places.near(steppe, "Almaty").text == "43.50000, 77.50000"


@given(st.text(max_size=100))
def test_no_words_are_too_strange_for_the_map(written: str) -> None:
    found = PLACES.locate(written, "Almaty")
    assert found.text == written and found.precision in {"house", "street", "city"}
