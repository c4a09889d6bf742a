"""Pickup points: which one is meant, when it is ready, and what a file of them may hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from core.delivery.model import DeliveryPolicy
from core.delivery.points import (
    CellNumber,
    PickupPoint,
    brought_within,
    checked,
    chosen_cells,
    named_in,
    nearest_first,
    ready_from,
    shop_of,
    with_free,
)
from core.delivery.points_file import hours_of, read_points
from core.fulfilment.boxes import Cell
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from core.kernel.hours import OpeningHours
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from tests.parts.talk import ROOT

STORE = Store("demo", "Дүкен", "Алматы", GeoPoint(43.2905, 76.8732), "Рысқұлов даңғылы 103", "+7727")
POINTS, REJECTED = read_points((ROOT / "demo" / "points.yaml").read_bytes(), "points.yaml", "demo")
EVERYWHERE = [shop_of(STORE, DeliveryPolicy()), *POINTS]
BY_ID = {point.point_id: point for point in EVERYWHERE}


def ids(points: Sequence[PickupPoint]) -> set[str]:
    return {point.point_id for point in points}


def test_the_demo_store_has_two_points_and_a_locker() -> None:
    assert REJECTED == ()
    assert sorted(p.kind for p in POINTS) == ["locker", "point", "point"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("постамат на Абая", {"abay-locker"}), ("в постамат", {"abay-locker"}), ("Абайдағы постамат", {"abay-locker"}),
     ("parcel locker please", {"abay-locker"}), ("из пункта на Достык", {"dostyk"}), ("пункт выдачи в Аксае", {"aksai"}),
     ("Ақсайдан аламын", {"aksai"}), ("Достық 111", {"dostyk"}), ("Рысқұловтағы дүкеннен", {"shop"}),
     # Nothing tells one from another, and a house that is no point's is the shopper's own.
     ("самовывоз", set()), ("пункт выдачи", set()), ("which pickup points are there", set()), ("Абая 100", set()),
     ("", set()), ("🙂" * 500, set())],
)  # fmt: skip
def test_the_point_that_is_meant(said: str, meant: set[str]) -> None:
    assert ids(named_in(said, EVERYWHERE)) == meant


def test_the_nearest_comes_first() -> None:
    assert nearest_first(EVERYWHERE, GeoPoint(43.236, 76.84))[0].point_id == "aksai"


def window(day: int, start: int, end: int) -> TimeWindow:
    """Of June 2026, hours in Almaty."""
    return TimeWindow(
        *(datetime(2026, 6, day, hour, tzinfo=STORE.tz).astimezone(UTC) for hour in (start, end))
    )


def test_a_van_comes_while_the_point_is_open() -> None:
    aksai, locker = BY_ID["aksai"], BY_ID["abay-locker"]
    assert brought_within(aksai, window(15, 18, 20), STORE)
    assert not brought_within(aksai, window(15, 20, 22), STORE), "it closes at eight"
    assert not brought_within(aksai, window(20, 8, 10), STORE), "on Saturdays it opens at ten"
    assert brought_within(locker, window(15, 20, 22), STORE)


def test_it_is_ready_when_the_van_was_there_and_the_point_is_open() -> None:
    assert ready_from(BY_ID["aksai"], window(15, 12, 14), STORE) == window(15, 14, 15).start
    assert ready_from(BY_ID["aksai"], window(15, 18, 20), STORE) == window(16, 9, 10).start, "closed by then"


def test_free_cells_are_counted_and_chosen() -> None:
    locker = BY_ID["abay-locker"]
    taken = {CellNumber("S", 1), CellNumber("S", 3), CellNumber("S", 99)}
    assert next(c.free for c in with_free(locker, taken) if c.id == "S") == 10, (
        "a cell that is gone counts no more"
    )
    assert chosen_cells(locker, taken, {"S": 2, "L": 1}) == (
        CellNumber("S", 2), CellNumber("S", 4), CellNumber("L", 1)
    )  # fmt: skip
    with pytest.raises(ValueError, match="are empty"):
        chosen_cells(locker, taken, {"S": 11})


GOOD = """- {id: a, kind: locker, name: "Постамат", address: "Абая 1", lat: 43.2, lon: 76.9, hours: "24/7",
   cells: [{id: S, length_mm: 400, width_mm: 300, height_mm: 100, max_weight_g: 5000, count: 2}]}"""
CSV = """id,kind,name,name_kk,address,lat,lon,hours,kept_days,cells,active
a,locker,Постамат,Постамат,Абая 1,43.2,76.9,24/7,2,S 400x300x100 5000 2; C 300x300x300 8000 1 ambient+chilled,
b,point,Пункт,,Абая 2,43.2,76.9,"mon-fri 09:00-20:00, sat 10:00-18:00",,,no
"""


def test_csv_and_yaml_say_the_same() -> None:
    (from_yaml,), _ = read_points(GOOD.encode(), "p.yaml", "demo")
    (first, second), rejected = read_points(CSV.encode("utf-8-sig"), "p.CSV", "demo")
    assert rejected == ()
    assert first.cells[0] == from_yaml.cells[0] and first.cells[1].temperatures == ("ambient", "chilled")
    assert (second.active, second.kept_days, second.hours.week[6]) == (False, 3, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [(("id: a", "id: shop"), "id"), (("id: a", "id: 'a b'"), "id"), (("id: a, ", ""), "id"),
     (("kind: locker", "kind: ship"), "kind"), (("kind: locker", "kind: point"), "cells"),
     (('name: "Постамат"', "name: {fr: casier}"), "name"), (('address: "Абая 1"', 'address: "  "'), "address"),
     (("lat: 43.2", "lat: .nan"), "lat"), (("lat: 43.2", "lat: 91"), "lat"), (("lon: 76.9", "lon: east"), "lon"),
     (("lat: 43.2", "lat: true"), "lat"),
     (('hours: "24/7"', 'hours: "always"'), "hours"), (('hours: "24/7"', 'hours: "fri-mon 09:00-20:00"'), "hours"),
     (('hours: "24/7"', 'hours: "mon 20:00-09:00"'), "hours"), (('hours: "24/7"', 'hours: "mon 09:00-24:30"'), "hours"),
     (('hours: "24/7"', 'hours: "24/7", kept_days: 0'), "kept_days"),
     (('hours: "24/7"', 'hours: "24/7", colour: red'), "colour"),
     (("count: 2", "count: 0"), "cells[0].count"), (("count: 2", "count: -1"), "cells[0].count"),
     (("length_mm: 400", "length_mm: .nan"), "cells[0].length_mm"), (("id: S", "id: 'S 1'"), "cells"),
     (("count: 2", "count: 2, temperatures: [hot]"), "cells[0].temperatures")],
)  # fmt: skip
def test_a_bad_point_is_named_and_the_good_ones_are_kept(change: tuple[str, str], field: str) -> None:
    bad = GOOD.replace(*change)
    assert bad != GOOD
    good, (rejected,) = read_points(f"{bad}\n{GOOD.replace('id: a', 'id: other')}".encode(), "p.yaml", "demo")
    assert [p.point_id for p in good] == ["other"]
    assert rejected.row == 1 and rejected.reason.startswith(field + ":"), rejected.reason


def test_the_same_id_twice_is_named() -> None:
    good, (rejected,) = read_points(f"{GOOD}\n{GOOD}".encode(), "p.yaml", "demo")
    assert len(good) == 1 and (rejected.row, rejected.point_id) == (2, "a")


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "p.yaml"), (b"{}", "p.yaml"), (b"[]", "p.yaml"), (b"[", "p.yaml"), (b"\xff\xfe", "p.yaml"), (b"x" * 5_000_001, "p.yaml"),
     (b"- " * 5_001, "p.yaml"), (b"id,kind\na,b,c\n", "p.csv"), (b"id,kind\n", "p.csv"), (b'id\n"', "p.csv")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_points(data, name, "demo")
    assert refused.value.field == "file"


def test_rows_that_are_no_points_are_named() -> None:
    _, rejected = read_points(b"- 7\n- text\n- [1]", "p.yaml", "demo")
    assert [r.row for r in rejected] == [1, 2, 3]


def test_a_point_that_is_never_open_is_none() -> None:
    closed = PickupPoint(
        "a", "demo", "point", {"ru": "П"}, "Абая", GeoPoint(43, 76), OpeningHours((None,) * 7)
    )
    with pytest.raises(InvalidInput):
        checked(closed)


def test_hours_may_be_given_by_day() -> None:
    assert hours_of("mon 9:00-18:00, sun 10:00-24:00").week == (
        (540, 1_080), None, None, None, None, None, (600, 1_440)
    )  # fmt: skip


def test_cells_belong_to_lockers_only() -> None:
    point = PickupPoint(
        "a", "demo", "point", {"ru": "П"}, "Абая", GeoPoint(43, 76), OpeningHours.daily(0, 1_440)
    )
    assert checked(point) == point
    with pytest.raises(InvalidInput):
        checked(PickupPoint("a", "demo", "point", {"ru": "П"}, "Абая", GeoPoint(43, 76), point.hours,
                            cells=(Cell("S", 1, 1, 1, 1),)))  # fmt: skip
