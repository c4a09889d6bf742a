"""Any labelled set is measured as a shopper's message is read, and what is foreign to it is abstained from."""

from __future__ import annotations

import pytest

from core.kernel.errors import InvalidInput
from core.nlu.evaluate import Row, evaluate

THINGS = ("картамды", "шотымды", "несиемді", "аударымды", "салымды", "төлемімді")
VERBS = {"block": "бұғаттап тастаңыз", "show": "көрсетіңізші маған", "close": "жауып беріңіз бүгін"}
KEYS = dict(
    zip(
        "йцукенгшщзхъфывапролджэячсмитьбюәіңғүұқө",
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.234589" + "0-",
        strict=True,
    )
)


def kazakh(things: tuple[str, ...] = THINGS) -> list[Row]:
    return [Row(text=f"{thing} {verb}", intent=intent) for intent, verb in VERBS.items() for thing in things]


def english() -> list[Row]:
    verbs = {"buy": "buy me a new", "sell": "help me sell my old", "clean": "please wash and clean the"}
    return [
        Row(text=f"{verb} {thing}", intent=intent)
        for intent, verb in verbs.items()
        for thing in ("car", "house", "phone", "boat", "coat", "table", "lamp", "bike")
    ]


def test_a_kazakh_set_is_read_in_the_wrong_layout() -> None:
    typed = [Row(text="".join(KEYS.get(c, c) for c in row["text"]), intent=row["intent"]) for row in kazakh()]
    assert typed[0]["text"] == "rfhnfvls ,95fnnfg nfcnf4sp"
    assert evaluate(kazakh(), typed)["accuracy"] == 1.0


def test_a_kazakh_set_is_read_in_latin_letters() -> None:
    typed = [
        Row(text="qaltamdagy kartamdy bugattap tastanyz", intent="block"),
        Row(text="shotymdy korsetinizshi", intent="show"),
        Row(text="nesiemdi jauyp berinizshi", intent="close"),
    ]
    assert evaluate(kazakh(), typed)["accuracy"] == 1.0


def test_what_is_like_nothing_known_is_abstained_from_and_the_price_is_told() -> None:
    foreign = [Row(text=t, intent="oos") for t in ("why do planets move", "quantum physics", "gj wxyz qqq")]
    found = evaluate(english(), [*english(), *foreign], oos_label="oos")
    assert found["accuracy"] == 1.0
    assert found["oos_recall"] == 1.0
    assert found["given_up"] <= 0.1


def test_a_meaning_is_met_in_other_words() -> None:
    assert evaluate(english(), [Row(text="purchase an automobile for me", intent="buy")])["accuracy"] == 1.0


def test_without_rows_outside_nothing_is_said_of_them() -> None:
    assert "oos_recall" not in evaluate(english(), english(), oos_label="oos")


@pytest.mark.parametrize(
    ("train", "test", "field"),
    [([], english(), "train"), (english()[:3], english(), "train"), (english(), [], "test")],
)
def test_a_set_without_enough_rows_is_refused(train: list[Row], test: list[Row], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        evaluate(train, test)
    assert refused.value.field == field


def test_the_same_set_gives_the_same_figures() -> None:
    once, again = (evaluate(kazakh(), kazakh()) for _ in range(2))
    assert {k: v for k, v in once.items() if "_s" not in k and "ms_" not in k} == {
        k: v for k, v in again.items() if "_s" not in k and "ms_" not in k
    }
