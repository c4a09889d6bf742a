"""Proves a grouping without knowing how it was made."""

from __future__ import annotations

from collections import Counter, defaultdict

from core.fulfilment.grouping.model import Consolidation, GroupOrder, GroupRequest, GroupResult
from core.fulfilment.grouping.rules import all_joined, allowed, carries, joined, may_all_join


def violations(request: GroupRequest, result: GroupResult) -> list[str]:
    """Every broken promise as an English sentence; none when the grouping is lawful."""
    orders = {order.id: order for order in request.orders}
    found = []
    times = Counter(order_id for c in result.consolidations for order_id in c.order_ids)
    for order_id in orders.keys() | times.keys():
        if order_id not in orders:
            found.append(f"order {order_id} was never given")
        elif times[order_id] != 1:
            found.append(f"order {order_id} is in {times[order_id]} consolidations")
    for consolidation in result.consolidations:
        members = [orders[order_id] for order_id in consolidation.order_ids if order_id in orders]
        found += [
            f"consolidation {consolidation.id}: {fault}" for fault in _faults(request, consolidation, members)
        ]
    found += _torn_parties(request, result)
    return sorted(found)


def _torn_parties(request: GroupRequest, result: GroupResult) -> list[str]:
    """Parties that could have travelled together and do not."""
    home = {order_id: n for n, c in enumerate(result.consolidations) for order_id in c.order_ids}
    parties: dict[tuple[str, str], list[GroupOrder]] = defaultdict(list)
    for order in request.orders:
        if order.party_id:
            parties[order.address_id, order.party_id].append(order)
    return [
        f"party {party} is torn apart"
        for (_, party), members in parties.items()
        if len({home.get(order.id) for order in members}) > 1 and may_all_join(request, members)
    ]


def _all_allowed(members: list[GroupOrder]) -> bool:
    """One after another, which asks every pair: a pickup point may have thousands."""
    together = members[0]
    for order in members[1:]:
        if not allowed(together, order):
            return False
        together = joined(together, order)
    return True


def _faults(request: GroupRequest, consolidation: Consolidation, members: list[GroupOrder]) -> list[str]:
    if not members:
        return ["is empty"]
    found = []
    start, end = consolidation.window
    if any(start < order.window[0] or end > order.window[1] or end < start for order in members):
        found.append("its window is not within every order's")
    if any(order.address_id != consolidation.address_id for order in members):
        found.append("its orders go to several addresses")
    for name in ("weight_g", "volume_ml"):
        if getattr(consolidation, name) != sum(getattr(order, name) for order in members):
            found.append(f"its {name} is not the sum of its orders'")
    if set(consolidation.temperatures) != {t for order in members for t in order.temperatures}:
        found.append("its temperatures are not those of its orders")
    if len(members) > 1:
        longest = max(order.window[1] - order.window[0] for order in members)
        if end - start < min(request.min_shared_s, longest):
            found.append("its orders share too little time")
        if not _all_allowed(members):
            found.append("an order in it may not join")
        if request.vehicles and not any(carries(kind, all_joined(members)) for kind in request.vehicles):
            found.append("no van can carry it")
    return found
