"""`duken` as a program outside uses it: JSON on stdout, one sentence on stderr, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PACK = {
    "items": [{"id": "a", "length_mm": 9, "width_mm": 9, "height_mm": 9, "weight_g": 5, "quantity": 2}],
    "cartons": [
        {
            "id": "c",
            "length_mm": 20,
            "width_mm": 20,
            "height_mm": 20,
            "tare_g": 1,
            "max_weight_g": 99,
            "cost_minor": 1,
        }
    ],
}


@pytest.fixture
def duken(shop_home: Path) -> Any:
    def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli.main", *arguments],
            cwd=ROOT,
            env={**os.environ, "DUKEN_HOME": str(shop_home)},
            input=said,
            capture_output=True,
            text=True,
            timeout=100,
        )

    return run


def data(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_store_is_opened_filled_and_searched(duken: Any, tmp_path: Path) -> None:
    store = data(duken("store", "create", "Наурыз", "--city", "Almaty", "--json"))["store_id"]
    assert {s["store_id"] for s in data(duken("store", "list", "--json"))} == {store, "demo"}
    feed = ROOT / "demo" / "store.yml"
    dry = data(duken("catalog", "import", str(feed), "--store", store, "--dry-run", "--json"))
    assert dry["imported"] > 400
    assert data(duken("search", "чай", "--store", store, "--json"))["hits"] == []
    assert data(duken("catalog", "import", str(feed), "--store", store, "--json")) == dry
    assert (
        data(duken("catalog", "import", str(feed), "--store", store, "--json"))["unchanged"]
        == dry["imported"]
    )
    hits = data(duken("search", "чай", "--store", store, "--limit", "3", "--json"))["hits"]
    assert len(hits) == 3 and set(hits[0]) == {"offer_id", "name", "price_minor", "score"}
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": 1, "query": "чай"}\n{"id": 2, "query": "ноутбук"}\n')
    rows = [
        json.loads(line)
        for line in duken("search", "--jsonl", str(queries), "--store", store).stdout.splitlines()
    ]
    assert [row["id"] for row in rows] == [1, 2] and set(rows[0]) == {"id", "hits", "near"}


def test_a_conversation_is_played_from_a_file(duken: Any, tmp_path: Path) -> None:
    words = [
        "2 кг бананов",
        "оформить",
        "Марина",
        "+77011234567",
        "Абая 10, кв 5",
        "завтра вечером",
        "картой",
        "да",
    ]
    script = tmp_path / "script.jsonl"
    rows = [{"id": "a", "lang": "ru", "turns": words}, {"id": "b", "lang": "ru", "turns": ["что в корзине"]}]
    script.write_text("\n".join(json.dumps(row) for row in rows))
    done = duken("chat", "--store", "demo", "--script", str(script), "--now", "2026-06-15T10:00:00+05:00")
    assert done.returncode == 0, done.stderr
    bought, looked = map(json.loads, done.stdout.splitlines())
    order = bought["state"]["order"]
    assert order["payment"] == "captured" and order["lines"] == {"131201": 2}
    assert order["slot"]["start"].startswith("2026-06-16") and bought["state"]["cart"] == {}
    assert bought["turns"][1]["intent"] == "checkout" and bought["turns"][0]["replies"][0]["kind"] == "cart"
    assert looked["state"] == {"cart": {}, "order": None}
    assert data(duken("store", "list", "--json")), "the store itself is as it was"


def test_a_message_is_parsed(duken: Any, tmp_path: Path) -> None:
    heard = data(duken("parse", "2 кило банан қос", "--json"))
    assert heard["language"] == "kk" and heard["intent"] == "add_to_cart"
    assert {"entity": "product", "value": "банан", "start": 7, "end": 12} in heard["entities"]
    context = {"last_list": ["Чай", "Кофе"], "pending": "confirm"}
    rows = "\n".join(
        json.dumps(row) for row in ({"id": 1, "text": "да", "context": context}, {"id": 2, "text": "привет"})
    )
    done = duken("parse", "--jsonl", "-", said=rows)
    assert [json.loads(line)["intent"] for line in done.stdout.splitlines()] == ["affirm", "greet"]


def test_the_engine_reads_stdin(duken: Any) -> None:
    assert data(duken("engine", "pack", said=json.dumps(PACK)))["unpacked"] == []
    assert set(data(duken("engine", "pack", "--schema"))) == {"request", "response"}


def test_the_database_is_checked(duken: Any, shop_home: Path) -> None:
    assert data(duken("db", "check", "--json")) == {"problems": []}
    (shop_home / "duken.db").unlink()
    assert duken("db", "check").returncode == 1
    assert duken("db", "upgrade").returncode == 0
    assert duken("db", "check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("catalog", "import", "/nowhere", "--store", "demo"), "", 2),
        (("catalog", "import", "README", "--store", "nobody"), "", 2),
        (("search", "чай", "--store", "nobody"), "", 2),
        (("search",), "", 2),
        (("parse", "x", "--now", "tomorrow"), "", 2),
        (("parse", "x", "--role", "king"), "", 2),
        (("parse", "--jsonl", "-"), "not json", 2),
        (("parse", "--jsonl", "-"), '{"id": 1}', 2),
        (("chat", "--store", "demo", "--script", "-"), '{"id": 1, "lang": "fr", "turns": []}', 2),
        (("chat", "--store", "demo", "--script", "-"), '{"id": 1, "lang": "ru", "turns": [7]}', 2),
        (("engine", "pack"), "not json", 2),
        (("engine", "pack"), '{"items": [], "cartons": 7}', 2),
        (("engine", "bake"), "", 2),
        (("store", "create", "X", "--city", "Atlantis"), "", 2),
        (("bench", "nothing"), "", 2),
        (("bot",), "", 2),
        (("nonsense",), "", 2),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(
    duken: Any, arguments: tuple[str, ...], said: str, code: int
) -> None:
    done = duken(*arguments, said=said)
    assert done.returncode == code, done.stderr
    assert done.stdout == "" and done.stderr.startswith("duken: ") and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_comes_without_loading_the_shop(duken: Any) -> None:
    heavy = "{'numpy', 'sqlalchemy', 'sklearn', 'fastapi', 'aiogram', 'pyvrp', 'matplotlib'}"
    asked = f"import sys, api.cli.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
