"""A wave from orders to vans: `plan` makes it, `plan_violations` proves it."""

from core.fulfilment.plan.check import plan_violations
from core.fulfilment.plan.make import plan
from core.fulfilment.plan.model import (
    AddressMatrix,
    Figures,
    OrderPlan,
    PlannedParcel,
    PlannedStop,
    PlanRequest,
    PlanResult,
    UnpackedUnits,
    UnservedOrder,
)

__all__ = [
    "AddressMatrix",
    "Figures",
    "OrderPlan",
    "PlanRequest",
    "PlanResult",
    "PlannedParcel",
    "PlannedStop",
    "UnpackedUnits",
    "UnservedOrder",
    "plan",
    "plan_violations",
]
