"""What a delivery costs: what it adds to the day's drive, within bounds that scare nobody."""

from __future__ import annotations

from core.delivery.model import DeliveryMethod, DeliveryPolicy, Fee

STEP_MINOR = 1_000
"""Fees are whole tens of tenge."""


def fee_for(marginal_cost_minor: int, policy: DeliveryPolicy) -> int:
    """The cost rounded up to a whole step: no less than the least fee, and no more than the most, as a fresh van's
    fixed cost is not the one shopper's to bear."""
    rounded = -(-marginal_cost_minor // STEP_MINOR) * STEP_MINOR
    return min(max(rounded, policy.least_fee_minor), policy.fee_minor)


def charged_minor(goods_minor: int, method: DeliveryMethod, fee: Fee, policy: DeliveryPolicy) -> int:
    """What stands in the order. Large orders are brought for nothing, but hurry always costs its extra."""
    if method == "pickup":
        return 0
    return (0 if goods_minor >= policy.free_from_minor else fee.minor) + fee.extra_minor
