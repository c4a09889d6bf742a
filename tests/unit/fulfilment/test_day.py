"""The simulated day: the same shoppers and streets each time, everybody brought once, by either way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.city import HOUR, SLOTS, Streets, Tariff, shoppers
from benchmarks.day import main
from benchmarks.dispatcher import Call, best_by_hand, by_zones

ITEMS = "first,2,mug,100,90,90,300\nsecond,1,book,210,297,8,300\nthird,4,book,210,297,8,300\n"
BOXES = "Small,230,300,240,160,230,300,240,15000\nFlat,370,375,60,140,364,374,40,3000\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "items.csv").write_text(ITEMS)
    (tmp_path / "boxes.csv").write_text(BOXES)
    return tmp_path


def test_a_small_day_is_driven_and_every_plan_of_it_proved(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--data", str(data), "--orders", "40", "--iterations", "30", "--json"]
    assert main(given) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["violations"] == []
    assert 30 <= first["delivered"] <= 40
    assert main(given) == 0
    second = json.loads(capsys.readouterr().out)
    for measured in ("seconds", "slot_ms_p95"):
        del first[measured], second[measured]
    assert first == second


def test_shoppers_order_before_their_slot_and_do_not_change() -> None:
    people = shoppers(200, 5, seed=4)
    assert people == shoppers(200, 5, seed=4)
    assert people != shoppers(200, 5, seed=5)
    assert all(one.express or one.placed_s < SLOTS[one.wish][0] for one in people)


def test_the_dispatcher_brings_everybody_once_and_looks_at_the_early_slot_first() -> None:
    people = shoppers(60, 5, seed=2)
    calls = [Call(one, SLOTS[n % 2]) for n, one in enumerate(people)]
    trips = by_zones(calls, 22.0, reserve_s=900, thumb=12)
    assert sorted(call.shopper.id for trip in trips for call in trip) == sorted(one.id for one in people)
    assert all(len(trip) <= 12 for trip in trips)
    for trip in trips:
        slots = [call.slot for call in trip]
        assert slots == sorted(slots)


def test_a_ruthless_rule_of_thumb_is_not_taken_when_it_comes_late() -> None:
    people = shoppers(60, 5, seed=2)
    calls = [Call(one, SLOTS[0]) for one in people]
    kept = best_by_hand([calls], [22.0], Streets(1), Tariff(), bar=0.95)
    careless = best_by_hand([calls], [60.0], Streets(1), Tariff(), bar=0.0)
    assert kept.in_slot > careless.in_slot
    assert kept.cost_minor > careless.cost_minor
    assert kept.orders == careless.orders == 60


def test_the_same_leg_takes_the_same_time_and_the_rush_hour_takes_longer() -> None:
    a, b = (one.point for one in shoppers(2, 1, seed=1))
    streets = Streets(3)
    assert streets.drive_s(a, b, 18 * HOUR) == streets.drive_s(a, b, 18 * HOUR)
    assert streets.drive_s(a, b, 18 * HOUR) > streets.drive_s(a, b, 22 * HOUR)
