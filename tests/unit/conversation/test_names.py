"""Asked for a name, people give names that are words too, and say other things than names."""

from __future__ import annotations

import pytest

from core.dialogue.state import load
from tests.parts.talk import DemoShop, Person

BREAD = {"kk": "1 батон қосыңыз", "ru": "добавь 1 батон", "en": "add 1 white loaf"}
ORDER = {"kk": "рәсімдеу", "ru": "оформить", "en": "checkout"}


async def asked_for_a_name(demo_shop: DemoShop, language: str) -> Person:
    person = demo_shop.person("shopper", language)
    await person.tell(BREAD["ru"], ORDER[language])
    assert person.shown()[-1] == "ask-name", person.said()
    return person


async def known_as(person: Person) -> str | None:
    async with person.shop.units() as work:
        shopper = await work.people.shopper("demo", person.channel, person.name, "ru")
        talk = await work.conversations.load("demo", shopper.shopper_id, person.channel, person.name)
        await work.commit()
    form = load(talk.state).form
    return form.name if form else None


@pytest.mark.parametrize(
    ("language", "name"),
    [("kk", "Болсын"), ("kk", "жүрсін"), ("kk", "Рахмет"), ("kk", "Тұрсын Асқарқызы"), ("kk", "Айтбай"), ("kk", "Қымбат"),
     ("kk", "Мақсат Қайратұлы"), ("ru", "Слава"), ("ru", "любовь петровна"), ("ru", "Иван Непейвода"), ("ru", "Дай Мария"),
     ("en", "Will Smith"), ("en", "Bolsyn"), ("en", "May")],
)  # fmt: skip
async def test_a_name_that_is_a_word_too_is_a_name(demo_shop: DemoShop, language: str, name: str) -> None:
    person = await asked_for_a_name(demo_shop, language)
    await person.write(name)
    assert person.shown() == ["ask-phone"], person.said()
    assert await known_as(person) == name


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [("kk", "менің атым Жүрсін", "Жүрсін"), ("ru", "это Олег", "Олег"), ("en", "I am John", "John"), ("kk", "мені Айгүл деңіз", "Айгүл")],
)  # fmt: skip
async def test_who_says_it_in_a_sentence_is_called_by_the_name(
    demo_shop: DemoShop, language: str, said: str, name: str
) -> None:
    person = await asked_for_a_name(demo_shop, language)
    await person.write(said)
    assert await known_as(person) == name


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "подождите минуту"), ("kk", "сәл күте тұрыңыз"), ("en", "wait a minute"), ("ru", "сейчас"), ("kk", "қазір жазамын"),
     ("en", "just a second please"), ("ru", "погодите, дайте подумать")],
)  # fmt: skip
async def test_who_needs_a_moment_has_it(demo_shop: DemoShop, language: str, said: str) -> None:
    person = await asked_for_a_name(demo_shop, language)
    await person.write(said)
    assert person.shown() == ["no-hurry"] and await known_as(person) is None
    await person.write("Айгүл")
    assert person.shown() == ["ask-phone"], "the question was open all the time"


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "спасибо"), ("ru", "можно без имени"), ("ru", "вам это зачем"), ("ru", "мама пишет"), ("kk", "үлкен рахмет"),
     ("kk", "сіз кімсіз"), ("kk", "атымды айтқым келмейді"), ("kk", "аты керек пе"), ("en", "use my telegram name"),
     ("en", "good morning"), ("kk", "нанды алып таста"), ("ru", "мое имя в профиле"), ("ru", "хм")],
)  # fmt: skip
async def test_what_is_said_instead_is_no_name_and_the_name_is_asked_for_again(
    demo_shop: DemoShop, language: str, said: str
) -> None:
    person = await asked_for_a_name(demo_shop, language)
    await person.write(said)
    assert await known_as(person) is None
    assert {"ask-name", "again-name", "name-unclear", "name-needed"} & set(person.shown()), person.said()


async def test_a_moment_is_no_address_and_no_time_either(demo_shop: DemoShop) -> None:
    person = await asked_for_a_name(demo_shop, "ru")
    await person.tell("Олег", "+77011234567")
    for said in ("подождите минуту", "сәл күте тұрыңыз", "one moment"):
        await person.write(said)
        assert person.shown() == ["no-hurry"]
    await person.write("Абая 10")
    assert person.shown()[-1].startswith("slots"), person.said()
    await person.write("подождите")
    assert person.shown() == ["no-hurry"]


async def test_who_writes_a_kind_word_after_the_name_is_known_by_both(demo_shop: DemoShop) -> None:
    person = await asked_for_a_name(demo_shop, "kk")
    await person.write(
        "Айгүл апай, нөмірім 8701 123 45 67, мекенжайым Төле би 25, ертең түстен кейін, қолма-қол"
    )
    assert person.shown() == ["slot-taken", "summary"] and "Айгүл апай" in person.said()


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [("ru", "меня зовут Олег", "Олег"), ("kk", "Менің атым Күлпаш апай", "Күлпаш апай"), ("en", "hi, my name is John", "John")],
)  # fmt: skip
async def test_who_introduces_themselves_is_not_asked_again(
    demo_shop: DemoShop, language: str, said: str, name: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(said)
    assert name in person.said(), person.said()
    await person.tell({"ru": "добавь халву", "kk": "халва қос", "en": "add halva"}[language], "checkout")
    assert person.shown() == ["ask-phone"], person.said()


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "енді соларды үйге жеткізіп берсең"), ("kk", "үйге жеткізіп беріңізші")]
)
async def test_home_is_no_address(demo_shop: DemoShop, language: str, said: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.write(said)
    assert "address-not-on-map" not in person.shown(), person.said()
