"""The cold chain in three words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Temperature = Literal["ambient", "chilled", "frozen"]

WARM_TO_COLD: tuple[Temperature, ...] = ("ambient", "chilled", "frozen")


def sorted_temperatures(temperatures: Iterable[Temperature]) -> tuple[Temperature, ...]:
    """Each one once, the warmest first."""
    there = set(temperatures)
    return tuple(t for t in WARM_TO_COLD if t in there)


def coldest(temperatures: Iterable[Temperature]) -> Temperature:
    """`ambient` when there is none."""
    return max(temperatures, key=WARM_TO_COLD.index, default="ambient")
