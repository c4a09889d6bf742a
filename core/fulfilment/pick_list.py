"""What the warehouse picks, in the order the van is loaded: the last stop goes in first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.fulfilment.plan.model import PlannedParcel, PlannedStop, PlanResult
from core.fulfilment.temperature import Temperature


@dataclass(frozen=True, slots=True)
class PickLine:
    """Units of one item in the parcel, in the order they are laid in."""

    item_id: str
    units: int


@dataclass(frozen=True, slots=True)
class PickRow:
    """One parcel. `route` counts the plan's routes from 1, `load` the parcels of that van from 1, first in
    first; `visit` is the stop's place on the drive, from 1."""

    route: int
    vehicle_id: str
    load: int
    visit: int
    stop_id: str
    order_id: str
    parcel_id: str
    carton_id: str | None
    temperature: Temperature
    weight_g: int
    lines: tuple[PickLine, ...]
    cell_id: str | None = None


def pick_list(result: PlanResult) -> list[PickRow]:
    """Every parcel that is driven, once. What is unserved is not picked."""
    stops = {stop.id: stop for stop in result.stops}
    parcels = {parcel.id: (one.order_id, parcel) for one in result.orders for parcel in one.parcels}
    rows: list[PickRow] = []
    for number, route in enumerate(result.routes, start=1):
        load = 0
        for visit in range(len(route.stops), 0, -1):
            stop = stops[route.stops[visit - 1].id]
            for parcel_id in stop.parcel_ids:
                load += 1
                rows.append(_row(number, route.vehicle_id, load, visit, stop, *parcels[parcel_id]))
    return rows


def _row(
    route: int,
    vehicle_id: str,
    load: int,
    visit: int,
    stop: PlannedStop,
    order_id: str,
    parcel: PlannedParcel,
) -> PickRow:
    units = Counter(placement.item_id for placement in parcel.placements)
    return PickRow(
        route=route,
        vehicle_id=vehicle_id,
        load=load,
        visit=visit,
        stop_id=stop.id,
        order_id=order_id,
        parcel_id=parcel.id,
        carton_id=parcel.carton_id,
        temperature=parcel.temperature,
        weight_g=parcel.weight_g,
        lines=tuple(PickLine(item_id, n) for item_id, n in units.items()),
        cell_id=parcel.cell_id,
    )
