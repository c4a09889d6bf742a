"""Several wishes in one message come apart; a list, an address and a name with "и" never do."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nlu.clauses import answer_and_wish, asks, clauses, starts_checkout, wishes
from core.nlu.entities.lexicon import read_words
from core.nlu.understanding import Understanding

APART = {
    "добавь молоко и оформи": ("добавь молоко", "оформи"),
    "убери хлеб и добавь 2 молока": ("убери хлеб", "добавь 2 молока"),
    "хлеб убери, молоко добавь": ("хлеб убери", "молоко добавь"),
    "добавь молоко убери хлеб": ("добавь молоко", "убери хлеб"),
    "добавь молоко, хлеб и покажи корзину": ("добавь молоко, хлеб", "покажи корзину"),
    "добавь молоко и сколько стоит доставка?": ("добавь молоко", "сколько стоит доставка?"),
    "привет, есть зелёный чай?": ("привет", "есть зелёный чай?"),
    "здравствуйте! молоко 2, хлеб": ("здравствуйте!", "молоко 2, хлеб"),
    "сүт қос та тапсырыс бер": ("сүт қос", "тапсырыс бер"),
    "себетке сүт сал, нанды алып таста": ("себетке сүт сал", "нанды алып таста"),
    "нанды алып таста сосын екі сүт қос та рәсімде": ("нанды алып таста", "екі сүт қос", "рәсімде"),
    "сәлем, сүт бар ма?": ("сәлем", "сүт бар ма?"),
    "add two milk, remove bread and checkout": ("add two milk", "remove bread", "checkout"),
    "remove bread and make it 3 milk": ("remove bread", "make it 3 milk"),
}
WHOLE = [
    "добавь 2 кг бананов и 3 кг картофеля", "молоко, хлеб и яйца", "добавь хлеб с маком и изюмом и молоко",
    "Абая 10, кв 5 и код 12", "добавь молоко и добавь хлеб", "сүт пен нан қос", "milk and bread", "оформи",
    "добавь подарочный набор чай и мёд", "", "и", ", и ,",
]  # fmt: skip


@pytest.mark.parametrize("text", APART)
def test_wishes_of_different_kinds_come_apart(text: str) -> None:
    assert clauses(text) == APART[text]


@pytest.mark.parametrize("text", WHOLE)
def test_one_wish_stays_whole(text: str) -> None:
    assert clauses(text) == (text,)


WORDS = [
    "добавь",
    "молоко",
    "и",
    ",",
    "убери",
    "оформи",
    "сал",
    "та",
    "қос",
    "алып таста",
    "привет",
    "2",
    "add",
    "\n",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_nothing_that_was_said_is_lost_or_said_twice(text: str) -> None:
    kept = [w.folded for piece in clauses(text) for w in read_words(piece)]
    said = [w.folded for w in read_words(text)]
    assert set(Counter(said) - Counter(kept)) <= {"и", "та"}, "only what joins two wishes"
    assert not Counter(kept) - Counter(said)


def test_clauses_that_mean_one_thing_or_nothing_are_left_together() -> None:
    whole = Understanding("добавь молоко и оформи", "ru", "add_to_cart", 0.9)

    def hear(intents: dict[str, tuple[str, float]]) -> tuple[Understanding, ...]:
        return wishes(whole, lambda piece: Understanding(piece, "ru", *intents[piece]))

    apart = hear({"добавь молоко": ("add_to_cart", 0.9), "оформи": ("checkout", 0.9)})
    assert [p.intent for p in apart] == ["add_to_cart", "checkout"]
    same = hear({"добавь молоко": ("add_to_cart", 0.9), "оформи": ("add_to_cart", 0.9)})
    unsure = hear({"добавь молоко": ("add_to_cart", 0.9), "оформи": ("checkout", 0.1)})
    nothing = hear({"добавь молоко": ("add_to_cart", 0.9), "оформи": ("out_of_scope", 0.9)})
    assert same == unsure == nothing == (whole,)


def test_words_that_ask_or_order_are_told_apart() -> None:
    assert (
        starts_checkout("оформляй на завтра")
        and starts_checkout("тапсырыс бер")
        and not starts_checkout("молоко")
    )
    assert asks("бар ма сүт") and asks("сколько стоит хлеб") and not asks("сүт, нан")


@pytest.mark.parametrize(
    ("text", "pair"),
    [("Абая 10, добавь халву", ("Абая 10", "добавь халву")), ("Абая 10, кв 5. И ещё добавьте два хлеба", ("Абая 10, кв 5", "добавьте два хлеба")),
     ("Абая 10 и убери хлеб", ("Абая 10", "убери хлеб")), ("Абай 10, халва қос", ("Абай 10", "халва қос")),
     ("Абай 10, екі сүт қосыңызшы!", ("Абай 10", "екі сүт қосыңызшы!")), ("10 Abay, flat 5, please add halva", ("10 Abay, flat 5", "please add halva"))],
)  # fmt: skip
def test_an_answer_and_a_wish_behind_it_come_apart(text: str, pair: tuple[str, str]) -> None:
    assert answer_and_wish(text) == pair


@pytest.mark.parametrize(
    "text",
    ["Абая 10, положите под коврик", "Абая 10, положите у двери", "10 Abay, put it by the door", "Абая 10, кв 5, код 12", "добавь халву",
     "халва қос", "Абая 10, добавь", "Абай 10, қос", "", "Абая 10, оформляйте"],
)  # fmt: skip
def test_an_answer_or_a_wish_alone_stays_whole(text: str) -> None:
    assert answer_and_wish(text) is None
