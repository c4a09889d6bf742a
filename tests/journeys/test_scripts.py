"""Whole conversations, three languages, as a measurer plays them: `duken chat --script` on the demo store."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

BOOKS: dict[str, dict[str, Any]] = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("scripts*.yaml"))
}
SCRIPTS = {script["id"]: script for book in BOOKS.values() for script in book["scripts"]}
NOW = BOOKS["scripts.yaml"]["now"]
# The share of conversations that must end as meant: one of a dozen may still go astray.
BAR = 0.92


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
    astray = {name: wrong for name in SCRIPTS if (wrong := _wrong(SCRIPTS[name]["expect"], played[name]))}
    told = "\n".join(f"{name}: {'; '.join(wrong)}" for name, wrong in astray.items())
    assert len(SCRIPTS) - len(astray) >= BAR * len(SCRIPTS), (
        f"{len(astray)} of {len(SCRIPTS)} astray:\n{told}"
    )


def _wrong(expected: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """What did not end as meant, in words; empty when all did."""
    state, wrong = row["state"], []
    if "cart" in expected and not _same_lines(state["cart"], expected["cart"]):
        wrong.append(f"cart {state['cart']}, meant {expected['cart']}")
    if "intents" in expected and [t["intent"] for t in row["turns"]] != expected["intents"]:
        wrong.append(f"heard {[t['intent'] for t in row['turns']]}")
    order, meant = state["order"], expected.get("order")
    if (order is None) != (meant is None):
        wrong.append(f"order {order}, meant {meant}")
    elif order is not None and meant is not None:
        wrong += _wrong_order(order, meant)
    return wrong


def _wrong_order(order: dict[str, Any], meant: dict[str, Any]) -> list[str]:
    method = meant["payment_method"]
    slot = order["slot"] or {"start": ""}
    holds = {
        f"lines {order['lines']}": _same_lines(order["lines"], meant["lines"]),
        f"state {order['state']}": (order["state"] in {"cancelled", "refunded"}) == meant["cancelled"],
        f"address {order['address']}": meant.get("address_contains", "") in (order["address"] or ""),
        f"method {order['method']}": order["method"] == ("pickup" if meant.get("pickup") else "delivery"),
        f"slot {order['slot']}": slot["start"].startswith(meant.get("slot_date", "")),
        f"payment by {order['payment_method']}": order["payment_method"] == method,
        f"payment {order['payment']}": method not in {"card", "kaspi"}
        or order["payment"] == ("refunded" if meant["cancelled"] else "captured"),
    }
    return [part for part, held in holds.items() if not held]


def _same_lines(lines: dict[str, float], meant: dict[str, float]) -> bool:
    """Whether every meant line has an offer of its own in the right quantity, and nothing is left over.

    A meant line may name several offers, "1121*|114101"; the choosiest lines choose first.
    """
    left = dict(lines)

    def fitting(line: tuple[str, float]) -> list[str]:
        kinds, quantity = line[0].split("|"), line[1]
        return [o for o, q in left.items() if q == quantity and any(fnmatchcase(o, kind) for kind in kinds)]

    for line in sorted(meant.items(), key=lambda line: len(fitting(line))):
        if not (found := fitting(line)):
            return False
        del left[found[0]]
    return not left
