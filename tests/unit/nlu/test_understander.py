"""What people type on their phones, and what the shop must take from it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.nlu.understanding import Understanding
from tests.unit.nlu.conftest import Listener

PIECES = (
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
)


def named(said: Understanding, *kinds: str) -> list[tuple[str, object]]:
    return [(e.entity, e.value) for e in said.entities if e.entity in kinds]


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("корзинада не бар", "show_cart", "kk"),
        ("заказым қайда", "order_status", "kk"),
        ("zakazym kaida", "order_status", "kk"),
        ("ult vjq pfrfp", "order_status", "ru"),
        ("где мой закз", "order_status", "ru"),
        ("сүт", "search_product", "kk"),
        ("чайник", "search_product", "ru"),
        ("удалите все мои данные", "privacy_request", "ru"),
        ("call me an operator", "talk_to_human", "en"),
    ],
)
def test_a_message_is_understood_in_any_writing(
    hear: Listener, text: str, intent: str, language: str
) -> None:
    said = hear(text)
    assert (said.intent, said.language) == (intent, language)


def test_a_pasted_list_keeps_its_lines(hear: Listener) -> None:
    said = hear("2 кг яблок\nмолоко 3 шт\nнан")
    assert said.intent == "add_to_cart"
    assert [(e.line, e.value) for e in said.all("product")] == [(0, "яблок"), (1, "молоко"), (2, "нан")]
    assert [(e.line, e.value) for e in said.all("quantity")] == [(0, 2), (1, 3)]
    assert [(e.line, e.value) for e in said.all("unit")] == [(0, "kg"), (1, "pcs")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("добавь полтора кило яблок", [("quantity", Decimal("1.5")), ("unit", "kg")]),
        ("жарты кг алма қос", [("quantity", Decimal("0.5")), ("unit", "kg")]),
        ("екі кило алма қос", [("quantity", 2), ("unit", "kg")]),
        ("добавь десяток яиц", [("quantity", 10)]),
        ("add 99999999999 kg of bananas", [("quantity", 10**9), ("unit", "kg")]),
    ],
)
def test_amounts_in_words(hear: Listener, text: str, expected: list[tuple[str, object]]) -> None:
    assert named(hear(text), "quantity", "unit") == expected


def test_a_number_taken_back_is_not_counted(hear: Listener) -> None:
    assert [e.value for e in hear("яблок не 2, а 3 кг").all("quantity")] == [3]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("чай до 2 тыс", [("price_max", 2000)]),
        ("2000-нан төмен шай", [("price_max", 2000)]),
        ("кофе от 500 до 900", [("price_min", 500), ("price_max", 900)]),
        ("tea under 2000", [("price_max", 2000)]),
        ("наушники до 5к", [("price_max", 5000)]),
    ],
)
def test_limits_of_price(hear: Listener, text: str, limits: list[tuple[str, object]]) -> None:
    assert named(hear(text), "price_min", "price_max") == limits


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("можно завтра после 18", [("date", "2026-06-16"), ("time_from", "18:00")]),
        ("ертең кешке жеткізіңіз", [("date", "2026-06-16"), ("time_from", "18:00"), ("time_to", "22:00")]),
        ("tomorrow 6-8 pm", [("date", "2026-06-16"), ("time_from", "18:00"), ("time_to", "20:00")]),
        ("в субботу до обеда", [("date", "2026-06-20"), ("time_from", "08:00"), ("time_to", "13:00")]),
    ],
)
def test_days_and_hours(hear: Listener, text: str, when: list[tuple[str, object]]) -> None:
    said = hear(text)
    assert said.intent == "choose_slot"
    assert sorted(named(said, "date", "time_from", "time_to"), key=str) == sorted(when, key=str)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("мекенжайым Абай даңғылы 10", "Абай даңғылы 10"),
        ("адрес: Абая 10 кв 5", "Абая 10 кв 5"),
        ("deliver to Abay 10", "Abay 10"),
    ],
)
def test_addresses_as_written(hear: Listener, text: str, address: str) -> None:
    assert hear(text).first("address") == address


def test_a_phone_written_with_eight_is_international(hear: Listener) -> None:
    assert hear("8 701 555 22 33", pending="phone").first("phone") == "+77015552233"


def test_an_answer_is_heard_as_the_answer_to_what_was_asked(hear: Listener) -> None:
    assert hear("Розыбакиева 247", pending="address").intent == "set_address"
    assert hear("кешке", pending="slot").intent == "choose_slot"
    assert hear("да", pending="confirm").intent == "affirm"
    assert hear("жоқ", pending="confirm").intent == "deny"


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("1042 жиналды", "seller_mark_packed", [("order_number", "1042")]),
        ("сүт 450 теңге", "seller_set_price", [("product", "сүт"), ("price", 450)]),
        ("остаток молока 20", "seller_set_stock", [("product", "молока"), ("quantity", 20)]),
        (
            "отклонить 1042, нет товара",
            "seller_reject_order",
            [("order_number", "1042"), ("reason", "нет товара")],
        ),
    ],
)
def test_a_seller_runs_the_store(
    hear: Listener, text: str, intent: str, entities: list[tuple[str, object]]
) -> None:
    said = hear(text, role="seller")
    assert (said.intent, [(e.entity, e.value) for e in said.entities]) == (intent, entities)


@pytest.mark.parametrize("text", ["ыщшгпа прлл", "прлл оглд", "вжпц дрлщ", "xzqv wprt"])
def test_letters_struck_at_random_mean_nothing(hear: Listener, text: str) -> None:
    assert hear(text).intent in {"out_of_scope", "search_product"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [("update carrots stock to 250 kg", "seller_set_stock"), ("change onions stock to 150 kg", "seller_set_stock"),
     ("поставь на склад лук 250 кг", "seller_set_stock"), ("сделай остаток сахара 250 кг", "seller_set_stock"),
     ("картоп қалдығын 200 кг қыл", "seller_set_stock"), ("rice price to 400", "seller_set_price"),
     ("сахар 400 тг кг", "seller_set_price"), ("морковь теперь 350", "seller_set_price"), ("күріш бағасын 450 қыл", "seller_set_price")],
)  # fmt: skip
def test_hundreds_are_a_stock_or_a_price_by_the_words_beside_them(
    hear: Listener, text: str, intent: str
) -> None:
    assert hear(text, role="seller").intent == intent


def test_a_shopper_never_means_a_sellers_intent(hear: Listener) -> None:
    assert not hear("1042 жиналды").intent.startswith("seller_")


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀😀", "؟؟", "....", "'; DROP TABLE orders; --", "<script>alert(1)</script>"]
)
def test_what_says_nothing_is_not_answered_as_if_it_did(hear: Listener, text: str) -> None:
    said = hear(text)
    assert said.intent == "out_of_scope" or said.confidence < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "wie ist das Wetter heute",
        "bugün hava nasıl",
        "今天天气怎么样",
        "for i in range(10): print(i)",
        "скажи анекдот",
        "what is the capital of france",
        "маған өлең айтып берші",
    ],
)
def test_other_languages_code_and_small_talk_are_no_business_of_the_shop(hear: Listener, text: str) -> None:
    assert hear(text).intent == "out_of_scope"


@pytest.mark.parametrize(
    "text", ["а" * 100_000, "2 кг яблок\n" * 10_000, "1 " * 50_000, "до " * 40_000, "مرحبا " * 20_000]
)
def test_a_huge_message_is_read_no_further_than_its_beginning(hear: Listener, text: str) -> None:
    said = hear(text)
    assert said.text == text
    assert all(e.end <= 2_000 for e in said.entities)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_understood_without_an_error_and_places_stay_inside(hear: Listener, text: str) -> None:
    for role, pending in (("shopper", None), ("shopper", "address"), ("seller", "slot")):
        said = hear(text, role=role, pending=pending)  # type: ignore[arg-type]
        assert 0 <= said.confidence <= 1
        assert all(0 <= e.start <= e.end <= len(text) for e in said.entities)
