"""A seller's file of pickup points: YAML (a list of mappings) or CSV (one point a line), the same fields in both.
docs/pickup-points.md describes them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import yaml

from core.delivery.points import CELL_KIND, PickupPoint, checked
from core.fulfilment.boxes import Cell, check_cells
from core.fulfilment.temperature import WARM_TO_COLD, Temperature
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from core.kernel.hours import DAY_MINUTES, OpeningHours, Span

LARGEST = 5_000_000
MOST_POINTS = 5_000
FIELDS = frozenset(
    {"id", "kind", "name", "name_kk", "name_ru", "name_en", "address", "lat", "lon", "hours", "kept_days"}
    | {"cells", "active"}
)
KINDS = ("shop", "point", "locker")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?:(daily)|([a-z]{3})(?:-([a-z]{3}))?)\s+(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)")
_CELL = re.compile(r"(\S+)\s+(\d+)x(\d+)x(\d+)\s+(\d+)\s+(\d+)(?:\s+(\S+))?")
_YES = frozenset({"yes", "true", "1", "да", "иә", ""})
_NO = frozenset({"no", "false", "0", "нет", "жоқ"})


@dataclass(frozen=True, slots=True)
class Rejected:
    """`row` counts from 1; `point_id` as far as it was given."""

    row: int
    point_id: str
    reason: str


def read_points(
    data: bytes, name: str, store_id: str
) -> tuple[tuple[PickupPoint, ...], tuple[Rejected, ...]]:
    """Every good point, and every bad one by name. Raises InvalidInput for a file that is none."""
    if len(data) > LARGEST:
        raise InvalidInput("file", f"larger than {LARGEST // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("file", "is not UTF-8") from error
    rows = list(_csv_rows(text)) if name.lower().endswith(".csv") else _yaml_rows(text)
    if not 1 <= len(rows) <= MOST_POINTS:
        raise InvalidInput("file", f"holds 1 to {MOST_POINTS} points, not {len(rows)}")
    good: dict[str, PickupPoint] = {}
    bad: list[Rejected] = []
    for number, row in enumerate(rows, 1):
        try:
            point = point_of(row, store_id)
            if point.point_id in good:
                raise InvalidInput("id", f"{point.point_id!r} is there twice")
            good[point.point_id] = point
        except InvalidInput as wrong:
            given = str(row.get("id") or "")[:32] if isinstance(row, dict) else ""
            bad.append(Rejected(number, given, str(wrong)))
    return tuple(good.values()), tuple(bad)


def point_of(row: object, store_id: str) -> PickupPoint:
    """Raises InvalidInput that names the field."""
    if not isinstance(row, dict):
        raise InvalidInput("", "a point is a mapping of fields")
    unknown = sorted(str(name) for name in row if name not in FIELDS)
    if unknown:
        raise InvalidInput(unknown[0], "no such field")
    kind = _text(row, "kind")
    if kind not in KINDS:
        raise InvalidInput("kind", f"must be one of {', '.join(KINDS)}, not {kind!r}")
    return checked(
        PickupPoint(
            point_id=_text(row, "id"),
            store_id=store_id,
            kind=kind,  # type: ignore[arg-type]
            names=_names(row),
            address=_text(row, "address"),
            point=GeoPoint(_degrees(row, "lat"), _degrees(row, "lon")),
            hours=hours_of(_text(row, "hours")),
            kept_days=_whole("kept_days", 3 if row.get("kept_days") in (None, "") else row["kept_days"]),
            cells=_cells(row.get("cells")),
            active=_flag(row.get("active")),
        )
    )


def hours_of(text: str) -> OpeningHours:
    """Raises InvalidInput."""
    if text.strip() == "24/7":
        return OpeningHours.daily(0, DAY_MINUTES)
    week: list[Span | None] = [None] * 7
    for part in text.lower().split(","):
        found = _HOURS.fullmatch(part.strip())
        if found is None:
            raise InvalidInput("hours", f"{part.strip()!r} is not such as `mon-fri 09:00-20:00`")
        opens, closes = int(found[4]) * 60 + int(found[5]), int(found[6]) * 60 + int(found[7])
        if not 0 <= opens < closes <= DAY_MINUTES or int(found[5]) > 59 or int(found[7]) > 59:
            raise InvalidInput("hours", f"{part.strip()!r} ends before it begins, or is no time of a day")
        for day in _days(found[1], found[2], found[3], part.strip()):
            week[day] = (opens, closes)
    return OpeningHours(tuple(week))


def _days(daily: str | None, first: str | None, last: str | None, part: str) -> range:
    if daily:
        return range(7)
    named = [first, last or first]
    if any(day not in DAYS for day in named):
        raise InvalidInput("hours", f"{part!r}: days are {', '.join(DAYS)}, or daily")
    start, end = (DAYS.index(str(day)) for day in named)
    if end < start:
        raise InvalidInput("hours", f"{part!r}: the week begins on Monday")
    return range(start, end + 1)


def _csv_rows(text: str) -> Iterator[dict[str, str]]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        for row in csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True):
            if None in row or None in row.values():
                raise InvalidInput("file", "a line has more or fewer columns than the first one")
            yield {name.strip(): value.strip() for name, value in row.items()}
    except csv.Error as error:
        raise InvalidInput("file", f"is no CSV: {error}") from error


def _yaml_rows(text: str) -> list[Any]:
    try:
        rows = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InvalidInput("file", "is no YAML") from error
    if not isinstance(rows, list):
        raise InvalidInput("file", "must be a list of points")
    return rows


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        raise InvalidInput(name, "is missing")
    text = " ".join(str(value).split())
    if len(text) > 200 or not text.isprintable():
        raise InvalidInput(name, "must be one line of at most 200 characters")
    return text


def _names(row: dict[str, Any]) -> dict[str, str]:
    given = row.get("name")
    if isinstance(given, dict):
        named = {language: _text(given, language) for language in given if language in ("kk", "ru", "en")}
        if not named:
            raise InvalidInput("name", "a mapping of kk, ru and en")
        return named
    others = {code: _text(row, f"name_{code}") for code in ("kk", "ru", "en") if row.get(f"name_{code}")}
    return {"ru": _text(row, "name"), **others}


def _degrees(row: dict[str, Any], name: str) -> float:
    value = row.get(name)
    try:
        number = float(value) if not isinstance(value, bool) else float("nan")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number):
        raise InvalidInput(name, f"a number of degrees is needed, not {value!r}")
    return number


def _whole(field: str, value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", text):
        raise InvalidInput(field, f"a whole number is needed, not {value!r}")
    return int(text)


def _flag(value: object) -> bool:
    text = str("" if value is None else value).strip().lower()
    if text not in _YES | _NO:
        raise InvalidInput("active", f"yes or no is needed, not {value!r}")
    return text in _YES


def _cells(value: object) -> tuple[Cell, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        cells = tuple(_cell(part.strip()) for part in value.split(";") if part.strip())
    elif isinstance(value, list):
        cells = tuple(_cell_of(one, f"cells[{i}]") for i, one in enumerate(value))
    else:
        raise InvalidInput("cells", "a list of kinds of cells is needed")
    check_cells("cells", cells)
    for cell in cells:
        if not CELL_KIND.fullmatch(cell.id):
            raise InvalidInput("cells", f"{cell.id!r} must be 1 to 16 of A-Z a-z 0-9 _ -")
    return cells


def _cell(text: str) -> Cell:
    found = _CELL.fullmatch(text)
    if found is None:
        raise InvalidInput("cells", f"{text!r} is not such as `S 400x300x100 5000 8 ambient+chilled`")
    length, width, height, weight, count = (_whole("cells", found[n]) for n in range(2, 7))
    kept = _temperatures("cells", (found[7] or "ambient").split("+"))
    return Cell(found[1], length, width, height, weight, count, temperatures=kept)


def _cell_of(row: object, at: str) -> Cell:
    if not isinstance(row, dict):
        raise InvalidInput(at, "a mapping is needed")
    sizes = ("length_mm", "width_mm", "height_mm", "max_weight_g", "count")
    unknown = sorted(str(name) for name in row if name not in {"id", "temperatures", *sizes})
    if unknown:
        raise InvalidInput(f"{at}.{unknown[0]}", "no such field")
    length, width, height, weight, count = (_whole(f"{at}.{name}", row.get(name)) for name in sizes)
    given = row.get("temperatures") or ["ambient"]
    if not isinstance(given, list):
        raise InvalidInput(f"{at}.temperatures", "a list is needed")
    kept = _temperatures(f"{at}.temperatures", given)
    return Cell(str(row.get("id") or ""), length, width, height, weight, count, temperatures=kept)


def _temperatures(field: str, given: list[Any]) -> tuple[Temperature, ...]:
    if any(one not in WARM_TO_COLD for one in given):
        raise InvalidInput(field, f"temperatures are {', '.join(WARM_TO_COLD)}")
    return tuple(given)
