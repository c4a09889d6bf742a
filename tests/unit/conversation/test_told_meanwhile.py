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


async def asked_for_the_name(shop: DemoShop, language: str) -> Person:
    person = shop.person("shopper", language)
    await person.tell(*{"ru": ("добавь халву", "оформить заказ"), "en": ("add halva", "checkout"),
                        "kk": ("бір халуаны себетке салыңыз", "рәсімдеу")}[language])  # fmt: skip
    assert person.shown() == ["ask-name"]
    return person


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "не пришло"), ("ru", "код не пришёл"), ("ru", "я передумал"), ("kk", "келмеді"), ("kk", "әлі келген жоқ"),
     ("en", "it did not come"), ("en", "nothing came"), ("ru", "зачем вам имя")],
)  # fmt: skip
async def test_a_sentence_is_no_name_and_the_checkout_goes_on(
    demo_shop: DemoShop, language: str, said: str
) -> None:
    person = await asked_for_the_name(demo_shop, language)
    await person.write(said)
    assert "ask-phone" not in person.shown(), person.said()
    await person.write("Айгүл Серікқызы")
    assert person.shown() == ["ask-phone"], person.said()


@pytest.mark.parametrize(
    ("language", "name"),
    [("kk", "Келдібек"), ("kk", "Айтқали"), ("kk", "Болат"), ("kk", "Жүрсінбек Тоқтаров"), ("ru", "Вера"), ("ru", "Анна Непомнящая"),
     ("ru", "Света"), ("ru", "Любовь"), ("en", "Will Smith"), ("en", "Mark"), ("en", "Grace Hope"),
     ("kk", "Keldibek"), ("ru", "Zhaniya Omarova")],
)  # fmt: skip
async def test_a_name_that_sounds_like_something_is_still_a_name(
    demo_shop: DemoShop, language: str, name: str
) -> None:
    person = await asked_for_the_name(demo_shop, language)
    await person.write(name)
    assert person.shown() == ["ask-phone"], person.said()


AT_THE_SLOT = {
    "kk": ["1 батон қосыңыз", "рәсімдеу", "Айгүл", "87011234567", "Абай 10, 5-пәтер"],
    "ru": ["добавь 1 батон", "оформить", "Олег", "87011234567", "Абая 10, кв 5"],
    "en": ["add halva", "checkout", "John", "87011234567", "Abay 10, apt 5"],
}


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "телефон лучше 87015554433, а время ок"), ("ru", "87015554433"), ("kk", "телефоным 87015554433, уақыты дұрыс"),
     ("kk", "нөмірімді 8 701 555 44 33 деп өзгертіңіз"), ("en", "my phone is 87015554433, the slot is ok"),
     ("en", "change my number to +7 701 555 44 33 please")],
)  # fmt: skip
async def test_a_number_told_beside_the_times_is_taken_and_the_times_are_not_shown_again(
    demo_shop: DemoShop, language: str, told: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*AT_THE_SLOT[language])
    assert person.shown()[-1].startswith("slots"), person.said()
    await person.write(told)
    assert person.shown() == ["phone-noted", "again-slot"], person.said()
    await person.write({"kk": "ертең кешке", "ru": "завтра вечером", "en": "tomorrow evening"}[language])
    assert person.shown()[0] == "slot-taken", "the question was open all the time"
    await person.write({"kk": "картамен", "ru": "картой", "en": "by card"}[language])
    assert person.shown() == ["summary"] and "+77015554433" in person.said()


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "мой телефон 87015554433, время подходит"), ("kk", "телефоным 87015554433, уақыты дұрыс"),
     ("en", "my phone is 87015554433, the slot is ok")],
)  # fmt: skip
async def test_a_number_told_at_the_summary_is_seen_in_it(
    demo_shop: DemoShop, language: str, told: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*AT_THE_SLOT[language])
    await person.tell({"kk": "ертең кешке", "ru": "завтра вечером", "en": "tomorrow evening"}[language])
    await person.write({"kk": "картамен", "ru": "картой", "en": "by card"}[language])
    await person.write(told)
    assert person.shown() == ["summary"] and "+77015554433" in person.said(), person.said()


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "меня зовут Олег, мой телефон 8 701 123 45 67, везите на Абая 10, завтра с 18 до 20, оплачу каспи"),
     ("ru", "Олег 87011234567 Абая 10 завтра вечером картой"),
     ("kk", "атым Айгүл, телефоным 87011234567, мекенжайым Абай 10, ертең кешке әкеліңіз, каспимен төлеймін"),
     ("kk", "Айгүл, 8701 123 45 67, Абай 10 үй, завтра вечером, каспимен"),
     ("kk", "Болсын Ахметов +77011234567 Абай даңғылы 10 ертең 18-ден 20-ға дейін картой"),
     ("en", "I'm John, phone +7 701 123 45 67, deliver to Abay 10 tomorrow evening, pay by card")],
)  # fmt: skip
async def test_all_that_is_told_at_once_is_taken_and_nothing_is_asked_for_twice(
    demo_shop: DemoShop, language: str, told: str
) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*AT_THE_SLOT[language][:2])
    assert person.shown()[-1] == "ask-name"
    await person.write(told)
    assert person.shown() == ["slot-taken", "summary"], person.said()
    said = person.said()
    assert "+77011234567" in said and any(n in said for n in ("Олег", "Айгүл", "Болсын Ахметов", "John"))
