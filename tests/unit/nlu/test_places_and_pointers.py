"""Addresses, places of a list, and what belongs to a closed set."""

from __future__ import annotations

import pytest

from core.nlu.understanding import Context
from tests.unit.nlu.reading import named, read


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("адрес: Абая 10 кв 5", "Абая 10 кв 5"), ("доставьте на мкр Самал-2, 33 пожалуйста", "мкр Самал-2, 33"),
        ("мекенжайым Абай даңғылы 10", "Абай даңғылы 10"), ("Тимирязева 42 корпус 3 подъезд 2 этаж 5", "Тимирязева 42 корпус 3 подъезд 2 этаж 5"),
        ("Қабанбай батыр көшесі 53-ке жеткізіңіз", "Қабанбай батыр көшесі 53"), ("Астана, Мәңгілік Ел 55/20", "Астана, Мәңгілік Ел 55/20"),
        ("Алматы қ., Төле би к-сі 120, 15 пәтер", "Алматы қ., Төле би к-сі 120, 15 пәтер"), ("я живу на Жандосова 58а", "Жандосова 58а"),
        ("напротив Меги", "напротив Меги"), ("deliver to 25 Dostyk avenue, apt 14", "25 Dostyk avenue, apt 14"),
        ("adres Abaya 10 kv 5", "Abaya 10 kv 5"), ("село Узынагаш, ул. Карасай батыра 17", "село Узынагаш, ул. Карасай батыра 17"),
        ("везите в офис: Аль-Фараби 77/8, 12 этаж", "Аль-Фараби 77/8, 12 этаж"), ("we live at 7 Kunaev street", "7 Kunaev street"),
        ("Абая 10, кв 5, позвоните как подъедете", "Абая 10, кв 5"), ("новый адрес Ермекова 29", "Ермекова 29"),
    ],
)  # fmt: skip
def test_an_address_is_what_is_written_without_the_words_around_it(text: str, address: str) -> None:
    assert named(text, "set_address", "address") == [("address", address)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("второй", [2]), ("екіншісін", [2]), ("the last one", [-1]), ("соңғысының", [-1]), ("екеуін", [1, 2]), ("первые два", [1, 2]),
        ("the first two", [1, 2]), ("первый и третий", [1, 3]), ("бесіншіден", [5]), ("3-ші", [3]), ("2-й", [2]), ("вариант 3", [3]),
        ("vtoroi", [2]), ("екиншисин", [2]), ("алғашқы үшеуін", [1, 2, 3]),
    ],
)  # fmt: skip
def test_places_of_the_list_shown_last(text: str, places: list[int]) -> None:
    assert [e.value for e in read(f"{text}", "compare_products") if e.entity == "ordinal"] == places


@pytest.mark.parametrize(
    "text", ["осыны ал", "этот возьму", "i'll take it", "сколько он стоит", "бұл қанша", "bul kansha"]
)
def test_the_thing_in_focus_is_place_zero(text: str) -> None:
    assert [e.value for e in read(text, "product_details") if e.entity == "ordinal"] == [0]


@pytest.mark.parametrize(
    "text", ["не надо молоко", "ещё хлеб", "make it three milks", "нет хлеба", "добавь к этому заказу хлеб"]
)
def test_small_words_point_at_nothing(text: str) -> None:
    assert named(text, "add_to_cart", "ordinal") == []


def test_two_shown_are_compared_by_a_pronoun() -> None:
    found = read("сравни их", "compare_products", context=Context(last_list=("Чай", "Кофе")))
    assert [e.value for e in found] == [1, 2]


@pytest.mark.parametrize(
    "text", ["8 701 555 22 33", "8 (701) 555-22-33", "+7 (701) 555 22 33", "87015552233", "мой +77015552233"]
)
def test_a_phone_is_international(text: str) -> None:
    assert named(text, "set_address", "phone") == [("phone", "+77015552233")]


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("заказ 57 где", "order_status", ("order_number", "57")), ("№1042 отмените", "cancel_order", ("order_number", "1042")),
        ("1042-тапсырыс қайда", "order_status", ("order_number", "1042")), ("1042 packed", "seller_mark_packed", ("order_number", "1042")),
        ("купон весна2026", "apply_promo", ("promo_code", "ВЕСНА2026")), ("промокодым HELLO", "apply_promo", ("promo_code", "HELLO")),
        ("бес жұлдыз", "give_feedback", ("rating", "5")), ("4 из 5", "give_feedback", ("rating", "4")), ("⭐⭐⭐", "give_feedback", ("rating", "3")),
        ("ставлю троечку", "give_feedback", ("rating", "3")), ("картой не могу, наличными", "choose_payment", ("payment_method", "cash")),
        ("қолма-қол төлеймін", "choose_payment", ("payment_method", "cash")), ("за последние 7 дней", "seller_report", ("period", "week")),
        ("тем, кто давно не заказывал", "seller_broadcast", ("customer_segment", "lapsed")), ("давай по-русски", "change_language", ("language", "ru")),
        ("какие у вас овощи", "browse_catalog", ("category", "овощи")),
    ],
)  # fmt: skip
def test_what_belongs_to_a_closed_set(text: str, intent: str, expected: tuple[str, str]) -> None:
    assert expected in named(text, intent)


def test_money_beside_an_order_is_not_its_number() -> None:
    assert named("за заказ 2210 списали 4500 тенге", "payment_problem", "order_number") == [
        ("order_number", "2210")
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("отклонить 1042, нет товара", "нет товара"), ("1105 отказ клиент не отвечает", "клиент не отвечает"),
     ("1050 қабылдамаймын, сүт таусылды", "сүт таусылды"), ("reject order 77 because the courier is sick", "the courier is sick")],
)  # fmt: skip
def test_a_reason_is_told_as_it_was_given(text: str, reason: str) -> None:
    assert named(text, "seller_reject_order", "reason") == [("reason", reason)]
