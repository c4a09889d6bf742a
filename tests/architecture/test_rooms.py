"""The shape of the house: who may know whom, small files, no word of how it was built, everything described."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from importlinter.cli import lint_imports

from api.main import ROUTERS, engine_router

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
LONGER = {
    "core/adapters/persistence/tables.py",  # the whole schema on one page
    "migrations/versions/0001_first_tables.py",  # the same, as it was first
}


def tracked(*suffixes: str) -> list[Path]:
    """The files that are kept, not what a run leaves behind."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [p for p in paths if p.is_file() and (not suffixes or p.suffix in suffixes)]


def test_rooms_know_only_what_stands_below_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_no_file_is_longer_than_a_reader_bears() -> None:
    rooms = ("core/", "api/", "bot/", "demo/", "benchmarks/", "migrations/")
    sizes = {
        str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines())
        for p in tracked(".py")
        if str(p.relative_to(ROOT)).startswith(rooms)
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST and name not in LONGER} == {}
    assert {name for name in LONGER if sizes.get(name, 0) <= LONGEST} == set(), (
        "an exception that is none any more"
    )


UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|pytest\.(mark\.)?skip|except:\s*$")


def test_nothing_is_left_for_later() -> None:
    own = Path(__file__)
    left = [
        f"{p.relative_to(ROOT)}:{number}"
        for p in tracked(".py")
        if p != own
        for number, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert left == []


# Hosts of package registries in locks, folders of a machine: nothing a stranger could use.
OF_A_MACHINE = re.compile(r"/root/|/home/\w+/|https?://[^\s\"']*(pypi|artifactory|nexus)[^\s\"']*/simple")  # fmt: skip


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    own = Path(__file__)
    told = []
    for path in tracked(".py", ".toml", ".md", ".yaml", ".yml", ".lock", ".ftl", ".js", ".html", ".css", ""):
        if path != own:
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            told += [f"{path.relative_to(ROOT)}: {m[0]}" for m in OF_A_MACHINE.finditer(text)]
    assert told == []


@pytest.mark.parametrize("room", ["fulfilment", "nlu"])
def test_the_engine_and_the_language_layer_work_alone(room: str) -> None:
    """Neither drags in a database, a web framework or Telegram."""
    heavy = "{'sqlalchemy', 'fastapi', 'aiogram', 'dbos', 'redis', 'httpx'}"
    module = {"fulfilment": "core.fulfilment.engine", "nlu": "core.nlu.understander"}[room]
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"


def test_every_endpoint_says_what_it_does() -> None:
    api = FastAPI()
    for router in (*ROUTERS, engine_router()):
        api.include_router(router)
    operations = {
        f"{method} {path}": operation.get("description")
        for path, methods in api.openapi()["paths"].items()
        for method, operation in methods.items()
    }
    assert len(operations) > 10
    assert [name for name, says in operations.items() if not says] == []
