"""Goods into cartons: `pack` finds a packing, `violations` proves it, independently."""

from core.fulfilment.packing.check import violations
from core.fulfilment.packing.model import (
    CartonType,
    Hold,
    Item,
    PackRequest,
    PackResult,
    Parcel,
    Placement,
    Unpacked,
    validate,
)
from core.fulfilment.packing.solve import pack

__all__ = [
    "CartonType",
    "Hold",
    "Item",
    "PackRequest",
    "PackResult",
    "Parcel",
    "Placement",
    "Unpacked",
    "pack",
    "validate",
    "violations",
]
