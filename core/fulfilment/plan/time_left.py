"""How much of a limit is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

Monotonic = Callable[[], float]


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Until `end` by the clock `monotonic`; it is infinite where rounds are counted instead."""

    monotonic: Monotonic
    end: float

    def seconds(self) -> float:
        return self.end - self.monotonic()

    def share(self, part: float) -> TimeLeft:
        """That part of it, which begins now."""
        now = self.monotonic()
        return TimeLeft(self.monotonic, now + part * (self.end - now))

    def deadline(self) -> float:
        """The end by `perf_counter`."""
        return perf_counter() + self.seconds()
