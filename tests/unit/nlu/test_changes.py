"""Changes of mind are read out of their words, and only out of these."""

from __future__ import annotations

from typing import Any

import pytest

from core.nlu import changes

READ: dict[Any, dict[str, Any]] = {
    changes.takes_back: dict.fromkeys(
        ["верни как было", "Отмени последнее!", "ой, верни обратно", "откати", "бұрынғыдай қыл", "undo", "put it back"], True
    ),
    changes.regrets: dict.fromkeys(["ой, не то", "упс, ошибся", "бұл емес", "oops, wrong one"], True),
    changes.other_field: {
        "другой телефон": "phone", "нет, другой адрес": "address", "не тот адрес": "address", "измени время": "slot",
        "другая оплата": "payment", "басқа мекенжай": "address", "телефонды өзгерт": "phone", "change my phone number": "phone",
        "different address": "address",
    },
    changes.kept_only: {
        "оставь только молоко": "молоко", "только хлеб оставь": "хлеб", "тек сүт қалсын": "сүт", "keep only milk": "milk",
    },
    changes.replaced: {
        "вместо хлеба лаваш": ("хлеба", "лаваш"), "лаваш вместо хлеба": ("хлеба", "лаваш"),
        "замени хлеб на лаваш": ("хлеб", "лаваш"), "нанның орнына лаваш": ("нан", "лаваш"),
        "нанды лавашқа ауыстыр": ("нан", "лаваш"), "lavash instead of bread": ("bread", "lavash"),
        "replace bread with lavash": ("bread", "lavash"),
    },
    changes.all_to: {"сделай всё по два": 2, "всего по 3 штуки": 3, "бәрін екіден қыл": 2, "two of each": 2},
    changes.takes_both: dict.fromkeys(["и то и другое", "давай оба", "екеуін де", "both"], True),
    changes.more_of_it: {
        "соның тағы біреуін қос": 1, "ещё один": 1, "ещё 3 штуки": 3, "тағы біреу": 1, "one more": 1, "соны ал": 1, "беру его": 1, "i'll take it": 1,
    },
    changes.corrected_number: {
        "нет, не 2, а 3": 3, "не две, а три": 3, "3, а не 2": 3, "екеу емес, үшеу": 3, "no, three": 3, "not two, three": 3,
    },
    changes.after_no: {"no wait, three halva": "three halva", "ой, стой, молока 3": "молока 3", "жоқ, үш халуа": "үш халуа"},
    changes.each_of: {"груша и тархун по 3": 3, "pears and apples 2 each": 2},
    changes.adds_more: dict.fromkeys(["ещё ржаной хлеб", "и ещё ночник", "тағы бір нан"], True),
    changes.wants_other: dict.fromkeys(["не этот, другой", "другую", "басқасы", "a different one"], True),
    changes.unwanted: {
        "не добавляй молоко": "молоко", "хлеб не нужен": "хлеб", "сүт қоспа": "сүт", "нан керек емес": "нан",
        "don't add milk": "milk", "joq banan kerek emes": "banan",
    },
}  # fmt: skip
ORDINARY = [
    "молоко", "добавь молоко и хлеб", "молоко без лактозы", "не надо", "нет", "да", "чай до 2000", "сүт пен нан керек",
    "до скольки вы работаете", "не звоните мне", "do not disturb", "оформить заказ", "Абая 10, кв 5", "87011234567",
    "другой раз напишу вам обязательно", "хлеб, молоко, сыр не нужен", "ещё", "", "2", "верните деньги", "both are good but i want the tea",
]  # fmt: skip


@pytest.mark.parametrize(
    ("reads", "text"), [(reads, text) for reads, cases in READ.items() for text in cases]
)
def test_a_change_of_mind_is_read(reads: Any, text: str) -> None:
    assert reads(changes.folded(text)) == READ[reads][text]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_change_nothing(text: str) -> None:
    assert {reads.__name__: found for reads in READ if (found := reads(changes.folded(text)))} == {}
