"""When a place is open, by day of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
Span = tuple[int, int]
"""Minutes of the day from midnight: opens, closes (at most 1440, the end of the day)."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`week` holds Monday to Sunday; None is closed."""

    week: tuple[Span | None, ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for span in self.week:
            if span is not None and not 0 <= span[0] < span[1] <= DAY_MINUTES:
                raise ValueError(f"no opening hours: {span}")

    @classmethod
    def daily(cls, opens: int, closes: int) -> OpeningHours:
        """The same hours every day, in minutes."""
        return cls(((opens, closes),) * 7)

    @property
    def is_always_open(self) -> bool:
        return all(span == (0, DAY_MINUTES) for span in self.week)

    @property
    def is_never_open(self) -> bool:
        return all(span is None for span in self.week)

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """From when till when it is open on that day; None when it is not."""
        span = self.week[day.weekday()]
        if span is None:
            return None
        midnight = datetime.combine(day, time.min, zone)
        return midnight + timedelta(minutes=span[0]), midnight + timedelta(minutes=span[1])

    def open_from(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first moment from then on when it is open. Raises ValueError when it never is."""
        local = moment.astimezone(zone)
        for ahead in range(8):
            hours = self.on(local.date() + timedelta(days=ahead), zone)
            if hours is not None and local < hours[1]:
                return max(local, hours[0])
        raise ValueError("never open")
