"""What cannot be packed is refused with the place at fault."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from core.fulfilment.packing import CartonType, Item, PackRequest, pack, validate
from core.kernel.errors import InvalidInput

TEA = Item("tea", 100, 80, 60, 250)
BOX = CartonType("box", 200, 200, 200, max_weight_g=5_000)
GOOD = PackRequest((TEA,), (BOX,))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("length_mm", 0),
        ("width_mm", -5),
        ("height_mm", math.nan),
        ("height_mm", 12.5),
        ("length_mm", True),
        ("length_mm", "100"),
        ("length_mm", 20_001),
        ("weight_g", -1),
        ("weight_g", 10**12),
        ("quantity", 0),
        ("quantity", 10**9),
        ("fragile", 1),
        ("this_side_up", "no"),
        ("max_load_g", -1),
        ("temperature", "warm"),
        ("segregation", ""),
        ("id", "  "),
    ],
)
def test_a_bad_item_is_named(field: str, value: Any) -> None:
    bad = replace(TEA, **{"id": "other", field: value})
    with pytest.raises(InvalidInput) as caught:
        pack(replace(GOOD, items=(TEA, bad)))
    assert caught.value.field == f"items[1].{field}"


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("length_mm", 0, "length_mm"),
        ("max_weight_g", 0, "max_weight_g"),
        ("tare_g", -1, "tare_g"),
        ("cost_minor", -1, "cost_minor"),
        ("temperatures", (), "temperatures"),
        ("temperatures", ("ambient", "hot"), "temperatures[1]"),
    ],
)
def test_a_bad_carton_is_named(field: str, value: Any, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        validate(replace(GOOD, cartons=(replace(BOX, **{field: value}),)))
    assert caught.value.field == f"cartons[0].{place}"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"cartons": ()}, "cartons"),
        ({"cartons": (BOX, BOX)}, "cartons[1].id"),
        ({"items": (TEA, TEA)}, "items[1].id"),
        ({"items": (replace(TEA, quantity=60_000), replace(TEA, id="b", quantity=60_000))}, "items"),
        ({"objective": "beauty"}, "objective"),
        ({"rotation": "any"}, "rotation"),
        ({"min_support": 1.1}, "min_support"),
        ({"min_support": math.nan}, "min_support"),
        ({"time_limit_s": -1.0}, "time_limit_s"),
        ({"time_limit_s": math.inf}, "time_limit_s"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_bad_request_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        validate(replace(GOOD, **change))
    assert caught.value.field == field


def test_json_reads_into_the_model_and_strange_keys_are_refused() -> None:
    adapter = TypeAdapter(PackRequest)
    assert adapter.validate_json(adapter.dump_json(GOOD)) == GOOD
    with pytest.raises(ValidationError):
        adapter.validate_python({"items": [], "cartons": [], "boxes": []})
