"""The validator names what a linguist broke."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.nlu.check import check
from core.nlu.language_data import read_language_data
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


def test_an_intent_with_few_written_lines_is_named(tmp_path: Path) -> None:
    (problem,) = [d for d in broken(tmp_path, "intents.yaml", _with_a_new_intent()) if "fly" in d][:1]
    assert problem == "fly has 0 lines, 40 are needed"


def test_a_line_that_stands_under_two_intents_is_named(tmp_path: Path) -> None:
    details = broken(
        tmp_path, "sentences/ru/extra.yaml", "greet: |\n  пока пока друзья\ngoodbye: |\n  пока пока друзья\n"
    )
    assert "'пока пока друзья' stands under greet and goodbye" in details


def test_a_line_that_stands_twice_is_named(tmp_path: Path) -> None:
    details = broken(tmp_path, "sentences/ru/extra.yaml", "greet: |\n  всем всем салют\n  всем всем салют\n")
    assert "'всем всем салют' stands twice under greet" in details


def test_a_value_of_another_form_is_named(tmp_path: Path) -> None:
    wrong = {
        "quantity": '"2"',
        "unit": "шт",
        "time_from": "6 pm",
        "phone": "8701",
        "rating": "true",
        "promo_code": "sale10",
    }
    rows = (
        f"- {{text: {entity}, intent: greet, entities: [{{entity: {entity}, value: {value}}}]}}\n"
        for entity, value in wrong.items()
    )
    details = broken(tmp_path, "tests/en.yaml", "".join(rows))
    assert [e for e in wrong if not any(f"{e} cannot be" in d for d in details)] == []


def test_what_a_line_makes_by_chance_is_left_out_of_training(tmp_path: Path) -> None:
    broken(tmp_path, "sentences/en/extra.yaml", "greet: |\n  oh my (good|dear) shop of shops\n")
    broken(tmp_path, "held_out/en.yaml", "- {text: oh my good shop of shops, intent: greet}\n")
    drawn = {s.text for s in read_language_data(tmp_path / "nlu_data").examples(seed=1, per_intent=400)}
    assert "oh my dear shop of shops" in drawn
    assert "oh my good shop of shops" not in drawn


def _with_a_new_intent() -> str:
    known = (DATA / "intents.yaml").read_text(encoding="utf-8")
    return f"{known}\nfly: {{role: shopper, description: fly}}\n"
