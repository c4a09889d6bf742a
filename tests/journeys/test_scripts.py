"""Whole conversations, three languages, as a measurer plays them: `duken chat --script` on the demo store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.nlu.language_data import read_yaml
from tests.journeys.judging import judged
from tests.parts.shop import copy_of

BOOKS: dict[str, dict[str, Any]] = {
    path.name: read_yaml(path) for path in sorted(Path(__file__).parent.glob("scripts*.yaml"))
}
SCRIPTS = {script["id"]: script for book in BOOKS.values() for script in book["scripts"]}
NOW = BOOKS["scripts.yaml"]["now"]
# The share of conversations that must never be lost again.
BAR = 0.92


@pytest.fixture(scope="module")
def played(
    shop_template: Path, models: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """All scripts in one run of the command."""
    home = copy_of(shop_template, models, tmp_path_factory.mktemp("shop") / "home")
    rows = [{"id": s["id"], "lang": s["lang"], "turns": s["turns"]} for s in SCRIPTS.values()]
    file = tmp_path_factory.mktemp("scripts") / "scripts.jsonl"
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    command = [sys.executable, "-m", "api.cli.main", "chat", "--store", "demo", "--script", str(file)]
    done = subprocess.run(
        [*command, "--now", NOW],
        env={"DUKEN_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_every_script_has_a_name_of_its_own_and_the_same_morning() -> None:
    names = Counter(script["id"] for book in BOOKS.values() for script in book["scripts"])
    assert [name for name, count in names.items() if count > 1] == []
    assert {book["now"] for book in BOOKS.values()} == {NOW}


def test_conversations_end_as_the_shopper_meant(played: dict[str, dict[str, Any]]) -> None:
    astray = {name: wrong for name in SCRIPTS if (wrong := judged(SCRIPTS[name]["expect"], played[name]))}
    told = "\n".join(f"{name}: {'; '.join(wrong)}" for name, wrong in astray.items())
    assert len(SCRIPTS) - len(astray) >= BAR * len(SCRIPTS), (
        f"{len(astray)} of {len(SCRIPTS)} astray:\n{told}"
    )
