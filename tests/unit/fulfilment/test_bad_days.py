"""Days that cannot be planned as they were sent: the engine names the place of the mistake, or the stop and why it is
left out. Through JSON, as programs send them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from core.fulfilment.engine import run
from core.kernel.errors import InvalidInput

DAY: dict[str, Any] = {
    "depot": {"id": "depot", "lat": 43.26, "lon": 76.93, "window": [28_800, 79_200]},
    "vehicles": [
        {
            "id": "van", "capacity": {"weight_g": 500_000, "volume_ml": 2_000_000}, "shift": [28_800, 79_200],
            "breaks": [{"window": [43_200, 50_400], "duration_s": 1_800}], "cost_per_km_minor": 9_000,
        }
    ],
    "stops": [
        {"id": "a", "lat": 43.24, "lon": 76.90, "windows": [[36_000, 43_200]], "demand": {"weight_g": 900}},
        {"id": "b", "lat": 43.25, "lon": 76.91, "windows": [[36_000, 43_200]], "demand": {"weight_g": 900}},
    ],
    "traffic": [{"window": [28_800, 36_000], "percent": 150}, {"window": [61_200, 68_400], "percent": 170}],
    "depots": [{"id": "branch", "lat": 43.22, "lon": 76.85}],
    "time_limit_s": 0.05,
}  # fmt: skip
SQUARE = [[0, 60, 60, 60], [70, 0, 60, 60], [60, 60, 0, 60], [60, 60, 60, 0]]
SLOTS: dict[str, Any] = {
    **DAY,
    "committed": [{"vehicle_id": "van", "stops": ["a", "b"]}],
    "candidates": [{"id": "new", "lat": 43.25, "lon": 76.92}],
    "slots": [[36_000, 43_200], [50_400, 57_600]],
}


def changed(day: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    day = deepcopy(day)
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place: Any = day
    for step in way:
        place = place[step]
    place[last] = value
    return day


def matrix(rows: list[list[Any]]) -> dict[str, Any]:
    return {"durations_s": rows, "distances_m": SQUARE}


def test_the_day_itself_is_planned() -> None:
    assert run("route", DAY)["unserved"] == []
    assert [offer["feasible"] for offer in run("slots", SLOTS)["offers"]] == [True, True]


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("vehicles", [], "vehicles"),
        ("vehicles", [DAY["vehicles"][0]] * 2, "vehicles"),
        ("vehicles/0/count", 0, "vehicles[0].count"),
        ("vehicles/0/count", -3, "vehicles[0].count"),
        ("vehicles/0/shift", [79_200, 28_800], "vehicles[0].shift"),
        ("vehicles/0/capacity/weight_g", -1, "vehicles[0].capacity.weight_g"),
        ("vehicles/0/capacity/weight_g", 0.5, "vehicles[0].capacity.weight_g"),
        ("vehicles/0/capacity/weight_g", "500 kg", "vehicles[0].capacity.weight_g"),
        ("vehicles/0/depot_id", "nowhere", "vehicles[0].depot_id"),
        ("vehicles/0/breaks/0/duration_s", 0, "vehicles[0].breaks[0].duration_s"),
        ("vehicles/0/breaks/0/window", [50_400, 43_200], "vehicles[0].breaks[0].window"),
        ("vehicles/0/breaks", DAY["vehicles"][0]["breaks"] * 6, "vehicles[0].breaks"),
        ("stops", [DAY["stops"][0]] * 2, "stops"),
        ("stops", [{**DAY["stops"][0], "id": f"s{i}"} for i in range(3_001)], "stops"),
        ("stops/0/id", "depot", "stops"),
        ("stops/0/id", "branch", "stops"),
        ("stops/0/windows", [[43_200, 36_000]], "stops[0].windows[0]"),
        ("stops/0/windows", [[36_000]], "stops[0].windows[0][1]"),
        ("stops/0/lat", float("nan"), "stops[0].lat"),
        ("stops/0/lat", None, "stops[0].lat"),
        ("stops/0/lat", 43_240_000, "stops[0].lat"),
        ("stops/0/lon", "76.9", "stops[0].lon"),
        ("stops/0/lon", float("-inf"), "stops[0].lon"),
        ("stops/0/service_s", -60, "stops[0].service_s"),
        ("stops/0/demand/weight_g", 0.9, "stops[0].demand.weight_g"),
        ("stops/0/demand/weight_g", -900, "stops[0].demand.weight_g"),
        ("stops/0/demand/weight_kg", 1, "stops[0].demand.weight_kg"),
        ("stops/0/pickup", {"volume_ml": -1}, "stops[0].pickup.volume_ml"),
        ("stops/0/depot_id", "nowhere", "stops[0].depot_id"),
        ("stops/0/max_ride_s", -1, "stops[0].max_ride_s"),
        ("stops/0/priority", 11, "stops[0].priority"),
        ("stops/0/temperature", "warm", "stops[0].temperature"),
        ("depot/lat", float("nan"), "depot.lat"),
        ("depots/0/lon", 200, "depots[0].lon"),
        ("depots", [{"id": "depot", "lat": 43.2, "lon": 76.9}], "depots"),
        ("traffic/0/percent", 0, "traffic[0].percent"),
        ("traffic/1/window", [30_000, 40_000], "traffic[1].window"),
        ("speed_kmh", 0, "speed_kmh"),
        ("speed_kmh", -25, "speed_kmh"),
        ("road_factor", 0, "road_factor"),
        ("time_limit_s", 0, "time_limit_s"),
        ("time_limit_s", 10_000, "time_limit_s"),
        ("time_limit_s", float("inf"), "time_limit_s"),
        ("balance_cost_per_hour_minor", -1, "balance_cost_per_hour_minor"),
        ("metric", "manhattan", "metric"),
        ("metric", "euclidean", "depot.x"),
        ("matrix", matrix(SQUARE[:3]), "matrix.durations_s"),
        ("matrix", matrix([*SQUARE[:3], [60, 60, 60]]), "matrix.durations_s[3]"),
        ("matrix", matrix([*SQUARE[:3], [60, 60, -60, 0]]), "matrix.durations_s[3]"),
        ("matrix", matrix([*SQUARE[:3], [60, 60, None, 0]]), "matrix.durations_s[3][2]"),
        ("matrix", matrix([*SQUARE[:3], [60, 60, 1.5, 0]]), "matrix.durations_s[3][2]"),
        ("matrix", matrix([*SQUARE[:3], [60, 60, float("nan"), 0]]), "matrix.durations_s[3][2]"),
        ("matrix", matrix([*SQUARE[:3], [60, 60, 10**12, 0]]), "matrix.durations_s[3]"),
        ("matrix", {"durations_s": SQUARE}, "matrix.distances_m"),
        ("committed", [{"vehicle_id": "lorry", "stops": ["a"]}], "committed[0].vehicle_id"),
        ("committed", [{"vehicle_id": "van", "stops": ["c"]}], "committed[0].stops[0]"),
        ("committed", [{"vehicle_id": "van", "stops": ["a", "a"]}], "committed"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_where_it_stands(path: str, value: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        run("route", changed(DAY, path, value))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("stops/0/windows", [[0, 10]], "window_unreachable"),
        ("stops/0/windows", [[10, 12]], "window_unreachable"),
        ("stops/0/windows", [[36_000_000, 43_200_000]], "window_unreachable"),
        ("stops/0/service_s", 300_000, "window_unreachable"),
        ("stops/0/lat", -43.24, "window_unreachable"),
        ("stops/0/demand/weight_g", 900_000_000, "heavier_than_every_van"),
        ("stops/0/demand/volume_ml", 900_000_000, "larger_than_every_van"),
        ("stops/0/pickup", {"weight_g": 900_000_000}, "heavier_than_every_van"),
        ("stops/0/temperature", "frozen", "no_vehicle_for_temperature"),
        ("stops/0/depot_id", "branch", "no_vehicle_at_depot"),
        ("stops/0/max_ride_s", 1, "ride_too_long"),
    ],
)
def test_a_stop_that_nobody_can_serve_is_left_out_by_name_and_the_others_are_served(
    path: str, value: object, reason: str
) -> None:
    """Hours or milliseconds for seconds, the wrong half of the world, kilograms for grams."""
    answer = run("route", changed(DAY, path, value))
    assert answer["unserved"] == [{"id": "a", "reason": reason}]
    assert [visit["id"] for route in answer["routes"] for visit in route["stops"]] == ["b"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("vehicles/0/shift", [0, 3_600]),
        ("depot/window", [80_000, 90_000]),
        ("speed_kmh", 0.001),
        ("vehicles/0/breaks", [{"window": [28_800, 28_800], "duration_s": 50_000}]),
    ],
)
def test_when_nobody_can_be_served_everybody_is_left_out_by_name(path: str, value: object) -> None:
    """Vans that never leave, or crawl, or rest all day."""
    answer = run("route", changed(DAY, path, value))
    assert answer["routes"] == []
    assert [(one["id"], one["reason"]) for one in answer["unserved"]] == [
        ("a", "window_unreachable"),
        ("b", "window_unreachable"),
    ]


def test_swapped_coordinates_are_far_away_and_said_to_be() -> None:
    swapped = {**DAY["stops"][0], "lat": 76.90, "lon": 43.24}
    answer = run("route", changed(DAY, "stops/0", swapped))
    assert answer["unserved"] == [{"id": "a", "reason": "window_unreachable"}]


def test_a_matrix_may_be_one_way_and_its_diagonal_is_nobodys_way() -> None:
    one_way = [[99, 60, 9_000, 0], [9_000, 5, 60, 0], [60, 9_000, 7, 0], [0, 0, 0, 0]]
    day = changed(DAY, "matrix", {"durations_s": one_way, "distances_m": one_way})
    (route,) = run("route", day)["routes"]
    assert [visit["id"] for visit in route["stops"]] == ["a", "b"]
    assert route["distance_m"] == 180


def test_everything_at_one_place_is_one_route() -> None:
    spot = {"lat": 43.26, "lon": 76.93}
    day = changed(DAY, "stops", [{"id": f"s{i}", **spot} for i in range(40)])
    (route,) = run("route", day)["routes"]
    assert (len(route["stops"]), route["distance_m"]) == (40, 0)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("candidates/0/id", "a", "stops"),
        ("candidates/0/lat", float("nan"), "candidates[0].lat"),
        ("candidates/0/windows", [[36_000, 43_200]], "candidates[0].windows"),
        ("candidates/0/depot_id", "nowhere", "candidates[0].depot_id"),
        ("slots/0", [43_200, 36_000], "slots[0]"),
        ("slots", [[36_000, 43_200]] * 1_001, "slots"),
        (
            "committed",
            [{"vehicle_id": "van", "stops": ["a"]}, {"vehicle_id": "van", "stops": ["b"]}],
            "committed",
        ),
        ("stops/0/windows", [[0, 10]], "committed[0]"),
        ("vehicles/0/capacity/weight_g", 1_000, "committed[0]"),
        ("vehicles", [], "vehicles"),
    ],
)
def test_slots_beside_a_broken_day_are_refused_where_it_is_broken(
    path: str, value: object, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        run("slots", changed(SLOTS, path, value))
    assert refused.value.field == field


def test_more_slots_than_there_is_time_for_are_refused_not_guessed() -> None:
    many = changed(SLOTS, "slots", [[36_000 + i, 43_200 + i] for i in range(1_000)])
    answer = run("slots", changed(many, "time_limit_s", 1e-6))
    assert len(answer["offers"]) == 1_000
    assert not any(offer["feasible"] for offer in answer["offers"])


def test_what_was_not_looked_at_in_time_is_not_called_a_full_fleet() -> None:
    """The first van may be filled by the search; what came too late says so."""
    day = changed(DAY, "stops", [{**DAY["stops"][0], "id": f"s{i}"} for i in range(700)])
    day["vehicles"][0] |= {"count": 300, "capacity": {"weight_g": 900}}
    answer = run("route", changed(day, "time_limit_s", 1e-6))
    assert {one["reason"] for one in answer["unserved"]} == {"out_of_time"}
