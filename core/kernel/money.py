"""Money is an integer in minor units with its currency (tiyn for KZT)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MINOR_PER_MAJOR = 100


@dataclass(frozen=True, slots=True, order=True)
class Money:
    minor: int
    currency: str = "KZT"

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are an int, got {self.minor!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} with {other.currency}")
        return other.minor


def times(price_minor: int, quantity: Decimal) -> int:
    """Price of a quantity in minor units, rounded half up; quantity may be a fraction of a kilogram."""
    return int((Decimal(price_minor) * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))
