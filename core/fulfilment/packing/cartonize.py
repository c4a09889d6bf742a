"""Which filled cartons to use: the cheapest cover of the goods by cartons that the search has filled so far.

A set-covering problem over generated patterns, as in cutting stock (Gilmore and Gomory 1961), but with the patterns
that the heuristics happened to find (for bins: Monaci and Toth 2006, INFORMS Journal on Computing 18(1)); HiGHS
(Huangfu and Hall 2018, Mathematical Programming Computation 10(1)) chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.fulfilment.packing.fill import Filled

Pattern = tuple[tuple[int, int], ...]
LARGEST_POOL = 10_000
CHOSEN_AMONG = 1_500
EFFORT = 50
"""Nodes of HiGHS: a packing whose rounds are counted has no clock to stop it."""


class Pool:
    """Filled cartons by what lies in them, the cheapest carton for each content. Of very many the fullest stay."""

    def __init__(self) -> None:
        self._by_content: dict[Pattern, Filled] = {}

    def add(self, parcels: Iterable[Filled]) -> None:
        for parcel in parcels:
            content = tuple(sorted(parcel.counts.items()))
            known = self._by_content.get(content)
            if known is None or parcel.room.price < known.room.price:
                self._by_content[content] = parcel
        if len(self._by_content) > 2 * LARGEST_POOL:
            self._by_content = dict(self._fullest(LARGEST_POOL))

    def fullest(self) -> list[Filled]:
        """As many as a choice is made among."""
        return [parcel for _, parcel in self._fullest(CHOSEN_AMONG)]

    def _fullest(self, most: int) -> list[tuple[Pattern, Filled]]:
        fullest = sorted(self._by_content.items(), key=lambda one: -one[1].volume / one[1].room.volume)
        return fullest[:most]


def cheapest_cover(
    patterns: Sequence[Filled], quantities: Sequence[int], time_limit_s: float
) -> list[Filled] | None:
    """The patterns, with repetition, that hold at least `quantities` (units by kind) at the least price; None when none
    was found in time. The same input gives the same answer while time does not run out.
    """
    # A tenth of a second to load, and only packings of some tenths come here.
    import highspy

    used = [{k: n for k, n in pattern.counts.items() if n} for pattern in patterns]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(patterns), len(quantities)
    model.col_cost_ = np.array([pattern.room.price[0] for pattern in patterns], dtype=float)
    model.col_lower_ = np.zeros(len(patterns))
    model.col_upper_ = np.array(
        [max(-(-quantities[k] // n) for k, n in counts.items()) for counts in used], dtype=float
    )
    model.row_lower_ = np.array(quantities, dtype=float)
    model.row_upper_ = np.full(len(quantities), highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(counts) for counts in used)], dtype=np.int32)
    model.a_matrix_.index_ = np.array([k for counts in used for k in counts], dtype=np.int32)
    model.a_matrix_.value_ = np.array([n for counts in used for n in counts.values()], dtype=float)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(patterns)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("mip_max_nodes", EFFORT),
        ("time_limit", time_limit_s),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    times = [round(use) for use in solver.getSolution().col_value]
    return [pattern for pattern, n in zip(patterns, times, strict=True) for _ in range(n)]
