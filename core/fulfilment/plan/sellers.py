"""Orders of several sellers: planned in parts, one for each, and told together again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.fulfilment.intake import by_seller
from core.fulfilment.plan.make import formalised
from core.fulfilment.plan.model import OrderPlan, PlanRequest, PlanResult, SellerFigures
from core.kernel.errors import InvalidInput


def in_parts(request: PlanRequest) -> PlanRequest:
    """Every order of several sellers as its parts (`by_seller`); what happened to it happened to each of them.

    Raises InvalidInput for lines that cannot be, and for an order that is called like another one's part.
    """
    parts = {order.id: by_seller(order) for order in request.orders}
    if all(len(of_order) == 1 for of_order in parts.values()):
        return request
    formalised(request)  # Here, for what is said of a line must name its place in the whole order.
    for i, order in enumerate(request.orders):
        if any(part.id in parts for part in parts[order.id] if part is not order):
            raise InvalidInput(f"orders[{i}].id", f"another order is called like a part of {order.id!r}")
    return replace(
        request,
        orders=tuple(part for order in request.orders for part in parts[order.id]),
        events=tuple(
            replace(event, order_id=part.id) if part else event
            for event in request.events
            for part in parts.get(event.order_id or "", (None,))
        ),
    )


def told_together(whole: PlanRequest, request: PlanRequest, result: PlanResult) -> PlanResult:
    """The plan of `request`, which is `whole` in parts, with the sellers named and whole orders counted."""
    seller = {order.id: order.lines[0].seller_id for order in request.orders}
    part_of = {
        part.id: order.id for order in whole.orders for part in by_seller(order) if part.id != order.id
    }
    orders = tuple(
        replace(one, seller_id=seller[one.order_id], part_of=part_of.get(one.order_id))
        for one in result.orders
    )
    named = replace(result, orders=orders)
    behind = {part_of.get(one.order_id, one.order_id) for one in result.unserved}
    given = {one.part_of or one.order_id for one in orders}
    sellers = tuple(seller_figures(request, named)) if any(seller.values()) else ()
    figures = replace(result.figures, orders=len(given), served_orders=len(given - behind), sellers=sellers)
    return replace(named, figures=figures)


def seller_figures(request: PlanRequest, result: PlanResult) -> Iterator[SellerFigures]:
    """In the order of their names. Cartons are paid by whose goods lie in them; what a route costs is shared by
    the room that parcels take in the van."""
    price = {carton.id: carton.cost_minor for carton in request.cartons}
    mine: dict[str, list[OrderPlan]] = defaultdict(list)
    for one in result.orders:
        mine[one.seller_id].append(one)
    driven = _route_shares(result)
    for seller_id, plans in sorted(mine.items()):
        parcels = [parcel for one in plans if not one.unpacked for parcel in one.parcels]
        yield SellerFigures(
            seller_id=seller_id,
            orders=len(plans),
            parcels=len(parcels),
            carton_cost_minor=sum(price[p.carton_id] for p in parcels if p.carton_id is not None),
            route_cost_minor=driven.get(seller_id, 0),
        )


def _route_shares(result: PlanResult) -> dict[str, int]:
    stops = {stop.id: stop for stop in result.stops}
    parcels = {parcel.id: (one.seller_id, parcel) for one in result.orders for parcel in one.parcels}
    total: dict[str, int] = defaultdict(int)
    for route in result.routes:
        volume: dict[str, int] = defaultdict(int)
        for visit in route.stops:
            for parcel_id in stops[visit.id].parcel_ids:
                seller_id, parcel = parcels[parcel_id]
                volume[seller_id] += parcel.volume_ml
        for seller_id, cost in shared(route.cost_minor, volume).items():
            total[seller_id] += cost
    return total


def shared(cost_minor: int, weights: Mapping[str, int]) -> dict[str, int]:
    """To the minor unit by the largest remainders (Hamilton); of equal ones, to the first by name."""
    whole = sum(weights.values())
    if not whole:
        return {}
    parts = {name: divmod(cost_minor * weight, whole) for name, weight in sorted(weights.items())}
    left = cost_minor - sum(share for share, _ in parts.values())
    first = sorted(parts, key=lambda name: -parts[name][1])[:left]
    return {name: share + (name in first) for name, (share, _) in parts.items()}
