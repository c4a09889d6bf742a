"""Money, numbers and times as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

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
        pattern = {"kk": "d MMMM, EEE", "ru": "EEE, d MMMM", "en": "EEE d MMM"}[self.language]
        return str(format_date(value, pattern, locale=BABEL[self.language]))

    def moment(self, value: date) -> str:
        if not isinstance(value, datetime):
            return self.day(value)
        local = value.astimezone(ZoneInfo(self.zone))
        return f"{self.day(local.date())}, {local:%H:%M}"
