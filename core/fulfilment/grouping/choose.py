"""Where an order could join one of several others, somebody has to choose. Two ways: exactly, and quickly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.fulfilment.grouping.model import GroupOrder, GroupRequest
from core.fulfilment.grouping.rules import allowed, joined, may_join, share_time

Group = list[GroupOrder]
Members = dict[tuple[int, int], Any]

EFFORT = 0.5
"""CP-SAT's deterministic time, about seconds: a limit by the clock would give another answer on another
machine."""
OPEN_GROUPS = 64
"""How many groups the quick way keeps open, so that ten thousand orders stay a matter of seconds."""


def first_fit(request: GroupRequest, orders: Sequence[GroupOrder]) -> list[Group]:
    """Earliest end first, each into the first group that takes it: fewest groups where only time forbids."""
    groups: list[Group] = []
    totals: list[GroupOrder] = []
    for order in sorted(orders, key=lambda order: (order.window[1], order.window[0])):
        oldest = max(0, len(groups) - OPEN_GROUPS)
        for i in range(oldest, len(groups)):
            if may_join(request, totals[i], order):
                groups[i].append(order)
                totals[i] = joined(totals[i], order)
                break
        else:
            groups.append([order])
            totals.append(order)
    return groups


def fewest_groups(request: GroupRequest, orders: Sequence[GroupOrder]) -> list[Group]:
    """Fewest groups, then the widest windows, by CP-SAT.

    A group is named by its first order: `member[i, g]` puts order i into the group of order g <= i, which is
    open when `member[g, g]`. Orders that share too little time, or whose sellers forbid it, are never in one
    group; an open group of several has one kind of van that carries them all.
    """
    from ortools.sat.python import cp_model  # Half a second to load, and most requests leave no choice.

    model = cp_model.CpModel()
    n = len(orders)
    member = {(i, g): model.new_bool_var(f"member_{i}_{g}") for g in range(n) for i in range(g, n)}
    for i in range(n):
        model.add_exactly_one(member[i, g] for g in range(i + 1))
    for g in range(n):
        for i in range(g + 1, n):
            model.add_implication(member[i, g], member[g, g])
            for j in range(g, i):
                one, other = orders[i], orders[j]
                if not (allowed(one, other) and share_time(one, other, request.min_shared_s)):
                    model.add_bool_or(~member[i, g], ~member[j, g])
    _add_vans(model, member, request, orders)
    horizon = max(order.window[1] for order in orders) - min(order.window[0] for order in orders)
    widths = _add_widths(model, member, orders, horizon)
    # One group fewer is worth more than all the width there is.
    model.minimize((n * horizon + 1) * sum(member[g, g] for g in range(n)) - sum(widths))
    _hint(model, member, orders, first_fit(request, orders))
    return _solved(cp_model, model, member, request, orders)


def _add_vans(model: Any, member: Members, request: GroupRequest, orders: Sequence[GroupOrder]) -> None:
    """A group of several needs a kind that can take them; an order that fits no van is let alone."""
    for g in range(len(orders)):
        others = [member[i, g] for i in range(g + 1, len(orders))]
        if not request.vehicles or not others:
            continue
        kinds = [model.new_bool_var(f"kind_{g}_{k}") for k in range(len(request.vehicles))]
        for other in others:
            model.add_bool_or(*kinds).only_enforce_if(other)
        for kind, chosen in zip(request.vehicles, kinds, strict=True):
            group = range(g, len(orders))
            for i in group:
                if not set(orders[i].temperatures) <= set(kind.temperatures):
                    model.add_implication(chosen, ~member[i, g])
            for name in ("weight_g", "volume_ml"):
                if (most := getattr(kind, name)) is not None:
                    load = sum(getattr(orders[i], name) * member[i, g] for i in group)
                    model.add(load <= most).only_enforce_if(chosen)


def _add_widths(model: Any, member: Members, orders: Sequence[GroupOrder], horizon: int) -> list[Any]:
    origin = min(order.window[0] for order in orders)
    widths = []
    for g in range(len(orders)):
        start = model.new_int_var(0, horizon, f"start_{g}")
        end = model.new_int_var(0, horizon, f"end_{g}")
        width = model.new_int_var(0, horizon, f"width_{g}")
        model.add(width == 0).only_enforce_if(~member[g, g])
        model.add(start + width <= end).only_enforce_if(member[g, g])
        for i in range(g, len(orders)):
            model.add(start >= orders[i].window[0] - origin).only_enforce_if(member[i, g])
            model.add(end <= orders[i].window[1] - origin).only_enforce_if(member[i, g])
        widths.append(width)
    return widths


def _hint(model: Any, member: Members, orders: Sequence[GroupOrder], groups: list[Group]) -> None:
    place = {order.id: i for i, order in enumerate(orders)}
    leader = {place[order.id]: min(place[o.id] for o in group) for group in groups for order in group}
    for (i, g), variable in member.items():
        model.add_hint(variable, leader[i] == g)


def _solved(
    cp_model: Any,
    model: Any,
    member: Members,
    request: GroupRequest,
    orders: Sequence[GroupOrder],
) -> list[Group]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = request.seed
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return first_fit(request, orders)
    n = len(orders)
    groups = [[orders[i] for i in range(g, n) if solver.value(member[i, g])] for g in range(n)]
    return [group for group in groups if group]
