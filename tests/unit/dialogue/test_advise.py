"""Choosing together: what was told is not asked again, and every answer moves the choice on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.dialogue import advise
from core.dialogue.commands import Advise, Proceed, Prompt, Recommend, Search, ShowCart, TellStore, Wanted
from core.dialogue.decide import decide
from core.dialogue.state import Advice, DialogueState, Form, dump, load
from core.dialogue.tapped import decide_action
from tests.unit.dialogue.said import COFFEE, TEA, heard

NEW = DialogueState(language="ru")
BANDS = (("", "budget:-2500"), ("", "budget:2500-9000"), ("", "budget:9000-"))
ASKED = replace(
    NEW, pending="advice", advice=Advice(purpose="gift", whom="mother", field="budget", offered=BANDS)
)
SHOWN = replace(
    NEW, shown=(TEA, COFFEE), advice=Advice(purpose="gift", least=3990, most=9990, passed=("tea", "coffee"))
)


def told(state: DialogueState, said: Any) -> Advice:
    decided = decide(state, said)
    assert decided.steps == (Advise(),) and decided.state.advice is not None
    return decided.state.advice


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (heard("подарок маме", "recommend"), Advice(purpose="gift", whom="mother")),
        (heard("подарок маме до 10 000", "recommend"), Advice(purpose="gift", whom="mother", price_max=10_000)),
        (heard("балама сыйлық керек еді, 5 мыңнан аспасын", "recommend"), Advice(purpose="gift", whom="child", price_max=5000)),
        (heard("gift for my son from 2000", "recommend"), Advice(purpose="gift", whom="child", price_min=2000)),
        (heard("маме", "recommend"), Advice(purpose="gift", whom="mother")),
        (heard("что-нибудь к чаю", "search_product", 0.5, product="чаю"), Advice(purpose="tea")),
        (heard("посоветуй кофе", "out_of_scope", 0.6), Advice(words="кофе")),
        (heard("не знаю что взять", "recommend"), Advice()),
        (heard("не знаю что взять на ужин", "recommend"), Advice(purpose="dinner")),
        (heard("подарок на 5 лет ребёнку", "recommend"), Advice(purpose="gift", whom="child")),
    ],
)  # fmt: skip
def test_what_was_said_is_taken_in(said: Any, advice: Advice) -> None:
    assert told(NEW, said) == advice


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("до 5000", (None, 5000)), ("5000", (None, 5000)), ("5 тыс", (None, 5000)), ("5 мыңға дейін", (None, 5000)), ("10к", (None, 10_000)),
        ("от 3000", (3000, None)), ("не дороже 3000", (None, 3000)), ("not more than 3000", (None, 3000)), ("3000-нан жоғары", (3000, None)), ("3000-5000", (3000, 5000)), ("2,5 тыс", (None, 2500)), ("10 000 тенге", (None, 10_000)),
        ("9" * 400, (None, 10**9)),
    ],
)  # fmt: skip
def test_a_sum_in_words_answers_the_budget(words: str, limits: tuple[int | None, int | None]) -> None:
    advice = told(ASKED, heard(words, "order_status"))
    assert (advice.price_min, advice.price_max) == limits
    assert advice.asked == ("budget",)


@pytest.mark.parametrize("words", ["неважно", "бәрібір", "any", "всё равно", "маңызды емес"])
def test_who_does_not_mind_is_not_asked_again(words: str) -> None:
    advice = told(ASKED, heard(words, "deny", 0.3))
    assert advice.asked == ("budget",) and advice.price_max is None


def test_cheaper_for_an_answer_is_the_lowest_sum_offered() -> None:
    assert told(ASKED, heard("подешевле", "search_product", 0.7)).price_max == 2500
    assert told(ASKED, heard("подороже", "search_product", 0.7)).price_min == 9000


def test_an_answer_is_chosen_by_its_words_or_its_place() -> None:
    offered = (("молотый", "narrow:Вид=молотый"), ("в зёрнах", "narrow:Вид=в зёрнах"))
    state = replace(NEW, pending="advice", advice=Advice(words="кофе", field="narrow", offered=offered))
    assert told(state, heard("молотый", "search_product")).narrowed == "Вид=молотый"
    assert told(state, heard("второй", "search_product", ordinal=2)).narrowed == "Вид=в зёрнах"


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("подешевле", (None, 3989)),
        ("арзанырақ", (None, 3989)),
        ("cheaper", (None, 3989)),
        ("подороже", (9991, None)),
    ],
)
def test_cheaper_is_below_all_that_was_shown(words: str, limits: tuple[int | None, int | None]) -> None:
    advice = told(SHOWN, heard(words, "search_product", 0.7))
    assert (advice.price_min, advice.price_max) == limits


@pytest.mark.parametrize("words", ["другие", "ещё", "басқалары", "others"])
def test_others_go_on_without_what_was_shown(words: str) -> None:
    assert told(SHOWN, heard(words, "ask_store", 0.8)).passed == ("tea", "coffee")


@pytest.mark.parametrize("words", ["the cheapest one please", "самый дешёвый давай", "арзанын алам"])
def test_a_choice_among_the_shown_is_no_wish_for_others(words: str) -> None:
    assert not any(
        isinstance(s, Advise | Recommend | Search) for s in decide(SHOWN, heard(words, "add_to_cart")).steps
    )


def test_the_choice_is_left_at_any_moment() -> None:
    decided = decide(ASKED, heard("ладно, покажи корзину", "show_cart"))
    assert decided.steps == (ShowCart(),)
    assert decided.state.advice is None and decided.state.pending is None


def test_a_question_in_the_middle_of_choosing_is_answered_and_the_choice_comes_back() -> None:
    decided = decide(ASKED, heard("а доставка сколько стоит", "ask_delivery"))
    assert decided.steps == (TellStore("delivery-cost", "а доставка сколько стоит"), Advise())
    assert decided.state.advice == ASKED.advice


def test_choosing_beside_a_checkout_gives_way_to_it_again() -> None:
    state = replace(ASKED, form=Form(name="Олег"))
    decided = decide(state, heard("до 5000", "goodbye", 0.8))
    assert decided.steps == (Advise(), Proceed(again=True))
    assert decided.state.form == state.form


@pytest.mark.parametrize(
    "action",
    [
        "advice:purpose:unheard",
        "advice:",
        "advice:budget:x-y",
        "advice:more:",
        "advice:cheaper:",
        "advice:narrow:",
        "which:",
        "like:",
    ],
)
def test_an_old_or_made_up_button_does_no_harm(action: str) -> None:
    decided = decide_action(NEW, action, False)
    assert decided.steps
    assert load(dump(decided.state)) == decided.state


def test_what_is_being_chosen_survives_in_the_database() -> None:
    assert load(dump(SHOWN)) == SHOWN and load(dump(ASKED)) == ASKED


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("а что-нибудь похожее", "similar"),
        ("что подойдёт к нему", "goes_with"),
        ("ұқсас бар ма", "similar"),
    ],
)
def test_what_stands_to_the_thing_at_hand_is_recommended(words: str, relation: Any) -> None:
    state = replace(NEW, focus=TEA)
    assert decide(state, heard(words, "recommend")).steps == (Recommend(relation, Wanted(offer_id="tea")),)


def test_what_is_popular_is_asked_of_the_orders() -> None:
    assert decide(NEW, heard("что берут чаще всего", "recommend")).steps == (Recommend("popular"),)


@pytest.mark.parametrize("said", ["чай", "добавь чай", "мне грустно", "", "?", "🦄" * 50])
def test_other_words_are_no_wish_for_advice(said: str) -> None:
    assert not advise.is_a_wish(NEW, heard(said, "search_product"))


def test_an_old_choice_that_is_over_says_so() -> None:
    assert decide_action(NEW, "advice:more:", False).steps == (Prompt("advice-over"),)
