"""The hours a message names: `time_from` and `time_to`."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.nlu.entities.dates import LOCAL, unfit
from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.entities.numbers import Number, read_numbers
from core.nlu.understanding import Entity

_EARLIEST = 8
"""An hour below it, with nothing said of the morning, is one of the second half of the day: shops sleep then."""
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})$")
_DASHES = frozenset({"-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes since midnight as said; `half` is "am", "pm" or None; `start:end` are word indices."""

    minutes: int
    half: str | None
    start: int
    end: int
    ending: str | None = None
    exact: bool = False
    """Said so that it can be nothing but a time: with minutes, "часов" or "pm"."""

    def at(self, half: str | None) -> int:
        half = self.half or half
        if half == "pm" and self.minutes < 12 * 60:
            return self.minutes + 12 * 60
        if half is None and self.minutes < _EARLIEST * 60:
            return self.minutes + 12 * 60
        return self.minutes


class TimeReader:
    """Hours win over a part of the day, which then says am or pm."""

    def __init__(self, text: str, words: list[Word], lexicon: Lexicon, now: datetime) -> None:
        self._text, self._words, self._lexicon, self._now = text, words, lexicon, now
        self._numbers = {n.start: n for n in read_numbers(text, words, lexicon)}

    def times(self, dated: list[Entity], among_houses: bool) -> list[Entity]:
        """`dated` are the days found: their numbers are no hours. Among houses only what can be nothing else is an hour."""
        parts = [
            hit
            for hit in self._lexicon.parts.all(self._words)
            if not unfit(self._words, hit[0], hit[1], self._lexicon)
        ]
        clocks = [c for c in self._clocks(dated) if not any(a <= c.start < b for a, b, _ in parts)]
        if among_houses:
            clocks = [c for c in clocks if c.exact]
        half = self._half(str(parts[0][2]) if parts else "")
        return self._later() or self._span(clocks, half) or self._edge(clocks, half) or self._part(parts)

    @staticmethod
    def _half(part: str) -> str | None:
        return {"18": "pm", "12": "pm", "08": "am"}.get(part[:2])

    def _clocks(self, dated: list[Entity]) -> list[Clock]:
        found: list[Clock] = []
        i = 0
        while i < len(self._words):
            word = self._words[i]
            used = any(d.start < word.end and word.start < d.end for d in dated)
            clock = None if used else self._clock(i)
            if clock is not None:
                found.append(clock)
            i = clock.end if clock else i + 1
        return found

    def _clock(self, i: int) -> Clock | None:
        time = self._lexicon.time
        if hit := time["noon"].at(self._words, i):
            return Clock(12 * 60, "am", i, hit[0], exact=True)
        for name, minutes in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
            hit = time[name].at(self._words, i)
            if hit and (number := self._numbers.get(hit[0])) and number.is_whole and number.value <= 12:
                return self._marked(int(number.value) * 60 + minutes, i, number, exact=True)
        return self._half_of(i) or self._numbered(i)

    def _half_of(self, i: int) -> Clock | None:
        """ "полвосьмого": half of the eighth hour."""
        if self._words[i].sound not in {"pol", "polovina", "polovine"}:
            return None
        hit = self._lexicon.ordinal.at(self._words, i + 1)
        if hit is None or hit[1] < 1:
            return None
        half = self._mark(hit[0])
        return Clock((int(hit[1]) - 1) * 60 + 30, half[0], i, half[1], exact=half[0] is not None)

    def _numbered(self, i: int) -> Clock | None:
        word = self._words[i]
        if (
            word.is_number
            and (found := _CLOCK.match(word.text))
            and int(found[1]) < 24
            and int(found[2]) < 60
        ):
            end, ending = i + 1, None
            if end < len(self._words) and self._text[word.end : self._words[end].start] in {"-", "", "–"}:
                ending = self._lexicon.suffixes.get(self._words[end].folded)
                end += ending is not None
            half, end = self._mark(end)
            half = half or ("am" if word.text[0] == "0" else None)
            return Clock(int(found[1]) * 60 + int(found[2]), half, i, end, ending, exact=True)
        number = self._numbers.get(i)
        if number is None or number.scaled or not 0 <= number.value <= 24 or number.value * 2 % 1:
            return None
        if self._lexicon.units.at(self._words, number.end) and self._words[number.end].folded not in {
            "ч",
            "h",
        }:
            return None
        minutes, end = int(number.value * 60), number.end
        after = self._words[end] if end < len(self._words) else None
        # "18-00", "18 00", "7 30": minutes apart.
        if (
            after
            and number.is_whole
            and re.fullmatch(r"00|30|45", after.text)
            and after.start - word.end == 1
        ):
            return self._marked(minutes + int(after.text), i, Number(number.value, i, end + 1), exact=True)
        return self._marked(minutes, i, number)

    def _marked(self, minutes: int, start: int, number: Number, exact: bool = False) -> Clock | None:
        half, end = self._mark(number.end)
        hour = self._lexicon.time["hour"].at(self._words, number.end)
        before = self._lexicon.time["hour"].before(self._words, start)
        exact = exact or half is not None or hour is not None or before is not None
        if minutes % 60 and not number.is_whole and not exact and number.in_words is False:
            return None
        return Clock(minutes % (24 * 60), half, start, end, number.ending, exact)

    def _mark(self, at: int) -> tuple[str | None, int]:
        """(am or pm, index after it and after a word for hours)."""
        time, words = self._lexicon.time, self._words
        if hit := time["hour"].at(words, at):
            at = hit[0]
        for half in ("am", "pm"):
            if hit := time[half].at(words, at):
                return half, hit[0]
        return None, at

    def _span(self, clocks: list[Clock], half: str | None) -> list[Entity]:
        relation, time = self._lexicon.relation, self._lexicon.time
        for low, high in itertools.pairwise(clocks):
            gap = self._words[low.end : high.start]
            between = self._text[self._words[low.end - 1].end : self._words[high.start].start].strip()
            joined = len(gap) == 1 and relation["to"].is_word(gap[0])
            until = joined and gap[0].folded in {"to", "till", "until", "до", "do"}
            begun = relation["between"].before(self._words, low.start) or time["after_before"].before(
                self._words, low.start
            )
            closed = relation["among"].at(self._words, high.end) or relation["until"].at(
                self._words, high.end
            )
            if (not gap and (between in _DASHES or closed)) or (joined and (begun or closed or until)):
                start, end = _ordered(low, high, half)
                if start < end < 24 * 60:
                    return self._entities(start, end, low.start, high.end)
        return []

    def _edge(self, clocks: list[Clock], half: str | None) -> list[Entity]:
        """ "после 18", "до шести", "к 7", "в 18:00", "сағат 6-да"."""
        time, words = self._lexicon.time, self._words
        found: dict[str, Entity] = {}
        for clock in clocks:
            name = None
            if time["after_after"].at(words, clock.end) or time["after_before"].before(words, clock.start):
                name = "time_from"
            elif time["until_after"].at(words, clock.end) or time["until_before"].before(words, clock.start):
                name = "time_to"
            elif (
                clock.exact
                or clock.ending == "at"
                or time["at_before"].before(words, clock.start)
                or time["at_after"].at(words, clock.end)
                or self._after_part(clock)
            ):
                name = "time_from"
            if name is not None:
                minutes = clock.at(half)
                # Nobody is brought goods before eight in the morning: "до 8" ends the day.
                minutes += (
                    12
                    * 60
                    * (name == "time_to" and minutes == _EARLIEST * 60 and not clock.half and half != "am")
                )
                entity = self._entity(name, minutes, clock.start, clock.end)
                found.setdefault(name, entity)
        return list(found.values())

    def _after_part(self, clock: Clock) -> bool:
        """ "кешкі 7", "вечером 7": a part of the day right before an hour."""
        return self._lexicon.parts.before(self._words, clock.start) is not None

    def _part(self, parts: list[tuple[int, int, object]]) -> list[Entity]:
        if not parts:
            return []
        # "с утра до обеда" ends where lunch begins.
        a, b, value = next((p for p in parts if str(p[2]) == "08:00-13:00"), parts[0])
        low, high = str(value).split("-")
        time = self._lexicon.time
        if value == "18:00-22:00" and time["until_before"].before(self._words, a) and self._words[a - 1].folded in {
            "до", "before", "by", "until"
        }:  # fmt: skip
            return [Entity("time_to", low, self._words[a].start, self._words[b - 1].end)]
        start, end = self._words[a].start, self._words[b - 1].end
        return [Entity("time_from", low, start, end), Entity("time_to", high, start, end)]

    def _later(self) -> list[Entity]:
        """ "через 2 часа", "in two hours"."""
        relation, words = self._lexicon.relation, self._words
        for i in range(len(words)):
            span = self._lexicon.duration.at(words, i)
            if span is None or span[1] not in {"hour", "minute"}:
                continue
            number = next((n for n in self._numbers.values() if n.end == i), None)
            start = number.start if number else i - 1 if i and words[i - 1].folded in {"an", "a"} else i
            before = relation["later_before"].before(words, start)
            after = relation["later_after"].at(words, span[0]) if number and number.value <= 5 else None
            if after and self._lexicon.time["hour"].at(words, i) and words[i].sound == "casov":
                after = None
            if before or after:
                size = timedelta(hours=1) if span[1] == "hour" else timedelta(minutes=1)
                moment = self._now.astimezone(LOCAL) + size * float(number.value if number else 1)
                return [self._entity("time_from", moment.hour * 60 + moment.minute, start, span[0])]
        return []

    def _entity(self, name: str, minutes: int, start: int, end: int) -> Entity:
        said = f"{minutes // 60:02}:{minutes % 60:02}"
        return Entity(name, said, self._words[start].start, self._words[end - 1].end)

    def _entities(self, low: int, high: int, start: int, end: int) -> list[Entity]:
        return [self._entity("time_from", low, start, end), self._entity("time_to", high, start, end)]


def _ordered(low: Clock, high: Clock, half: str | None) -> tuple[int, int]:
    """The two ends: a mark after the second is for both ("6-8 pm"), unless that turns them round."""
    end = high.at(half)
    start = low.at(high.half or half)
    if start >= end and low.half is None:
        start = low.at("am")
    if start >= end and high.half is None and end < 12 * 60:
        end += 12 * 60
    return start, end
