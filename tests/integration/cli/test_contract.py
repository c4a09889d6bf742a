"""What the public contract promises of every command's answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.integration.cli.conftest import Duken

ROOT = Path(__file__).parents[3]
FEED = str(ROOT / "demo" / "store.yml")
BOX = {"length_mm": 20, "width_mm": 20, "height_mm": 20, "tare_g": 1, "max_weight_g": 99, "cost_minor": 1}
ITEM = {"id": "a", "length_mm": 9, "width_mm": 9, "height_mm": 9, "weight_g": 5, "quantity": 2}
PACK = {"items": [ITEM], "cartons": [{"id": "c", **BOX}]}
CAR = {"id": "car", "capacity": {"weight_g": 9, "volume_ml": 9}, "shift": [0, 99], "cost_per_km_minor": 100}
DOOR = {"id": "door", "x": 3, "y": 4, "windows": [[0, 99]], "service_s": 1, "demand": {"weight_g": 1}}
ROUTE = {
    "depot": {"id": "d", "x": 0, "y": 0, "window": [0, 99]},
    "vehicles": [CAR],
    "stops": [DOOR],
    "metric": "euclidean",
}
BANANAS = "131201"


def test_a_store_is_opened_and_listed(duken: Duken) -> None:
    store = duken("store", "create", "Наурыз", "--city", "Almaty", "--json").data["store_id"]
    listed = duken("store", "list", "--json").data
    assert {s["store_id"] for s in listed} == {store, "demo"}
    assert {"store_id": store, "name": "Наурыз", "city": "Алматы"} in listed


def test_a_new_store_needs_no_language_model(duken: Duken, shop_home: Path) -> None:
    (shop_home / "models").unlink()
    assert duken("store", "create", "Тез").code == 0
    assert not (shop_home / "models").exists()


def test_whoever_has_the_code_becomes_staff(duken: Duken) -> None:
    codes = [
        duken("store", "invite", "demo", "--role", r, "--json").data["code"] for r in ("seller", "courier")
    ]
    assert len(set(codes)) == 2
    assert f"/start {codes[0]}" not in duken("store", "invite", "demo").out, "a code is new each time"


def test_a_feed_is_tried_then_taken_in_then_known(duken: Duken) -> None:
    store = duken("store", "create", "Наурыз", "--json").data["store_id"]
    tried = duken("catalog", "import", FEED, "--store", store, "--dry-run", "--json").data
    assert tried["imported"] > 400 and tried["rejected"] == []
    assert duken("search", "чай", "--store", store, "--json").data["hits"] == []
    assert duken("catalog", "import", FEED, "--store", store, "--json").data == tried
    again = duken("catalog", "import", FEED, "--store", store, "--json").data
    assert (again["imported"], again["updated"], again["unchanged"]) == (0, 0, tried["imported"])


def test_bad_rows_are_named_in_the_language_asked_for(duken: Duken, tmp_path: Path) -> None:
    feed = tmp_path / "feed.yml"
    text = Path(FEED).read_text(encoding="utf-8")
    feed.write_text(text.replace("<price>", "<price>-", 1), encoding="utf-8")
    for language, word in (("en", "negative"), ("ru", "отриц"), ("kk", "теріс")):
        report = duken("catalog", "import", str(feed), "--store", "demo", "--lang", language, "--json").data
        (rejected,) = report["rejected"]
        assert set(rejected) == {"row", "offer_id", "reason"} and word in rejected["reason"].lower()


def test_what_looks_like_a_slip_is_held_until_it_is_confirmed(duken: Duken, tmp_path: Path) -> None:
    feed = tmp_path / "feed.yml"
    text = Path(FEED).read_text(encoding="utf-8")
    feed.write_text(text.replace("</price>", "00</price>"), encoding="utf-8")
    held = duken("catalog", "import", str(feed), "--store", "demo", "--json")
    assert held.code == 1 and "--confirm" in held.err and json.loads(held.out)["held"]
    assert duken("search", "бананы", "--store", "demo", "--json").data["hits"][0]["price_minor"] < 1_000_000
    assert (
        duken("catalog", "import", str(feed), "--store", "demo", "--confirm", "--json").data["updated"] > 400
    )


def test_goods_are_found_one_query_or_many(duken: Duken, tmp_path: Path) -> None:
    found = duken("search", "чай", "--store", "demo", "--limit", "3", "--json").data
    assert set(found) == {"hits", "near", "understood"} and len(found["hits"]) == 3
    assert set(found["hits"][0]) == {"offer_id", "name", "price_minor", "score"}
    queries = tmp_path / "queries.jsonl"
    queries.write_text(
        '\ufeff{"id": 1, "query": "чай"}\r\n\n{"id": "b", "query": "ноутбук"}\n', encoding="utf-8"
    )
    rows = duken("search", "--jsonl", str(queries), "--store", "demo", "--limit", "3").rows
    assert [set(row) for row in rows] == [{"id", "hits", "near"}] * 2
    assert [row["id"] for row in rows] == [1, "b"] and rows[0]["hits"] == found["hits"]


def test_a_message_is_parsed_alone_and_in_its_context(duken: Duken) -> None:
    heard = duken("parse", "2 кило банан қос", "--json").data
    assert set(heard) == {"language", "intent", "confidence", "alternatives", "entities"}
    assert heard["language"] == "kk" and heard["intent"] == "add_to_cart"
    assert {"entity": "product", "value": "банан", "start": 7, "end": 12} in heard["entities"]
    rows = [
        {"id": 1, "text": "да", "context": {"last_list": ["Чай", "Кофе"], "pending": "confirm"}},
        {"id": 2, "text": "привет"},
        {"id": 3, "text": "\ud800"},
    ]
    heard_rows = duken("parse", "--jsonl", "-", said="\n".join(map(json.dumps, rows))).rows
    assert [row["intent"] for row in heard_rows[:2]] == ["affirm", "greet"]
    assert [row["id"] for row in heard_rows] == [1, 2, 3]


def test_the_language_model_is_measured_on_any_labelled_set(duken: Duken, tmp_path: Path) -> None:
    texts = {
        "greet": ("hello", "hi there", "good day"),
        "bye": ("goodbye", "see you", "bye bye"),
        "oos": ("x1",),
    }
    rows = [{"text": t, "intent": intent} for intent, said in texts.items() for t in said]
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    both = ("--train", str(labelled), "--test", str(labelled))
    figures = duken("nlu", "eval", *both, "--oos-label", "oos", "--json").data
    assert set(figures) == {"accuracy", "macro_f1", "oos_recall", "ms_per_text_p95", "train_s"}
    assert duken("nlu", "check", "--json").data == {"problems": []}
    assert duken("nlu", "train", "--json").data["train_s"] < 20, "it was trained already"


def test_a_conversation_is_played_from_a_file(duken: Duken, tmp_path: Path) -> None:
    order = [
        "2 кг бананов",
        "оформить",
        "Марина",
        "+77011234567",
        "Абая 10, кв 5",
        "завтра вечером",
        "картой",
        "да",
    ]
    rows = [
        {"id": "a", "lang": "ru", "turns": order},
        {"id": "b", "lang": "ru", "turns": ["что в корзине", {"action": "catalog"}, "найди чай"]},
        {"id": "c", "lang": "ru", "turns": ["0,5 кг бананов"]},
    ]
    script = tmp_path / "script.jsonl"
    script.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    at = ("--now", "2026-06-15T10:00:00+05:00")
    bought, looked, half = duken("chat", "--store", "demo", "--script", str(script), *at).rows
    assert set(bought) == {"id", "turns", "state"} and set(bought["turns"][0]) == {"intent", "replies"}
    placed = bought["state"]["order"]
    assert {"number", "state", "payment", "slot", "address", "lines"} <= set(placed)
    assert placed["payment"] == "captured" and placed["lines"] == {BANANAS: 2}
    assert placed["slot"]["start"] == "2026-06-16T18:00:00+05:00" and bought["state"]["cart"] == {}
    assert bought["turns"][1]["intent"] == "checkout"
    (cart,) = bought["turns"][0]["replies"]
    assert cart["kind"] == "cart" and cart["products"] == [BANANAS]
    assert looked["state"] == {"cart": {}, "order": None}
    assert looked["turns"][2]["replies"][0]["products"]
    assert half["state"]["cart"] == {BANANAS: 0.5}


def test_no_row_sees_what_another_bought_and_the_store_sees_nothing(duken: Duken, shop_home: Path) -> None:
    """The last of the goods can be bought by everyone."""

    def row(name: str) -> str:
        return json.dumps({"id": name, "lang": "en", "turns": ["add 40 kg of bananas", *CHECKOUT]})

    before = duken("search", "бананы", "--store", "demo", "--json").data
    played = duken("chat", "--store", "demo", "--script", "-", said="\n".join(map(row, "abcdefgh"))).rows
    bought = [r["state"]["order"] and r["state"]["order"]["lines"] for r in played]
    assert bought[0] == {BANANAS: 40} and all(lines == bought[0] for lines in bought)
    assert {r["state"]["order"]["number"] for r in played} == {played[0]["state"]["order"]["number"]}
    assert duken("search", "бананы", "--store", "demo", "--json").data == before


CHECKOUT = ["checkout", "John", "+7 701 999 88 77", "i'll pick it up myself", "cash", "yes"]


def test_the_engine_reads_stdin(duken: Duken) -> None:
    packed = duken("engine", "pack", said=json.dumps(PACK)).data
    assert set(packed) == {"parcels", "unpacked", "lower_bound"} and packed["unpacked"] == []
    routed = duken("engine", "route", said=json.dumps(ROUTE)).data
    assert {"routes", "unserved", "cost_minor"} <= set(routed)
    for verb in ("screen", "group", "pack", "route", "slots", "plan"):
        schemas = duken("engine", verb, "--schema").data
        assert schemas["request"]["type"] == schemas["response"]["type"] == "object"


def test_an_answer_of_the_engine_can_be_looked_at(duken: Duken, tmp_path: Path) -> None:
    order = {"id": "../1", "address_id": "Абай 10", "lat": 43.24, "lon": 76.91, "slot": [36000, 43200]}
    lines = [{"id": "tea", "quantity": 2.4, **{k: ITEM[k] for k in ("length_mm", "width_mm", "height_mm")}}]
    van = {"id": "van", "capacity": {}, "shift": [0, 86400]}
    carton = {"id": "c", **BOX, "max_weight_g": 9000}
    plan = {
        "orders": [{**order, "lines": lines}],
        "cartons": [carton],
        "vehicles": [van],
        "depot": {"id": "d", "lat": 43.29, "lon": 76.87},
        "time_limit_s": 0.3,
    }
    expected = {
        "pack": {"parcel-0001.png"},
        "route": {"day.png", "routes.png"},
        "plan": {
            "day.png", "routes.png", "route-01.png", "loading-01-1.png", "parcel-0001.png", "label-0001.png"
        },
    }  # fmt: skip
    square = [[0, 1], [1, 0]]
    unplaced = {"depot": {"id": "d"}, "vehicles": [van], "stops": [{"id": "a"}], "time_limit_s": 0.2}
    bare = {**unplaced, "matrix": {"durations_s": square, "distances_m": square}}
    assert duken("engine", "route", "--pictures", str(tmp_path / "bare"), said=json.dumps(bare)).code == 0
    assert [path.name for path in (tmp_path / "bare").iterdir()] == ["day.png"], "no map of no places"
    for (verb, names), asked in zip(expected.items(), (PACK, ROUTE, plan), strict=True):
        folder = tmp_path / verb
        drawn = duken("engine", verb, "--pictures", str(folder), "--lang", "kk", said=json.dumps(asked))
        assert drawn.data and f"{len(names)} picture" in drawn.err
        assert {path.name for path in folder.iterdir()} == names
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in folder.iterdir())


def test_pictures_that_cannot_be_written_are_said(duken: Duken, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = duken("engine", "pack", "--pictures", str(tmp_path / "file" / "in"), said=json.dumps(PACK))
    assert (failed.code, "cannot write pictures" in failed.err) == (1, True)
    wrong = duken("engine", "pack", "--pictures", str(tmp_path), "--lang", "xx", said=json.dumps(PACK))
    assert (wrong.code, "--lang" in wrong.err) == (2, True)


def test_the_database_is_checked_and_made(duken: Duken, shop_home: Path) -> None:
    assert duken("db", "check", "--json").data == {"problems": []}
    (shop_home / "duken.db").unlink()
    assert duken("db", "check").code == 1
    assert duken("db", "upgrade").code == 0
    assert duken("db", "check").code == 0


def test_benchmarks_are_listed(duken: Duken) -> None:
    assert "plan\t" in duken("bench").out


def test_a_conversation_is_held_in_the_terminal(duken: Duken) -> None:
    said = duken("chat", "--store", "demo", said="2 кг бананов\n1\nчто в корзине\n")
    assert said.code == 0 and "Банан" in said.out and "  1. " in said.out


def test_help_comes_without_loading_the_shop() -> None:
    heavy = "{'numpy', 'sqlalchemy', 'sklearn', 'fastapi', 'aiogram', 'pyvrp', 'matplotlib', 'pydantic'}"
    asked = f"import sys, api.cli.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_reader_that_has_seen_enough_hears_no_complaint(shop_home: Path) -> None:
    command = f"{sys.executable} -m api.cli.main engine plan --schema | true"
    environment = {**os.environ, "DUKEN_HOME": str(shop_home)}
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""


NOISY = """
import ctypes, sys
from core.fulfilment import engine
quiet = engine.run
engine.run = lambda *asked: (ctypes.CDLL(None).puts(b"solving"), quiet(*asked))[1]
from api.cli.main import main
sys.argv = ["duken", "engine", "pack"]
main()
"""


def test_what_a_solver_prints_by_itself_is_no_part_of_the_answer() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOISY],
        cwd=ROOT, input=json.dumps(PACK), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["unpacked"] == []
    assert done.stderr == "solving\n"


def test_goods_are_given_out_and_come_in_again(duken: Duken, tmp_path: Path) -> None:
    for feed_format in ("yml", "xlsx", "google", "kaspi"):
        out = tmp_path / f"goods.{feed_format}"
        given = duken(
            "catalog", "export", "--store", "demo", "--format", feed_format, "--out", str(out), "--json"
        )
        assert given.data["exported"] > 400
        store = duken("store", "create", f"Копия {feed_format}", "--json").data["store_id"]
        taken = duken("catalog", "import", str(out), "--store", store, "--json").data
        assert (taken["imported"], taken["rejected"]) == (given.data["exported"], [])
        again = duken(
            "catalog", "export", "--store", store, "--format", feed_format, "--out", f"{out}.2", "--json"
        )
        assert again.data == given.data
    yml = duken("catalog", "export", "--store", "demo", "--format", "yml").out
    assert yml.startswith("<?xml")
    assert "</yml_catalog>" in yml
