"""Packs the orders of a wave, each by itself: a parcel is handed over, refused and returned with its order. What was
promised cells of a locker goes into these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic, process_time

from core.fulfilment.cells import in_kept_cells
from core.fulfilment.intake import FormalOrder
from core.fulfilment.packing import CartonType, PackRequest, PackResult, Parcel, pack
from core.fulfilment.packing.model import MAX_TIME_S
from core.fulfilment.plan.crew import Crew
from core.fulfilment.plan.model import OrderPlan, PlannedParcel, PlanRequest, UnpackedUnits
from core.fulfilment.plan.terms import bare_pack_request, extent_ml, items, volume_in_van_ml
from core.fulfilment.temperature import coldest

ROUNDS = 60
LEAST_S = 0.008
"""Of the processor's time for an order; with less, cartons cost a tenth more."""
MOST_OVER = 1.6
"""Times the seconds there are for all of them: rather dearer cartons than a plan that comes too late."""
LEAST_IN_CELLS_S = 0.5
"""The same for an order whose cells are promised; few need a hundredth of it."""
JOB_UNITS = 500
"""What a worker takes at once: enough to be worth the sending, little enough to end together."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Orders with their consolidations, and the seconds for all of them."""

    bare: PackRequest
    orders: tuple[tuple[FormalOrder, str], ...]
    seconds: float
    counted: bool


def packed(
    request: PlanRequest,
    formal: Sequence[FormalOrder],
    consolidation_of: dict[str, str],
    seconds: float,
    crew: Crew,
) -> tuple[OrderPlan, ...]:
    """A plan for each order, in their order. `seconds` are those of the clock on the wall."""
    units = sum(_units(order) for order in formal)
    bare = bare_pack_request(request)
    jobs = [
        _Job(
            bare,
            tuple((order, consolidation_of[order.id]) for order in orders),
            seconds * crew.workers * sum(_units(order) for order in orders) / units,
            counted=request.iterations is not None,
        )
        for orders in (_jobs(formal) if crew.workers > 1 else [formal] * bool(formal))
    ]
    return tuple(plan for plans in crew.each(_pack_orders, jobs) for plan in plans)


def _units(order: FormalOrder) -> int:
    return sum(item.quantity for item in order.items)


def _jobs(formal: Iterable[FormalOrder]) -> Iterator[list[FormalOrder]]:
    orders: list[FormalOrder] = []
    for order in formal:
        orders.append(order)
        if sum(map(_units, orders)) >= JOB_UNITS:
            yield orders
            orders = []
    if orders:
        yield orders


def _pack_orders(job: _Job) -> list[OrderPlan]:
    """Each order gets its share of the time that is left, by its number of units."""
    cartons = {carton.id: carton for carton in job.bare.cartons}
    end = monotonic() + job.seconds
    left = sum(_units(order) for order, _ in job.orders)
    floor = min(LEAST_S, MOST_OVER * job.seconds / max(1, len(job.orders)))
    plans = []
    for order, consolidation_id in job.orders:
        share = max(floor, (end - monotonic()) * _units(order) / left)
        # Counted rounds are repeatable only while the clock does not cut them short.
        least = LEAST_IN_CELLS_S if order.cells else 0
        limit = MAX_TIME_S if job.counted else max(least, share)
        # Its time is the processor's: while others keep the machine busy, boxes must not become half empty.
        asked = replace(job.bare, items=items(order), time_limit_s=limit)
        if order.cells:
            parcels = in_kept_cells(asked.items, order.cells, asked, ROUNDS)
            plans.append(_plan_in_cells(order, consolidation_id, parcels))
        else:
            result = pack(asked, max_rounds=ROUNDS, monotonic=process_time)
            plans.append(_order_plan(order, consolidation_id, result, cartons))
        left -= _units(order)
    return plans


def _plan_in_cells(
    order: FormalOrder, consolidation_id: str, parcels: tuple[Parcel, ...] | None
) -> OrderPlan:
    """All of it in its cells or nothing: half an order in a locker is for a person to decide."""
    temperatures = {item.id: item.temperature for item in order.items}
    left = () if parcels is not None else order.items
    return OrderPlan(
        order_id=order.id,
        consolidation_id=consolidation_id,
        temperatures=order.temperatures,
        parcels=tuple(
            PlannedParcel(
                id=f"{order.id}#{n}",
                carton_id=None,
                temperature=coldest(temperatures[placement.item_id] for placement in parcel.placements),
                weight_g=parcel.weight_g,
                volume_ml=extent_ml(parcel.placements),
                fill=parcel.fill,
                placements=parcel.placements,
                cell_id=parcel.carton_id,
            )
            for n, parcel in enumerate(parcels or (), start=1)
        ),
        unpacked=tuple(UnpackedUnits(item.id, item.quantity, "not_in_its_cells") for item in left),
        estimated=order.estimated,
        lower_bound=0,
    )


def _order_plan(
    order: FormalOrder, consolidation_id: str, result: PackResult, cartons: dict[str, CartonType]
) -> OrderPlan:
    temperatures = {item.id: item.temperature for item in order.items}

    def planned(n: int, parcel: Parcel) -> PlannedParcel:
        return PlannedParcel(
            id=f"{order.id}#{n}",
            carton_id=parcel.carton_id,
            temperature=coldest(temperatures[placement.item_id] for placement in parcel.placements),
            weight_g=parcel.weight_g,
            volume_ml=volume_in_van_ml(cartons, parcel),
            fill=parcel.fill,
            placements=parcel.placements,
        )

    unpacked = Counter((unit.item_id, unit.reason) for unit in result.unpacked)
    return OrderPlan(
        order_id=order.id,
        consolidation_id=consolidation_id,
        temperatures=order.temperatures,
        parcels=tuple(planned(n, parcel) for n, parcel in enumerate(result.parcels, start=1)),
        unpacked=tuple(UnpackedUnits(item_id, n, reason) for (item_id, reason), n in unpacked.items()),
        estimated=order.estimated,
        lower_bound=result.lower_bound,
    )
