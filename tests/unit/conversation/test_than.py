"""Something cheaper, larger, stronger … than what was shown, in the words that people say."""

from __future__ import annotations

import pytest

from core.conversation.reply import ProductCard, Products
from tests.parts.talk import DemoShop, Person

CHEAPEST = {"kk": "арзанын алам", "ru": "самый дешевый давай", "en": "the cheapest one please"}
TEA = {"kk": "шай бар ма", "ru": "чай", "en": "tea"}


def cards(person: Person) -> tuple[ProductCard, ...]:
    return tuple(c for r in person.replies if isinstance(r, Products) for c in r.products)


def cheapest(person: Person) -> ProductCard:
    return min(cards(person), key=lambda c: c.price_minor)


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "одан арзаны бар ма"), ("kk", "ал арзанырағы жоқ па"), ("kk", "odan arzany bar ma"), ("ru", "подешевле есть?"),
     ("ru", "арзандау что нибудь есть?"), ("ru", "дороговато"), ("en", "is there a cheaper one than that?"), ("en", "anything cheaper")],
)  # fmt: skip
async def test_of_a_list_what_is_cheaper_than_the_cheapest_is_shown_until_none_is(
    demo_shop: DemoShop, language: str, words: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(TEA[language])
    least = cheapest(person)
    for _ in range(5):
        await person.write(words)
        if person.shown() == ["recommend-no-cheaper"]:
            break
        assert person.shown() == ["recommend-cheaper"]
        assert all(
            c.price_minor < least.price_minor and "чай" in c.names["ru"].lower() for c in cards(person)
        )
        least = cheapest(person)
    assert least.price_minor == 69_000, "the cheapest tea of the store"
    await person.write(CHEAPEST[language])
    assert await person.cart() == {least.offer_id: 1}


async def test_of_goods_that_are_asked_about_those_that_are_cheaper_are_the_choice(
    demo_shop: DemoShop,
) -> None:
    person = demo_shop.person("shopper")
    await person.tell("добавь молоко", "подешевле есть?")
    assert person.shown() == ["recommend-no-cheaper"] and "0,5 л" in person.said()
    await person.write("первое")
    assert sum((await person.cart()).values()) == 1


async def test_the_cheapest_of_those_shown_is_told(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("чай")
    least = cheapest(person)
    await person.write("а какой из них дешевле?")
    assert person.shown() == ["recommend-most-cheaper"] and cards(person)[0].offer_id == least.offer_id
    assert await person.cart() == {}


@pytest.mark.parametrize(
    ("language", "said", "words", "found"),
    [("ru", "чайник пластик", "а побольше есть?", {"611102", "611104", "611101"}), ("kk", "пластик шәйнек", "үлкенірегі бар ма", {"611102", "611104", "611101"}),
     ("en", "hair dryers; show the second one", "a stronger one?", {"613201"}), ("ru", "фен; покажи первый", "полегче есть?", {"613202"})],
)  # fmt: skip
async def test_larger_and_stronger_is_told_by_what_the_seller_says(
    demo_shop: DemoShop, language: str, said: str, words: str, found: set[str]
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*said.split("; "), words)
    assert {c.offer_id for c in cards(person)} == found, person.said()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "подешевле есть?"), ("kk", "одан үлкені бар ма"), ("en", "anything bigger?")],
)
async def test_nothing_is_compared_with_nothing(demo_shop: DemoShop, language: str, words: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(words)
    assert not any(key.startswith("recommend-") for key in person.shown())


async def test_a_kind_that_was_not_shown_is_looked_for(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("фен", "а чай подешевле есть?")
    prices = [c.price_minor for c in cards(person)]
    assert prices == sorted(prices) and all("чай" in c.names["ru"].lower() for c in cards(person)), (
        person.said()
    )


async def test_the_largest_is_told_by_what_its_name_measures(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "en")
    await person.tell("toys", "which of them is the biggest?")
    assert "35 cm" in person.said(), person.said()


@pytest.mark.parametrize("question", ["how big is it?", "is it heavy?", "does it have a long cable?"])
async def test_what_it_is_like_is_no_wish_for_others(demo_shop: DemoShop, question: str) -> None:
    person = demo_shop.person("shopper", "en")
    await person.tell("hair dryers", "show the first one", question)
    assert not any(key.startswith("recommend-") for key in person.shown()), person.said()


async def test_who_takes_the_cheaper_one_has_it(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "kk")
    await person.write("шай бар ма")
    least = cheapest(person)
    await person.write("арзанырағын салыңыз")
    assert await person.cart() == {least.offer_id: 1}, person.said()
