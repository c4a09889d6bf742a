"""What is told while something else was asked: it is taken, said to be taken, and the question stays open."""

from __future__ import annotations

import pytest

from tests.parts.talk import DemoShop, Person

UNCLEAR = {"kk": "2 сүт пен нан керек", "ru": "3 литра молока и хлеб", "en": "2 milk and bread"}
ORDER = {"kk": "рәсімдеу", "ru": "оформить", "en": "checkout"}
ADDRESS = {"kk": "мекенжайым Абай 10", "ru": "Абая 10", "en": "my address is Abay 10"}
TODAY = {"kk": "бүгін", "ru": "сегодня", "en": "today"}
YES = {"kk": "иә", "ru": "да", "en": "yes"}
FIRST_AND_THIRD = {"kk": "1 мен 3", "ru": "1 и 3", "en": "1 and 3"}
EVENING = {
    "kk": "жеткізуді ертең кешке ауыстыра аласыз ба",
    "ru": "перенесите доставку на завтра вечером",
    "en": "move my delivery to Saturday",
}
LANGUAGES = ("kk", "ru", "en")


async def cart_of(person: Person) -> int:
    return sum(int(quantity) for quantity in (await person.cart()).values())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_address_told_while_lines_are_open_leaves_them_open(
    demo_shop: DemoShop, language: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(UNCLEAR[language], ADDRESS[language])
    assert person.shown() == ["address-noted"], person.said()
    await person.write(FIRST_AND_THIRD[language])
    assert await cart_of(person) in {3, 4}, person.said()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", [TODAY, ADDRESS])
async def test_what_is_told_in_a_checkout_with_open_lines_is_said_to_be_noted(
    demo_shop: DemoShop, language: str, told: dict[str, str]
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(UNCLEAR[language], ORDER[language])
    before = person.said()
    said = await person.write(told[language])
    assert said.endswith(before) and len(said) > len(before), said


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_yes_is_no_name_no_phone_and_no_address(demo_shop: DemoShop, language: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(UNCLEAR[language], FIRST_AND_THIRD[language], ORDER[language], YES[language])
    assert person.shown() == ["ask-name"], person.said()
    await person.tell("Айгүл", YES[language])
    assert person.shown() == ["ask-phone"], person.said()
    await person.tell("+77011234567", YES[language])
    assert person.shown() == ["ask-address"], person.said()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_time_is_no_name(demo_shop: DemoShop, language: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(UNCLEAR[language], FIRST_AND_THIRD[language], ORDER[language], EVENING[language])
    assert person.shown()[-1] == "ask-name", person.said()
