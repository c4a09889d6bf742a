"""Days and hours, resolved against the moment of the message in Kazakhstan's time (UTC+5)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.understanding import Entity

LOCAL = timezone(timedelta(hours=5), "Asia/Almaty")
_CLOCK = r"(\d{1,2})(?::(\d{2}))?"
_HOUR = rf"{_CLOCK}\s*(?:час[а-я]*|ч(?![а-я])|h(?![a-z]))?\s*(am|pm|утра|вечера|дня|p\.m\.|a\.m\.)?"
_KK_FROM = r"\s*-?\s*(?:нан|нен|дан|ден|тан|тен|nan|den|dan|ten|tan)?"
_SPANS = [
    re.compile(rf"(?<![\w.])(?:с|со|from|between|s)\s+{_HOUR}\s+(?:до|to|and|и|till|until|do)\s+{_HOUR}"),
    re.compile(rf"(?<![\d.]){_HOUR}\s*[-–—]\s*{_HOUR}(?![\d.])"),
    re.compile(
        rf"(?<![\d.]){_CLOCK}(){_KK_FROM}\s*(?:мен|пен|бен)?\s+{_CLOCK}()\s*-?\s*(?:ға|ге|га|қа|ке|ка)?\s*(?:дейін|дейин|арал\w*|арасы\w*)"
    ),
]
_AFTERS = [
    re.compile(rf"(?<!\w)(?:после|позже|не раньше|after|posle)\s+{_HOUR}"),
    re.compile(rf"(?<![\d.]){_CLOCK}(){_KK_FROM}\s*(?:кейін|кейин|соң|сон|keyin|keiin)(?!\w)"),
]
_BEFORES = [
    re.compile(rf"(?<!\w)(?:до|не позже|before|by|until|do)\s+{_HOUR}(?!\d)"),
    re.compile(rf"(?<![\d.]){_CLOCK}()\s*-?\s*(?:ға|ге|га|қа|ке|ка)?\s*(?:дейін|дейин|deyin|deiin)(?!\w)"),
]
_POINTS = [
    re.compile(rf"(?<!\w)(?:в|к|часов в|ко|at|around|сағат|сагат|sagat|v|k)\s+{_HOUR}(?!\d)"),
    re.compile(r"(?<![\d.])(\d{1,2}):(\d{2})()"),
    re.compile(r"(?<![\d.])(\d{1,2})()\s*(am|pm|утра|вечера|часов|час)(?!\w)"),
    re.compile(r"(?:кешкі|кешки|keshki)\s+(\d{1,2})(?::(\d{2}))?()"),
    re.compile(r"(?<![\d.])(\d{1,2})()()\s*-?(?:де|да|те|та)(?!\w)"),
]
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def _clock(hour: str, minute: str | None, mark: str | None, evening: bool) -> str | None:
    h, m = int(hour), int(minute or 0)
    if h < 12 and ((mark or "")[:1] in {"p", "в", "д"} or (evening and not mark and h <= 10)):
        h += 12
    return f"{h:02}:{m:02}" if h < 24 and m < 60 else None


def times(folded: str, words: list[Word], lexicon: Lexicon) -> list[Entity]:
    """`time_from` and `time_to`; hours win over a part of the day, which then says am or pm."""
    parts = [(words[a].start, words[b - 1].end, str(v)) for a, b, v in lexicon.parts.all(words)]
    evening = any(v.startswith("18") for _, _, v in parts)
    afternoon = any(v.startswith("12") for _, _, v in parts)
    late = evening or afternoon
    for shape in _SPANS:
        if found := shape.search(folded):
            h1, m1, mark1, h2, m2, mark2 = found.groups()
            start, end = _clock(h1, m1, mark1 or mark2, late), _clock(h2, m2, mark2, late)
            if start and end and start < end:
                return [Entity("time_from", start, *found.span()), Entity("time_to", end, *found.span())]
    for name, shapes in (("time_from", _AFTERS), ("time_to", _BEFORES), ("time_from", _POINTS)):
        for shape in shapes:
            if (found := shape.search(folded)) and (
                said := _clock(found[1], found[2], found[3], late or "кешк" in found[0])
            ):
                return [Entity(name, said, *found.span())]
    return [
        Entity(name, value, a, b)
        for a, b, v in parts[:1]
        for name, value in zip(("time_from", "time_to"), v.split("-"), strict=True)
    ]


def dates(folded: str, words: list[Word], lexicon: Lexicon, now: datetime) -> list[Entity]:
    """The first day named, as ISO; a weekday is the next one after today, a date the next one too."""
    today = now.astimezone(LOCAL).date()
    if (found := _ISO.search(folded)) and (day := _day(int(found[1]), int(found[2]), int(found[3]))):
        return [Entity("date", day.isoformat(), *found.span())]
    if (found := _DAY_MONTH.search(folded)) and (day := _next(today, int(found[2]), int(found[1]))):
        return [Entity("date", day.isoformat(), *found.span())]
    for i in range(len(words)):
        if hit := lexicon.months.at(words, i):
            named = _month_day(words, i, hit[0], int(hit[1]), today)
            if named is not None:
                return [named]
        if hit := lexicon.days.at(words, i):
            day = today + timedelta(days=int(hit[1]))
            return [Entity("date", day.isoformat(), words[i].start, words[hit[0] - 1].end)]
        if hit := lexicon.weekdays.at(words, i):
            ahead = (int(hit[1]) - today.weekday() - 1) % 7 + 1
            return [
                Entity(
                    "date", (today + timedelta(days=ahead)).isoformat(), words[i].start, words[hit[0] - 1].end
                )
            ]
    return []


def _month_day(words: list[Word], i: int, end: int, month: int, today: date) -> Entity | None:
    for at in (i - 1, end):
        if 0 <= at < len(words) and words[at].text.isdecimal():
            day = _next(today, month, int(words[at].text))
            if day is not None:
                return Entity("date", day.isoformat(), words[min(at, i)].start, words[max(at, end - 1)].end)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(today: date, month: int, day: int) -> date | None:
    this_year = _day(today.year, month, day)
    return this_year if this_year is None or this_year >= today else _day(today.year + 1, month, day)
