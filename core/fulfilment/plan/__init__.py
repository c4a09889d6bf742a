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
    SellerFigures,
    UnpackedUnits,
    UnservedOrder,
)
from core.fulfilment.plan.sellers import in_parts

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
    "SellerFigures",
    "UnpackedUnits",
    "UnservedOrder",
    "in_parts",
    "plan",
    "plan_violations",
]
