"""Which filled cartons to use: the cheapest exact cover of the goods by cartons that the search has filled so far.

A set-partitioning problem over generated patterns, as in cutting stock (Gilmore and Gomory 1961), but with the
patterns that the heuristics happened to find; CP-SAT chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.fulfilment.packing.fill import Filled

Pattern = tuple[tuple[int, int], ...]
LARGEST_POOL = 1_500
EFFORT = 0.5
"""CP-SAT's deterministic time, about seconds: a packing whose rounds are counted has no clock to stop it."""


class Pool:
    """Filled cartons by what lies in them, the cheapest carton for each content; bounded, the first stay."""

    def __init__(self) -> None:
        self._by_content: dict[Pattern, Filled] = {}

    def add(self, parcels: Iterable[Filled]) -> None:
        for parcel in parcels:
            content = tuple(sorted(parcel.counts.items()))
            known = self._by_content.get(content)
            if known is None and len(self._by_content) >= LARGEST_POOL:
                continue
            if known is None or parcel.room.price < known.room.price:
                self._by_content[content] = parcel

    @property
    def patterns(self) -> list[Filled]:
        return list(self._by_content.values())


def cheapest_cover(
    patterns: Sequence[Filled], quantities: Sequence[int], seed: int, time_limit_s: float
) -> list[Filled] | None:
    """The patterns, with repetition, that hold exactly `quantities` (units by kind) at the least price; None when
    none was found in time. One worker and a seed: the same input gives the same answer while time does not run out.
    """
    # Half a second to load, and only long packings come here.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    uses = [
        model.new_int_var(0, min(quantities[k] // n for k, n in pattern.counts.items()), "")
        for pattern in patterns
    ]
    for kind, quantity in enumerate(quantities):
        there = [
            p.counts.get(kind, 0) * use for p, use in zip(patterns, uses, strict=True) if kind in p.counts
        ]
        model.add(sum(there) == quantity)
    model.minimize(sum(p.room.price[0] * use for p, use in zip(patterns, uses, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.max_time_in_seconds = time_limit_s
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [p for p, use in zip(patterns, uses, strict=True) for _ in range(solver.value(use))]
