"""The benchmark of consolidation compares like with like."""

from __future__ import annotations

import json

import pytest

from benchmarks.consolidation import main, separate, town, zones
from core.fulfilment.grouping import group
from core.fulfilment.plan.make import formalised
from core.fulfilment.plan.terms import group_request
from core.fulfilment.plan.validate import validate
from tests.unit.fulfilment.wave import wave


def test_a_town_has_doors_that_many_order_for_and_orders_of_two_sellers_and_groups() -> None:
    orders = town(200, 1, shared=0.4, service_s=300)
    assert town(200, 1, shared=0.4, service_s=300) == orders != town(200, 2, shared=0.4, service_s=300)
    assert any(order.id.endswith("/b") for order in orders) and any(
        order.id.endswith("-3") for order in orders
    )
    together, apart = wave(*orders), wave(*separate(orders))
    validate(together)
    joined, single = (group(group_request(w, formalised(w))).consolidations for w in (together, apart))
    assert len(single) == len(orders) > len(joined)


def test_zones_hold_every_order_once() -> None:
    orders = town(50, 3, shared=0.4, service_s=0)
    sectors = zones(orders, 4)
    assert len(sectors) == 4
    assert sorted(o.id for sector in sectors for o in sector) == sorted(o.id for o in orders)


def test_every_way_serves_everybody_and_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--orders", "12", "--seeds", "1", "--seconds", "0.5", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["way"] for row in rows] == ["every order a stop", "one door, one stop", "zones first"]
    assert {row["served"] for row in rows} == {rows[0]["orders"]}
