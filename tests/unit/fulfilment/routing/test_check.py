"""A true plan, broken by hand in every way a plan can lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.fulfilment.routing.check import violations
from core.fulfilment.routing.model import Depot, Load, Route, RouteRequest, RouteResult, Stop, Unserved, Visit
from tests.unit.fulfilment.routing.days import VAN, day, stop

A = stop("a", 10, 0, (100, 200), service_s=5, demand=Load(400, 400))
B = stop("b", 20, 0, (100, 200), demand=Load(400, 400))
ASKED = day(A, B)
OPEN = replace(day(replace(A, windows=()), replace(B, windows=())), depot=Depot("depot", x=0, y=0))
TOUR = Route("van", (Visit("a", 100, 105), Visit("b", 115, 115)), 40, 45, 40)
TRUE = RouteResult((TOUR,), (), 40)


def told(**changes: object) -> RouteResult:
    return replace(TRUE, routes=(replace(TOUR, **changes),))  # type: ignore[arg-type]


def asked(change: Callable[[Stop], Stop]) -> RouteRequest:
    return replace(ASKED, stops=(change(A), B))


def test_the_true_plan_passes() -> None:
    assert violations(ASKED, TRUE) == []


@pytest.mark.parametrize(
    ("fault", "request_", "result"),
    [
        ("neither served", replace(ASKED, stops=(A, B, stop("c", 1))), TRUE),
        ("occurs 2 times", ASKED, replace(TRUE, unserved=(Unserved("a", "fleet_full"),))),
        ("nobody asked", replace(ASKED, stops=(A,)), TRUE),
        ("no vehicle ghost", ASKED, told(vehicle_id="ghost")),
        (
            "2 routes of van",
            replace(ASKED, vehicles=(replace(VAN, count=1),)),
            RouteResult((TOUR, TOUR), (), 80),
        ),
        ("has no stops", ASKED, told(stops=())),
        ("carries 800 g", replace(ASKED, vehicles=(replace(VAN, capacity=Load(799)),)), TRUE),
        ("carries 800 ml", replace(ASKED, vehicles=(replace(VAN, capacity=Load(None, 799)),)), TRUE),
        ("is frozen", asked(lambda stop: replace(stop, temperature="frozen")), TRUE),
        ("outside its windows", asked(lambda stop: replace(stop, windows=((0, 99), (101, 200)))), TRUE),
        ("ride 10 s, may 9", asked(lambda stop: replace(stop, max_ride_s=9)), TRUE),
        ("beyond the shift", replace(ASKED, vehicles=(replace(VAN, shift=(91, 900)),)), TRUE),
        ("beyond the shift", replace(ASKED, vehicles=(replace(VAN, shift=(0, 134)),)), TRUE),
        ("beyond the opening", replace(ASKED, depot=replace(ASKED.depot, window=(0, 134))), TRUE),
        (
            "before the day begins",
            replace(OPEN, vehicles=(replace(VAN, shift=None),)),
            told(stops=(Visit("a", 9, 14), Visit("b", 24, 24))),
        ),
        ("cannot be at stop b", ASKED, told(stops=(Visit("a", 100, 105), Visit("b", 114, 114)))),
        ("not arrival plus service", ASKED, told(stops=(Visit("a", 100, 104), Visit("b", 115, 115)))),
        ("says 39.9 m", ASKED, told(distance_m=39.9)),
        ("says 44 s", ASKED, told(duration_s=44)),
        ("says it costs 41", ASKED, told(cost_minor=41)),
        ("not the sum", ASKED, replace(TRUE, cost_minor=39)),
    ],
)
def test_a_broken_promise_is_named(fault: str, request_: RouteRequest, result: RouteResult) -> None:
    assert any(fault in found for found in violations(request_, result))
