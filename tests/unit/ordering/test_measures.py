"""Things whose feed tells no measures are packed by their kind, and said to be a guess."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.catalog.feeds import measures
from core.catalog.model import Dimensions, Handling
from core.catalog.usual_measures import kind_of, kinds
from core.fulfilment.intake import Order as EngineOrder
from core.fulfilment.intake import formalise
from core.ordering.measures import category_of, usual_estimates
from core.ordering.model import OrderLine
from core.ordering.place import _engine_line


def line(name: str, **changes: Any) -> OrderLine:
    told: dict[str, Any] = {"sold_by": "piece", "dimensions": None, "handling": Handling(), **changes}
    return OrderLine("x", {"ru": name}, 100, Decimal(2), **told)


@pytest.mark.parametrize(
    ("name", "kind", "temperature"),
    [
        ("Молоко 2,5 % 1 л", "milk", "chilled"),
        ("Сүт 3,2 %", "milk", "chilled"),
        ("Whole milk", "milk", "chilled"),
        ("Мороженое пломбир с молоком", "ice_cream", "frozen"),
        ("Пельмени из говядины 900 г", "frozen", "frozen"),
        ("Сок яблочный 1 л", "juice", "ambient"),
        ("Apple juice", "juice", "ambient"),
        ("Бананы", "produce", "ambient"),
        ("Стиральный порошок автомат", "laundry", "ambient"),
        ("Кроссовки беговые 42", "shoes", "ambient"),
        ("Куртка зимняя", "clothes", "ambient"),
        ("Тауық еті", "meat", "chilled"),
        ("Набор бокалов", "glass", "ambient"),
    ],
)
def test_a_thing_is_known_by_its_name(name: str, kind: str, temperature: str) -> None:
    found = kind_of({"ru": name})
    assert found is not None and (found.name, found.handling.temperature) == (kind, temperature)


@pytest.mark.parametrize("name", ["", "Xyzzy 42", "Штуковина", "!!!", "а" * 5000])
def test_what_no_list_names_is_of_no_kind(name: str) -> None:
    assert kind_of({"ru": name}) is None
    assert category_of(line(name)) is None


def _formal(order_line: OrderLine) -> Any:
    order = EngineOrder(
        id="o", lines=(_engine_line(order_line),), address_id="a", lat=43, lon=76, slot=(0, 1)
    )
    return formalise(order, usual_estimates())


def test_a_guess_is_packed_by_its_kind_and_marked() -> None:
    formal = _formal(line("Шампунь для волос"))
    assert formal.estimated == ("x",) and formal.weight_g == 700
    [item] = formal.items
    assert (item.length_mm, item.segregation) == (70, "chemical")
    ice = _formal(line("Балмұздақ"))
    assert ice.temperatures == ("frozen",)


def test_what_a_feed_tells_is_never_guessed() -> None:
    told = line("Мороженое", dimensions=Dimensions(10, 20, 30, 40))
    formal = _formal(told)
    assert formal.estimated == () and formal.weight_g == 80 and formal.temperatures == ("ambient",)
    kept = _formal(line("Молоко", handling=Handling(temperature="frozen")))
    assert kept.estimated == ("x",) and kept.temperatures == ("frozen",)


def test_two_kilograms_weigh_two_kilograms() -> None:
    formal = _formal(line("Мясо говядина", sold_by="weight"))
    assert formal.weight_g == 2000 and formal.temperatures == ("chilled",)


def test_the_list_is_sound() -> None:
    for kind in kinds():
        assert min(kind.dimensions.length_mm, kind.dimensions.width_mm, kind.dimensions.height_mm) >= 20
        assert 50 <= kind.dimensions.weight_g <= 50_000
        assert measures.segregation(kind.handling.segregation) or kind.handling.segregation == "general"
        assert kind.handling.temperature in ("ambient", "chilled", "frozen")
