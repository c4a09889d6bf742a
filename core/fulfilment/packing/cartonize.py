"""Which filled cartons to use: the cheapest cover of the goods by cartons that the search has filled so far.

A set-covering problem over generated patterns, as in cutting stock (Gilmore and Gomory 1961), but with the patterns
that the heuristics happened to find (for bins: Monaci and Toth 2006, INFORMS Journal on Computing 18(1)); HiGHS
(Huangfu and Hall 2018, Mathematical Programming Computation 10(1)) chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scipy.sparse import coo_array

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
    from scipy.optimize import Bounds, LinearConstraint, milp  # half a second that most commands need not pay

    entries = [(k, place, n) for place, pattern in enumerate(patterns) for k, n in pattern.counts.items()]
    kinds, places, units = zip(*entries, strict=True)
    holds = coo_array((units, (kinds, places)), shape=(len(quantities), len(patterns)), dtype=float)
    most = [max(-(-quantities[k] // n) for k, n in pattern.counts.items()) for pattern in patterns]
    found = milp(
        [pattern.room.price[0] for pattern in patterns],
        integrality=[1] * len(patterns),
        bounds=Bounds(0, most),
        constraints=LinearConstraint(holds.tocsc(), lb=quantities),
        options={"node_limit": EFFORT, "time_limit": time_limit_s},
    )
    if found.x is None:
        return None
    return [pattern for pattern, n in zip(patterns, found.x, strict=True) for _ in range(round(n))]
