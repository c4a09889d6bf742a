"""The cheapest cartons are not the best ones when they cost a van."""

from __future__ import annotations

from dataclasses import replace

from core.fulfilment.intake import OrderLine
from core.fulfilment.packing import CartonType
from core.fulfilment.plan import PlanRequest, PlanResult, plan, plan_violations
from core.fulfilment.plan.tighter import may_decide
from core.fulfilment.routing.model import Load, RouteResult
from tests.unit.fulfilment.wave import HOUR, VAN, order, wave

CUBE = OrderLine("cube", 1, length_mm=190, width_mm=190, height_mm=190, weight_g=800)
ROOMY = CartonType("roomy", 400, 300, 200, 15_000, 200, cost_minor=1_000)
SNUG = CartonType("snug", 200, 200, 200, 15_000, 200, cost_minor=3_000)
"""24 litres and 8 litres."""


def planned(request: PlanRequest) -> PlanResult:
    result = plan(request)
    assert plan_violations(request, result) == []
    return result


def cubes(count: int, van_ml: int | None, vans: int, **facts: object) -> PlanRequest:
    van = replace(VAN, capacity=Load(500_000, van_ml), count=vans)
    return wave(
        *(order(str(n), CUBE, door=n) for n in range(count)),
        **{"vehicles": (van,), "cartons": (ROOMY, SNUG)} | facts,
    )


def cartons_of(result: PlanResult) -> set[str]:
    return {parcel.carton_id for one in result.orders for parcel in one.parcels}


def test_a_dearer_carton_that_saves_a_van_is_taken() -> None:
    result = planned(cubes(4, van_ml=50_000, vans=3))
    assert (result.figures.vans, cartons_of(result)) == (1, {"snug"})


def test_orders_that_a_full_fleet_would_leave_out_ride_in_tighter_cartons() -> None:
    result = planned(cubes(5, van_ml=50_000, vans=1))
    assert (result.unserved, cartons_of(result)) == ((), {"snug"})


def test_where_no_van_is_saved_the_cheap_carton_stays() -> None:
    roomy_van = planned(cubes(4, van_ml=200_000, vans=3))
    no_measure = planned(cubes(4, van_ml=None, vans=3))
    assert cartons_of(roomy_van) == cartons_of(no_measure) == {"roomy"}
    # Nine snug cartons need as many vans by weight as nine roomy ones.
    heavy = replace(VAN, capacity=Load(3_000, 75_000), count=3)
    by_weight = planned(cubes(9, van_ml=0, vans=1, vehicles=(heavy,)))
    assert (by_weight.figures.vans, cartons_of(by_weight)) == (3, {"roomy"})


def test_cartons_are_not_asked_again_where_time_needs_the_vans() -> None:
    at_once = (10 * HOUR, 10 * HOUR + 300)
    request = cubes(4, van_ml=80_000, vans=4)
    rushed = replace(request, orders=tuple(replace(one, slot=at_once) for one in request.orders))
    for asked, decides in ((rushed, False), (request, True)):
        roomy = planned(replace(asked, cartons=(ROOMY,)))
        routed = RouteResult(roomy.routes, (), roomy.figures.route_cost_minor)
        assert may_decide(asked, roomy.orders, roomy.stops, routed) is decides


def test_the_choice_is_the_same_each_time() -> None:
    request = cubes(7, van_ml=50_000, vans=4)
    first, second = planned(request), planned(request)
    assert (first.orders, first.routes) == (second.orders, second.routes)


def test_who_matters_more_is_served_first_even_so() -> None:
    urgent = cubes(8, van_ml=50_000, vans=1)
    orders = (*urgent.orders[:-1], replace(urgent.orders[-1], priority=9))
    result = planned(replace(urgent, orders=orders))
    assert result.figures.served_orders == 6
    assert "7" not in {one.order_id for one in result.unserved}
