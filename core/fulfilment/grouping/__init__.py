"""Which orders travel as one stop."""

from core.fulfilment.grouping.group import group
from core.fulfilment.grouping.model import (
    Consolidation,
    GroupOrder,
    GroupRequest,
    GroupResult,
    VehicleKind,
)

__all__ = ["Consolidation", "GroupOrder", "GroupRequest", "GroupResult", "VehicleKind", "group"]
