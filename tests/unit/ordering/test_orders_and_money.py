"""Placing, paying, accepting, cancelling: goods, windows and money stay where they belong. On a real database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.delivery.slots import SlotGone
from core.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, OutOfStock, UnlawfulTransition
from core.ordering import change
from core.ordering.model import Order
from core.ordering.screening import FEW_ORDERS, OrderRefused
from core.payments.model import Payment
from core.payments.settle import PaymentMismatch
from tests.unit.ordering.conftest import A_DAY, Shop, notice

TOTAL = 2 * 179_000 + 60_000 // 2 + 99_000


async def pay(
    shop: Shop, payment: Payment, event: str = "e1", **changes: object
) -> tuple[Order, Payment] | None:
    async with shop.units() as work:
        paid = await change.pay(work, notice(payment, event, **changes), shop.clock)
        await work.commit()
    return paid


async def test_an_order_takes_goods_and_window_and_empties_the_cart(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "2", "rice": "0.5"})
    assert (order.number, order.state, order.total_minor) == (1001, "reserved", TOTAL)
    assert [e.name for e in order.events] == [
        "OrderPlaced", "OrderRegistered", "OrderScreened", "OrderFormalised", "OrderReserved"
    ]  # fmt: skip
    assert (payment.state, payment.amount_minor) == ("pending", TOTAL)
    assert (await shop.stock("tea"), await shop.stock("rice")) == (Decimal(1), Decimal(2))
    assert await shop.booked() == [order.order_id]
    async with shop.units() as work:
        assert (await work.carts.get("store", order.shopper_id)).lines == ()
    assert await shop.balances() == {}, "nothing is paid yet"


async def test_the_same_notice_three_times_pays_once(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "2", "rice": "0.5"})
    paid = [await pay(shop, payment) for _ in range(3)]
    assert [p is not None for p in paid] == [True, False, False]
    assert await pay(shop, payment, "another event of the same charge") is None
    assert await shop.balances() == {"cash:sandbox": TOTAL, "prepayments": -TOTAL}
    assert [e.name for e in (await shop.order(order)).events].count("OrderPaid") == 1


@pytest.mark.parametrize("wrong", [{"amount_minor": 1}, {"amount_minor": TOTAL + 1}, {"currency": "USD"}])
async def test_a_payment_of_other_money_changes_nothing(shop: Shop, wrong: dict[str, object]) -> None:
    order, payment = await shop.buy({"tea": "2", "rice": "0.5"})
    with pytest.raises(PaymentMismatch):
        await pay(shop, payment, **wrong)
    assert await shop.balances() == {} and (await shop.payment(order)).state == "pending"
    assert await pay(shop, payment) is not None, "the right notice of the same event still counts"


async def test_money_that_comes_after_the_cancelling_goes_back(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "1"})
    await shop.change(change.cancel, order, "shopper")
    assert (await shop.payment(order)).state == "voided"
    paid = await pay(shop, payment)
    assert paid is not None and (paid[0].state, paid[1].state) == ("refunded", "refunded")
    assert await shop.balances() == {}
    assert await pay(shop, payment) is None


async def test_a_failed_payment_can_be_tried_again_and_old_failures_are_passed_over(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "1"})
    await pay(shop, payment, "e1", outcome="failed")
    assert (await shop.payment(order)).state == "failed"
    await pay(shop, payment, "e2")
    await pay(shop, payment, "e3", outcome="failed")
    assert (await shop.payment(order)).state == "captured"


async def test_a_cancelled_order_gives_everything_back(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "3", "rice": "2.5"})
    await pay(shop, payment)
    cancelled = await shop.change(change.cancel, order, "shopper", "changed my mind")
    assert cancelled.state == "refunded"
    assert (await shop.stock("tea"), await shop.stock("rice")) == (Decimal(3), Decimal("2.5"))
    assert await shop.booked() == [] and await shop.balances() == {}
    with pytest.raises(UnlawfulTransition):
        await shop.change(change.cancel, order, "shopper")
    assert await shop.stock("tea") == 3, "nothing is given back twice"


async def test_a_rejected_order_gives_everything_back_and_says_why(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "3"})
    await pay(shop, payment)
    rejected = await shop.change(change.reject, order, "нет товара")
    assert [(e.name, e.reason) for e in rejected.events[-2:]] == [
        ("OrderRejected", "нет товара"),
        ("OrderRefunded", ""),
    ]
    assert await shop.stock("tea") == 3 and await shop.booked() == [] and await shop.balances() == {}


async def test_an_order_paid_in_advance_is_accepted_only_when_it_is_paid(shop: Shop) -> None:
    order, payment = await shop.buy({"tea": "1"}, "kaspi")
    with pytest.raises(Forbidden) as refused:
        await shop.change(change.accept, order)
    assert refused.value.key == "error-not-paid" and (await shop.order(order)).state == "reserved"
    await pay(shop, payment)
    assert (await shop.change(change.accept, order)).state == "accepted"


async def test_cash_is_earned_at_the_door_and_the_goods_leave_the_shelf(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "2"}, "cash")
    for step in (change.accept, change.mark_packed):
        await shop.change(step, order)
    await shop.change(change.dispatch, order, "courier")
    assert await shop.balances() == {} and await shop.stock("tea") == 1
    delivered = await shop.change(change.deliver, order, "courier")
    assert await shop.balances() == {"cash:cash": delivered.total_minor, "revenue": -delivered.total_minor}
    with pytest.raises(UnlawfulTransition):
        await shop.change(change.cancel, order, "shopper")
    with pytest.raises(UnlawfulTransition):
        await shop.change(change.deliver, order, "courier")
    assert await shop.stock("tea") == 1


async def test_what_is_not_paid_in_time_lets_goods_and_window_go(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "3"})
    expired = await shop.change(change.expire_unpaid, order)
    assert expired.state == "cancelled" and expired.events[-1].reason == "unpaid"
    assert await shop.stock("tea") == 3 and await shop.booked() == []
    assert await shop.change(change.expire_unpaid, order) is None


async def test_what_is_paid_or_paid_at_the_door_does_not_expire(shop: Shop) -> None:
    paid, payment = await shop.buy({"tea": "1"})
    await pay(shop, payment)
    cash, _ = await shop.buy({"tea": "1"}, "cash")
    for order in (paid, cash):
        assert await shop.change(change.expire_unpaid, order) is None
        assert (await shop.order(order)).state == "reserved"


async def test_the_last_goods_are_sold_once(shop: Shop) -> None:
    await shop.buy({"tea": "3"}, who="first")
    with pytest.raises(OutOfStock) as refused:
        await shop.buy({"tea": "1"}, who="second")
    assert refused.value.params["left"] == 0
    assert await shop.booked() in ([], [None]) or len(await shop.booked()) == 2
    async with shop.units() as work:
        second = await work.people.shopper("store", "web", "second", "ru")
        assert await work.orders.of_shopper("store", second.shopper_id) == []
        assert len((await work.carts.get("store", second.shopper_id)).lines) == 1, "the cart is as it was"


async def test_no_cart_no_window_no_order(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as empty:
        await shop.buy({})
    assert empty.value.key == "error-cart-empty"
    with pytest.raises(SlotGone):
        await shop.buy({"tea": "1"}, expect_hold=False)
    assert await shop.stock("tea") == 3


async def test_a_pickup_needs_no_window_and_no_fee(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "1"}, "cash", pickup=True)
    assert (order.delivery_minor, await shop.booked()) == (0, [])
    cancelled = await shop.change(change.cancel, order, "shopper")
    assert cancelled.state == "cancelled"


async def test_another_shoppers_order_is_not_found(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "1"}, who="owner")
    async with shop.units() as work:
        stranger = await work.people.shopper("store", "web", "stranger", "ru")
        for shopper_id, number, store in (
            (stranger.shopper_id, order.number, "store"),
            (order.shopper_id, order.number, "other-store"),
            (order.shopper_id, 9_999, "store"),
            (order.shopper_id, 10**30, "store"),
            (order.shopper_id, -1, "store"),
        ):
            with pytest.raises(NotFound):
                await change.own_order(work, store, shopper_id, number)
        assert (await change.own_order(work, "store", order.shopper_id, order.number)).number == order.number


async def test_two_changes_of_one_order_at_once_do_not_overwrite_each_other(shop: Shop) -> None:
    order, _ = await shop.buy({"tea": "1"}, "cash")
    await shop.change(change.accept, order)
    async with shop.units() as work:
        with pytest.raises(Conflict):
            await change.reject(work, shop.book(work), order, shop.clock, "read before it was accepted")


async def test_shoppers_who_cancel_in_time_are_no_worse_customers(shop: Shop) -> None:
    for _ in range(3):
        order, _payment = await shop.buy({"tea": "1"}, "cash")
        await shop.change(change.cancel, order, "shopper")
        shop.clock.at += A_DAY
    order, _payment = await shop.buy({"tea": "1"}, "cash")
    assert order.state == "reserved" and "refused-before" not in order.screening


async def test_orders_refused_at_the_door_are_remembered(shop: Shop) -> None:
    for _ in range(3):
        order, _payment = await shop.buy({"rice": "0.5"}, "cash")
        for step in (change.accept, change.mark_packed):
            await shop.change(step, order)
        await shop.change(change.dispatch, order, "courier")
        back = await shop.change(change.take_back, order, "courier")
        assert back.state == "returned" and await shop.stock("rice") == Decimal("2.5")
        shop.clock.at += A_DAY
    order, _payment = await shop.buy({"rice": "0.5"}, "cash")
    assert "refused-before" in order.screening and order.state == "held", "a person looks at it first"
    with pytest.raises(UnlawfulTransition):
        await shop.change(change.dispatch, order, "courier")


async def test_an_order_far_above_the_usual_is_noticed_once_the_usual_is_known(shop: Shop) -> None:
    first, _ = await shop.buy({"tv": "1"}, who="early", phone="+77010000000")
    assert "unusual-total" not in first.screening
    for number in range(FEW_ORDERS):
        await shop.buy({"rice": "0.1"}, "cash", who=f"w{number}", phone=f"+7701{number:07}", pickup=True)
    late, _ = await shop.buy({"tv": "1"}, who="late", phone="+77019999999")
    assert "unusual-total" in late.screening


async def test_a_refused_order_leaves_no_trace(shop: Shop) -> None:
    """So many bad signs that the screening says no; a person may still say yes."""
    for _ in range(9):
        await shop.buy({"rice": "0.1"}, "cash", pickup=True)
    with pytest.raises(OrderRefused):
        await shop.buy({"tv": "60"}, "cash")
    assert await shop.stock("tv") == 100 and set(await shop.booked()) <= {None}
