"""A payment settles one order once, whatever is repeated, reordered or refused: on a real database."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.adapters.persistence.engine import create_engine
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.catalog.model import Handling
from core.delivery.model import Address
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict, UnlawfulTransition
from core.kernel.geo import GeoPoint
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Order, OrderLine
from core.payments.model import Payment, PaymentNotice
from core.payments.settle import PaymentMismatch, give_back, recognise, refund, settle, void

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PRICE = 450_000
PAID = PaymentNotice("sandbox", "paid", "pay", "captured", PRICE, "KZT", "charge")
T = TypeVar("T")


async def open_shop(units: SqlUnitsOfWork) -> None:
    async with units() as unit:
        await unit.stores.add(Store("store", "Дүкен", "Almaty", GeoPoint(43, 77), "Абай 1", "+7701"))
        shopper = await unit.people.shopper("store", "web", "visitor", "kk")
        line = OrderLine("cake", {"kk": "торт"}, PRICE, Decimal(1), "piece", None, Handling())
        window = TimeWindow(NOON, NOON + timedelta(hours=2))
        address = Address("Абай 10", GeoPoint(43, 77), "house")
        await unit.orders.add(
            Order(
                "order", "store", shopper.shopper_id, 1001, "CODE", "placed", NOON, "kk", "Айгүл", "+7701",
                "delivery", address, window, "card", (line,), 0,
            )
        )  # fmt: skip
        await unit.payments.add(
            Payment("pay", "store", "order", "card", PRICE, "KZT", "pending", NOON, "sandbox")
        )
        await unit.commit()


async def tell(units: SqlUnitsOfWork, notice: PaymentNotice) -> Payment | None:
    async with units() as unit:
        payment = await settle(notice, unit.payments, unit.ledger, FixedClock(NOON))
        await unit.commit()
        return payment


async def standing(units: SqlUnitsOfWork) -> tuple[str, dict[str, int]]:
    async with units() as unit:
        return (await unit.payments.get("pay")).state, await unit.ledger.balances("store")


@pytest.fixture
async def units(units_of_work: SqlUnitsOfWork) -> SqlUnitsOfWork:
    await open_shop(units_of_work)
    return units_of_work


async def test_the_same_word_from_many_mouths_at_once_pays_once(units: SqlUnitsOfWork) -> None:
    notices = [PAID, PAID, replace(PAID, event_id="again"), replace(PAID, event_id="late", outcome="failed")]
    told = await asyncio.gather(*(tell(units, notice) for notice in notices))
    assert [payment.state for payment in told if payment is not None].count("captured") == 1
    assert await standing(units) == ("captured", {"cash:sandbox": PRICE, "prepayments": -PRICE})


@pytest.mark.parametrize(
    "notice",
    [
        replace(PAID, amount_minor=PRICE - 1),
        replace(PAID, currency="RUB"),
    ],
)
async def test_other_money_than_was_asked_for_changes_nothing(
    units: SqlUnitsOfWork, notice: PaymentNotice
) -> None:
    with pytest.raises(PaymentMismatch) as refused:
        await tell(units, notice)
    assert refused.value.key == "error-payment-mismatch"
    assert await standing(units) == ("pending", {})
    assert (await tell(units, PAID)) is not None


async def test_a_second_charge_for_a_paid_order_changes_nothing_but_is_on_record(
    units: SqlUnitsOfWork,
) -> None:
    await tell(units, PAID)
    second = replace(PAID, event_id="other", external_id="another charge")
    assert await tell(units, second) is None
    assert await standing(units) == ("captured", {"cash:sandbox": PRICE, "prepayments": -PRICE})
    async with units() as unit:
        assert not await unit.payments.first_time(second)


async def test_a_payment_by_card_is_settled_by_whoever_took_the_money(units: SqlUnitsOfWork) -> None:
    await tell(units, replace(PAID, provider="telegram"))
    assert await standing(units) == ("captured", {"cash:telegram": PRICE, "prepayments": -PRICE})


async def test_money_that_comes_after_the_order_was_given_up_is_on_the_books_and_can_go_back(
    units: SqlUnitsOfWork,
) -> None:
    async with units() as unit:
        await void(await unit.payments.get("pay"), unit.payments)
        await unit.commit()
    late = await tell(units, PAID)
    assert late is not None
    assert await standing(units) == ("captured", {"cash:sandbox": PRICE, "prepayments": -PRICE})
    async with units() as unit:
        await give_back(late, unit.payments, unit.ledger, FixedClock(NOON))
        await unit.commit()
    assert await standing(units) == ("refunded", {"cash:sandbox": 0, "prepayments": 0})


async def test_goods_handed_over_are_earned_and_a_refund_takes_it_back(units: SqlUnitsOfWork) -> None:
    await tell(units, PAID)
    async with units() as unit:
        payment = await unit.payments.get("pay")
        await recognise(payment, unit.ledger, FixedClock(NOON))
        await unit.commit()
    assert (await standing(units))[1] == {"cash:sandbox": PRICE, "prepayments": 0, "revenue": -PRICE}
    async with units() as unit:
        await refund(payment, unit.payments, unit.ledger, FixedClock(NOON), recognised=True)
        await unit.commit()
    assert await standing(units) == ("refunded", {"cash:sandbox": 0, "prepayments": 0, "revenue": 0})


class Settlement(RuleBasedStateMachine):
    """Any notices in any order, with refunds and voids between them."""

    template: ClassVar[Path]

    @initialize()
    def open(self) -> None:
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="duken-settlement-"))
        self.engine = create_engine(f"sqlite:///{shutil.copy(self.template, self.folder / 'duken.db')}")
        self.units = SqlUnitsOfWork(self.engine, FixedClock(NOON))
        self.run(open_shop(self.units))
        self.captures = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @rule(
        event_id=st.sampled_from("abcd"),
        outcome=st.sampled_from(["captured", "failed"]),
        amount_minor=st.sampled_from([PRICE, PRICE, PRICE, 1]),
        external_id=st.sampled_from(["charge", "charge", "another"]),
    )
    def notice(self, **told: Any) -> None:
        try:
            payment = self.run(tell(self.units, replace(PAID, **told)))
        except Conflict:
            return
        self.captures += payment is not None and payment.state == "captured"

    @rule(how=st.sampled_from(["void", "refund"]))
    def take_back(self, how: str) -> None:
        async def act() -> None:
            async with self.units() as unit:
                payment = await unit.payments.get("pay")
                if how == "void":
                    await void(payment, unit.payments)
                else:
                    await refund(payment, unit.payments, unit.ledger, FixedClock(NOON), recognised=False)
                await unit.commit()

        try:
            self.run(act())
        except UnlawfulTransition:
            return

    @invariant()
    def paid_at_most_once_and_in_balance(self) -> None:
        state, balances = self.run(standing(self.units))
        assert self.captures <= 1
        assert sum(balances.values()) == 0
        assert balances.get("cash:sandbox", 0) == (PRICE if state == "captured" else 0)
        assert (state in ("captured", "refunded")) == (self.captures == 1)

    def teardown(self) -> None:
        self.run(self.engine.dispose())
        self.runner.close()
        shutil.rmtree(self.folder)


def test_whatever_comes_in_whatever_order_an_order_is_paid_at_most_once(sqlite_template: Path) -> None:
    Settlement.template = sqlite_template
    run_state_machine_as_test(
        Settlement,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
