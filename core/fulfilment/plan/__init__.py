"""A wave from orders to vans: `plan` makes it, `plan_violations` proves it."""

from core.fulfilment.plan.check import plan_violations
from core.fulfilment.plan.entry import plan
from core.fulfilment.plan.model import (
    AddressMatrix,
    Change,
    Event,
    Figures,
    OrderPlan,
    PlannedParcel,
    PlannedStop,
    PlanRequest,
    PlanResult,
    Ride,
    UnpackedUnits,
    UnservedOrder,
)

__all__ = [
    "AddressMatrix",
    "Change",
    "Event",
    "Figures",
    "OrderPlan",
    "PlanRequest",
    "PlanResult",
    "PlannedParcel",
    "PlannedStop",
    "Ride",
    "UnpackedUnits",
    "UnservedOrder",
    "plan",
    "plan_violations",
]
