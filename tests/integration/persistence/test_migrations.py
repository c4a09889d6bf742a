from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from core.adapters.persistence import migrate
from core.adapters.persistence.engine import normalise
from core.kernel.errors import InvalidInput


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def test_every_step_goes_up_and_down_and_up_again(empty_url: str) -> None:
    before = "base"
    for revision in migrate.revisions():
        migrate.upgrade(empty_url, revision)
        migrate.downgrade(empty_url, before)
        migrate.upgrade(empty_url, revision)
        before = revision
    assert migrate.check(empty_url) == []


def test_the_tables_in_code_are_the_tables_of_the_migrations(empty_url: str) -> None:
    assert migrate.check(empty_url) != []
    migrate.upgrade(empty_url)
    assert migrate.check(empty_url) == []


def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    program = f"from core.adapters.persistence.migrate import upgrade; upgrade({empty_url!r})"
    running = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert migrate.check(empty_url) == []


@pytest.mark.parametrize("url", ["", "not a url", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_url_we_cannot_serve_is_refused_before_anything_happens(url: str) -> None:
    with pytest.raises(InvalidInput):
        normalise(url)


def test_plain_urls_get_our_drivers() -> None:
    assert normalise("sqlite:////var/duken.db").drivername == "sqlite+aiosqlite"
    assert normalise("postgres://u:p@h/d") == make_url("postgresql+psycopg://u:p@h/d")
