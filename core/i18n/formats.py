"""Money, numbers and times as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal

from core.kernel.hours import OpeningHours, Span
from core.kernel.money import MINOR_PER_MAJOR, Money
from core.kernel.timewindow import TimeWindow

BABEL = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}
SYMBOLS = {"KZT": "₸"}


@dataclass(frozen=True, slots=True)
class Formats:
    language: str
    zone: str

    def money(self, value: Money) -> str:
        """`1 250 ₸`: the sum never breaks from its sign; tiyn only where there are any."""
        major = Decimal(value.minor) / MINOR_PER_MAJOR
        pattern = "#,##0" if value.minor % MINOR_PER_MAJOR == 0 else "#,##0.00"
        amount = format_decimal(major, format=pattern, locale=BABEL[self.language])
        return f"{amount} {SYMBOLS.get(value.currency, value.currency)}".replace(" ", "\u00a0")

    def number(self, value: Decimal) -> str:
        return format_decimal(value.normalize(), format="#,##0.###", locale=BABEL[self.language])

    def window(self, value: TimeWindow) -> str:
        """`Sat 22 Nov, 10:00–12:00` in the reader's language and zone."""
        day = value.start.astimezone(ZoneInfo(self.zone)).date()
        return f"{self.day(day)}, {self.hours(value)}"

    def hours(self, value: TimeWindow) -> str:
        start, end = (t.astimezone(ZoneInfo(self.zone)) for t in (value.start, value.end))
        return f"{start:%H:%M}–{end:%H:%M}"

    def day(self, value: date) -> str:
        pattern = {"kk": "d MMMM, EEEE", "ru": "EEE, d MMMM", "en": "EEE d MMM"}[self.language]
        return str(format_date(value, pattern, locale=BABEL[self.language]))

    def week(self, value: OpeningHours) -> str:
        """`Mon–Fri 09:00–20:00, Sat 10:00–18:00`; days with the same hours stand together."""
        if value.is_always_open:
            return "24/7"
        runs: list[tuple[int, int, Span | None]] = []
        for day, span in enumerate(value.week):
            if runs and runs[-1][2] == span:
                runs[-1] = (runs[-1][0], day, span)
            else:
                runs.append((day, day, span))
        return ", ".join(
            f"{self._days(first, last)}{_clock(span[0])}–{_clock(span[1])}"
            for first, last, span in runs
            if span
        )

    def _days(self, first: int, last: int) -> str:
        """Every day needs no name."""
        if (first, last) == (0, 6):
            return ""
        names = get_day_names("abbreviated", locale=BABEL[self.language])
        through = "–" if last - first > 1 else ", "
        return f"{names[first]} " if first == last else f"{names[first]}{through}{names[last]} "

    def moment(self, value: date) -> str:
        if not isinstance(value, datetime):
            return self.day(value)
        local = value.astimezone(ZoneInfo(self.zone))
        return f"{self.day(local.date())}, {local:%H:%M}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
