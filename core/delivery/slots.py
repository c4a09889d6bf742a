"""Slots that can be driven: the store's calendar, asked of the engine against what is promised already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.delivery import calendar
from core.delivery.fees import fee_for
from core.delivery.model import Booking, DayPlan, DeliveryPolicy, DeliverySlot, Fee, Load, SlotKind
from core.delivery.ports import Cells, DayPlans, Roads, VansDown
from core.fulfilment import slots as engine
from core.fulfilment.routing.model import Committed, Depot, Offer, SlotsRequest, Stop, VehicleType, Window
from core.fulfilment.routing.model import Load as EngineLoad
from core.kernel.clock import Clock
from core.kernel.errors import Conflict
from core.kernel.geo import GeoPoint
from core.kernel.ids import new_id
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow

Routes = tuple[tuple[str, tuple[str, ...]], ...]

CANDIDATE = "candidate"
EXPRESS_PRIORITY = 5
"""Of ten: the last to be left out when vans fail."""


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
    vans_down: VansDown | None = None
    """Without, every van of the policy drives every day."""

    async def offers(
        self, point: GeoPoint, load: Load, day: date, without: str | None = None
    ) -> list[DeliverySlot]:
        """The day's windows in which a van can reach `point` with `load` and keep every promise made.

        `without` is an order, or a shopper with a hold, whose own promise the new window would replace.
        """
        now = self.clock.now()
        windows = calendar.bookable(day, now, self.policy, self.store)
        if not windows:
            return []
        plan = _free_of(_live(await self.plans.load(self.store.store_id, day), now), without)
        request = await self._request(plan, point, load, windows, await self._driving(day))
        if request is None:
            return []
        answer = engine.offer_slots(request)
        offered = {o.slot: o for o in answer.offers if o.feasible}
        return [
            DeliverySlot(
                window,
                calendar.cutoff(window, self.policy),
                Fee(fee_for(offer.marginal_cost_minor or 0, self.policy)),
                offer.green,
            )
            for window in windows
            if (offer := offered.get(_seconds(window)))
        ]

    async def express(self, point: GeoPoint, load: Load, without: str | None = None) -> DeliverySlot | None:
        """As soon as it can be; None when no van that is still here, or is back, can do it."""
        now = self.clock.now()
        window = calendar.express_window(now, self.policy, self.store)
        if window is None:
            return None
        plan = _free_of(_live(await self.plans.load(self.store.store_id, self._day(window)), now), without)
        found = await self._placed(plan, point, load, window, "express")
        if found is None:
            return None
        offer, _ = found
        return DeliverySlot(window, window.start, self._fee(offer, "express"), offer.green, "express")

    async def hold(
        self,
        shopper_id: str,
        point: GeoPoint,
        load: Load,
        window: TimeWindow,
        *,
        kind: SlotKind = "window",
        at_most_minor: int | None = None,
    ) -> Booking:
        """Takes the window for a while, for no more than `at_most_minor` beside the extra of hurry: what was shown is
        what is charged. It takes the place of another hold of the shopper's on that day.

        Raises SlotGone when the window is past or cannot be driven any more.
        """
        now = self.clock.now()
        if not self._is_ours(window, kind, now):
            raise SlotGone("the window is past its cut-off or not the store's")
        plan = _live(await self.plans.load(self.store.store_id, self._day(window)), now)
        plan = _free_of(plan, shopper_id)
        found = await self._placed(plan, point, load, window, kind)
        if found is None:
            raise SlotGone("no van can keep this window and the promises made")
        offer, routes = found
        fee = self._fee(offer, kind)
        booking = Booking(
            booking_id=new_id(),
            store_id=self.store.store_id,
            shopper_id=shopper_id,
            window=window,
            point=point,
            load=load,
            fee=fee if at_most_minor is None else replace(fee, minor=min(fee.minor, at_most_minor)),
            kind=kind,
            expires_at=now + self.policy.hold,
        )
        await self.plans.save(_with(plan, booking, routes))
        return booking

    async def move(self, order_id: str, old: TimeWindow, new: TimeWindow) -> None:
        """Another window for an order's booking, for the same fee. Raises SlotGone, and then nothing has changed."""
        now = self.clock.now()
        if not self._is_ours(new, "window", now):
            raise SlotGone("the window is past its cut-off or not the store's")
        # The earlier day first: two who move in opposite directions must not wait for each other.
        days = sorted({self._day(old), self._day(new)})
        plans = {day: _live(await self.plans.load(self.store.store_id, day), now) for day in days}
        before = plans[self._day(old)]
        booking = next((b for b in before.bookings if b.order_id == order_id), None)
        if booking is None:
            raise SlotGone("the order holds no window")
        after = _without(plans[self._day(new)], {booking.booking_id})
        found = await self._placed(after, booking.point, booking.load, new, "window")
        if found is None:
            raise SlotGone("no van can keep this window and the promises made")
        await self.plans.save(_with(after, replace(booking, window=new), found[1]))
        if self._day(old) != self._day(new):
            await self.plans.save(_without(before, {booking.booking_id}))

    async def confirm(self, booking_id: str, order_id: str) -> Booking:
        """Gives the held window to an order. Raises SlotGone when the hold lapsed."""
        plan, booking = await self._find(booking_id)
        if not booking.is_live(self.clock.now()):
            raise SlotGone("the hold lapsed")
        kept = replace(booking, order_id=order_id, expires_at=None)
        await self.plans.save(replace(plan, bookings=_swap(plan, booking_id, kept)))
        if self.cells is not None:
            await self.cells.confirm(booking_id, order_id)
        return kept

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
        plan = await self.plans.load(self.store.store_id, self._day(window))
        mine = {b.booking_id for b in plan.bookings if b.order_id == order_id}
        if mine:
            await self.plans.save(_without(plan, mine))

    async def held(self, booking_id: str) -> Booking | None:
        """The booking while it stands; None when it lapsed or was given back."""
        try:
            _, booking = await self._find(booking_id)
        except SlotGone:
            return None
        return booking if booking.is_live(self.clock.now()) else None

    async def _find(self, booking_id: str) -> tuple[DayPlan, Booking]:
        day = await self.plans.day_of(booking_id)
        if day is None:
            raise SlotGone("the booking is gone")
        plan = await self.plans.load(self.store.store_id, day)
        for booking in plan.bookings:
            if booking.booking_id == booking_id:
                return plan, booking
        raise SlotGone("the booking is gone")

    def _day(self, window: TimeWindow) -> date:
        return window.start.astimezone(self.store.tz).date()

    def _is_ours(self, window: TimeWindow, kind: SlotKind, now: datetime) -> bool:
        if kind == "express":
            # It was reckoned a moment ago, maybe on the other side of full five minutes.
            moments = (now, now - calendar.FULL)
            return any(window == calendar.express_window(m, self.policy, self.store) for m in moments)
        return window in calendar.bookable(self._day(window), now, self.policy, self.store)

    def _fee(self, offer: Offer, kind: SlotKind) -> Fee:
        extra = self.policy.express_extra_minor if kind == "express" else 0
        return Fee(fee_for(offer.marginal_cost_minor or 0, self.policy), extra)

    async def _placed(
        self, plan: DayPlan, point: GeoPoint, load: Load, window: TimeWindow, kind: SlotKind
    ) -> tuple[Offer, Routes] | None:
        """The offer and the day's routes with the candidate on one of them; None when there is no way."""
        away: Routes = ()
        policy = await self._driving(self._day(window))
        if kind == "express":
            away, plan, policy = _apart(plan, window, policy)
        request = await self._request(plan, point, load, [window], policy, kind)
        if request is None:
            return None
        proposal = engine.propose(request)[0]
        if proposal.committed is None:
            return None
        return proposal.offer, (*away, *((r.vehicle_id, r.stops) for r in proposal.committed))

    async def _request(
        self,
        plan: DayPlan,
        point: GeoPoint,
        load: Load,
        windows: list[TimeWindow],
        policy: DeliveryPolicy,
        kind: SlotKind = "window",
    ) -> SlotsRequest | None:
        """None when the vans of the policy cannot even keep the promises made."""
        if not policy.vans:
            return None
        points = [self.store.depot, *(b.point for b in plan.bookings), point]
        request = SlotsRequest(
            matrix=await self.roads.matrix(points) if self.roads else None,
            depot=Depot("depot", lat=self.store.depot.lat, lon=self.store.depot.lon),
            vehicles=vehicles_of(policy),
            stops=tuple(
                _stop(b.booking_id, b.point, b.load, policy, b.kind, b.window) for b in plan.bookings
            ),
            committed=tuple(Committed(van, stops) for van, stops in plan.routes),
            candidates=(_stop(CANDIDATE, point, load, policy, kind),),
            slots=tuple(_seconds(w) for w in windows),
            time_limit_s=self.time_limit_s,
        )
        return engine.on_the_vans_there_are(request)

    async def _driving(self, day: date) -> DeliveryPolicy:
        """The policy with the vans that drive that day."""
        down = await self.vans_down.of(self.store.store_id, day) if self.vans_down else {}
        return _without_vans(self.policy, down)


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
    stop_id: str,
    point: GeoPoint,
    load: Load,
    policy: DeliveryPolicy,
    kind: SlotKind,
    window: TimeWindow | None = None,
) -> Stop:
    return Stop(
        id=stop_id,
        lat=point.lat,
        lon=point.lon,
        windows=(_seconds(window),) if window else (),
        service_s=policy.service_s,
        demand=EngineLoad(load.weight_g, load.volume_ml),
        temperature=load.temperature,
        priority=EXPRESS_PRIORITY if kind == "express" else 0,
    )


def _seconds(window: TimeWindow) -> Window:
    return int(window.start.timestamp()), int(window.end.timestamp())


def _apart(
    plan: DayPlan, window: TimeWindow, policy: DeliveryPolicy
) -> tuple[Routes, DayPlan, DeliveryPolicy]:
    """The routes of vans that may have left by the window's start, for no van comes back for one parcel; the plan
    of the others, and the policy with their vans only."""
    by_id = {b.booking_id: b for b in plan.bookings}
    away = tuple(
        (van, stops)
        for van, stops in plan.routes
        if min(calendar.cutoff(by_id[s].window, policy) for s in stops) < window.start
    )
    rest = _without(plan, {stop for _, stops in away for stop in stops})
    return away, rest, _without_vans(policy, Counter(van for van, _ in away))


def _without_vans(policy: DeliveryPolicy, gone: Mapping[str, int]) -> DeliveryPolicy:
    vans = (replace(van, count=van.count - gone.get(van.van_id, 0)) for van in policy.vans)
    return replace(policy, vans=tuple(van for van in vans if van.count > 0))


def _with(plan: DayPlan, booking: Booking, routes: Routes) -> DayPlan:
    """The plan with the booking in the candidate's place."""
    named = (
        (van, tuple(booking.booking_id if s == CANDIDATE else s for s in stops)) for van, stops in routes
    )
    return replace(plan, bookings=(*plan.bookings, booking), routes=tuple(named))


def _live(plan: DayPlan, now: datetime) -> DayPlan:
    """Without lapsed holds, and without promises whose time is over: their vans are free for others."""
    return _without(plan, {b.booking_id for b in plan.bookings if b.window.end < now or not b.is_live(now)})


def _free_of(plan: DayPlan, whose: str | None) -> DayPlan:
    """Without what the order, or the shopper while it is only a hold, was promised."""
    return _without(plan, {b.booking_id for b in plan.bookings if whose == (b.order_id or b.shopper_id)})


def _without(plan: DayPlan, gone: set[str]) -> DayPlan:
    routes = ((van, tuple(s for s in stops if s not in gone)) for van, stops in plan.routes)
    return replace(
        plan,
        bookings=tuple(b for b in plan.bookings if b.booking_id not in gone),
        routes=tuple((van, stops) for van, stops in routes if stops),
    )


def _swap(plan: DayPlan, booking_id: str, booking: Booking) -> tuple[Booking, ...]:
    return tuple(booking if b.booking_id == booking_id else b for b in plan.bookings)
