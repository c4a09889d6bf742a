from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.i18n.formats import Formats
from core.kernel.hours import OpeningHours

ALMATY = ZoneInfo("Asia/Almaty")
OFFICE = OpeningHours(((540, 1_200),) * 5 + ((600, 1_080), None))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """June 2026 in Almaty: the 15th is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("asked", "opens"),
    [(at(15, 12), at(15, 12)), (at(15, 7), at(15, 9)), (at(15, 20), at(16, 9)), (at(20, 18), at(22, 9)),
     (at(21, 12), at(22, 9))],
)  # fmt: skip
def test_it_opens_next(asked: datetime, opens: datetime) -> None:
    assert OFFICE.open_from(asked.astimezone(UTC), ALMATY) == opens


def test_the_end_of_the_day_is_midnight() -> None:
    always = OpeningHours.daily(0, 1_440)
    assert always.is_always_open
    assert always.on(at(15, 0).date(), ALMATY) == (at(15, 0), at(16, 0))


@pytest.mark.parametrize("span", [(600, 600), (600, 540), (-1, 10), (0, 1_441)])
def test_no_hours_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        OpeningHours.daily(*span)


def test_hours_are_written_as_people_write_them() -> None:
    said = {language: Formats(language, "Asia/Almaty").week(OFFICE) for language in ("kk", "ru", "en")}
    assert said == {
        "kk": "дс–жм 09:00–20:00, сб 10:00–18:00",
        "ru": "пн–пт 09:00–20:00, сб 10:00–18:00",
        "en": "Mon–Fri 09:00–20:00, Sat 10:00–18:00",
    }
    assert Formats("ru", "Asia/Almaty").week(OpeningHours.daily(0, 1_440)) == "24/7"
