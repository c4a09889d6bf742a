"""Words that want something cheaper, larger, stronger … and words that only sound so."""

from __future__ import annotations

import pytest

from core.nlu.comparing import compared

WANTED = {
    "price-": """
        одан арзаны бар ма; арзанырағы бар ма; подешевле есть?; anything cheaper?; is there a cheaper one than that?; дороговато; қымбат екен
        слишком дорого, есть другие?; не такой дорогой есть; онша қымбат емес; қымбат емесі бар ма; podeshevle est; odan arzany bar ma
        қымбат, есть подешевле?; а падешевле нет?; anything chaeper?; got anything less pricey?; не хочу такой дорогой; ал одан арзаны бар ма
    """,
    "price+": "есть варианты получше?; сапалырағы бар ма; got anything better?; одан қымбаттары бар ма",
    "size+": "а побольше есть?; үлкенірегі бар ма; маловат, другой есть?; тым кішкентай екен; do they come in a larger pack?; pobolshe est?",
    "size-": "а поменьше?; too big; слишком большой, есть другие; кішірек қаптамада бар ма; not so big; isn't there a smaller size?",
    "power+": "а мощнее есть?; қуаттырағы бар ма; anything more powerful?; which one is stronger?",
    "fat-": "менее жирное есть?; anything with less fat?; майсызы бар ма",
    "length+": "а подлиннее нет?; ұзынырағы жоқ па; longer ones?",
}  # fmt: skip
NOT = """
беру подешевле; возьму самый дешевый; арзанын алам; сол арзанын ал; i'll take the cheaper one; больше ничего не надо; no more, thanks; большой чайник
дешевый чай; another one; спасибо большое; заказ побыстрее привезите; короче, дай хлеба; лучше завтра; have a nice day; ұзақ күттім; добавь побольше; ""
how big is it?; он тяжёлый?; қандай үлкен?; is it heavy?; насколько он мощный?
"""


def each(texts: str) -> list[str]:
    return [text.strip() for line in texts.strip().splitlines() for text in line.split(";")]


@pytest.mark.parametrize(
    ("meant", "text"), [(meant, t) for meant, texts in WANTED.items() for t in each(texts)]
)
def test_others_are_wanted_that_are_more_so_or_less(meant: str, text: str) -> None:
    found = compared(text)
    assert found is not None and f"{found.by}{'+' if found.more else '-'}" == meant


@pytest.mark.parametrize("text", each(NOT))
def test_who_takes_or_only_talks_compares_nothing(text: str) -> None:
    assert compared(text) is None


@pytest.mark.parametrize(
    "text", ["какой из них дешевле?", "қайсысы арзан", "which is the cheapest?", "самый дешёвый какой?", "а самый большой?"]
)  # fmt: skip
def test_the_most_so_of_those_at_hand_may_be_asked_for(text: str) -> None:
    found = compared(text)
    assert found is not None and found.among
