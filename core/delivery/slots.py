"""Slots that can be driven: the store's calendar, asked of the engine against what is promised already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.delivery import calendar
from core.delivery.model import Booking, DayPlan, DeliveryPolicy, DeliverySlot, Load
from core.delivery.ports import Cells, DayPlans, Roads
from core.fulfilment import slots as engine
from core.fulfilment.routing.model import Committed, Depot, SlotsRequest, Stop, VehicleType, Window
from core.fulfilment.routing.model import Load as EngineLoad
from core.kernel.clock import Clock
from core.kernel.errors import Conflict
from core.kernel.geo import GeoPoint
from core.kernel.ids import new_id
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow

CANDIDATE = "candidate"
GREEN_BELOW = 0.35
"""A slot is marked green when adding the stop costs less than this share of the dearest offer of the day."""


class SlotGone(Conflict):
    key = "error-slot-gone"


@dataclass(frozen=True, slots=True)
class SlotBook:
    """One store's promises. Every method works inside the caller's transaction.

    `time_limit_s` bounds the engine within one chat turn. With `roads` ways are theirs, and nothing is offered while
    they are silent; without, they are reckoned as the crow flies.
    """

    store: Store
    policy: DeliveryPolicy
    plans: DayPlans
    clock: Clock
    time_limit_s: float = 1.0
    roads: Roads | None = None
    cells: Cells | None = None
    """Of lockers; they are held, kept and given back with their booking."""

    async def offers(self, point: GeoPoint, load: Load, day: date) -> list[DeliverySlot]:
        """The day's slots in which a van can reach `point` with `load` and keep every promise made."""
        now = self.clock.now()
        windows = calendar.bookable(day, now, self.policy, self.store)
        if not windows:
            return []
        plan = _live(await self.plans.load(self.store.store_id, day), now)
        answer = engine.offer_slots(await self._request(plan, point, load, windows))
        costs = {o.slot: o.marginal_cost_minor or 0 for o in answer.offers if o.feasible}
        dearest = max(costs.values(), default=0)
        return [
            DeliverySlot(
                w,
                calendar.cutoff(w, self.policy),
                self.policy.fee_minor,
                green=bool(plan.routes) and costs[_seconds(w)] < GREEN_BELOW * dearest,
            )
            for w in windows
            if _seconds(w) in costs
        ]

    async def hold(self, shopper_id: str, point: GeoPoint, load: Load, window: TimeWindow) -> Booking:
        """Takes the window for a while. Raises SlotGone when it is past or cannot be driven any more."""
        now = self.clock.now()
        day = window.start.astimezone(self.store.tz).date()
        if window not in calendar.bookable(day, now, self.policy, self.store):
            raise SlotGone("the window is past its cut-off or not the store's")
        plan = _live(await self.plans.load(self.store.store_id, day), now)
        committed = engine.insert(
            await self._request(plan, point, load, [window]), CANDIDATE, _seconds(window)
        )
        if committed is None:
            raise SlotGone("no van can keep this window and the promises made")
        booking = Booking(
            booking_id=new_id(),
            store_id=self.store.store_id,
            shopper_id=shopper_id,
            window=window,
            point=point,
            load=load,
            expires_at=now + self.policy.hold,
        )
        routes = tuple((r.vehicle_id, tuple(_named(s, booking) for s in r.stops)) for r in committed)
        await self.plans.save(replace(plan, bookings=(*plan.bookings, booking), routes=routes))
        return booking

    async def confirm(self, booking_id: str, order_id: str) -> TimeWindow:
        """Gives the held window to an order. Raises SlotGone when the hold lapsed."""
        plan, booking = await self._find(booking_id)
        if not booking.is_live(self.clock.now()):
            raise SlotGone("the hold lapsed")
        kept = replace(booking, order_id=order_id, expires_at=None)
        await self.plans.save(replace(plan, bookings=_swap(plan, booking_id, kept)))
        if self.cells is not None:
            await self.cells.confirm(booking_id, order_id)
        return booking.window

    async def release(self, booking_id: str) -> None:
        """Gives a hold back; does nothing when it is gone already, or an order's by now."""
        if self.cells is not None:
            await self.cells.release(booking_id)
        try:
            plan, booking = await self._find(booking_id)
        except SlotGone:
            return
        if booking.order_id is None:
            await self.plans.save(_without(plan, {booking_id}))

    async def release_order(self, order_id: str, window: TimeWindow) -> None:
        if self.cells is not None:
            await self.cells.release_order(order_id)
        day = window.start.astimezone(self.store.tz).date()
        plan = await self.plans.load(self.store.store_id, day)
        mine = {b.booking_id for b in plan.bookings if b.order_id == order_id}
        if mine:
            await self.plans.save(_without(plan, mine))

    async def is_held(self, booking_id: str) -> bool:
        try:
            _, booking = await self._find(booking_id)
        except SlotGone:
            return False
        return booking.is_live(self.clock.now())

    async def _find(self, booking_id: str) -> tuple[DayPlan, Booking]:
        day = await self.plans.day_of(booking_id)
        if day is None:
            raise SlotGone("the booking is gone")
        plan = await self.plans.load(self.store.store_id, day)
        for booking in plan.bookings:
            if booking.booking_id == booking_id:
                return plan, booking
        raise SlotGone("the booking is gone")

    async def _request(
        self, plan: DayPlan, point: GeoPoint, load: Load, windows: list[TimeWindow]
    ) -> SlotsRequest:
        points = [self.store.depot, *(b.point for b in plan.bookings), point]
        return SlotsRequest(
            matrix=await self.roads.matrix(points) if self.roads else None,
            depot=Depot("depot", lat=self.store.depot.lat, lon=self.store.depot.lon),
            vehicles=vehicles_of(self.policy),
            stops=tuple(_stop(b.booking_id, b.point, b.load, self.policy, b.window) for b in plan.bookings),
            committed=tuple(Committed(van, stops) for van, stops in plan.routes),
            candidates=(_stop(CANDIDATE, point, load, self.policy),),
            slots=tuple(_seconds(w) for w in windows),
            time_limit_s=self.time_limit_s,
        )


def vehicles_of(policy: DeliveryPolicy, shift: Window | None = None) -> tuple[VehicleType, ...]:
    return tuple(
        VehicleType(
            id=van.van_id,
            capacity=EngineLoad(van.weight_g, van.volume_ml),
            temperatures=van.temperatures,
            shift=shift,
            fixed_cost_minor=van.fixed_cost_minor,
            cost_per_km_minor=van.cost_per_km_minor,
            cost_per_hour_minor=van.cost_per_hour_minor,
            count=van.count,
        )
        for van in policy.vans
    )


def _stop(
    stop_id: str, point: GeoPoint, load: Load, policy: DeliveryPolicy, window: TimeWindow | None = None
) -> Stop:
    return Stop(
        id=stop_id,
        lat=point.lat,
        lon=point.lon,
        windows=(_seconds(window),) if window else (),
        service_s=policy.service_s,
        demand=EngineLoad(load.weight_g, load.volume_ml),
        temperature=load.temperature,
    )


def _seconds(window: TimeWindow) -> Window:
    return int(window.start.timestamp()), int(window.end.timestamp())


def _named(stop_id: str, booking: Booking) -> str:
    return booking.booking_id if stop_id == CANDIDATE else stop_id


def _live(plan: DayPlan, now: datetime) -> DayPlan:
    return _without(plan, {b.booking_id for b in plan.bookings if not b.is_live(now)})


def _without(plan: DayPlan, gone: set[str]) -> DayPlan:
    routes = ((van, tuple(s for s in stops if s not in gone)) for van, stops in plan.routes)
    return replace(
        plan,
        bookings=tuple(b for b in plan.bookings if b.booking_id not in gone),
        routes=tuple((van, stops) for van, stops in routes if stops),
    )


def _swap(plan: DayPlan, booking_id: str, booking: Booking) -> tuple[Booking, ...]:
    return tuple(booking if b.booking_id == booking_id else b for b in plan.bookings)
