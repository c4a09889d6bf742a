"""How much somebody wants, in figures and words, and what only describes the goods."""

from __future__ import annotations

import pytest

from tests.unit.nlu.reading import named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("полтора кило яблок", "1.5 kg"), ("жарты кг алма", "0.5 kg"), ("бір жарым литр сүт", "1.5 l"),
        ("полкило сыра", "0.5 kg"), ("половинку кило сыра", "0.5 kg"), ("четверть кило халвы", "0.25 kg"),
        ("пол-литра сливок", "0.5 l"), ("поллитра сливок", "0.5 l"), ("1,5 л молока", "1.5 l"),
        ("1.5кг риса", "1.5 kg"), ("500гр риса", "500 g"), ("½ кг сыра", "0.5 kg"), ("1/2 кг сыра", "0.5 kg"),
        ("кило с половиной риса", "1.5 kg"), ("a kilo and a half of rice", "1.5 kg"),
        ("half a dozen eggs", "6"), ("полдюжины яиц", "6"), ("a couple of lemons", "2"), ("пару лимонов", "2"),
        ("дюжина яиц", "12"), ("полтора десятка яиц", "15"), ("2 dozen eggs", "24"), ("он екі қалам", "12"),
        ("жиырма бес дана қалам", "25 pcs"), ("twenty five balloons", "25"), ("two hundred and ten eggs", "210"),
        ("двести пятьдесят грамм халвы", "250 g"), ("5-6 штук лимонов", "5 pcs"), ("екі-үш кило сәбіз", "2 kg"),
        ("үш-төрт дана қалам", "3 pcs"), ("нан үшеу", "3"), ("бесеуден кем емес қалам", "5"),
        ("он шақты жұмыртқа", "10"), ("4 пары носков", "4"), ("5000 bananas", "5000"), ("12 000 шт гвоздей", "12000 pcs"),
        ("пачку чая", "1 pack"), ("кило сахара", "1 kg"), ("a bottle of water", "1 pcs"), ("грамм двести сыра", "200 g"),
        ("штук пять лимонов", "5 pcs"), ("үш қорап шырын", "3 box"), ("екі бума қағаз", "2 pack"),
        ("2 келіге алма", "2 kg"), ("3 больших пачки чая", "3 pack"),
    ],
)  # fmt: skip
def test_a_quantity_is_a_number_and_the_unit_that_is_written(text: str, expected: str) -> None:
    said = named(text, "add_to_cart", "quantity", "unit")
    assert " ".join(value for _, value in sorted(said)) == expected


@pytest.mark.parametrize(
    ("spoiled", "expected"),
    [
        ("eki kilo alma", "2 kg"), ("уш нан", "3"), ("on eki kalam", "12"), ("zharty kelі alma", "0.5 kg"),
        ("poltora kilo yablok", "1.5 kg"), ("десятак яиц", "10"), ("tri banki gorohka", "3 pcs"),
    ],
)  # fmt: skip
def test_it_is_read_in_spoiled_writing_too(spoiled: str, expected: str) -> None:
    said = named(spoiled, "add_to_cart", "quantity", "unit", spelled=True)
    assert " ".join(value for _, value in sorted(said)) == expected


@pytest.mark.parametrize(
    ("text", "product", "attributes", "quantity"),
    [
        ("кола 2л две", "кола", ["2л"], "2"), ("сүт 2,5% 3 дана", "сүт", ["2,5%"], "3"),
        ("2x1л сок", "сок", ["1л"], "2"), ("2 х 1 л сок", "сок", ["1 л"], "2"), ("3 шт по 500 г творога", "творога", ["500 г"], "3"),
        ("лампочка E27 10Вт 4 штуки", "лампочка", ["E27", "10Вт"], "4"), ("чехлы 42 размера два", "чехлы", ["42"], "2"),
        ("чай 100 пакетиков две пачки", "чай", ["100 пакетиков"], "2"), ("бір литрлік сүт 6 дана", "сүт", ["бір литрлік"], "6"),
        ("socks size M three pairs", "socks", ["M"], "3"), ("саморезы 3,5х35 две коробки", "саморезы", ["3,5х35"], "2"),
    ],
)  # fmt: skip
def test_the_size_of_an_article_is_no_quantity(
    text: str, product: str, attributes: list[str], quantity: str
) -> None:
    said = named(text, "add_to_cart")
    assert [v for k, v in said if k == "product"] == [product]
    assert [v for k, v in said if k == "attribute"] == attributes
    assert [v for k, v in said if k == "quantity"] == [quantity]


@pytest.mark.parametrize(
    "text", ["SSD 512 гб", "шины 205/55 R16", "сүт 1 л бар ма", "monitor 27 inch", "кастрюля 5 литров"]
)
def test_who_searches_counts_nothing(text: str) -> None:
    assert named(text, "search_product", "quantity", "unit") == []
    assert len(named(text, "search_product", "attribute")) == 1


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("яйца не десять, а двадцать", "20"), ("нан 2 емес 4 болсын", "4"), ("make it three apples instead of two", "3"),
     ("сахар 3 кг вместо 2", "3"), ("only two apples, not three", "2"), ("change milk from 2 to 3", "3")],
)  # fmt: skip
def test_a_number_that_is_taken_back_is_not_heard(text: str, quantity: str) -> None:
    assert named(text, "update_cart", "quantity") == [("quantity", quantity)]
    assert named(text, "update_cart", "attribute") == []


@pytest.mark.parametrize(
    "text", ["the second one", "he is on saturday", "он где", "which one is it", "the green one please"]
)
def test_words_that_only_look_like_numerals_count_nothing(text: str) -> None:
    assert named(text, "add_to_cart", "quantity") == []
