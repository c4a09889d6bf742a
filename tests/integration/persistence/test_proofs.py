"""Proofs of phones on both databases: one per shopper and phone, and counted when many ask at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from core.ordering import proof
from core.ordering.lifecycle import advance
from core.ordering.model import PhoneProof, Shopper
from core.ordering.proof import Codes
from tests.integration.persistence.conftest import NOON, Shop

PHONE = "+77010000001"
CODES = Codes(b"secret", iter(f"c{n}" for n in range(1_000)).__next__)


async def test_a_proof_comes_back_as_it_was_saved(shop: Shop) -> None:
    async with shop.units() as work:
        blank = await work.proofs.get("store", shop.shopper.shopper_id, PHONE)
        saved = replace(
            blank, challenge="c", expires_at=NOON, tries_left=2, sent_at=NOON - timedelta(minutes=1)
        )
        await work.proofs.save(saved)
        await work.commit()
    async with shop.units() as work:
        assert await work.proofs.get("store", shop.shopper.shopper_id, PHONE) == saved
        assert await work.proofs.by_id(saved.proof_id) == saved
        assert await work.proofs.by_id("nobody's") is None
        with pytest.raises(NotFound):
            await work.proofs.save(PhoneProof("nobody's", "store", shop.shopper.shopper_id, PHONE))


async def test_two_first_looks_at_once_make_one_proof(shop: Shop) -> None:
    async def look() -> str:
        async with shop.units() as work:
            found = await work.proofs.get("store", shop.shopper.shopper_id, PHONE)
            await work.commit()
        return found.proof_id

    assert len(set(await asyncio.gather(*(look() for _ in range(6))))) == 1


async def test_many_shoppers_who_ask_at_once_get_one_code_to_a_number(shop: Shop) -> None:
    async def ask(name: str) -> str:
        async with shop.units() as work:
            shopper = await work.people.shopper("store", "web", name, "kk")
            sending = await proof.send(work, CODES, shopper, PHONE, NOON, again=True)
            await work.commit()
        return sending.outcome

    outcomes = await asyncio.gather(*(ask(f"visitor {n}") for n in range(6)))
    assert sorted(outcomes) == ["sent", *["soon"] * 5]


async def test_guesses_that_come_at_once_are_all_counted(shop: Shop) -> None:
    async with shop.units() as work:
        await proof.send(work, CODES, shop.shopper, PHONE, NOON, again=False)
        await work.commit()

    async def guess(said: str) -> str:
        async with shop.units() as work:
            _, verdict = await proof.check(work, CODES, shop.shopper, PHONE, said, NOON)
            await work.commit()
        return verdict

    assert sorted(await asyncio.gather(*(guess(f"no {n}") for n in range(7)))) == ["void"] * 4 + ["wrong"] * 3


async def test_the_proof_and_the_end_of_waiting_at_once_move_the_order_once(
    shop: Shop, clock: FixedClock
) -> None:
    await _waits(shop)

    async def proven() -> None:
        async with shop.units() as work:
            await proof.release(work, shop.shopper, PHONE, clock)
            await work.commit()

    async def late() -> None:
        async with shop.units() as work:
            await proof.give_up(work, await work.orders.get("order"), clock, proof.TOO_LATE)
            await work.commit()

    await asyncio.gather(proven(), late(), proven(), late())
    async with shop.units() as work:
        order = await work.orders.get("order")
    assert [event.name for event in order.events][-1] in {"OrderReserved", "OrderHeld"}
    assert sum(event.name in {"OrderReserved", "OrderHeld"} for event in order.events) == 1


async def test_only_ones_own_orders_of_the_number_are_let_go_on(shop: Shop, clock: FixedClock) -> None:
    await _waits(shop)
    async with shop.units() as work:
        stranger: Shopper = await work.people.shopper("store", "web", "stranger", "ru")
        assert await proof.release(work, stranger, PHONE, clock) == []
        assert await proof.release(work, shop.shopper, "+77010000002", clock) == []
        assert [order.number for order in await work.orders.unproven()] == [1001]
        assert [order.state for order in await proof.release(work, shop.shopper, PHONE, clock)] == [
            "reserved"
        ]
        await work.commit()


async def test_the_sweep_finds_what_was_not_handed_over(shop: Shop) -> None:
    async with shop.units() as work:
        sending = await proof.send(work, CODES, shop.shopper, PHONE, NOON, again=False)
        assert await work.proofs.unsent(NOON) == [sending.proof]
        assert await work.proofs.unsent(NOON + proof.CODE_LIVES) == [], "too old to be worth it"
        await work.proofs.save(replace(sending.proof, sent_at=NOON))
        assert await work.proofs.unsent(NOON) == []


async def _waits(shop: Shop) -> None:
    """An order that waits for the proof of its phone."""
    order = shop.order("order", 1001)
    for state in ("registered", "screened", "formalised", "unproven"):
        order = advance(order, state, NOON, "system")  # type: ignore[arg-type]
    async with shop.units() as work:
        await work.orders.add(order)
        await work.commit()
