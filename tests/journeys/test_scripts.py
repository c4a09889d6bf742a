"""Whole conversations, three languages, as a measurer plays them: `duken chat --script` on the demo store."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

BOOK: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("scripts.yaml").read_text(encoding="utf-8"))
SCRIPTS = {script["id"]: script for script in BOOK["scripts"]}


@pytest.fixture(scope="module")
def played(
    shop_template: Path, models: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """All scripts in one run of the command."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(shop_template, home / "duken.db")
    (home / "models").symlink_to(models)
    rows = [{"id": s["id"], "lang": s["lang"], "turns": s["turns"]} for s in SCRIPTS.values()]
    file = tmp_path_factory.mktemp("scripts") / "scripts.jsonl"
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    command = [sys.executable, "-m", "api.cli.main", "chat", "--store", "demo", "--script", str(file)]
    done = subprocess.run(
        [*command, "--now", BOOK["now"]],
        env={"DUKEN_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_conversation_ends_as_the_shopper_meant(name: str, played: dict[str, dict[str, Any]]) -> None:
    expected, row = SCRIPTS[name]["expect"], played[name]
    state = row["state"]
    if "cart" in expected:
        assert state["cart"] == expected["cart"]
    if "intents" in expected:
        assert [turn["intent"] for turn in row["turns"]] == expected["intents"]
    if expected.get("order") is None:
        assert state["order"] is None
    else:
        _check_order(state["order"], expected["order"])


def _check_order(order: dict[str, Any], expected: dict[str, Any]) -> None:
    assert order["lines"] == expected["lines"]
    assert (order["state"] in {"cancelled", "refunded"}) == expected["cancelled"]
    assert expected.get("address_contains", "") in order["address"]
    assert order["method"] == ("pickup" if expected.get("pickup") else "delivery")
    if "slot_date" in expected:
        assert order["slot"]["start"].startswith(expected["slot_date"])
    assert order["payment_method"] == expected["payment_method"]
    if expected["payment_method"] in {"card", "kaspi"}:
        assert order["payment"] == ("refunded" if expected["cancelled"] else "captured")
