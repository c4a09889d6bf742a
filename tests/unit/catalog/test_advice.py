"""The table of a merchandiser: what it says is lawful, and goods are chosen from the store's own sections."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import advice, facts
from core.catalog.advice import mixed, price_bands, shelves, telling_attribute
from core.catalog.model import Category, Product
from core.catalog.nearness import is_near
from core.i18n.texts import load_texts

TEXTS = load_texts()
SECTIONS = [
    Category("s", "1", {"ru": "Чай", "kk": "Шай", "en": "Tea"}),
    Category("s", "2", {"ru": "Печенье и вафли"}),
    Category("s", "3", {"kk": "Бал мен тосап"}),
]


def product(
    offer_id: str, category: str | None = None, price: int = 1000, stock: int = 5, **about: object
) -> Product:
    names = about.pop("names", {"ru": offer_id})
    return Product("s", offer_id, names, price, Decimal(stock), category_id=category, **about)  # type: ignore[arg-type]


def test_every_name_of_the_table_is_a_kind_and_has_its_words() -> None:
    for purpose in advice.known_purposes():
        assert TEXTS.has(f"purpose-{purpose}") and TEXTS.has(f"advice-for-{purpose}")
    for whom in advice.known_recipients():
        assert TEXTS.has(f"whom-{whom}")
    kinds = {k for p in advice.known_purposes() for k in advice.kinds_for(p, None)}
    kinds |= {k for w in advice.known_recipients() for k in advice.kinds_for("gift", w)}
    kinds |= {k for known in kinds for k in advice.companions(known)}
    assert kinds and kinds <= advice.known_kinds()
    assert all(advice.kinds_for(p, None) for p in advice.known_purposes())


@pytest.mark.parametrize(
    ("said", "purpose", "whom"),
    [
        ("подарок маме", "gift", "mother"), ("анама сыйлық", "gift", "mother"), ("балама сыйлық керек", "gift", "child"),
        ("i need a gift for my wife", "gift", "woman"), ("что-нибудь к чаю", "tea", None), ("шайға тәтті бірдеңе", "tea", None),
        ("не знаю что взять на ужин", "dinner", None), ("кешкі асқа не алсам", "dinner", None), ("жақсы шай ұсыныңыз", None, None),
        ("посоветуй кофе", None, None), ("другие", None, None), ("доставка сынған", None, None),
    ],
)  # fmt: skip
def test_for_what_and_for_whom_is_heard_in_every_language(
    said: str, purpose: str | None, whom: str | None
) -> None:
    assert next((f.name for f in advice.purposes(said)), None) == purpose
    assert next((f.name for f in advice.recipients(said)), None) == whom


def test_goods_stand_in_the_sections_of_their_kind_and_only_what_can_be_bought() -> None:
    goods = [
        product("tea", "1"),
        product("wafers", "2"),
        product("honey", "3"),
        product("gone", "2", stock=0),
    ]
    found = shelves(("biscuits", "honey", "cakes"), goods, SECTIONS, lambda words: ())
    assert [(s.kind, [p.offer_id for p in s.goods]) for s in found] == [
        ("biscuits", ["wafers"]),
        ("honey", ["honey"]),
    ]


def test_a_store_without_such_a_section_is_searched() -> None:
    cake = product("cake", "other")
    found = shelves(("cakes",), [cake], SECTIONS, lambda words: [cake] if words == "торты" else [])
    assert [p.offer_id for s in found for p in s.goods] == ["cake"]


def test_a_product_is_of_the_kind_of_its_section() -> None:
    assert advice.kind_of(product("x", "1"), SECTIONS) == "tea"
    assert advice.kind_of(product("x", "nowhere"), SECTIONS) is None
    assert advice.kind_of(product("x"), SECTIONS) is None


def test_a_section_that_is_its_own_parent_ends_the_search() -> None:
    assert advice.kind_of(product("x", "9"), [Category("s", "9", {"ru": "Разное"}, "9")]) is None


@given(st.lists(st.integers(min_value=1, max_value=10**9), max_size=40))
def test_price_bands_part_what_they_are_offered_for(prices: list[int]) -> None:
    cuts = price_bands(prices)
    assert list(cuts) == sorted(set(cuts)) and len(cuts) <= 2
    for cut in cuts:
        assert min(prices) <= cut < max(prices)


@given(st.lists(st.integers(min_value=0, max_value=6), max_size=6), st.integers(min_value=1, max_value=8))
def test_a_mixed_list_takes_from_every_kind_before_any_kind_twice(sizes: list[int], limit: int) -> None:
    kinds = [[product(f"{n}-{i}") for i in range(size)] for n, size in enumerate(sizes)]
    chosen = mixed(kinds, limit)
    assert len(chosen) == min(limit, sum(sizes)) and len({p.offer_id for p in chosen}) == len(chosen)
    if len(chosen) >= (there := sum(size > 0 for size in sizes)):
        assert len({p.offer_id.split("-")[0] for p in chosen[:there]}) == there


def test_goods_are_told_apart_by_what_most_of_them_tell() -> None:
    coffee = [
        product(str(n), attributes={"Вид": kind, "Масса": str(n)})
        for n, kind in enumerate(["молотый", "в зёрнах"] * 3)
    ]
    assert telling_attribute(coffee, frozenset({"масса"})) == ("Вид", ("в зёрнах", "молотый"))
    assert telling_attribute([product("1", attributes={"Вид": "x"})] * 3, frozenset()) is None


@pytest.mark.parametrize(
    ("asked", "offered", "near"),
    [
        ("unicorn", {"ru": "Облепиха", "en": "Sea buckthorn"}, False),
        ("единорог", {"ru": "Мёд горный"}, False),
        ("розовый единорог", {"ru": "Зефир розовый"}, False),
        ("самсунг", {"ru": "Шампунь"}, False),
        ("мягкая игрушка единорог", {"ru": "Мягкая игрушка мишка"}, True),
        ("овсяное молоко", {"ru": "Молоко пастеризованное"}, True),
        ("малоко", {"ru": "Молоко"}, True),
        ("сут", {"kk": "Пастерленген сүт"}, True),
        ("чай 7 кг", {"ru": "Чай чёрный"}, True),
        ("🦄", {"ru": "Чай"}, True),
    ],
)  # fmt: skip
def test_what_is_far_fetched_is_not_near(asked: str, offered: dict[str, str], near: bool) -> None:
    assert is_near(asked, product("x", names=offered)) is near


MILK = product(
    "milk", brand="Сүтжол", attributes={"Жирность": "2,5%", "Цоколь": "E27"},
    descriptions={"ru": "Питьевое молоко, без добавок. Хранить в холодильнике.", "kk": "Қоспасыз сүт. Салқында сақтаңыз."},
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("какой состав?", "composition"), ("құрамы қандай", "composition"), ("what is it made of", "composition"),
        ("сколько жира", "fat"), ("майлылығы қанша", "fat"), ("какой размер", "size"), ("есть в наличии?", "stock"),
        ("is it sugar free?", "sugar_free"), ("қантсыз ба", "sugar_free"), ("қанша тұрады", "price"),
        ("гарантия на него есть?", "warranty"), ("кепілдігі бар ма", "warranty"), ("расскажи про второй", None), ("", None),
    ],
)  # fmt: skip
def test_the_fact_that_is_asked_is_heard_in_every_language(said: str, fact: str | None) -> None:
    found = facts.asked(said)
    assert (found.fact if found else None) == fact


def test_every_fact_that_can_be_asked_has_its_words() -> None:
    assert all(TEXTS.has(f"fact-{name.replace('_', '-')}") for name in facts.names())


def test_only_what_the_data_tell_is_told() -> None:
    assert facts.told(MILK, "fat") == "2,5%"
    assert facts.told(MILK, "brand") == "Сүтжол"
    assert facts.told(MILK, "calories") is None
    assert facts.own_attribute(MILK, "какой цоколь") == ("Цоколь", "E27")
    assert facts.own_attribute(MILK, "какой цвет") is None
    assert facts.quoted(MILK, "storage", "kk") == "Салқында сақтаңыз."
    assert facts.quoted(MILK, "calories", "ru") is None


def test_silence_is_no_yes() -> None:
    assert facts.says_so(MILK, "additives_free")
    assert not facts.says_so(MILK, "sugar_free")
