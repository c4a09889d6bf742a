"""From packed consolidations to stops: each a load that one van can take.

A stop names one temperature, the coldest it needs, and a van lists those it can keep. That is exact only when
every van that keeps the coldest keeps the others too. Where the fleet has a van that does not (a freezer
without an ambient room), goods of different temperatures become stops of their own at the same door. So a
stop is never given to a van that would spoil part of it; the router may still put both into one van. So it is with
things that only some vans have room for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.fulfilment.grouping.model import Consolidation
from core.fulfilment.intake.model import Order
from core.fulfilment.plan.loads import Owned, holds, van_loads
from core.fulfilment.plan.model import OrderPlan, PlannedStop
from core.fulfilment.routing.model import Bulk, VehicleType
from core.fulfilment.temperature import Temperature, coldest, sorted_temperatures


def stops_of(
    consolidation: Consolidation,
    plans: Sequence[OrderPlan],
    orders: dict[str, Order],
    vehicles: Sequence[VehicleType],
    main_depot: str,
) -> list[PlannedStop]:
    """`plans` are the completely packed orders of the consolidation; those without parcels make no stop."""
    loads: list[list[Owned]] = []
    for mine in _together(plans, orders, vehicles):
        depot_id = orders[mine[0].order_id].depot_id
        vans = [van for van in vehicles if depot_id in (None, van.depot_id or main_depot)]
        parcels = [(plan.order_id, parcel) for plan in mine for parcel in plan.parcels]
        for able, going in _by_room(parcels, vans, orders):
            loads += (
                load
                for part in temperature_parts((parcel.temperature for _, parcel in going), able)
                for load in van_loads(
                    [owned for owned in going if owned[1].temperature in part],
                    [van for van in able if set(part) <= set(van.temperatures)],
                )
            )
    back = {plan.parcels[0].id: orders[plan.order_id] for plan in plans if plan.parcels}
    return [_stop(consolidation, n, load, orders, back) for n, load in enumerate(loads, start=1)]


def bulky_of(load: Iterable[Owned], orders: dict[str, Order]) -> tuple[Bulk, ...]:
    """What of the load rides as it is."""
    found = []
    for order_id, parcel in load:
        if parcel.is_bulky:
            (lying,) = parcel.placements
            upright = {line.id for line in orders[order_id].lines if line.this_side_up}
            stands = lying.item_id in upright or lying.item_id.removesuffix("~part") in upright
            found.append(Bulk(lying.dx_mm, lying.dy_mm, lying.dz_mm, stands))
    return tuple(found)


def _by_room(
    parcels: Sequence[Owned], vans: Sequence[VehicleType], orders: dict[str, Order]
) -> list[tuple[list[VehicleType], list[Owned]]]:
    """Parcels with the vans that have room for them, together those that the same vans have."""
    found: dict[tuple[str, ...], list[Owned]] = {}
    for owned in parcels:
        bulky = bulky_of([owned], orders)
        able = tuple(van.id for van in vans if all(map(van.has_room_for, bulky)))
        found.setdefault(able, []).append(owned)
    return [([van for van in vans if van.id in able], going) for able, going in found.items()]


def _together(
    plans: Sequence[OrderPlan], orders: dict[str, Order], vehicles: Sequence[VehicleType]
) -> list[list[OrderPlan]]:
    """What stands at different depots comes in different vans, also to one door; and so does what is given back
    where it is too much for one van."""
    found: dict[str | None, list[OrderPlan]] = {}
    for plan in plans:
        found.setdefault(orders[plan.order_id].depot_id, []).append(plan)
    parts = []
    for mine in found.values():
        weight = sum(orders[plan.order_id].pickup_weight_g for plan in mine)
        volume = sum(orders[plan.order_id].pickup_volume_ml for plan in mine)
        in_one = not (weight or volume) or any(holds(van.capacity, weight, volume) for van in vehicles)
        parts += [mine] if in_one else [[plan] for plan in mine]
    return parts


def temperature_parts(
    needed: Iterable[Temperature], vehicles: Sequence[VehicleType]
) -> list[tuple[Temperature, ...]]:
    """What may be asked for together by naming the coldest alone."""
    together = sorted_temperatures(needed)
    able = [van for van in vehicles if coldest(together) in van.temperatures]
    if able and all(set(together) <= set(van.temperatures) for van in able):
        return [together]
    return [(temperature,) for temperature in together]


def _stop(
    consolidation: Consolidation,
    part: int,
    load: Sequence[Owned],
    orders: dict[str, Order],
    back: dict[str, Order],
) -> PlannedStop:
    """`back` is by the parcel with which an order's returns are taken."""
    order_ids = tuple(dict.fromkeys(order_id for order_id, _ in load))
    return PlannedStop(
        id=f"{consolidation.id}/{part}",
        consolidation_id=consolidation.id,
        address_id=consolidation.address_id,
        order_ids=order_ids,
        parcel_ids=tuple(parcel.id for _, parcel in load),
        temperature=coldest(parcel.temperature for _, parcel in load),
        window=consolidation.window,
        service_s=max(orders[order_id].service_s for order_id in order_ids),
        weight_g=sum(parcel.weight_g for _, parcel in load),
        volume_ml=sum(parcel.volume_ml for _, parcel in load),
        priority=max(orders[order_id].priority for order_id in order_ids),
        depot_id=orders[order_ids[0]].depot_id,
        pickup_weight_g=sum(back[parcel.id].pickup_weight_g for _, parcel in load if parcel.id in back),
        pickup_volume_ml=sum(back[parcel.id].pickup_volume_ml for _, parcel in load if parcel.id in back),
        bulky=bulky_of(load, orders),
    )
