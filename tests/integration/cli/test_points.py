"""`duken store points`: a seller's file goes in, every bad row is named, and the list tells what is free."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.demo import POINTS
from tests.integration.cli.conftest import Duken

DEMO = ("--store", "demo")


def test_points_come_in_once_and_are_listed(duken: Duken) -> None:
    report = duken("store", "points", "import", str(POINTS), *DEMO, "--json").data
    assert report == {"added": 3, "updated": 0, "unchanged": 0, "rejected": []}
    again = duken("store", "points", "import", str(POINTS), *DEMO, "--json").data
    assert (again["added"], again["unchanged"]) == (0, 3)
    listed = duken("store", "points", "list", *DEMO, "--json").data
    locker = next(p for p in listed if p["kind"] == "locker")
    assert locker["hours"] == "24/7" and {"id": "S", "free": 12, "count": 12} in locker["cells"]
    assert "abay-locker\tlocker" in duken("store", "points", "list", *DEMO).out


def test_a_bad_row_is_named_and_the_others_come_in(duken: Duken, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(
        "id,kind,name,address,lat,lon,hours\n"
        "a,point,Пункт,Абая 1,43.2,76.9,daily 09:00-20:00\n"
        "b,point,Пункт,Абая 2,north,76.9,24/7\n",
        encoding="utf-8",
    )
    report = duken("store", "points", "import", str(file), *DEMO, "--json").data
    assert report["added"] == 1
    assert [(r["row"], r["id"]) for r in report["rejected"]] == [(2, "b")]
    assert report["rejected"][0]["reason"].startswith("lat:")


@pytest.mark.parametrize(
    ("content", "place"), [(b"\xff", "UTF-8"), (b"{}", "list"), (b"", "list"), (b"[", "YAML"), (None, "points.yaml")]
)  # fmt: skip
def test_a_file_that_is_none_is_one_sentence(
    duken: Duken, tmp_path: Path, content: bytes | None, place: str
) -> None:
    file = tmp_path / "points.yaml"
    if content is not None:
        file.write_bytes(content)
    done = duken("store", "points", "import", str(file), *DEMO)
    assert done.code == 2 and place in done.err and len(done.err.strip().splitlines()) == 1


def test_a_store_that_is_not_there_gets_no_points(duken: Duken) -> None:
    assert duken("store", "points", "import", str(POINTS), "--store", "nobody").code == 2
    assert duken("store", "points", "list", "--store", "nobody").code == 2
