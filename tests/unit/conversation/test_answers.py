"""A question about a product or about the store is answered with the fact that was asked, or with an honest "I do not know"."""

from __future__ import annotations

import pytest

from core.dialogue.store_questions import facts
from tests.parts.talk import DemoShop


@pytest.mark.parametrize(
    ("goods", "question", "key", "words"),
    [
        ("кефир сүтжол 2,5%", "сколько жира", "tell-fact", "2,5%"),
        ("кефир сүтжол 2,5%", "майлылығы қанша", "tell-fact", "2,5%"),
        ("чайник электрический oshaq стекло", "гарантия на него есть?", "tell-fact", "месяц"),
        ("батон", "сколько стоит", "tell-price-piece", "280"),
        ("батон", "қанша тұрады", "tell-price-piece", "280"),
        ("батон", "есть в наличии?", "tell-stock", "Батон"),
        ("бананы", "сколько весит", "tell-by-weight", "кг"),
        ("батон нарезной", "сколько калорий", "tell-unknown", "калории"),
        ("батон", "қантсыз ба?", "tell-unknown", "қантсыз"),
    ],
)
async def test_the_fact_that_was_asked_is_told(
    demo_shop: DemoShop, goods: str, question: str, key: str, words: str
) -> None:
    person = demo_shop.person("shopper")
    await person.tell(goods)
    if len(person.choices()) > 1 or len(getattr(person.replies[-1], "products", "")) > 1:
        await person.tap(f"show:{person.replies[-1].products[0].offer_id}")  # type: ignore[union-attr]
    said = await person.write(question)
    assert person.shown() == [key] and words in said


async def test_what_the_seller_does_not_tell_is_asked_of_the_seller(demo_shop: DemoShop) -> None:
    seller = await demo_shop.seller()
    person = demo_shop.person("shopper")
    await person.tell("батон", "без сахара?")
    assert person.shown() == ["tell-unknown"]
    await person.write("да")
    assert person.shown() == ["handed-off-question"]
    outbox = str(demo_shop.rows()["outbox"])
    assert "без сахара?" in outbox and "Батон" in outbox and seller.name in outbox


async def test_of_several_it_is_asked_which_one(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("сливочное масло", "сколько жира?")
    assert person.shown() == ["ask-which-product"]
    assert "72,5%" in await person.write("первый")


@pytest.mark.parametrize(
    ("question", "key", "words"),
    [
        ("доставляете в Талгар?", "tell-delivery-elsewhere", "Талгар"),
        ("Талғарға жеткізесіз бе", "tell-delivery-elsewhere", "Талғар"),
        ("do you deliver to Astana?", "tell-delivery-elsewhere", "Astana"),
        ("Алматыға жеткізесіз бе", "tell-delivery-here", "990"),
        ("сколько стоит доставка", "tell-delivery-cost", "15 000"),
        ("минимальный заказ какой", "tell-delivery-minimum", "990"),
        ("до скольки работаете", "tell-store-hours", "22:00"),
        ("где вы находитесь", "tell-store-address", "Алматы"),
        ("можно в рассрочку?", "tell-payment-instalments", "Kaspi"),
        ("можно картой?", "tell-payment-card", "картой"),
        ("какие условия возврата", "tell-returns", "14"),
    ],
)
async def test_the_store_answers_what_was_asked(
    demo_shop: DemoShop, question: str, key: str, words: str
) -> None:
    person = demo_shop.person("shopper")
    said = await person.write(question)
    assert person.shown() == [key] and words in said.replace("\u00a0", " ")


def test_every_fact_of_the_store_can_be_said(demo_shop: DemoShop) -> None:
    assert [f for f in facts() if not demo_shop.texts.has(f"tell-{f}")] == ["delivery-place"]


async def test_questions_in_the_middle_of_a_checkout_lose_nothing(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("2 батона", "оформить")
    await person.write("а доставка сколько стоит?")
    assert person.shown() == ["tell-delivery-cost", "again-name"]
    await person.write("Марина")
    await person.write("какой состав у батона?")
    assert person.shown() == ["tell-unknown", "again-phone"]
    await person.write("87011234567")
    await person.write("english please")
    assert person.shown() == ["language-set-going-on", "again-address"]
    await person.tell("Абая 10, кв 5")
    await person.write("до скольки вы работаете")
    assert person.shown() == ["tell-store-hours", "again-slot"]
    await person.tap("times")
    assert person.shown() == ["slots"]
    await person.tell("завтра вечером", "наличными")
    await person.write("сколько стоит доставка")
    assert person.shown() == ["tell-delivery-cost", "again-confirm"]
    await person.write("да")
    (order,) = await person.orders()
    assert (order.customer_name, order.phone) == ("Марина", "+77011234567")


async def test_a_cart_that_changed_is_shown_again_before_it_is_confirmed(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("2 батона", "оформить", "Марина", "87011234567", "самовывоз", "наличными")
    assert person.shown() == ["summary"]
    await person.write("добавь халву")
    assert person.shown()[-1] == "summary"


async def test_twice_not_understood_in_a_checkout_offers_a_person(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("2 батона", "оформить", "Марина", "123")
    assert "human" not in [c.action for c in person.choices()]
    await person.write("45 67")
    assert "human" in [c.action for c in person.choices()]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("1,5 литрлік айран бар ма", "search-near"),
        ("литрлік айран бар ма", "search-found"),
    ],
)
async def test_a_size_that_is_not_sold_is_said(demo_shop: DemoShop, words: str, key: str) -> None:
    person = demo_shop.person("shopper")
    await person.write(words)
    assert person.shown() == [key]


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [("en", ("hair dryers", "show the first one"), "Warranty: 12 months"), ("kk", ("фен", "біріншісін көрсет"), "Кепілдігі: 12 ай"),
     ("ru", ("фен", "покажи первый"), "Гарантия: 12 месяцев"), ("en", ("hair dryers", "show the first one", "how long is its warranty?"), "warranty 12 months")],
)  # fmt: skip
async def test_what_a_seller_tells_in_russian_is_read_in_every_language(
    demo_shop: DemoShop, language: str, words: tuple[str, ...], told: str
) -> None:
    person = demo_shop.person("shopper", language)
    assert told in await person.tell(*words)


async def test_a_question_whose_words_are_no_goods_is_about_what_is_at_hand(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.tell("у вас наушники беспроводные есть?", "а сколько держат заряд")
    assert person.shown() == ["ask-which-product"], person.said()
    await person.write("а белые есть")
    assert "Tolqyn, белый" in person.said(), "what was looked for is not forgotten"
