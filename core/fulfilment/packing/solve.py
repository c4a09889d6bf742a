"""From a request to an answer, in the time given."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from core.fulfilment.packing.fill import Filled
from core.fulfilment.packing.model import (
    MM3_PER_ML,
    Item,
    PackRequest,
    PackResult,
    Parcel,
    Placement,
    validate,
)
from core.fulfilment.packing.packing import packing_of
from core.fulfilment.packing.problem import Problem, split
from core.fulfilment.packing.search import Search
from core.fulfilment.packing.together import gathered

FIRST_SHARE = 0.7
"""Share of the time that the first packing may take before it turns coarse."""
SETTLE_SHARE = 0.03
"""Of the time: laying the goods of each carton better, once it is known what goes where."""
TOGETHER_SHARE, MOST_TOGETHER_S = 0.15, 0.05
"""Of the time, where units of a product may lie in several cartons: gathering them."""
ANSWER_SHARE, ANSWER_S_PER_UNIT = 0.04, 3e-6
"""Kept back for writing the answer down."""


def pack(
    request: PackRequest,
    *,
    max_rounds: int | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    began: float | None = None,
) -> PackResult:
    """Packs all units that fit some carton at all, and says why the others do not.

    The first answer takes milliseconds; the rest of `time_limit_s` goes into better ones, unless one is
    proved best. `began`, on the clock `monotonic`, is when the time began to run if that was before now. The same
    request, seed included, and the same `max_rounds` give the same answer as long as time does not run out. Raises
    InvalidInput.
    """
    began = monotonic() if began is None else began
    validate(request)
    problems, bulky, unpacked = split(request)
    units = sum(problem.units for problem in problems)
    limit = request.time_limit_s
    end = began + max(0.0, limit * (1 - ANSWER_SHARE) - units * ANSWER_S_PER_UNIT)
    searches = [Search(problem, request.seed, monotonic) for problem in problems]
    left = units
    for search, problem in zip(searches, problems, strict=True):
        now = monotonic()
        search.start(now + (began + limit * FIRST_SHARE - now) * problem.units / left)
        left -= problem.units
    left = units
    for search, problem in zip(searches, problems, strict=True):
        now = monotonic()
        given = (end - now) * problem.units / left
        settle_from = now + (1 - SETTLE_SHARE) * given
        apart = len(search.best.parcels) > 1 and any(kind.quantity > 1 for kind in problem.kinds)
        search.improve(settle_from - apart * min(TOGETHER_SHARE * given, MOST_TOGETHER_S), max_rounds)
        is_late = _late_after(settle_from, monotonic)
        search.best = packing_of(gathered(search.best.parcels, problem, is_late))
        search.settle(now + given)
        left -= problem.units
    parcels = [
        parcel_of(filled, problem)
        for s, problem in zip(searches, problems, strict=True)
        for filled in s.best.parcels
    ]
    bound = sum(search.lower_bound for search in searches)
    if request.objective == "volume":
        bound //= MM3_PER_ML
    if request.objective == "count":
        bound += len(bulky)
    return PackResult((*parcels, *bulky), tuple(unpacked), bound)


def _late_after(moment: float, monotonic: Callable[[], float]) -> Callable[[], bool]:
    return lambda: monotonic() > moment


def parcel_of(filled: Filled, problem: Problem) -> Parcel:
    placements: list[Placement] = []
    for k, x, y, z, dx, dy, dz, nx, ny, nz in filled.blocks:
        item: Item = problem.kinds[k].item
        placements += [
            Placement(item.id, x + i * dx, y + j * dy, z + m * dz, dx, dy, dz)
            for m in range(nz)
            for j in range(ny)
            for i in range(nx)
        ]
    carton = filled.room.carton
    return Parcel(
        carton.id,
        tuple(packing_order(placements)),
        carton.tare_g + filled.weight,
        filled.volume / filled.room.volume,
    )


def packing_order(placements: Iterable[Placement]) -> list[Placement]:
    """From the bottom up, then from the back forward: nothing comes before what it rests on, nor has to be pushed
    under what hangs over it."""
    return sorted(placements, key=lambda p: (p.z_mm, p.y_mm, p.x_mm))
