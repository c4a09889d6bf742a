"""Every lawful step of an order is taken and recorded; an unlawful one raises and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.catalog.model import Handling
from core.delivery.model import Address
from core.kernel.errors import UnlawfulTransition
from core.kernel.geo import GeoPoint
from core.kernel.timewindow import TimeWindow
from core.ordering.lifecycle import CANCELLABLE, LAWFUL, OPEN, PAST_TENSE, PLANNABLE, advance
from core.ordering.model import Order, OrderLine, OrderState

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
STATES: tuple[OrderState, ...] = get_args(OrderState)


def order(state: OrderState = "placed") -> Order:
    return Order(
        order_id="order", store_id="store", shopper_id="shopper", number=1042, tracking_code="CODE", state=state,
        placed_at=NOON, language="ru", customer_name="Олег", phone="+77010000000", method="delivery",
        address=Address("Абая 10", GeoPoint(43.2, 76.9), "house"), window=TimeWindow(NOON, NOON + timedelta(hours=2)),
        payment_method="card", lines=(OrderLine("tea", {"ru": "чай"}, 100, Decimal(1), "piece", None, Handling()),),
        delivery_minor=0,
    )  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_step_is_either_taken_with_its_event_or_refused(state: OrderState) -> None:
    before = order(state)
    for to in STATES:
        if to in LAWFUL[state]:
            after = advance(before, to, NOON, "seller", "why")
            assert after.state == to
            (event,) = after.events
            assert (event.name, event.at, event.actor, event.reason) == (
                PAST_TENSE[to],
                NOON,
                "seller",
                "why",
            )
        else:
            with pytest.raises(UnlawfulTransition) as refused:
                advance(before, to, NOON, "seller")
            assert refused.value.params["number"] == "1042"
    assert before == order(state)


def test_every_state_has_its_steps_and_its_event() -> None:
    assert set(LAWFUL) == set(PAST_TENSE) == set(STATES)
    assert len(set(PAST_TENSE.values())) == len(STATES)


def test_a_refunded_order_is_the_end_and_everything_else_goes_on() -> None:
    assert [s for s in STATES if not LAWFUL[s]] == ["refunded"]


def test_what_is_on_the_road_is_not_cancelled_and_what_is_delivered_is_not_open() -> None:
    assert {"dispatched", "delivered", "closed", "refunded"}.isdisjoint(CANCELLABLE)
    assert {"delivered", "closed", "cancelled", "rejected", "returned", "refunded"}.isdisjoint(OPEN)
    assert PLANNABLE < OPEN and "held" not in PLANNABLE, "what a person has not looked at is not driven"


class LifeOfAnOrder(RuleBasedStateMachine):
    """Anybody asks for anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.order = order()
        self.walked: list[OrderState] = ["placed"]

    @rule(to=st.sampled_from(STATES), actor=st.sampled_from(["shopper", "seller", "courier", "system"]))
    def ask(self, to: OrderState, actor: str) -> None:
        before = self.order
        try:
            self.order = advance(before, to, NOON, actor)  # type: ignore[arg-type]
            self.walked.append(to)
        except UnlawfulTransition:
            assert self.order is before

    @rule(choice=st.randoms(use_true_random=False))
    def go_on(self, choice: object) -> None:
        lawful = sorted(LAWFUL[self.order.state])
        if lawful:
            to = choice.choice(lawful)  # type: ignore[attr-defined]
            self.order = advance(self.order, to, NOON, "system")
            self.walked.append(to)

    @invariant()
    def only_lawful_steps_were_taken(self) -> None:
        assert all(to in LAWFUL[at] for at, to in pairwise(self.walked))

    @invariant()
    def the_events_tell_the_whole_way(self) -> None:
        assert [e.name for e in self.order.events] == [PAST_TENSE[s] for s in self.walked[1:]]

    @invariant()
    def what_was_bought_never_changes(self) -> None:
        assert (self.order.lines, self.order.total_minor, self.order.number) == (order().lines, 100, 1042)

    @invariant()
    def money_goes_back_only_for_what_is_not_kept(self) -> None:
        if self.order.state == "refunded":
            assert self.walked[-2] in {"cancelled", "rejected", "returned"}


TestLifeOfAnOrder = LifeOfAnOrder.TestCase
