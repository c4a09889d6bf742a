"""One fact is asked, one fact is told; what is compared is what was named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.dialogue.commands import (
    AskFact,
    AskWhich,
    Compare,
    HandOff,
    Prompt,
    Search,
    ShowProduct,
    TellStore,
    Wanted,
)
from core.dialogue.decide import decide
from core.dialogue.state import DialogueState, Shown
from core.dialogue.tapped import decide_action
from core.nlu.understanding import Entity, Understanding
from tests.unit.dialogue.said import COFFEE, TEA, heard

NEW = DialogueState(language="ru")
SEEN = DialogueState(language="ru", shown=(TEA, COFFEE), focus=TEA)
LIST = replace(SEEN, focus=None)
ITEM = Wanted(offer_id="tea")


def marked(text: str, intent: str, *entities: tuple[str, str]) -> Understanding:
    """Entities by name and words, as often as they stand there."""
    found = tuple(Entity(n, w, text.index(w), text.index(w) + len(w)) for n, w in entities)
    return Understanding(text, "ru", intent, 0.95, (), found)


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        (heard("какой состав?", "product_details"), "composition"), (heard("құрамы қандай", "product_details"), "composition"),
        (heard("сколько жира", "product_details", 0.5, product="жира"), "fat"),
        (heard("is it sugar free?", "product_details", 0.5, product="sugar"), "sugar_free"),
        (heard("без сахара?", "search_product", product="сахара"), "sugar_free"),
        (heard("гарантия есть?", "ask_returns"), "warranty"), (heard("қанша тұрады", "product_details"), "price"),
    ],
)  # fmt: skip
def test_a_fact_is_asked_of_the_thing_at_hand(said: Any, fact: str) -> None:
    assert decide(SEEN, said).steps == (AskFact(ITEM, fact, said.text),)


def test_a_fact_is_asked_of_the_thing_that_is_named() -> None:
    assert decide(SEEN, heard("сколько жира во втором", "product_details", ordinal=2)).steps == (
        AskFact(Wanted(offer_id="coffee"), "fat", "сколько жира во втором"),
    )
    assert decide(NEW, heard("сколько весит батон", "search_product", product="батон")).steps == (
        AskFact(Wanted("батон"), "weight", "сколько весит батон"),
    )


def test_goods_that_are_so_are_looked_for_and_not_asked_about() -> None:
    said = heard("какой чай без сахара есть?", "search_product", product="чай")
    assert isinstance(decide(SEEN, said).steps[0], Search)


def test_of_several_shown_it_is_asked_which_and_then_answered() -> None:
    asked = decide(LIST, heard("какой состав?", "product_details"))
    assert asked.steps == (AskWhich("какой состав?"),)
    waiting = LIST.asking("which", "какой состав?")
    answer = (AskFact(Wanted(offer_id="coffee"), "composition", "какой состав?"),)
    assert decide(waiting, heard("второй", "add_to_cart", 0.3, ordinal=2)).steps == answer
    assert decide(waiting, heard("2", "add_to_cart", 0.3)).steps == answer
    assert decide(waiting, heard("кофе", "search_product", product="кофе")).steps == answer
    assert decide_action(waiting, "which:coffee", False).steps == answer


def test_the_whole_card_is_shown_when_no_fact_is_asked() -> None:
    assert decide(SEEN, heard("расскажи подробнее", "product_details")).steps == (ShowProduct(ITEM),)


def test_the_price_of_delivery_is_no_price_of_a_product() -> None:
    said = heard("жеткізу қанша тұрады айтпақшы", "product_details", product="айтпақшы")
    assert decide(SEEN, said).steps == (TellStore("delivery-cost", said.text),)


def test_yes_sends_the_question_to_the_seller() -> None:
    waiting = SEEN.asking("ask_seller", "Чай: без сахара?")
    assert decide(waiting, heard("да", "affirm")).steps == (HandOff("question", "Чай: без сахара?"),)
    assert decide_action(waiting, "ask_seller", False).steps == (HandOff("question", "Чай: без сахара?"),)


def names(*phrases: str) -> tuple[Compare]:
    return (Compare(tuple(Wanted(p) for p in phrases)),)


def places(*ids: str) -> tuple[Compare]:
    return (Compare(tuple(Wanted(offer_id=i) for i in ids)),)


def test_two_are_compared_by_words() -> None:
    phones = marked("сравни айфон и самсунг", "compare_products", ("brand", "айфон"), ("brand", "самсунг"))
    assert decide(NEW, phones).steps == names("айфон", "самсунг")
    kazakh = marked(
        "сүтті айранмен салыстыр", "compare_products", ("product", "сүтті"), ("product", "айранмен")
    )
    assert decide(NEW, kazakh).steps == names("сүтті", "айранмен")


def test_two_sizes_of_one_thing_are_two_things() -> None:
    said = marked(
        "сравни молоко 2,5% и 3,2%", "compare_products", ("product", "молоко"), ("attribute", "2,5%"), ("attribute", "3,2%")
    )  # fmt: skip
    assert decide(NEW, said).steps == names("молоко 2,5%", "молоко 3,2%")


def test_the_shown_are_compared_by_place_or_all_at_once() -> None:
    both = marked("сравни первые два", "compare_products")
    assert decide(LIST, both).steps == places("tea", "coffee")
    many = replace(LIST, shown=tuple(Shown(str(n), str(n)) for n in range(6)))
    assert decide(many, heard("сравни", "compare_products")).steps == places("0", "1")
    assert decide(many, heard("сравни все", "compare_products")).steps == places("0", "1", "2", "3")
    assert decide(many, heard("compare these", "compare_products")).steps == places("0", "1", "2", "3")


def test_another_is_compared_with_the_one_at_hand() -> None:
    said = heard("сравни с какао", "compare_products", product="какао")
    assert decide(SEEN, said).steps == (Compare((ITEM, Wanted("какао"))),)


def test_asked_what_to_compare_numbers_are_places() -> None:
    asked = decide(NEW, heard("сравни", "compare_products"))
    assert isinstance(asked.steps[0], Prompt) and asked.state.pending == "compare"
    waiting = replace(LIST, pending="compare")
    assert decide(waiting, heard("1 и 2", "add_to_cart", 0.5, quantity=2)).steps == places("tea", "coffee")
    assert not isinstance(decide(waiting, heard("1 и 9", "add_to_cart", 0.5)).steps[0], Compare)
