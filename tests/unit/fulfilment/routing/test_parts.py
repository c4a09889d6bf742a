from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from core.fulfilment.routing.check import violations
from core.fulfilment.routing.day import day_of
from core.fulfilment.routing.insertion import Tour
from core.fulfilment.routing.model import Depot, Load, RouteRequest
from core.fulfilment.routing.parts import parts
from core.fulfilment.routing.solver import route
from tests.unit.fulfilment.routing.days import VAN, day, stop


def large_day(size: int, vans: int) -> RouteRequest:
    stops = (
        stop(f"s{i}", i * 37 % 101, i * 53 % 97, demand=Load(10, 10), depot_id=[None, "branch"][i % 50 == 0])
        for i in range(size)
    )
    fleet = (
        replace(VAN, count=vans, shift=None),
        replace(VAN, id="branch-van", depot_id="branch", count=2, shift=None),
    )
    branch = Depot("branch", x=50, y=50, window=(0, 100_000))
    asked = day(*(replace(one, windows=()) for one in stops), vehicles=fleet)
    return replace(asked, depot=replace(asked.depot, window=(0, 100_000)), depots=(branch,))


def test_a_small_day_is_not_divided() -> None:
    assert len(parts(day_of(large_day(200, 9)), range(1, 201))) == 1


@pytest.mark.parametrize(("vans", "most"), [(1, 501), (9, 251), (30, 251)])
def test_parts_share_out_all_stops_and_no_more_vans_than_there_are(vans: int, most: int) -> None:
    ready = day_of(large_day(700, vans))
    cut = parts(ready, range(1, 701))
    assert sorted(place for part in cut for place in part.places[1:]) == [*range(1, 701)]
    shared = Counter[int]()
    for part in cut:
        for own, van in zip(part.day.vans, part.vans, strict=True):
            shared[van] += own.kind.count
    assert shared == {0: vans, 1: 2}
    assert all(part.vans for part in cut)
    assert max(len(part.places) for part in cut) <= most


def test_a_part_speaks_of_the_same_places_ways_and_depots() -> None:
    ready = day_of(large_day(700, 30))
    branch = len(ready.places)
    for part in parts(ready, range(1, 701)):
        own = part.day
        here, there = 1, len(part.places) - 1
        assert (
            own.travel.durations[here, there] == ready.travel.durations[part.places[here], part.places[there]]
        )
        for van, whole in zip(own.vans, part.vans, strict=True):
            row = 0 if ready.vans[whole].home == 0 else len(own.places)
            assert van.home == row
            assert (
                (own.travel.durations[row, here])
                == ready.travel.durations[branch if row else 0, part.places[here]]
            )
        (tour,) = part.whole([Tour(0, (here, there))])
        assert tour == Tour(part.vans[0], (part.places[here], part.places[there]))


def test_a_day_too_large_for_its_time_is_still_planned_whole() -> None:
    request = replace(large_day(700, 30), time_limit_s=0.1)
    result = route(request)
    assert violations(request, result) == []
    assert {one.reason for one in result.unserved} <= {"out_of_time"}
    assert len(result.routes) > 1
