"""Lists as people send them, and goods that no list knows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nlu.understanding import Context
from tests.unit.nlu.reading import lines, named, read

Line = dict[str, str]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("молоко два хлеб один яйца десяток и сыр грамм двести",
         [("молоко", "2"), ("хлеб", "1"), ("яйца", "10"), ("сыр", "200 g")]),
        ("сүт екеу нан үшеу май біреу", [("сүт", "2"), ("нан", "3"), ("май", "1")]),
        ("2 bread 1 butter 3 kg potatoes", [("bread", "2"), ("butter", "1"), ("potatoes", "3 kg")]),
        ("картошка 5кг лук 2кг", [("картошка", "5 kg"), ("лук", "2 kg")]),
        ("молоко хлеб яйца", [("молоко", ""), ("хлеб", ""), ("яйца", "")]),
        ("2 кг яблок молоко 3 шт", [("яблок", "2 kg"), ("молоко", "3 pcs")]),
        ("1) корм для кошек 2 пачки\n2) миска", [("корм для кошек", "2 pack"), ("миска", "")]),
        ("Список:\n1. молоко - 2 шт\n2. чай", [("молоко", "2 pcs"), ("чай", "")]),
        ("Керек:\n✅ нан\n✅ тіс пастасы 2 дана", [("нан", ""), ("тіс пастасы", "2 pcs")]),
        ("молоко: 2 шт, хлеб: 1", [("молоко", "2 pcs"), ("хлеб", "1")]),
        ("чай с лимоном и зубная паста", [("чай с лимоном", ""), ("зубная паста", "")]),
        ("молоко и хлеб по 3", [("молоко", "3"), ("хлеб", "3")]),
        ("Чай черный в пакетиках 100 шт - 2 шт\nСахар 1 кг - 6 шт", [("Чай", "2 pcs"), ("Сахар", "6 pcs")]),
        ("Бумага туалетная 4 рул - 5 уп\nМыло - 3 шт", [("Бумага туалетная", "5 pack"), ("Мыло", "3 pcs")]),
        ("Яйца 10шт — 3 уп, нан 2", [("Яйца", "3 pack"), ("нан", "2")]),
        ("eggs x10, молоко х2 и хлеб х 3", [("eggs", "10"), ("молоко", "2"), ("хлеб", "3")]),
        ("- масло 200 г\n- 2 батона", [("масло", "200 g"), ("батона", "2")]),
        ("хлеб и соль", [("хлеб", ""), ("соль", "")]),
        ("dobav 2 moloka i hleb", [("moloka", "2"), ("hleb", "")]),
    ],
)  # fmt: skip
def test_a_list_is_cut_where_its_writer_would_cut_it(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(x["product"], " ".join(x[k] for k in ("quantity", "unit") if k in x)) for x in lines(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "intent", "product"),
    [
        ("а ланч-боксы у вас водятся?", "search_product", "ланч-боксы"), ("добавь пуэр", "add_to_cart", "пуэр"),
        ("do you have any quinoa", "search_product", "quinoa"), ("сіздерде скейтборд бар ма", "search_product", "скейтборд"),
        ("чехол на айфон до 3 тысяч", "search_product", "чехол на айфон"), ("а этот пылесос шумный?", "product_details", "пылесос"),
        ("нан қатып қалыпты", "complain", "нан"), ("красную куртку из кожи", "search_product", "куртку"),
        ("добавь соль", "add_to_cart", "соль"), ("пачка бумаги", "add_to_cart", "бумаги"),
        ("мне бы свежего творожка", "add_to_cart", "творожка"), ("шины зимние", "search_product", "шины"),
    ],
)  # fmt: skip
def test_goods_are_what_is_left_of_a_message(text: str, intent: str, product: str) -> None:
    assert named(text, intent, "product") == [("product", product)]


def test_the_brands_of_a_store_are_brands_in_any_case() -> None:
    found = read("сүт Айналайындан екеу", "add_to_cart", brands=frozenset({"Айналайын"}))
    assert [(e.entity, str(e.value)) for e in found] == [
        ("product", "сүт"),
        ("brand", "Айналайындан"),
        ("quantity", "2"),
    ]


@pytest.mark.parametrize(
    "text", ["что у вас есть", "не бар сіздерде", "show me what you have", "посоветуйте что-нибудь"]
)
def test_a_message_without_goods_names_none(text: str) -> None:
    assert named(text, "recommend", "product") == []


GOODS = st.sampled_from(
    [
        "молоко",
        "хлеб",
        "чай",
        "рис",
        "сыр",
        "зубная паста",
        "сүт",
        "нан",
        "тіс пастасы",
        "bananas",
        "toilet paper",
        "сок",
    ]
)
AMOUNTS = st.tuples(st.integers(1, 99), st.sampled_from(["", "кг", "шт", "дана", "л", "pcs", "пачки"]))
UNITS = {"": "", "кг": "kg", "шт": "pcs", "дана": "pcs", "л": "l", "pcs": "pcs", "пачки": "pack"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(GOODS, AMOUNTS), min_size=1, max_size=30),
    st.sampled_from(["\n", ", ", "; ", "\n- ", " + ", ",\n"]),
    st.booleans(),
)
def test_a_list_comes_back_line_by_line(
    wanted: list[tuple[str, tuple[int, str]]], separator: str, amount_first: bool
) -> None:
    def written(goods: str, number: int, unit: str) -> str:
        amount = f"{number} {unit}".strip()
        return f"{amount} {goods}" if amount_first else f"{goods} {amount}"

    text = separator.join(written(goods, *amount) for goods, amount in wanted)
    expected = [
        {"product": g, "quantity": str(n)} | ({"unit": UNITS[u]} if u else {}) for g, (n, u) in wanted
    ]
    assert lines(text) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        GOODS | st.sampled_from(["масло сливочное", "масло подсолнечное", "ет"]), min_size=2, max_size=30
    ),
    st.sampled_from(["\n", ", ", "; ", "\n- ", ",\n"]),
)
def test_a_list_without_amounts_is_cut_where_its_lines_end(wanted: list[str], separator: str) -> None:
    """ "масло сливочное", then "масло подсолнечное": "сливочное масло" is a name too, but not across two lines."""
    assert lines(separator.join(wanted)) == [{"product": goods} for goods in wanted]


INTENTS = [
    "add_to_cart",
    "search_product",
    "choose_slot",
    "set_address",
    "seller_set_price",
    "compare_products",
    "apply_promo",
]


@settings(max_examples=120, deadline=None)
@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            [
                "2",
                "кг",
                "до",
                "после",
                "абая",
                "10",
                "5к",
                "не",
                "а",
                "сүт",
                "екі",
                "18",
                ":",
                "-",
                ",",
                "\n",
                "№",
                "x",
                "полкило",
                "1/2",
                "пол",
                "он",
                "½",
                "7-8",
                "күні",
            ]
        )
    ).map(" ".join),
    st.sampled_from(INTENTS),
)
def test_any_text_is_read_and_spans_stay_in_it(text: str, intent: str) -> None:
    for e in read(text, intent, context=Context(last_list=("а", "б"), pending="slot")):
        assert 0 <= e.start < e.end <= len(text)
