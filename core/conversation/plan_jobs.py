"""The job that plans a day, from nothing or on from the plan there is, and tells whoever it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from core.conversation.notices import notify_shopper, notify_staff
from core.conversation.planning import DayNow, is_due, lock_day, read_day
from core.conversation.ports import UnitOfWork, UnitsOfWork
from core.conversation.scene import Job, Services
from core.delivery.points import PickupPoint
from core.fulfilment.boxes import Cell
from core.fulfilment.plan import Change, plan
from core.fulfilment.routing.ground import Street, Tiles
from core.i18n.texts import Texts
from core.kernel.errors import Conflict
from core.kernel.store import Store
from core.ordering.carry_on import (
    Planned,
    carried_on,
    is_draft,
    known_to,
    planned_anew,
    shoppers_news,
)
from core.ordering.cartons import default_cartons
from core.ordering.day_vans import trip_of
from core.ordering.kept_plan import KeptPlan, as_data, kept_in, waiting_in
from core.ordering.lifecycle import CALLED_OFF, PLANNABLE
from core.ordering.model import Order, Staff
from core.ordering.plan_day import PlanTerms, apply_wave, kept_cells, plan_key, wave_matrix, wave_request
from core.ordering.wave_view import PictureStore, WaveView

TRIES = 5
"""Somebody else may plan the same day meanwhile."""
FULL_S = 300
"""Nobody tells a shopper half past and two minutes."""


class Streets(Protocol):
    def ground(self, city: str, language: str) -> Sequence[Street]:
        """What lies under the maps."""


@dataclass(frozen=True, slots=True)
class PlanJobs:
    """Every one may come twice and does its work once."""

    units: UnitsOfWork
    texts: Texts
    services: Services
    streets: Streets
    tiles: Tiles
    pictures: PictureStore
    time_limit_s: float = 10.0

    async def plan_day(self, key: str) -> None:
        """Reads, thinks outside of any transaction, writes what still holds. A plan that took the place of the one it
        began from is begun from again. Raises Conflict when that never ends."""
        _, store_id, iso, _ = key.split(":")
        for _ in range(TRIES):
            if await self._planned(store_id, date.fromisoformat(iso)):
                return
        raise Conflict(f"{iso} in store {store_id} is planned by others all the time")

    async def to_schedule(self) -> list[Job]:
        """Today's plans that do not know what they should: a crash between commit and scheduling lost their job."""
        now, found = self.services.clock.now(), list[Job]()
        async with self.units() as work:
            for store in await work.stores.all():
                today = now.astimezone(store.tz).date()
                day = await read_day(work, store.store_id, today)
                if is_due(day, self.services.policy, now):
                    found.append(Job(plan_key(store.store_id, today, now), now))
        return found

    async def _planned(self, store_id: str, day: date) -> bool:
        async with self.units() as work:
            store = await work.stores.get(store_id)
            now = await read_day(work, store_id, day)
            sellers = await work.people.staff_of(store_id, "seller")
            couriers = await work.people.staff_of(store_id, "courier")
            points = await work.points.of_store(store_id, active=False)
            cells = await kept_cells(work, list(now.orders.values()), points)
        if not now.news:
            return True
        planned = await self._think(now, store, day, points, cells)
        data = await self._shown(planned, now, store, day, sellers, couriers)
        async with self.units() as work:
            is_written = await self._write(work, planned, now, store, day, data)
            if is_written:
                await work.commit()
        return is_written

    async def _think(
        self,
        now: DayNow,
        store: Store,
        day: date,
        points: Sequence[PickupPoint],
        cells: Mapping[str, tuple[Cell, ...]],
    ) -> Planned:
        services, kept, news = self.services, now.kept, now.news
        moment = services.clock.now()
        anew = kept is None or (is_draft(kept, services.policy) and news.new and not news.mishaps)
        asked = [
            now.orders[order_id] for order_id in sorted(now.today if anew else known_to(kept) | {*news.new})
        ]
        if anew:
            asked = [order for order in asked if order.is_driven and order.state in PLANNABLE]
        terms = PlanTerms(services.policy, default_cartons(), services.estimates, self.time_limit_s)
        matrix = await wave_matrix(asked, store, services.roads)
        request = wave_request(asked, store, day, terms, matrix, points, cells)
        request = replace(request, now_s=int(moment.timestamp()))
        if kept is None or anew:
            return await asyncio.to_thread(planned_anew, request, kept, plan, moment)
        return await asyncio.to_thread(carried_on, request, kept, news, plan, moment)

    async def _shown(
        self,
        planned: Planned,
        now: DayNow,
        store: Store,
        day: date,
        sellers: Sequence[Staff],
        couriers: Sequence[Staff],
    ) -> dict[str, Any]:
        language = sellers[0].language if sellers else "ru"
        drawn = {} if planned.is_new or now.wave is None else {now.wave.get("language"): now.wave}
        drawn |= now.wave.get("ways", {}) if drawn and now.wave else {}
        view = WaveView(
            planned.request, planned.kept.plan, now.orders, store, day, self.texts, language, self.pictures,
            self.services.public_url, planned.kept.vans, self.streets.ground(store.city, language), self.tiles,
            _whole(drawn.get(language)), planned.as_before,
        )  # fmt: skip
        data = await asyncio.to_thread(view.as_data)
        data["ways"] = {}
        packing = {person.language for person in sellers}
        for spoken in sorted((packing | {person.language for person in couriers}) - {language}):
            packs, before = spoken in packing, drawn.get(spoken)
            translated = replace(
                view,
                language=spoken,
                streets=self.streets.ground(store.city, spoken),
                drawn=_whole(before) if packs else before,
            )
            written = translated.as_data if packs else translated.ways_as_data
            data["ways"][spoken] = await asyncio.to_thread(written)
        return data

    async def _write(
        self, work: UnitOfWork, planned: Planned, now: DayNow, store: Store, day: date, data: dict[str, Any]
    ) -> bool:
        """False when the day was planned by somebody else meanwhile; then nothing is to be kept."""
        kept, behind = planned.kept, {one.order_id for one in planned.kept.plan.unserved}
        there = [
            name for name in sorted(known_to(kept) - behind) if planned.is_new or not _is_routed(now, name)
        ]
        await apply_wave(work, now.orders, there, self.services.clock)
        await lock_day(work, store.store_id, day)
        wave = await work.waves.latest(store.store_id, day)
        last = kept_in(wave)
        if (last.revision if last else 0) != kept.revision - 1:
            return False
        heard, told = shoppers_news(planned)
        waiting = tuple(mishap for mishap in waiting_in(wave) if mishap not in now.news.mishaps)
        await work.waves.save(store.store_id, day, data | as_data(replace(kept, told=told), waiting))
        await self._tell(work, planned, now, store, day, heard)
        return True

    async def _tell(
        self,
        work: UnitOfWork,
        planned: Planned,
        now: DayNow,
        store: Store,
        day: date,
        heard: Mapping[str, int],
    ) -> None:
        key = f"plan:{store.store_id}:{day}:{planned.kept.revision}"
        if planned.is_new:
            await notify_staff(work, store.store_id, key, "day_plan", {"day": day.isoformat()})
            await notify_staff(
                work, store.store_id, key, "day_routes", {"day": day.isoformat()}, role="courier"
            )
        else:
            changed = what_changed(planned, now.kept, now.orders, store, day)
            if now.news.mishaps or any(changed[part] for part in ("changes", "unserved", "routes")):
                await notify_staff(work, store.store_id, key, "day_changes", changed)
            if changed["routes"]:
                await notify_staff(work, store.store_id, key, "day_reroutes", changed, role="courier")
        for mishap in now.news.mishaps:
            if mishap.kind == "no_show" and mishap.order_id:
                await notify_shopper(work, now.orders[mishap.order_id], key, "order_missed", {})
        for order_id, arrival in heard.items():
            order = now.orders[order_id]
            in_time = arrival <= order.window.end.timestamp()
            kind = "order_left_out" if not arrival else "order_in_time" if in_time else "order_late"
            await notify_shopper(work, order, key, kind, {"eta": _clock(arrival, store, FULL_S)})


def _whole(drawn: dict[str, Any] | None) -> dict[str, Any] | None:
    """None where a seller reads now what only couriers read before."""
    return drawn if drawn and "orders" in drawn else None


def _is_routed(now: DayNow, order_id: str) -> bool:
    return now.orders[order_id].state == "routed"


def what_changed(
    planned: Planned, before: KeptPlan | None, orders: Mapping[str, Order], store: Store, day: date
) -> dict[str, Any]:
    """For those who pack and drive, as JSON data: what became of which order, which orders found no van, and which
    routes are driven otherwise, by their van and its trip; and whose labels are new."""
    plan, vans = planned.kept.plan, planned.kept.vans
    rows = []
    for change in planned.changes:
        order = orders[change.order_id]
        row: dict[str, Any] = {"number": str(order.number), "what": change.what, "why": _why(change, order)}
        if change.after is not None:
            trip = trip_of(change.after.vehicle_id)
            row |= {"van": vans[change.after.route], "trip": trip, "eta": _clock(change.after.arrival, store)}
        rows.append(row)
    lost = {one.order_id for one in before.plan.unserved} if before else set()
    lost |= {change.order_id for change in planned.changes if change.what == "left_out"}
    return {
        "day": day.isoformat(),
        "changes": rows,
        "unserved": [
            {"number": str(orders[one.order_id].number), "reason": one.reason}
            for one in plan.unserved
            if one.order_id not in lost
        ],
        "routes": [[vans[i], trip_of(plan.routes[i].vehicle_id)] for i in planned.rerouted],
        **{
            what: [orders[change.order_id].number for change in planned.changes if change.what == what]
            for what in ("added", "moved")
        },
    }


def _why(change: Change, order: Order) -> str:
    """The engine knows that an order is not to be driven to at its time any more, the shop what became of it."""
    return "moved_away" if change.why == "cancelled" and order.state not in CALLED_OFF else change.why


def _clock(at: float, store: Store, full_s: int = 60) -> str:
    """The store's time of day, up to whole minutes or more."""
    up = -(-int(at) // full_s) * full_s
    return f"{datetime.fromtimestamp(up, store.tz):%H:%M}"
