"""Which filled cartons to use: the cheapest cover of the goods by cartons that the search has filled so far.

A set-covering problem over generated patterns, as in cutting stock (Gilmore and Gomory 1961), but with the patterns
that the heuristics happened to find (for bins: Monaci and Toth 2006, INFORMS Journal on Computing 18(1)); HiGHS
(Huangfu and Hall 2018, Mathematical Programming Computation 10(1)) chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from core.fulfilment.packing.fill import Filled

Pattern = tuple[tuple[int, int], ...]
LARGEST_POOL = 10_000
CHOSEN_AMONG = 1_500
EFFORT = 50
"""Nodes of HiGHS: a packing whose rounds are counted has no clock to stop it."""
ROUNDING = 1e-6
LEAST_GAIN = 1e-5
"""Of what is paid: to HiGHS a cover that is cheaper by less is as dear, and it stumbles over the difference."""


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


@dataclass(frozen=True, slots=True)
class Cover:
    """`chosen` patterns, with repetition, None when nothing was found; `worth`: what a unit of each kind costs in the
    linear relaxation, empty when time ran out before."""

    chosen: tuple[Filled, ...] | None
    worth: tuple[float, ...] = ()


def cheapest_cover(
    patterns: Sequence[Filled], quantities: Sequence[int], below: int, time_limit_s: float
) -> Cover:
    """The patterns that hold at least `quantities` (units by kind) at the least price, found only for less than `below`
    and in time. The same input gives the same answer while time does not run out.

    The linear relaxation ends most choices: it costs too much itself, or leaves few patterns cheap enough at its prices.
    """
    from scipy.optimize import (  # half a second most commands need not pay
        Bounds,
        LinearConstraint,
        linprog,
        milp,
    )

    entries = [(k, place, n) for place, pattern in enumerate(patterns) for k, n in pattern.counts.items()]
    kinds, places, units = zip(*entries, strict=True)
    shape = (len(quantities), len(patterns))
    holds = csr_array((units, (kinds, places)), shape=shape, dtype=np.float64).tocsc()
    prices = np.array([pattern.room.price[0] for pattern in patterns], dtype=np.float64)
    most_paid = below - max(1.0, LEAST_GAIN * below)
    limit = {"time_limit": time_limit_s / 2}
    relaxed = linprog(prices, -holds, -np.array(quantities, dtype=np.float64), options=limit)
    if relaxed.status != 0:
        return Cover(None)
    worth = tuple(max(0.0, -float(price)) for price in relaxed.ineqlin.marginals)
    if relaxed.fun > most_paid + ROUNDING:
        return Cover(None, worth)
    dearer = prices + holds.T @ relaxed.ineqlin.marginals
    cheap = np.flatnonzero(dearer <= most_paid - relaxed.fun + ROUNDING).tolist()
    most = [max(-(-quantities[k] // n) for k, n in patterns[i].counts.items()) for i in cheap]
    found = milp(
        prices[cheap],
        integrality=np.ones(len(cheap)),
        bounds=Bounds(0, most),
        constraints=[
            LinearConstraint(holds[:, cheap], lb=quantities),
            LinearConstraint(prices[None, cheap], ub=most_paid),
        ],
        options={"node_limit": EFFORT, **limit},
    )
    if found.x is None:
        return Cover(None, worth)
    chosen = (patterns[i] for i, n in zip(cheap, found.x, strict=True) for _ in range(round(n)))
    return Cover(tuple(chosen), worth)
