"""Programs talk to the engine in JSON; whatever they send, they get an answer or the place of the mistake."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fulfilment.engine import VERBS, run, schema
from core.kernel.errors import InvalidInput

ITEM = {"id": "tea", "length_mm": 100, "width_mm": 80, "height_mm": 60, "weight_g": 250}
CARTON = {"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200, "max_weight_g": 15_000}
DEPOT = {"id": "depot", "lat": 43.26, "lon": 76.93}
VAN = {"id": "van", "capacity": {"weight_g": 500_000, "volume_ml": 2_000_000}, "shift": [28_800, 79_200]}
STOP = {"id": "a", "lat": 43.24, "lon": 76.90, "windows": [[36_000, 43_200]], "demand": {"weight_g": 900}}
ORDER = {
    "id": "1042",
    "address_id": "home",
    "lat": 43.24,
    "lon": 76.90,
    "slot": [36_000, 43_200],
    "lines": [{"id": "tea", "quantity": 3}],
}

GOOD: dict[str, dict[str, Any]] = {
    "screen": {
        "order": {
            "id": "1042",
            "phone": "+77012345678",
            "total_minor": 1_500_000,
            "payment": "card",
            "lines": [{"name": "Шай", "quantity": 2}],
            "address": {"street": "Абай", "house": "10"},
        }
    },
    "group": {
        "orders": [
            {"id": "1", "address_id": "home", "window": [36_000, 43_200]},
            {"id": "2", "address_id": "home", "window": [36_000, 43_200]},
        ]
    },
    "pack": {"items": [{**ITEM, "quantity": 3}], "cartons": [CARTON], "time_limit_s": 0.2},
    "route": {"depot": DEPOT, "vehicles": [VAN], "stops": [STOP], "time_limit_s": 0.2},
    "slots": {
        "depot": DEPOT,
        "vehicles": [VAN],
        "stops": [STOP],
        "committed": [{"vehicle_id": "van", "stops": ["a"]}],
        "candidates": [{"id": "b", "lat": 43.25, "lon": 76.91}],
        "slots": [[36_000, 43_200], [50_400, 57_600]],
        "time_limit_s": 0.2,
    },
    "plan": {
        "orders": [ORDER],
        "cartons": [CARTON],
        "vehicles": [VAN],
        "depot": DEPOT,
        "time_limit_s": 0.5,
        "iterations": 10,
    },
}


def changed(verb: str, path: str, value: object) -> dict[str, Any]:
    """The good request of the verb with one place set to something else."""
    data = deepcopy(GOOD[verb])
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place: Any = data
    for step in way:
        place = place[step]
    place[last] = value
    return data


def refused(verb: str, data: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        run(verb, data)
    return caught.value


def test_every_verb_answers_its_good_request_in_json() -> None:
    assert set(GOOD) == set(VERBS)
    answers = {verb: json.loads(json.dumps(run(verb, data), allow_nan=False)) for verb, data in GOOD.items()}
    assert answers["screen"]["outcome"] == "accept"
    assert [one["order_ids"] for one in answers["group"]["consolidations"]] == [["1", "2"]]
    assert answers["pack"]["parcels"][0]["weight_g"] == 750
    assert answers["pack"]["unpacked"] == []
    assert [visit["id"] for visit in answers["route"]["routes"][0]["stops"]] == ["a"]
    assert [offer["feasible"] for offer in answers["slots"]["offers"]] == [True, True]
    assert answers["plan"]["orders"][0]["estimated"] == ["tea"]
    assert answers["plan"]["figures"]["served_orders"] == 1


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_describes_itself(verb: str) -> None:
    both = schema(verb)
    assert set(GOOD[verb]) <= set(both["request"]["properties"])
    assert both["request"]["additionalProperties"] is False
    assert set(run(verb, GOOD[verb])) == set(both["response"]["properties"])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("data", [{}, [], None, "orders", 3, {"surprise": 1}, {"": {}}])
def test_no_verb_takes_what_is_no_request(verb: str, data: object) -> None:
    refused(verb, data)


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_field_is_named_wherever_it_stands(verb: str) -> None:
    assert refused(verb, {**GOOD[verb], "colour": "red"}).field == "colour"


def test_an_unknown_verb_is_answered_with_the_known_ones() -> None:
    assert "screen, group, pack, route, slots, plan" in str(refused("fly", {}))
    with pytest.raises(InvalidInput):
        schema("fly")


NAN, INFINITY = float("nan"), float("inf")
MATRIX = {"address_ids": ["home"], "durations_s": [[0, 60], [60, 0]], "distances_m": [[0, 500], [500, 0]]}


@pytest.mark.parametrize(
    ("verb", "path", "value", "field"),
    [
        ("screen", "order/total_minor", "much", "order.total_minor"),
        ("screen", "order/total_minor", -1, "order.total_minor"),
        ("screen", "order/payment", "barter", "order.payment"),
        ("screen", "order/lines", [], "order.lines"),
        ("screen", "order/lines/0/quantity", NAN, "order.lines[0].quantity"),
        ("screen", "order/lines", [{"name": "x", "quantity": 1}] * 1_001, "order.lines"),
        ("group", "orders/1/id", "1", "orders[1].id"),
        ("group", "orders/0/window", [43_200, 36_000], "orders[0].window"),
        ("group", "orders/0/window", [1], "orders[0].window[1]"),
        ("group", "orders/0/window/1", INFINITY, "orders[0].window[1]"),
        ("group", "orders/0/temperatures", ["hot"], "orders[0].temperatures[0]"),
        ("pack", "items/0/length_mm", "100", "items[0].length_mm"),
        ("pack", "items/0/length_mm", 100.5, "items[0].length_mm"),
        ("pack", "items/0/length_mm", True, "items[0].length_mm"),
        ("pack", "items/0/length_mm", None, "items[0].length_mm"),
        ("pack", "items/0/length_mm", NAN, "items[0].length_mm"),
        ("pack", "items/0/length_mm", -INFINITY, "items[0].length_mm"),
        ("pack", "items/0/length_mm", 10**30, "items[0].length_mm"),
        ("pack", "items/0/quantity", 0, "items[0].quantity"),
        ("pack", "items/0/quantity", -5, "items[0].quantity"),
        ("pack", "items/0/quantity", 10**9, "items[0].quantity"),
        ("pack", "items/0/colour", "red", "items[0].colour"),
        ("pack", "items/0/fragile", "yes", "items[0].fragile"),
        ("pack", "items/0/id", "\ud800", "items[0].id"),
        ("pack", "items/0", 7, "items[0]"),
        ("pack", "items", [ITEM, ITEM], "items[1].id"),
        ("pack", "cartons", [], "cartons"),
        ("pack", "min_support", 1.5, "min_support"),
        ("pack", "time_limit_s", 3_600, "time_limit_s"),
        ("pack", "items", [ITEM] * 20_001, "items"),
        ("route", "vehicles", [], "vehicles"),
        ("route", "stops", [STOP, STOP], "stops"),
        ("route", "stops/0/windows", [[43_200, 36_000]], "stops[0].windows[0]"),
        ("route", "stops/0/demand/weight_g", -1, "stops[0].demand.weight_g"),
        ("route", "stops/0/lat", NAN, "stops[0].lat"),
        ("route", "stops/0/lat", "43", "stops[0].lat"),
        ("route", "matrix", {"durations_s": [[0]], "distances_m": [[0]]}, "matrix.durations_s"),
        ("slots", "candidates/0/windows", [[1, 2]], "candidates[0].windows"),
        ("slots", "slots/1", [2, 1], "slots[1]"),
        ("slots", "committed/0/vehicle_id", "ghost", "committed[0].vehicle_id"),
        ("plan", "vehicles", [], "vehicles"),
        ("plan", "orders", [ORDER, ORDER], "orders[1].id"),
        ("plan", "orders/0/slot", [2, 1], "orders[0].slot[1]"),
        ("plan", "orders/0/lines", [], "orders[0].lines"),
        ("plan", "orders/0/lines/0/quantity", 0, "orders[0].lines[0].quantity"),
        ("plan", "orders/0/lines/0/quantity", 10**9, "orders[0].lines[0].quantity"),
        ("plan", "orders/0/lines/0/weight_g", "1 kg", "orders[0].lines[0].weight_g"),
        ("plan", "time_limit_s", 0, "time_limit_s"),
        (
            "plan",
            "matrix",
            {"address_ids": ["home"], "durations_s": [], "distances_m": []},
            "matrix.durations_s",
        ),
        ("plan", "matrix", {**MATRIX, "durations_s": [[0, 60], [60]]}, "matrix.durations_s"),
        ("plan", "matrix", {**MATRIX, "distances_m": [[0]]}, "matrix.distances_m"),
        ("plan", "matrix", {**MATRIX, "distances_m": [[0, -1], [60, 0]]}, "matrix.distances_m[0]"),
        ("plan", "depots", [{**DEPOT, "id": "branch"}] * 2, "depots"),
        ("plan", "orders/0/depot_id", "x" * 100_000, "orders[0].depot_id"),
        ("route", "stops/0/depot_id", "ү" * 100_000, "stops[0].depot_id"),
    ],
)
def test_bad_input_is_refused_by_the_path_of_its_place(
    verb: str, path: str, value: object, field: str
) -> None:
    assert refused(verb, changed(verb, path, value)).field == field


def test_a_whole_number_may_be_written_as_a_float() -> None:
    assert run("pack", changed("pack", "items/0/length_mm", 100.0)) == run("pack", GOOD["pack"])


def test_a_shared_server_may_allow_less_time() -> None:
    with pytest.raises(InvalidInput) as caught:
        run("pack", changed("pack", "time_limit_s", 9), max_time_limit_s=5)
    assert caught.value.field == "time_limit_s"


def test_nesting_without_end_is_refused() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    assert "levels deep" in str(refused("pack", changed("pack", "items", deep)))


def test_a_body_of_millions_of_values_is_refused() -> None:
    rows = [[0] * 2_000] * 3_000
    assert "values in one request" in str(
        refused("route", changed("route", "matrix", {"durations_s": rows, "distances_m": []}))
    )


def test_an_answer_to_bad_input_stays_short_however_long_the_mistake_is() -> None:
    for path, value in (("orders/0/address_id", "x" * 100_000), ("x" * 100_000, 1)):
        assert len(str(refused("plan", changed("plan", path, value)))) < 200


def test_an_item_larger_than_every_carton_is_answered_with_the_reason() -> None:
    answer = run("pack", changed("pack", "items/0/length_mm", 5_000))
    assert {one["reason"] for one in answer["unpacked"]} == {"larger_than_every_carton"}
    assert answer["parcels"] == []


def test_a_hold_takes_what_no_carton_does_and_the_answer_says_without_which() -> None:
    sofa = {"id": "sofa", "length_mm": 2_000, "width_mm": 900, "height_mm": 800, "weight_g": 50_000}
    carton = {"id": "box", "length_mm": 400, "width_mm": 300, "height_mm": 200, "max_weight_g": 15_000}
    asked: dict[str, Any] = {"items": [{**sofa, "quantity": 2}], "cartons": [carton], "objective": "count"}
    answer = run("pack", {**asked, "holds": [{"volume_ml": 1_440_000, "weight_g": 50_000}]})
    (first, second) = answer["parcels"]
    assert first == second
    lying = {"item_id": "sofa", "x_mm": 0, "y_mm": 0, "z_mm": 0, "dx_mm": 2_000, "dy_mm": 900, "dz_mm": 800}
    assert first == {"carton_id": None, "placements": [lying], "weight_g": 50_000, "fill": 1.0}
    assert (answer["unpacked"], answer["lower_bound"]) == ([], 2)
    for tight in ({"volume_ml": 1_439_999}, {"weight_g": 49_999}, {"temperatures": ["frozen"]}):
        refusal = run("pack", {**asked, "holds": [tight]})
        assert refusal["unpacked"] == [{"item_id": "sofa", "reason": "larger_than_every_carton"}] * 2
        assert refusal["parcels"] == []


@pytest.mark.parametrize(
    ("holds", "place"),
    [([{"volume_ml": -1}], "holds[0].volume_ml"), ([{"temperatures": []}], "holds[0].temperatures")],
)
def test_a_hold_that_cannot_be_is_refused_with_its_place(holds: list[dict[str, Any]], place: str) -> None:
    assert place in str(refused("pack", changed("pack", "holds", holds)))


def test_a_window_no_shift_reaches_is_answered_with_the_reason() -> None:
    answer = run("route", changed("route", "stops/0/windows", [[0, 3_600]]))
    assert answer["unserved"] == [{"id": "a", "reason": "window_unreachable"}]


def test_ten_thousand_like_items_are_packed_within_the_limit() -> None:
    answer = run("pack", changed("pack", "items/0/quantity", 10_000))
    assert sum(len(parcel["placements"]) for parcel in answer["parcels"]) == 10_000


def test_ten_thousand_like_items_are_planned() -> None:
    answer = run("plan", changed("plan", "orders/0/lines/0", {**ITEM, "quantity": 10_000}))
    assert sum(len(parcel["placements"]) for parcel in answer["orders"][0]["parcels"]) == 10_000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(data: object, way: tuple[str, ...] = ()) -> list[str]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return ["/".join(way)] * bool(way) + [p for key, value in inner for p in places(value, (*way, str(key)))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_anywhere_gives_an_answer_or_a_named_place(data: st.DataObject) -> None:
    verb = data.draw(st.sampled_from(["screen", "group", "pack"]))
    path = data.draw(st.sampled_from([p for p in places(GOOD[verb]) if p != "time_limit_s"]))
    try:
        json.dumps(run(verb, changed(verb, path, data.draw(json_values))), allow_nan=False)
    except InvalidInput as wrong:
        assert wrong.detail
