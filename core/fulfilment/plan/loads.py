"""Parcels for one door that do not all go into one van: which go together, and in a van of which kind."""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.plan.model import PlannedParcel
from core.fulfilment.routing.model import Load, VehicleType

Owned = tuple[str, PlannedParcel]
"""An order's id and a parcel of it."""

NO_LIMIT = float("inf")
EFFORT = 0.1
"""CP-SAT's deterministic time, about seconds."""
MAX_CHOICES = 10_000
"""Parcels times vans; past that the parcels are small beside the vans, and filling in order wastes little."""


def van_loads(parcels: Sequence[Owned], vans: Sequence[VehicleType]) -> list[list[Owned]]:
    """Each load fits some van, and as far as the fleet allows all of them fit different vans of it at once:
    the cheapest by fixed cost, then the fewest. A parcel larger than every van is a load of its own, for
    routing to refuse with the reason.

    Other stops that want the same vans are not seen here; routing weighs them.
    """
    if not parcels:
        return []
    if any(_fits(parcels, van.capacity) for van in vans):
        return [list(parcels)]
    fitting: list[Owned] = []
    too_large: list[Owned] = []
    for owned in parcels:
        (fitting if any(_fits([owned], van.capacity) for van in vans) else too_large).append(owned)
    # Of equal vans nothing is to be chosen, and filling them in order is as good.
    chosen = _cheapest_loads(fitting, vans) if len(vans) > 1 else None
    if chosen is None:
        return _loads_in_order(parcels, vans)
    return chosen + [[owned] for owned in too_large]


def _fits(parcels: Sequence[Owned], capacity: Load) -> bool:
    return holds(
        capacity,
        sum(parcel.weight_g for _, parcel in parcels),
        sum(parcel.volume_ml for _, parcel in parcels),
    )


def holds(capacity: Load, weight_g: int, volume_ml: int) -> bool:
    volume, weight = _limits(capacity)
    return volume_ml <= volume and weight_g <= weight


def _limits(capacity: Load) -> tuple[float, float]:
    return (
        NO_LIMIT if capacity.volume_ml is None else capacity.volume_ml,
        NO_LIMIT if capacity.weight_g is None else capacity.weight_g,
    )


def _loads_in_order(parcels: Sequence[Owned], vans: Sequence[VehicleType]) -> list[list[Owned]]:
    """A new load when the roomiest van is full."""
    most_volume, most_weight = max((_limits(van.capacity) for van in vans), default=(NO_LIMIT, NO_LIMIT))
    loads: list[list[Owned]] = []
    volume = weight = 0
    for owned in parcels:
        volume += owned[1].volume_ml
        weight += owned[1].weight_g
        if not loads or volume > most_volume or weight > most_weight:
            loads.append([])
            volume, weight = owned[1].volume_ml, owned[1].weight_g
        loads[-1].append(owned)
    return loads


def _cheapest_loads(parcels: Sequence[Owned], vans: Sequence[VehicleType]) -> list[list[Owned]] | None:
    """By CP-SAT: bin packing into bins of several sizes, so many of each. None when the fleet does not hold
    all, or when the choice is too wide."""
    fleet = [van for van in vans for _ in range(min(van.count, len(parcels)))]
    if not parcels or len(parcels) * len(fleet) > MAX_CHOICES:
        return None
    from ortools.sat.python import cp_model  # Half a second to load, and most stops fit a van.

    model = cp_model.CpModel()
    used = [model.new_bool_var("") for _ in fleet]
    rides = [[model.new_bool_var("") for _ in fleet] for _ in parcels]
    for choices in rides:
        model.add_exactly_one(choices)
    for v, van in enumerate(fleet):
        for name in ("weight_g", "volume_ml"):
            if (most := getattr(van.capacity, name)) is not None:
                load = sum(getattr(parcel, name) * rides[p][v] for p, (_, parcel) in enumerate(parcels))
                model.add(load <= most * used[v])
        if v and fleet[v - 1] is van:
            model.add_implication(used[v], used[v - 1])  # Equal vans are taken from the first.
    model.minimize(
        sum(
            (van.fixed_cost_minor * (len(fleet) + 1) + 1) * taken
            for van, taken in zip(fleet, used, strict=True)
        )
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    loads = [
        [owned for owned, ride in zip(parcels, rides, strict=True) if solver.value(ride[v])]
        for v in range(len(fleet))
    ]
    return [load for load in loads if load]
