"""The validator names what a linguist broke."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.nlu.check import check
from core.nlu.evaluate import evaluate
from tests.unit.nlu.conftest import DATA


def broken(tmp_path: Path, file: str, text: str) -> list[str]:
    copy = tmp_path / "nlu_data"
    shutil.copytree(DATA, copy, dirs_exist_ok=True)
    (copy / file).parent.mkdir(parents=True, exist_ok=True)
    (copy / file).write_text(text, encoding="utf-8")
    return [p.detail for p in check(copy)]


def test_the_language_data_has_no_problem() -> None:
    assert check(DATA) == []


def test_an_unknown_intent_is_named(tmp_path: Path) -> None:
    assert "unknown intent fly_to_moon" in broken(
        tmp_path, "sentences/ru/extra.yaml", "fly_to_moon: |\n  лети\n"
    )


def test_unbalanced_brackets_are_named(tmp_path: Path) -> None:
    details = broken(tmp_path, "sentences/ru/extra.yaml", "greet: |\n  (привет|салют\n")
    assert any("unbalanced" in d for d in details)


def test_a_measured_sentence_that_was_trained_on_is_a_leak(tmp_path: Path) -> None:
    text = "- {text: спишемся завтра утром ребята, intent: goodbye, style: clean}\n"
    copy = "goodbye: |\n  спишемся завтра утром ребята\n"
    broken(tmp_path, "sentences/ru/extra.yaml", copy)
    assert any("training sentence" in d for d in broken(tmp_path, "tests/ru.yaml", text))


def test_a_foreign_set_is_measured_with_the_same_model() -> None:
    train = [{"text": f"{verb} {thing}", "intent": intent}
             for intent, verb in (("buy", "buy me"), ("sell", "sell my"), ("oos", "why is"))
             for thing in ("milk", "bread", "car", "house", "phone")]  # fmt: skip
    test = [{"text": "buy me a boat", "intent": "buy"}, {"text": "why is that", "intent": "oos"}]
    found = evaluate(train, test, oos_label="oos")  # type: ignore[arg-type]
    assert found["accuracy"] == 1.0
    assert found["oos_recall"] == 1.0
