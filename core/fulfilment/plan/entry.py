"""Where a request begins: a new wave is made, a day under way is remade."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.fulfilment.plan.make import make
from core.fulfilment.plan.model import PlanRequest, PlanResult
from core.fulfilment.plan.remake import remake
from core.fulfilment.plan.sellers import in_parts, told_together
from core.fulfilment.plan.validate import validate

Monotonic = Callable[[], float]


def plan(
    request: PlanRequest, monotonic: Monotonic = time.monotonic, workers: int | None = None
) -> PlanResult:
    """A plan that `plan_violations` finds nothing wrong with. With `iterations` it is the same each time for
    the same number of `workers` but for `figures.seconds`. Large waves are worked on by so many processes
    (without a number, by as many as the machine has cores for). Raises InvalidInput with a path such as
    `orders[3].lines[0].quantity`."""
    validate(request)
    parts = in_parts(request)
    if parts.previous is None:
        result = make(parts, monotonic, workers)
    else:
        result = remake(parts, parts.previous, monotonic)
    return told_together(request, parts, result)
