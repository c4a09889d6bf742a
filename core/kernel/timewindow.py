from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class TimeWindow:
    """When a service may begin: both ends included, timezone-aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a time window is timezone-aware")
        if self.end < self.start:
            raise ValueError("a time window ends before it starts")

    def contains(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end

    def overlaps(self, other: TimeWindow) -> bool:
        return self.start <= other.end and other.start <= self.end
