"""A cart holds what was put into it, and never more than a person would carry to a till."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.model import Product
from core.kernel.errors import InvalidInput, OutOfStock
from core.ordering import cart as rules
from core.ordering.model import Cart, CartLine
from core.ordering.pricing import ensure_sellable, quote

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
EMPTY = Cart("store", "shopper")
quantities = st.decimals(Decimal("0.001"), Decimal(999), places=3)
offers = st.sampled_from("abcdef")


@given(st.lists(st.tuples(offers, quantities), max_size=30))
def test_a_cart_holds_the_last_quantity_that_was_set(steps: list[tuple[str, Decimal]]) -> None:
    cart, expected = EMPTY, dict[str, Decimal]()
    for offer_id, quantity in steps:
        cart, expected[offer_id] = rules.set_quantity(cart, offer_id, quantity, NOON), quantity
    assert {x.offer_id: x.quantity for x in cart.lines} == expected
    assert [x.offer_id for x in cart.lines] == list(expected), "in the order they came"


@given(
    offers,
    st.decimals(Decimal("0.001"), Decimal(499), places=3),
    st.decimals(Decimal("0.001"), Decimal(499), places=3),
)
def test_putting_twice_adds_up(offer_id: str, first: Decimal, second: Decimal) -> None:
    cart = rules.put(rules.put(EMPTY, offer_id, first, NOON), offer_id, second, NOON)
    assert cart.lines == (CartLine(offer_id, first + second),)


@given(st.decimals(allow_nan=True, allow_infinity=True).filter(lambda q: q.is_nan() or not 0 < q <= 999))
def test_a_quantity_that_nobody_could_mean_is_refused(quantity: Decimal) -> None:
    with pytest.raises(InvalidInput):
        rules.set_quantity(EMPTY, "tea", quantity, NOON)


def test_adding_beyond_the_most_is_refused_and_leaves_the_cart() -> None:
    cart = rules.put(EMPTY, "tea", Decimal(999), NOON)
    with pytest.raises(InvalidInput) as refused:
        rules.put(cart, "tea", Decimal(1), NOON)
    assert refused.value.key == "error-quantity-high" and cart.quantity_of("tea") == 999


def test_the_hundred_and_first_line_does_not_fit_but_a_known_one_changes() -> None:
    cart = EMPTY
    for number in range(rules.MAX_LINES):
        cart = rules.put(cart, f"offer {number}", Decimal(1), NOON)
    with pytest.raises(InvalidInput) as refused:
        rules.put(cart, "one more", Decimal(1), NOON)
    assert refused.value.key == "error-cart-full"
    assert rules.put(cart, "offer 7", Decimal(1), NOON).quantity_of("offer 7") == 2


def test_taking_out_and_emptying() -> None:
    cart = rules.put(rules.put(EMPTY, "tea", Decimal(1), NOON), "milk", Decimal(2), NOON)
    assert rules.remove(cart, "tea", NOON).lines == (CartLine("milk", Decimal(2)),)
    assert rules.remove(cart, "bread", NOON).lines == cart.lines
    assert rules.clear(cart, NOON).lines == () and rules.clear(cart, NOON).updated_at == NOON


def product(offer_id: str, price: int = 45_000, stock: int = 10, *, hidden: bool = False) -> Product:
    return Product("store", offer_id, {"ru": offer_id}, price, Decimal(stock), hidden=hidden)


def cart_of(**lines: str) -> Cart:
    return Cart("store", "shopper", tuple(CartLine(o, Decimal(q)) for o, q in lines.items()))


@given(st.dictionaries(offers, st.tuples(st.integers(0, 10**8), quantities), min_size=1))
def test_goods_cost_the_sum_of_their_lines(goods: dict[str, tuple[int, Decimal]]) -> None:
    cart = cart_of(**{o: str(q) for o, (_, q) in goods.items()})
    quoted = quote(cart, {o: product(o, price, 1000) for o, (price, _) in goods.items()})
    assert quoted.goods_minor == sum(line.total_minor for line in quoted.lines)
    assert all(abs(x.total_minor - goods[x.offer_id][0] * x.quantity) <= Decimal("0.5") for x in quoted.lines)


def test_what_is_gone_or_short_is_named_and_stops_the_sale() -> None:
    quoted = quote(
        cart_of(tea="3", milk="1", ghost="1"),
        {"tea": product("tea", stock=2), "milk": product("milk", hidden=True)},
    )
    assert quoted.gone == ("milk", "ghost") and quoted.short == {"tea": Decimal(2)} and not quoted.is_sellable
    with pytest.raises(OutOfStock) as gone:
        ensure_sellable(quoted)
    assert gone.value.key == "error-goods-gone"
    with pytest.raises(OutOfStock) as short:
        ensure_sellable(quote(cart_of(tea="3"), {"tea": product("tea", stock=2)}))
    assert short.value.params == {"offer_id": "tea", "left": Decimal(2), "product": {"ru": "tea"}}


def test_the_last_piece_can_still_be_bought() -> None:
    ensure_sellable(quote(cart_of(tea="2"), {"tea": product("tea", stock=2)}))
    assert not quote(EMPTY, {}).is_sellable, "nothing is nothing to sell"
