"""The rules of a proof: what a code is, how often one is tried, how often one is sent."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ordering import change
from core.ordering.lifecycle import PLANNABLE
from core.ordering.model import PhoneProof
from core.ordering.proof import (
    A_DAY,
    BETWEEN_SENDS,
    CODE_LIVES,
    NO_WAY,
    SENDS_A_DAY,
    TRIES,
    Codes,
    can_be_texted,
    change_phone,
    lives,
    next_sending,
    tried,
    waits_for_call,
    with_code,
)
from core.ordering.screening import OrderRefused
from tests.unit.ordering.conftest import Shop, notice

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
BLANK = PhoneProof("proof", "store", "anna", "+77012345678")
CODES = Codes(b"secret", lambda: "challenge")
SENT = with_code(BLANK, "challenge", NOON)


def test_a_code_is_four_digits_of_the_secret_the_phone_and_the_challenge() -> None:
    code = CODES.code(SENT)
    assert code == CODES.code(SENT) and len(code) == 4 and code.isdecimal()
    others = [
        Codes(b"another secret", CODES.challenge).code(SENT),
        CODES.code(replace(SENT, phone="+77012345679")),
        CODES.code(replace(SENT, challenge="another")),
    ]
    assert len({code, *others}) == 4


def test_every_code_is_as_likely_as_any_other() -> None:
    codes = [CODES.code(replace(SENT, challenge=f"c{n}")) for n in range(20_000)]
    assert len(set(codes)) > 8_000, "of ten thousand"
    by_first = Counter(code[0] for code in codes)
    assert set(by_first) == set("0123456789") and max(by_first.values()) < 2_200


@given(said=st.text(max_size=12) | st.integers(0, 9_999).map(lambda n: f"{n:04}"))
def test_only_the_code_itself_fits(said: str) -> None:
    assert CODES.fits(SENT, said) == (said == CODES.code(SENT))


@given(
    tries=st.lists(st.tuples(st.sampled_from((False, False, False, True)), st.integers(0, 250)), max_size=8)
)
def test_a_phone_is_proven_only_by_the_right_code_in_time_within_the_tries(
    tries: list[tuple[bool, int]],
) -> None:
    proof, wrong, now = SENT, 0, NOON
    right = CODES.code(SENT)
    for is_right, seconds in tries:
        now += timedelta(seconds=seconds)
        could = wrong < TRIES and now < NOON + CODE_LIVES and proof.proven_at is None
        assert lives(proof, now) == could
        proof, verdict = tried(proof, CODES, right if is_right else "none", now)
        assert verdict == (("proven" if is_right else "wrong") if could else "void")
        wrong += verdict == "wrong"
    assert (proof.challenge is None) == (proof.expires_at is None)


def test_a_new_code_begins_anew() -> None:
    spoiled, _ = tried(SENT, CODES, "none", NOON)
    assert spoiled.tries_left == TRIES - 1
    again = with_code(replace(spoiled, sent_at=NOON), "next", NOON + BETWEEN_SENDS)
    assert (again.tries_left, again.sent_at, again.challenge) == (TRIES, None, "next")


@given(wishes=st.lists(st.integers(0, 20_000), max_size=60))
def test_however_often_it_is_wished_no_number_is_flooded(wishes: list[int]) -> None:
    sent: list[datetime] = []
    now = NOON
    for seconds in wishes:
        now += timedelta(seconds=seconds)
        at = next_sending(sent, now)
        assert at >= now
        if at == now:
            sent.append(now)
        else:
            assert next_sending(sent, at) == at, "at the time that is told it may be sent"
    assert all(b - a >= BETWEEN_SENDS for a, b in itertools.pairwise(sent))
    for first in sent:
        assert sum(first <= at < first + A_DAY for at in sent) <= SENDS_A_DAY


@pytest.mark.parametrize(
    ("phone", "can"),
    [
        ("+77012345678", True),
        ("+77771234567", True),
        ("+77272500000", False),
        ("+79161234567", False),
        ("+14155552671", False),
        ("+7000", False),
        ("87012345678", False),
        ("", False),
        ("none", False),
    ],
)
def test_codes_go_to_mobile_phones_of_the_country_only(phone: str, can: bool) -> None:
    assert can_be_texted(phone) == can


async def test_a_doubtful_order_waits_for_the_phone_where_it_can_be_proven(shop: Shop) -> None:
    called, _ = await shop.buy({"tv": "1"}, "cash")
    assert (called.state, called.events[-1].reason) == ("held", NO_WAY) and waits_for_call(called)
    waiting, _ = await shop.buy({"tv": "1"}, "cash", who="anna", provable=True)
    assert waiting.state == "unproven" and not waits_for_call(waiting)
    paid_first, _ = await shop.buy({"tv": "1"}, "card", who="oleg", provable=True)
    assert paid_first.state == "reserved"
    usual, _ = await shop.buy({"tea": "1"}, "cash", who="olga", phone="+77010000009", provable=True)
    assert usual.state == "reserved"


async def test_money_that_comes_meanwhile_lets_the_order_go_on(shop: Shop) -> None:
    order, payment = await shop.buy({"tv": "1"}, "cash", provable=True)
    async with shop.units() as work:
        paid = await change.pay(work, notice(payment), shop.clock)
        await work.commit()
    assert paid is not None and paid[0].state == "reserved"
    assert [event.name for event in paid[0].events][-2:] == ["OrderPaid", "OrderReserved"]
    assert (await shop.order(order)).state == "reserved"


async def test_an_order_that_waits_is_not_planned_and_is_given_up_with_all_it_held(shop: Shop) -> None:
    order, _ = await shop.buy({"tv": "1"}, "cash", provable=True)
    assert order.state not in PLANNABLE and await shop.stock("tv") == 99
    cancelled = await shop.change(change.cancel, order, "shopper")
    assert (
        cancelled.state == "cancelled"
        and await shop.stock("tv") == 100
        and set(await shop.booked()) <= {None}
    )


REFUSER = "+77059998877"


async def refused_at_the_door(shop: Shop, phone: str, times: int) -> None:
    for _ in range(times):
        order, _ = await shop.buy({"rice": "0.5"}, "cash", who="refuser", phone=phone)
        for step in (change.accept, change.mark_packed):
            await shop.change(step, order)
        await shop.change(change.dispatch, order, "courier")
        await shop.change(change.take_back, order, "courier")
        shop.clock.at += A_DAY


async def test_another_number_is_screened_like_the_first(shop: Shop) -> None:
    await refused_at_the_door(shop, REFUSER, 1)
    waiting, _ = await shop.buy({"tv": "1"}, "cash", who="anna", provable=True)
    assert waiting.state == "unproven" and "refused-before" not in waiting.screening
    async with shop.units() as work:
        after = await change_phone(work, await work.orders.get(waiting.order_id), REFUSER, shop.clock)
        await work.commit()
    assert after.state == "held" and "refused-before" in after.screening, "a person looks at it"
    assert await shop.order(waiting) == after
    assert [event.name for event in after.events][-3:] == ["OrderPhoneChanged", "OrderScreened", "OrderHeld"]


async def test_a_good_number_does_not_make_a_doubtful_order_go_on_unproven(shop: Shop) -> None:
    waiting, _ = await shop.buy({"tv": "1"}, "cash", who="anna", provable=True)
    for _ in range(4):
        order, _ = await shop.buy({"rice": "0.1"}, "cash", who="regular", phone="+77051112233", pickup=True)
        for step in (change.accept, change.mark_packed):
            await shop.change(step, order)
        await shop.change(change.dispatch, order, "seller")
        await shop.change(change.deliver, order, "seller")
    shop.clock.at += A_DAY
    async with shop.units() as work:
        after = await change_phone(work, await work.orders.get(waiting.order_id), "+77051112233", shop.clock)
        await work.commit()
    assert (after.state, after.phone) == ("unproven", "+77051112233")


async def test_a_number_that_the_screening_refuses_changes_nothing(shop: Shop) -> None:
    await refused_at_the_door(shop, REFUSER, 3)
    waiting, _ = await shop.buy({"tv": "1"}, "cash", who="anna", provable=True)
    async with shop.units() as work:
        with pytest.raises(OrderRefused):
            await change_phone(work, await work.orders.get(waiting.order_id), REFUSER, shop.clock)
        await work.commit()
    assert await shop.order(waiting) == waiting
