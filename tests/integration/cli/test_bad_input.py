"""Bad usage and bad input: exit code 2, one sentence, no answer; work that fails: exit code 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Done, Duken

DEMO = ("--store", "demo")
SCRIPT = ("chat", *DEMO, "--script", "-")
DEEP = b"[" * 100_000
BINARY = bytes(range(256)) * 40
NAN_PACK = b'{"items": [{"id": "a", "length_mm": NaN}], "cartons": []}'


def assert_one_sentence(done: Done, code: int) -> None:
    assert done.code == code, done.err
    assert done.out == "" and done.err.startswith("duken: ") and "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1 and len(done.err) < 400


@pytest.mark.parametrize(
    ("arguments", "said", "place"),
    [
        # No such thing.
        (("nonsense",), b"", "nonsense"),
        (("engine", "bake"), b"", "bake"),
        (("bench", "nothing"), b"", "nothing"),
        (("bench", "plan", "--data", "/nowhere"), b"", "/nowhere"),
        (("search", "чай", "--store", "nobody"), b"", "nobody"),
        (("parse", "чай", "--store", "nobody"), b"", "nobody"),
        (("chat", "--store", "nobody", "--script", "-"), b"", "nobody"),
        (("store", "invite", "nobody"), b"", "nobody"),
        (("store", "invite", "demo", "--role", "king"), b"", "king"),
        (("store", "create", "X", "--city", "Atlantis"), b"", "Atlantis"),
        (("store", "create", " "), b"", "name"),
        (("store", "create", "Ж" * 1000), b"", "name"),
        (("catalog", "import", "/nowhere", *DEMO), b"", "nowhere"),
        (("catalog", "import", "/", *DEMO), b"", "file"),
        (("catalog", "import", "README.md", "--store", "nobody"), b"", "nobody"),
        (("catalog", "import", "README.md", *DEMO), b"", "format"),
        (("search", "--jsonl", "/nowhere", *DEMO), b"", "/nowhere"),
        (("nlu", "eval", "--train", "/nowhere", "--test", "/nowhere"), b"", "/nowhere"),
        (("bot",), b"", "TELEGRAM_BOT_TOKEN"),
        # Usage.
        (("search",), b"", "query"),
        (("search", "чай", "--jsonl", "-"), b"", "query"),
        (("search", "чай", *DEMO, "--limit", "0"), b"", "--limit"),
        (("search", "\udcff", *DEMO), b"", "UTF-8"),
        (("parse", "x", "--now", "tomorrow"), b"", "tomorrow"),
        (("parse", "x", "--now", "9999-12-31T23:59:59"), b"", "9999"),
        (("parse", "x", "--role", "king"), b"", "king"),
        (("chat", *DEMO, "--json"), b"", "--script"),
        # Rows.
        (("parse", "--jsonl", "-"), b"not json", "line 1"),
        (("parse", "--jsonl", "-"), BINARY, "line 1"),
        (("parse", "--jsonl", "-"), DEEP, "line 1"),
        (("parse", "--jsonl", "-"), b'\n{"id": NaN, "text": "x"}', "line 2"),
        (("parse", "--jsonl", "-"), b"[1]", "line 1"),
        (("parse", "--jsonl", "-"), b'{"id": 7}', "row 7"),
        (("parse", "--jsonl", "-"), b'{"text": "x", "context": {"last_list": 7}}', "context.last_list"),
        (("parse", "--jsonl", "-"), b'{"text": "x", "role": {}}', "role"),
        (("search", "--jsonl", "-", *DEMO), b'{"id": 7, "query": 7}', "row 7"),
        (SCRIPT, b'{"id": 1, "lang": "fr", "turns": []}', "lang"),
        (SCRIPT, b'{"id": 1, "lang": [], "turns": []}', "lang"),
        (SCRIPT, b'{"id": 1, "lang": "ru"}', "turns"),
        (SCRIPT, b'{"id": 1, "lang": "ru", "turns": [7]}', "turns"),
        (SCRIPT, b'{"id": 1, "lang": "ru", "turns": [{"location": {"lat": 1e999, "lon": 0}}]}', "turns"),
        # The engine.
        (("store", "create", "x", "--city", "Paris"), b"", "Almaty, Astana, Shymkent"),
        (("store", "invite", "demo", "--role", "boss"), b"", "'--role': 'boss' is not one of"),
        (("engine", "pack"), b"", "stdin is empty"),
        (("engine", "pack"), b"not json", "stdin is not JSON at line 1, column 1"),
        (("engine", "pack"), BINARY, "stdin"),
        (("engine", "pack"), DEEP, "stdin"),
        (("engine", "pack"), b"[]", "object"),
        (("engine", "pack"), b'{"items": [], "cartons": 7}', "cartons"),
        (("engine", "pack"), b'{"items": [], "cartons": [], "colour": 7}', "colour"),
        (("engine", "pack"), NAN_PACK, "items[0].length_mm"),
        (("engine", "pack"), b'{"items": [], "seed": 1, "cartons": [], "seed": 2}', "seed"),
        (("engine", "plan"), b"{}", "orders"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_that_names_the_place(
    duken: Duken, arguments: tuple[str, ...], said: bytes, place: str
) -> None:
    done = duken(*arguments, said=said)
    assert_one_sentence(done, 2)
    assert place in done.err


def test_an_empty_file_of_rows_is_no_rows(duken: Duken) -> None:
    for command in (("search", "--jsonl", "-", *DEMO), ("parse", "--jsonl", "-"), SCRIPT):
        assert duken(*command).rows == []


def test_several_stores_must_be_told_apart_and_none_must_be_made(
    duken: Duken, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    duken("store", "create", "Екінші")
    assert_one_sentence(ambiguous := duken("search", "чай"), 2)
    assert "several stores" in ambiguous.err
    monkeypatch.setenv("DUKEN_HOME", str(tmp_path / "fresh"))
    assert_one_sentence(nothing := duken("search", "чай"), 2)
    assert "duken store create" in nothing.err


def test_hostile_words_are_a_conversation_like_any_other(duken: Duken) -> None:
    turns = '["", "\\u0000", "\\ud800", "' + "я" * 3000 + '", "add ' + "9" * 400 + ' kg of bananas"]'
    (row,) = duken(*SCRIPT, said='{"id": null, "lang": "en", "turns": ' + turns + "}").rows
    assert all(turn["replies"] for turn in row["turns"]) and row["state"] == {"cart": {}, "order": None}


def test_settings_that_cannot_be_used_are_named(duken: Duken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "a door")
    assert_one_sentence(port := duken("serve"), 2)
    assert "PORT" in port.err
    monkeypatch.delenv("PORT")
    monkeypatch.setenv("DUKEN_DATABASE_URL", "mysql://x")
    assert_one_sentence(duken("store", "list"), 2)


def test_what_does_not_answer_is_work_that_failed(
    duken: Duken, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DUKEN_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    assert_one_sentence(database := duken("store", "list"), 1)
    assert "the database does not answer" in database.err
    monkeypatch.delenv("DUKEN_DATABASE_URL")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DUKEN_HOME", str(tmp_path / "file"))
    assert_one_sentence(duken("store", "list"), 1)


def test_the_traceback_is_for_whoever_asks_for_it(duken: Duken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUKEN_DEBUG", "1")
    assert "Traceback" in duken("search", "чай", "--store", "nobody").err
