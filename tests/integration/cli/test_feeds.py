"""What an operator says of tables and addresses on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Duken

STORE = ("--store", "demo")


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "опт.csv"
    path.write_text("Код;Тауар;Опт\nq1;Қымыз;900\n")
    return str(path)


def test_a_column_nobody_knew_is_named_once(duken: Duken, table: str) -> None:
    refused = duken("catalog", "import", table, *STORE, "--dry-run")
    assert refused.code == 2
    named = duken("catalog", "columns", table, *STORE, "--set", "Опт=price", "--json").data
    assert named == [
        {"column": "Код", "meaning": "id", "confirmed": True},
        {"column": "Тауар", "meaning": "name_kk", "confirmed": True},
        {"column": "Опт", "meaning": "price", "confirmed": True},
    ]
    taken = duken("catalog", "import", table, *STORE, "--confirm", "--json")
    assert taken.data["imported"] == 1 and "Columns:" not in taken.err
    for wrong in ("Опт", "Опт=баға", "Нан=price", "=price"):
        done = duken("catalog", "columns", table, *STORE, "--set", wrong)
        assert done.code == 2 and done.err.startswith("duken: set:"), wrong


def test_a_guess_is_said_and_the_work_goes_on(duken: Duken, tmp_path: Path) -> None:
    path = tmp_path / "price.csv"
    path.write_text("Код;Тауар;Бағасы\nq1;Қымыз;900\n")
    done = duken("catalog", "import", str(path), *STORE, "--dry-run", "--confirm", "--json")
    assert done.data["imported"] == 1
    assert "Код = id; Тауар = name_kk; Бағасы = price" in done.err


def test_an_address_is_set_shown_and_taken_away(duken: Duken) -> None:
    assert duken("catalog", "feed", "show", *STORE).code == 2
    url = "https://shop.example/feed.xml"
    made = duken("catalog", "feed", "set", url, *STORE, "--every", "30m", "--json").data
    assert (made["url"], made["every_s"], made["checked_at"], made["report"]) == (url, 1800, None, {})
    assert url in duken("catalog", "feed", "show", *STORE).out
    inside = duken("catalog", "feed", "set", "http://127.0.0.1/feed.xml", *STORE)
    assert inside.code == 0
    now = duken("catalog", "feed", "now", *STORE, "--json")
    assert now.code == 1 and '"state": "failed"' in now.out and "on the internet is needed" in now.err
    assert duken("catalog", "feed", "remove", *STORE, "--json").data == {"removed": True}
    assert duken("catalog", "feed", "remove", *STORE, "--json").data == {"removed": False}
    for url, every in (("ftp://x/y", "6h"), ("https://shop.example", "1s"), ("https://shop.example", "5m")):
        assert duken("catalog", "feed", "set", url, *STORE, "--every", every).code == 2


def test_pictures_that_wait_are_counted(duken: Duken) -> None:
    told = duken("catalog", "pictures", *STORE, "--json").data
    assert told == {"cached": 0, "broken": 0, "waiting": 0, "first": []}, (
        "the demo's pictures are files of its own"
    )
    assert duken("catalog", "pictures", *STORE).out == "cached 0, broken 0, waiting 0\n"
    assert duken("catalog", "pictures", "--store", "nobody").code == 2
