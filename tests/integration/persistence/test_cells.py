"""A locker's cell belongs to one order at a time, whatever happens at once. On both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.delivery.model import Booking, Fee, Load
from core.delivery.points import CellNumber, PickupPoint, chosen_cells
from core.fulfilment.boxes import Cell
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict
from core.kernel.hours import OpeningHours
from core.kernel.timewindow import TimeWindow
from tests.integration.persistence.conftest import ALMATY, NOON, Shop

HOLD = timedelta(minutes=30)
WEEK = OpeningHours(((0, 1_440),) * 6 + (None,))
LOCKER = PickupPoint(
    "locker", "store", "locker", {"ru": "Постамат", "kk": "Постамат"}, "Абая 44", ALMATY, WEEK, 2,
    (Cell("S", 400, 300, 100, 5_000, 2), Cell("C", 300, 300, 300, 8_000, 1, temperatures=("ambient", "chilled"))),
)  # fmt: skip
FIRST = CellNumber("S", 1)


@pytest.fixture
async def lockers(shop: Shop) -> Shop:
    async with shop.units() as unit:
        await unit.points.save([LOCKER])
        await unit.commit()
    return shop


def booking(name: str, clock: FixedClock) -> Booking:
    window = TimeWindow(NOON, NOON + timedelta(hours=2))
    return Booking(
        name, "store", "someone", window, ALMATY, Load(1, 1), Fee(0), expires_at=clock.now() + HOLD
    )


async def test_a_point_comes_back_as_it_was_saved_and_is_replaced_by_its_id(lockers: Shop) -> None:
    async with lockers.units() as unit:
        assert await unit.points.of_store("store") == [LOCKER]
        assert await unit.points.get("store", "locker") == LOCKER
        assert await unit.points.get("other", "locker") is None
        closed = PickupPoint("locker", "store", "point", {"ru": "П"}, "Абая", ALMATY, WEEK, active=False)
        await unit.points.save([closed])
        assert await unit.points.of_store("store") == []
        assert await unit.points.of_store("store", active=False) == [closed]


async def test_two_who_want_the_same_cell_do_not_both_get_it(lockers: Shop, clock: FixedClock) -> None:
    async with lockers.units() as unit:
        await unit.cells.hold(booking("ann", clock), "locker", [FIRST])
        with pytest.raises(Conflict):
            await unit.cells.hold(booking("bob", clock), "locker", [FIRST])


async def test_shoppers_at_once_get_different_cells(lockers: Shop, clock: FixedClock) -> None:
    async def take(name: str) -> tuple[CellNumber, ...] | None:
        async with lockers.units() as unit:
            await unit.cells.lock("store", "locker")
            taken = await unit.cells.taken("store", "locker", clock.now())
            try:
                cells = chosen_cells(LOCKER, taken, {"S": 1})
            except ValueError:
                return None
            await asyncio.sleep(0)
            await unit.cells.hold(booking(name, clock), "locker", cells)
            await unit.commit()
        return cells

    got = await asyncio.gather(*(take(f"shopper {n}") for n in range(5)))
    assert sorted(c for cells in got if cells for c in cells) == [CellNumber("S", 1), CellNumber("S", 2)]


async def test_a_lapsed_hold_is_nobodys_and_an_orders_cell_stays(lockers: Shop, clock: FixedClock) -> None:
    await lockers.place("one")
    async with lockers.units() as unit:
        await unit.cells.hold(booking("ann", clock), "locker", [FIRST])
        await unit.cells.hold(booking("bob", clock), "locker", [CellNumber("S", 2)])
        await unit.cells.confirm("bob", "one")
        await unit.commit()
    clock.at += HOLD
    async with lockers.units() as unit:
        assert await unit.cells.taken("store", "locker", clock.now()) == {CellNumber("S", 2)}
        await unit.cells.release("bob")
        assert await unit.cells.of_order("one") == (CellNumber("S", 2),), "an order's cell is no hold"
        await unit.cells.hold(booking("eve", clock), "locker", [FIRST])
        await unit.cells.release_order("one")
        await unit.cells.release_order("one")
        assert await unit.cells.taken("store", "locker", clock.now()) == {FIRST}


async def test_the_tables_themselves_refuse_what_is_no_cell(lockers: Shop, engine: AsyncEngine) -> None:
    for broken in (
        "('store', 'locker', 'S', 0, 'b', NULL, '2026-01-01')",
        "('store', 'locker', 'S', 1, 'b', NULL, NULL)",
        "('store', 'nowhere', 'S', 1, 'b', NULL, '2026-01-01')",
    ):
        columns = "(store_id, point_id, kind, number, booking_id, order_id, expires_at)"
        async with engine.connect() as connection:
            with pytest.raises(IntegrityError):
                await connection.execute(text(f"INSERT INTO taken_cells {columns} VALUES {broken}"))
                await connection.commit()


async def test_two_orders_at_one_point_never_share_a_code(lockers: Shop, engine: AsyncEngine) -> None:
    await lockers.place("one", 1001)
    await lockers.place("two", 1002)
    waits = "UPDATE orders SET state = 'dispatched', point_id = 'locker', pickup_code = '123456'"
    async with engine.connect() as connection:
        await connection.execute(text(f"{waits} WHERE order_id = 'one'"))
        await connection.commit()
        with pytest.raises(IntegrityError):
            await connection.execute(text(f"{waits} WHERE order_id = 'two'"))
        await connection.rollback()
        await connection.execute(text("UPDATE orders SET state = 'delivered' WHERE order_id = 'one'"))
        await connection.execute(text(f"{waits} WHERE order_id = 'two'"))
        await connection.rollback()
    async with lockers.units() as unit:
        assert await unit.orders.codes_at("store", "locker") == {"123456"}


class Ledger(RuleBasedStateMachine):
    """Holds, orders and time as they come; a plain dictionary knows who has which cell."""

    units: SqlUnitsOfWork
    clock: FixedClock
    loop: asyncio.AbstractEventLoop

    @initialize()
    def empty(self) -> None:
        self.has: dict[CellNumber, tuple[str, bool]] = {}
        self.lapses: dict[str, object] = {}
        self.names = 0
        self._run(self._clear())

    @rule(wanted=st.dictionaries(st.sampled_from(["S", "C"]), st.integers(1, 2), min_size=1))
    def hold(self, wanted: dict[str, int]) -> None:
        self.names += 1
        name = f"booking {self.names}"
        self._lapse()
        try:
            cells = chosen_cells(LOCKER, set(self.has), wanted)
        except ValueError:
            return
        held = booking(name, self.clock)
        self._run(self._hold(held, cells))
        self.has |= dict.fromkeys(cells, (name, False))
        self.lapses[name] = held.expires_at

    @rule(data=st.data())
    def order(self, data: st.DataObject) -> None:
        self._lapse()
        held = sorted({name for name, ordered in self.has.values() if not ordered})
        if held:
            name = data.draw(st.sampled_from(held))
            self._run(self._confirm(name))
            self.has = {c: (who, done or who == name) for c, (who, done) in self.has.items()}

    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        if self.has:
            name = data.draw(st.sampled_from(sorted({who for who, _ in self.has.values()})))
            self._run(self._release(name))
            self.has = {c: (who, done) for c, (who, done) in self.has.items() if done or who != name}

    @rule(minutes=st.integers(1, 40))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.at += timedelta(minutes=minutes)

    @rule(data=st.data())
    def somebody_takes_what_is_taken(self, data: st.DataObject) -> None:
        self._lapse()
        if self.has:
            cell = data.draw(st.sampled_from(sorted(self.has)))
            with pytest.raises(Conflict):
                self._run(self._hold(booking("thief", self.clock), (cell,)))

    @invariant()
    def the_ledger_knows_who_has_what(self) -> None:
        if hasattr(self, "has"):
            self._lapse()
            assert self._run(self._taken()) == set(self.has)

    def _lapse(self) -> None:
        now = self.clock.now()
        self.has = {
            c: (who, done)
            for c, (who, done) in self.has.items()
            if done or now < self.lapses[who]  # type: ignore[operator]
        }

    def _run(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _clear(self) -> None:
        async with self.units() as unit:
            for number in range(1, 200):
                await unit.cells.release(f"booking {number}")
            await unit.cells.release_order("one")
            await unit.commit()

    async def _hold(self, held: Booking, cells: tuple[CellNumber, ...]) -> None:
        async with self.units() as unit:
            await unit.cells.hold(held, "locker", cells)
            await unit.commit()

    async def _confirm(self, name: str) -> None:
        async with self.units() as unit:
            await unit.cells.confirm(name, "one")
            await unit.commit()

    async def _release(self, name: str) -> None:
        async with self.units() as unit:
            await unit.cells.release(name)
            await unit.commit()

    async def _taken(self) -> frozenset[CellNumber]:
        async with self.units() as unit:
            return await unit.cells.taken("store", "locker", self.clock.now())


async def test_no_cell_ever_has_two_owners(lockers: Shop, clock: FixedClock) -> None:
    await lockers.place("one")
    loop = asyncio.get_running_loop()
    members = {"units": lockers.units, "clock": clock, "loop": loop}
    machine = type("LockerLedger", (Ledger,), members)
    quick = settings(
        max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=quick)
