"""Limits of price, prices, days and hours. It is Monday, 15 June 2026, ten in the morning."""

from __future__ import annotations

import pytest

from tests.unit.nlu.reading import named


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("чай до 2 тыс", None, 2000), ("наушники до 5к", None, 5000), ("2000-нан төмен шай", None, 2000),
        ("2 мыңға дейін шай", None, 2000), ("үш мың теңгеден арзан сөмке", None, 3000), ("5000 теңгеден аспайтын доп", None, 5000),
        ("дешевле 3 000 утюг", None, 3000), ("не дороже 10000", None, 10000), ("tea under 5k", None, 5000),
        ("чай до тысячи", None, 1000), ("kettle for 2000 tenge or less", None, 2000), ("чайник за 5000₸", None, 5000),
        ("500-900 тг печенье", 500, 900), ("от 500 до 900", 500, 900), ("от 5 до 15 тысяч", 5000, 15000),
        ("between 2 and 3 thousand", 2000, 3000), ("500-ден 900 теңгеге дейін", 500, 900), ("10-15 мың арасында", 10000, 15000),
        ("от пяти до десяти тысяч", 5000, 10000), ("500 теңгеден жоғары", 500, None), ("дороже 3000", 3000, None),
        ("tea from 1000 tenge", 1000, None), ("10 mynga dein koilek", None, 10000), ("под пиво", None, None),
        ("телевизор до 55 дюймов", None, None), ("кастрюля до 5 л", None, None),
    ],
)  # fmt: skip
def test_limits_of_price_are_whole_tenge(text: str, low: int | None, high: int | None) -> None:
    said = dict(named(text, "search_product", "price_min", "price_max"))
    assert (said.get("price_min"), said.get("price_max")) == (low and str(low), high and str(high))


@pytest.mark.parametrize(
    ("text", "price"),
    [("сүт 450 теңге", 450), ("цена на молоко 450", 450), ("молоко 2,5% 1л теперь по 520", 520), ("10 мың болсын шәйнек", 10000),
     ("set kettle price to 12 990", 12990), ("нан 500 емес 450 теңге", 450), ("с 500 до 450 хлеб", 450)],
)  # fmt: skip
def test_a_seller_sets_one_price(text: str, price: int) -> None:
    assert named(text, "seller_set_price", "price") == [("price", str(price))]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("бүгін", "06-15"), ("завтра", "06-16"), ("бүрсігүні", "06-17"), ("the day after tomorrow", "06-17"), ("бурсигуни", "06-17"),
        ("zavtra", "06-16"), ("в пятницу", "06-19"), ("сенбі күні", "06-20"), ("on monday", "06-22"), ("келесі дүйсенбі", "06-22"),
        ("в следующую среду", "06-24"), ("25-го", "06-25"), ("25 числа", "06-25"), ("25 июня", "06-25"), ("june 25th", "06-25"),
        ("the 25th of june", "06-25"), ("15 шілде", "07-15"), ("10.07", "07-10"), ("2026-07-01", "07-01"), ("через 2 дня", "06-17"),
        ("екі күннен кейін", "06-17"), ("in three days", "06-18"), ("через неделю", "06-22"), ("бір аптадан кейін", "06-22"),
        ("не завтра, а в субботу", "06-20"), ("сегодня не могу, давайте завтра", "06-16"),
    ],
)  # fmt: skip
def test_a_day_is_resolved_against_today(text: str, day: str) -> None:
    assert named(text, "choose_slot", "date") == [("date", f"2026-{day}")]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("после 18", "18:00", None), ("до 6 вечера", None, "18:00"), ("с 10 до 12", "10:00", "12:00"), ("6-8 pm", "18:00", "20:00"),
        ("кешкі 7-ден кейін", "19:00", None), ("сағат 14:00-де", "14:00", None), ("утром", "08:00", "12:00"),
        ("таңертең", "08:00", "12:00"), ("in the morning", "08:00", "12:00"), ("до обеда", "08:00", "13:00"), ("к обеду", "08:00", "13:00"),
        ("before noon", "08:00", "13:00"), ("түстен кейін", "12:00", "18:00"), ("in the afternoon", "12:00", "18:00"),
        ("кешке", "18:00", "22:00"), ("vecherom", "18:00", "22:00"), ("в полвосьмого вечера", "19:30", None), ("half past six", "18:30", None),
        ("между 2 и 4", "14:00", "16:00"), ("10 мен 12 арасында", "10:00", "12:00"), ("10-нан 12-ге дейін", "10:00", "12:00"),
        ("с 9 до 6", "09:00", "18:00"), ("в шесть вечера", "18:00", None), ("сағат алтыдан кейін", "18:00", None), ("by 7 pm", None, "19:00"),
        ("через 2 часа", "12:00", None), ("с 14:30 до 16:00", "14:30", "16:00"), ("tanerten", "08:00", "12:00"), ("до 8", None, "20:00"),
    ],
)  # fmt: skip
def test_hours_are_those_a_shop_keeps(text: str, start: str | None, end: str | None) -> None:
    said = dict(named(text, "choose_slot", "time_from", "time_to"))
    assert (said.get("time_from"), said.get("time_to")) == (start, end)
