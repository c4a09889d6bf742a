"""Grouping: orders to one address become as few stops as promises and vans allow.

Only what goes to one address is joined. Clustering neighbours into zones before routing is left out on
purpose: it costs 6 to 30 % more than routing them together. Nor are orders given to kinds of vans here:
routing sees the whole fleet at once and chooses better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from core.fulfilment.grouping.choose import fewest_groups, first_fit
from core.fulfilment.grouping.model import Consolidation, GroupOrder, GroupRequest, GroupResult, validate
from core.fulfilment.grouping.rules import all_joined, may_all_join, may_join
from core.fulfilment.temperature import sorted_temperatures

MOST_FOR_EXACT = 24
"""Orders that are chosen among exactly; at a busier pickup point, each joins the first it can."""
PAIRS_FOR_EXACT = 10 * MOST_FOR_EXACT**2
"""Pairs of orders that one request may choose among exactly, in all. It keeps the time of any request to
seconds."""

Group = list[GroupOrder]
Way = Callable[[GroupRequest, Group], list[Group]]


def group(request: GroupRequest) -> GroupResult:
    """Fewest stops; among those, promises as wide as they can stay. The same request gives the same answer.

    Raises InvalidInput on a request that cannot be, such as a window that ends before it starts.
    """
    validate(request)
    at_address: dict[str, Group] = defaultdict(list)
    for order in request.orders:
        at_address[order.address_id].append(order)
    units = {address: _units(request, orders) for address, orders in at_address.items()}
    members = {unit[0].id: unit for at_door in units.values() for unit in at_door}
    circles = [
        circle
        for at_door in units.values()
        for circle in _circles(request, [all_joined(unit) for unit in at_door])
    ]
    chosen = [one for circle, way in _ways(request, circles) for one in way(request, circle)]
    place = {order.id: i for i, order in enumerate(request.orders)}
    in_order = [
        sorted((order for unit in one for order in members[unit.id]), key=lambda order: place[order.id])
        for one in chosen
    ]
    in_order.sort(key=lambda members: place[members[0].id])
    return GroupResult(tuple(_consolidation(members) for members in in_order))


def _units(request: GroupRequest, orders: Group) -> list[Group]:
    """Each order by itself, but a party that can travel together does: that is what it was promised."""
    parties: dict[tuple[str, str], Group] = defaultdict(list)
    for order in orders:
        parties[order.party_id, "" if order.party_id else order.id].append(order)
    return [
        unit
        for party in parties.values()
        for unit in ([party] if may_all_join(request, party) else [[order] for order in party])
    ]


def _ways(request: GroupRequest, circles: list[Group]) -> Iterator[tuple[Group, Way]]:
    """The smallest first: there the exact way costs least."""
    pairs = 0
    for circle in sorted(circles, key=len):
        if may_all_join(request, circle):
            yield circle, _together
            continue
        pairs += len(circle) ** 2
        exact = len(circle) <= MOST_FOR_EXACT and pairs <= PAIRS_FOR_EXACT
        yield circle, fewest_groups if exact else first_fit


def _together(request: GroupRequest, orders: Group) -> list[Group]:
    return [orders]


def _circles(request: GroupRequest, orders: Group) -> list[Group]:
    """Orders of different circles can never join, not even through others: each circle is chosen in by
    itself."""
    circles: list[Group] = []
    for order in orders:
        near = [circle for circle in circles if any(may_join(request, order, other) for other in circle)]
        circles = [circle for circle in circles if circle not in near]
        circles.append([*(other for circle in near for other in circle), order])
    return circles


def _consolidation(orders: Group) -> Consolidation:
    total = all_joined(orders)
    return Consolidation(
        id=total.id,
        address_id=total.address_id,
        order_ids=tuple(order.id for order in orders),
        window=total.window,
        weight_g=total.weight_g,
        volume_ml=total.volume_ml,
        temperatures=sorted_temperatures(total.temperatures),
    )
