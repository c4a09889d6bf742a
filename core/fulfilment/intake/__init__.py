"""The first two steps of an order in the engine: is it reliable (`screen`), and what is it exactly
(`formalise`)?"""

from core.fulfilment.intake.formalise import formalise
from core.fulfilment.intake.model import (
    Estimate,
    Finding,
    FormalItem,
    FormalOrder,
    History,
    Order,
    OrderLine,
    ScreenAddress,
    ScreenLine,
    ScreenOrder,
    ScreenPolicy,
    ScreenRequest,
    ScreenResult,
)
from core.fulfilment.intake.screen import screen
from core.fulfilment.intake.split import by_seller

__all__ = [
    "Estimate",
    "Finding",
    "FormalItem",
    "FormalOrder",
    "History",
    "Order",
    "OrderLine",
    "ScreenAddress",
    "ScreenLine",
    "ScreenOrder",
    "ScreenPolicy",
    "ScreenRequest",
    "ScreenResult",
    "by_seller",
    "formalise",
    "screen",
]
