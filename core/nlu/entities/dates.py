"""The day a message names, resolved against the moment of the message in Kazakhstan's time (UTC+5)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.entities.numbers import Number, read_numbers
from core.nlu.understanding import Entity

LOCAL = timezone(timedelta(hours=5), "Asia/Almaty")
_DAY_MONTH = re.compile(r"(?<![\d.,/])(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


class DateReader:
    """`dates` gives the first day named, as ISO. A weekday is the next one after today, a date the next one too."""

    def __init__(self, text: str, words: list[Word], lexicon: Lexicon, now: datetime) -> None:
        self._text, self._words, self._lexicon = text, words, lexicon
        self._today = now.astimezone(LOCAL).date()
        self._numbers = read_numbers(text, words, lexicon)

    def dates(self, among_figures: bool) -> list[Entity]:
        """`among_figures` says that numbers count goods or houses: "3 май" is butter then, not a day of May."""
        month = None if among_figures else self._by_month()
        found = (
            self._in_figures(among_figures)
            or self._after_days()
            or month
            or self._by_name()
            or (None if among_figures else self._day_alone())
        )
        return [found] if found else []

    def _entity(self, day: date | None, start: int, end: int) -> Entity | None:
        if day is None:
            return None
        return Entity("date", day.isoformat(), self._words[start].start, self._words[end - 1].end)

    def _in_figures(self, among_figures: bool) -> Entity | None:
        if found := _ISO.search(self._text):
            day = _day(int(found[1]), int(found[2]), int(found[3]))
            return Entity("date", day.isoformat(), *found.span()) if day else None
        for found in () if among_figures else _DAY_MONTH.finditer(self._text):
            year = int(found[3]) % 100 + 2000 if found[3] else None
            month, number = int(found[2]), int(found[1])
            day = _day(year, month, number) if year else self._next(month, number)
            if day is not None and (found[0][-3:] != ".00"):
                return Entity("date", day.isoformat(), *found.span())
        return None

    def _after_days(self) -> Entity | None:
        """ "через 2 дня", "екі аптадан кейін", "in a week"."""
        relation, words = self._lexicon.relation, self._words
        for i in range(len(words)):
            span = self._lexicon.duration.at(words, i)
            if span is None or span[1] not in {"day", "week"}:
                continue
            number = next((n for n in self._numbers if n.end == i), None)
            start = number.start if number else i - 1 if i and words[i - 1].folded in {"a", "one"} else i
            before = relation["later_before"].before(words, start)
            after = relation["later_after"].at(words, span[0])
            if before or (after and (number or span[1] == "week")):
                steps = int(number.value) if number and number.value < 400 else 1
                day = self._today + timedelta(days=steps * (7 if span[1] == "week" else 1))
                return self._entity(day, before[0] if before else start, after[0] if after else span[0])
        return None

    def _by_month(self) -> Entity | None:
        words = self._words
        for a, b, month in self._lexicon.months.all(words):
            near = [n for n in self._numbers if _is_day(n) and (n.end == a or n.start == b or self._of(n, a))]
            for number in near:
                day = self._next(int(month), int(number.value))
                if day is not None:
                    return self._entity(day, min(a, number.start), max(b, number.end))
        return None

    def _of(self, number: Number, month_at: int) -> bool:
        return number.end == month_at - 1 and self._words[month_at - 1].folded == "of"

    def _by_name(self) -> Entity | None:
        words, relation = self._words, self._lexicon.relation
        for i in range(len(words)):
            if (hit := self._lexicon.days.at(words, i)) and not unfit(words, i, hit[0], self._lexicon):
                return self._entity(self._today + timedelta(days=int(hit[1])), i, hit[0])
            hit = self._lexicon.weekdays.at(words, i)
            if hit and self._is_weekday(i) and not unfit(words, i, hit[0], self._lexicon):
                ahead = (int(hit[1]) - self._today.weekday() - 1) % 7 + 1
                if next_one := relation["next"].before(words, i):
                    ahead = 7 - self._today.weekday() + int(hit[1])
                    return self._entity(self._today + timedelta(days=ahead), next_one[0], hit[0])
                return self._entity(self._today + timedelta(days=ahead), i, hit[0])
        return None

    def _is_weekday(self, start: int) -> bool:
        """Short forms ("ср", "sun", "sat") are days only as they are written, and not after figures ("10Вт")."""
        word = self._words[start]
        if start and self._words[start - 1].end == word.start:
            return False
        return len(word.folded) > 3 or word.folded.isascii() == (len(word.folded) == 3)

    def _day_alone(self) -> Entity | None:
        """ "25-го", "25 числа", "айдың 25-інде"."""
        for number in self._numbers:
            counted = self._lexicon.month_day.at(self._words, number.end)
            if _is_day(number) and (number.ending == "nth" or counted) and number.value >= 1:
                if (
                    number.ending != "nth"
                    and self._words[number.end].folded in {"күні", "число"}
                    and number.in_words
                ):
                    continue
                if number.ending == "nth" and number.value < 6 and not counted and not self._dated(number):
                    continue
                return self._entity(self._next_of_month(int(number.value)), number.start, number.end)
        return None

    def _dated(self, number: Number) -> bool:
        """A low place ("2-й", "3-ші") is one of a list unless an ending of dates says otherwise."""
        written = self._words[number.end - 1].folded
        return written in {"го", "му", "інде", "ында", "нде", "нда"} or number.value > 20

    def _next_of_month(self, number: int) -> date | None:
        first = self._today.replace(day=1)
        for _ in range(3):
            day = _day(first.year, first.month, number)
            if day is not None and day >= self._today:
                return day
            first = (first + timedelta(days=32)).replace(day=1)
        return None

    def _next(self, month: int, number: int) -> date | None:
        this_year = _day(self._today.year, month, number)
        if this_year is None or this_year >= self._today:
            return this_year
        return _day(self._today.year + 1, month, number)


def unfit(words: list[Word], start: int, end: int, lexicon: Lexicon) -> bool:
    """ "не завтра, а в субботу", "сегодня не могу": a time that does not suit; "в среду не раньше семи" does."""
    if any(relation.at(words, end) for relation in lexicon.time.values()):
        return False
    before = lexicon.relation["unfit_before"].before(
        words, start - (start > 0 and words[start - 1].folded in {"в", "во", "на"})
    )
    return before is not None or lexicon.relation["unfit_after"].at(words, end) is not None


def _is_day(number: Number) -> bool:
    return number.is_whole and 1 <= number.value <= 31 and not number.scaled


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
