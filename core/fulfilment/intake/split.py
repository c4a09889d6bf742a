"""An order of goods from several sellers becomes one order for each: packed, refused and paid out apart, brought
together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from core.fulfilment.intake.model import Order, OrderLine


def by_seller(order: Order) -> tuple[Order, ...]:
    """The order itself when one seller has all of it. Else its parts in the order of their first lines, named
    `<order>/<seller>`, one party: grouping brings them as one stop wherever that is lawful. What is taken back at
    the door is taken with the first of them."""
    lines: dict[str, list[OrderLine]] = defaultdict(list)
    for line in order.lines:
        lines[line.seller_id].append(line)
    if len(lines) < 2:
        return (order,)
    first, *others = (
        replace(order, id=f"{order.id}/{seller}", lines=tuple(mine), party_id=order.party_id or order.id)
        for seller, mine in lines.items()
    )
    return (first, *(replace(other, pickup_weight_g=0, pickup_volume_ml=0) for other in others))
