"""Phrases a linguist wrote are found however people write them."""

from __future__ import annotations

import pytest

from core.nlu.phrases import Found, Phrases

LISTS = Phrases(
    {
        "composition": ["состав", "из чего", "құрам*"],
        "price": ["қанша тұрады"],
        "chair": ["чего"],
        "dear": ["дос"],
    }
)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("какой состав?", ["composition"]),
        ("СОСТАВА", ["composition"]),
        ("из чего сделано", ["composition"]),
        ("құрамы қандай", ["composition"]),
        ("курамы кандай", ["composition"]),
        ("канша турады", ["price"]),
        ("қанша тұрады, құрамы қандай", ["price", "composition"]),
        ("доставка", []),
        ("", []),
        ("из", []),
        ("1 234 !!!", []),
    ],
)  # fmt: skip
def test_a_phrase_is_found_in_any_form(said: str, names: list[str]) -> None:
    assert [f.name for f in LISTS.find(said)] == names


def test_a_longer_phrase_takes_its_words_and_tells_where_it_stands() -> None:
    assert LISTS.find("а из чего он") == (Found("composition", 2, 9),)


def test_a_list_is_found_once_however_often_it_is_named() -> None:
    assert [f.name for f in LISTS.find("состав состав состав")] == ["composition"]
