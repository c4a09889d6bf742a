"""Which orders may travel as one stop.

They go to one address; every one of them may join, or they are one party; their sellers allow it; they share
enough time; one van can carry them all.

Segregation (food apart from chemicals) is not asked here: it holds inside a carton, and parcels stay closed
on the way. The same van carries both anyhow as soon as it serves two stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from core.fulfilment.grouping.model import GroupOrder, GroupRequest, VehicleKind
from core.fulfilment.temperature import sorted_temperatures


def shared_window(a: GroupOrder, b: GroupOrder) -> tuple[int, int]:
    """When both may be served; ends before it starts where there is no such time."""
    return max(a.window[0], b.window[0]), min(a.window[1], b.window[1])


def share_time(a: GroupOrder, b: GroupOrder, min_shared_s: int) -> bool:
    """Each keeps `min_shared_s` of its window, or all of a shorter one.

    Asking every pair is asking all together: intervals that meet pairwise share a point (Helly), and what
    many share is what some two of them do.
    """
    start, end = shared_window(a, b)
    longer = max(a.window[1] - a.window[0], b.window[1] - b.window[0])
    return end - start >= min(min_shared_s, longer)


def allowed(a: GroupOrder, b: GroupOrder) -> bool:
    """Whether sellers let the two be handed over together. As with time, asking every pair asks all."""
    return (
        ((a.may_join and b.may_join) or (a.party_id != "" and a.party_id == b.party_id))
        and (a.with_other_sellers or set(b.seller_ids) <= set(a.seller_ids))
        and (b.with_other_sellers or set(a.seller_ids) <= set(b.seller_ids))
    )


def joined(a: GroupOrder, b: GroupOrder) -> GroupOrder:
    """Both as if they were one order, which obeys these rules just as both do."""
    return replace(
        a,
        window=shared_window(a, b),
        weight_g=a.weight_g + b.weight_g,
        volume_ml=a.volume_ml + b.volume_ml,
        temperatures=sorted_temperatures((*a.temperatures, *b.temperatures)),
        may_join=a.may_join and b.may_join,
        party_id=a.party_id if a.party_id == b.party_id else "",
        seller_ids=tuple(sorted({*a.seller_ids, *b.seller_ids})),
        with_other_sellers=a.with_other_sellers and b.with_other_sellers,
    )


def all_joined(orders: Sequence[GroupOrder]) -> GroupOrder:
    return reduce(joined, orders)


def carries(kind: VehicleKind, order: GroupOrder) -> bool:
    return (
        set(order.temperatures) <= set(kind.temperatures)
        and (kind.weight_g is None or order.weight_g <= kind.weight_g)
        and (kind.volume_ml is None or order.volume_ml <= kind.volume_ml)
    )


def may_join(request: GroupRequest, a: GroupOrder, b: GroupOrder) -> bool:
    return (
        allowed(a, b)
        and a.address_id == b.address_id
        and share_time(a, b, request.min_shared_s)
        and (not request.vehicles or any(carries(kind, joined(a, b)) for kind in request.vehicles))
    )


def may_all_join(request: GroupRequest, orders: Sequence[GroupOrder]) -> bool:
    """One order alone always may: that no van can carry it is for routing to say."""
    together = orders[0]
    for order in orders[1:]:
        if not may_join(request, together, order):
            return False
        together = joined(together, order)
    return True
