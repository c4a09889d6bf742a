"""The benchmark of a day in Almaty runs on any data of its shape and proves what it counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.plan_almaty import almaty_request, main

ITEMS = """\
first,2,mug,100,90,90,300
first,1,mug,100,90,90,300
second,1,book,210,297,8,300
third,4,book,210,297,8,300
"""
BOXES = "Small,230,300,240,160,230,300,240,15000\nFlat,370,375,60,140,364,374,40,3000\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "items.csv").write_text(ITEMS)
    (tmp_path / "boxes.csv").write_text(BOXES)
    return tmp_path


def test_a_day_is_planned_proved_and_written_down(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--data", str(data), "--orders", "3", "--vans", "2", "--time-limit", "0.5"]
    assert main([*given, "--input", str(data / "in.json"), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["orders"], figures["served_orders"], figures["violations"]) == (3, 3, [])
    assert json.loads((data / "in.json").read_text()) == almaty_request(data, 3, 2, 1, 0.5)


def test_a_product_named_twice_is_one_line_and_the_tare_is_no_room_for_goods(data: Path) -> None:
    request = almaty_request(data, 3, 1, 1, 1.0)
    assert sorted(line["quantity"] for order in request["orders"] for line in order["lines"]) == [1, 3, 4]
    assert request["cartons"][0]["max_weight_g"] == 15_000 - 160


def test_more_orders_than_there_are_come_again_to_other_doors(data: Path) -> None:
    orders = almaty_request(data, 7, 1, 1, 1.0)["orders"]
    assert len(orders) == len({order["address_id"] for order in orders}) == 7
    assert {line["id"] for order in orders[:3] for line in order["lines"]} == {"mug", "book"}
