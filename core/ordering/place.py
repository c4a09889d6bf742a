"""From a cart to an order: placed, registered, screened, formalised, reserved, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.delivery import calendar
from core.delivery.fees import charged_minor
from core.delivery.model import Address, DeliveryMethod, DeliveryPolicy, Fee, Load, SlotKind
from core.delivery.slots import EXPRESS_PRIORITY, SlotBook, SlotGone
from core.fulfilment.intake import (
    Estimate,
    FormalOrder,
    ScreenResult,
    formalise,
)
from core.fulfilment.intake import Order as EngineOrder
from core.fulfilment.intake import OrderLine as EngineLine
from core.fulfilment.packing import Item
from core.fulfilment.plan.terms import items
from core.fulfilment.temperature import coldest
from core.kernel.clock import Clock
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint
from core.kernel.ids import new_id, tracking_code
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering import cart as carts
from core.ordering import proof
from core.ordering.lifecycle import advance
from core.ordering.measures import category_of, handling_of
from core.ordering.model import DomainEvent, Order, OrderLine, Shopper
from core.ordering.ports import OrderingWork
from core.ordering.pricing import ensure_sellable, quote
from core.ordering.screening import judged
from core.payments.model import PREPAID, Payment, PaymentMethod


@dataclass(frozen=True, slots=True)
class Checkout:
    """Everything an order needs beside the cart. `booking_id` is the held window of a van."""

    name: str
    phone: str
    method: DeliveryMethod
    address: Address
    payment: PaymentMethod
    booking_id: str | None = None
    point_id: str | None = None
    """The pickup point it is brought to; None for a door, and for the shop itself."""
    provable: bool = False
    """Whether this shopper has a way to prove the phone."""


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    store: Store
    policy: DeliveryPolicy
    clock: Clock
    estimates: dict[str, Estimate]

    async def __call__(
        self, work: OrderingWork, book: SlotBook, shopper: Shopper, checkout: Checkout
    ) -> tuple[Order, Payment]:
        """Raises OutOfStock, SlotGone, OrderRefused or InvalidInput; then nothing has changed."""
        now = self.clock.now()
        cart = await work.carts.get(self.store.store_id, shopper.shopper_id)
        if not cart.lines:
            raise InvalidInput("cart", "is empty", key="error-cart-empty")
        quoted = quote(
            cart, await work.products.get_many(self.store.store_id, [x.offer_id for x in cart.lines])
        )
        ensure_sellable(quoted)
        order_id = new_id()
        window, fee, kind = await self._slot(book, checkout, order_id, now)
        order = Order(
            order_id=order_id,
            store_id=self.store.store_id,
            shopper_id=shopper.shopper_id,
            number=await work.orders.next_number(self.store.store_id),
            tracking_code=tracking_code(),
            state="placed",
            placed_at=now,
            language=shopper.language,
            customer_name=checkout.name,
            phone=checkout.phone,
            method=checkout.method,
            address=checkout.address,
            window=window,
            payment_method=checkout.payment,
            lines=quoted.lines,
            delivery_minor=charged_minor(quoted.goods_minor, checkout.method, fee, self.policy),
            currency=self.store.currency,
            slot_kind=kind,
            events=(DomainEvent("OrderPlaced", order_id, now, "shopper"),),
            point_id=checkout.point_id,
        )
        order = advance(order, "registered", now, "system")
        screened = await judged(work, order, now)
        order = replace(
            advance(order, "screened", now, "system", f"score {screened.score}"),
            screening=tuple(f.code for f in screened.findings),
        )
        # Money in advance is a better proof than any.
        trusted = order.payment_method in PREPAID or (
            screened.outcome == "verify" and await proof.is_proven(work, shopper, order.phone)
        )
        order = self._decided(order, screened, trusted, checkout.provable, now)
        await work.orders.add(order)
        await work.stock.reserve(self.store.store_id, order_id, _wanted(order.lines))
        payment = _payment(order, now)
        await work.payments.add(payment)
        await work.carts.save(carts.clear(cart, now))
        return order, payment

    def _decided(
        self, order: Order, screened: ScreenResult, trusted: bool, provable: bool, now: datetime
    ) -> Order:
        formalise(engine_order(order, self.store), self.estimates)
        order = advance(order, "formalised", now, "system")
        if screened.outcome == "hold":
            return advance(order, "held", now, "system")
        if screened.outcome == "accept" or trusted:
            return advance(order, "reserved", now, "system")
        if provable:
            return advance(order, "unproven", now, "system")
        return advance(order, "held", now, "system", proof.NO_WAY)

    async def _slot(
        self, book: SlotBook, checkout: Checkout, order_id: str, now: datetime
    ) -> tuple[TimeWindow, Fee, SlotKind]:
        if checkout.method == "pickup" and checkout.point_id is None:
            return calendar.pickup_window(now, self.policy, self.store), Fee(0), "window"
        if checkout.booking_id is None:
            raise SlotGone("no window was chosen")
        booking = await book.confirm(checkout.booking_id, order_id)
        return booking.window, booking.fee, booking.kind


def _wanted(lines: tuple[OrderLine, ...]) -> dict[str, Decimal]:
    return {line.offer_id: line.quantity for line in lines}


def _payment(order: Order, now: datetime) -> Payment:
    provider = "sandbox" if order.payment_method in PREPAID else order.payment_method
    return Payment(
        payment_id=new_id(),
        store_id=order.store_id,
        order_id=order.order_id,
        method=order.payment_method,
        amount_minor=order.total_minor,
        currency=order.currency,
        state="pending",
        created_at=now,
        provider=provider,
    )


def engine_order(order: Order, store: Store) -> EngineOrder:
    """The order in the engine's words; what is picked up in the shop stays at the depot."""
    point = order.address.point if order.is_driven else store.depot
    return EngineOrder(
        id=order.order_id,
        lines=tuple(_engine_line(line) for line in order.lines),
        address_id=f"point:{order.point_id}" if order.point_id else _door(point),
        lat=point.lat,
        lon=point.lon,
        slot=(int(order.window.start.timestamp()), int(order.window.end.timestamp())),
        priority=EXPRESS_PRIORITY if order.slot_kind == "express" else 0,
    )


def _door(point: GeoPoint) -> str:
    """Points within about a metre are one door."""
    return f"{point.lat:.5f},{point.lon:.5f}"


def _engine_line(line: OrderLine) -> EngineLine:
    size, handling = line.dimensions, handling_of(line)
    return EngineLine(
        id=line.offer_id,
        quantity=float(line.quantity),
        category=category_of(line),
        length_mm=size.length_mm if size else None,
        width_mm=size.width_mm if size else None,
        height_mm=size.height_mm if size else None,
        weight_g=size.weight_g if size else None,
        fragile=handling.fragile,
        this_side_up=handling.this_side_up,
        temperature=handling.temperature,
        segregation=handling.segregation,
    )


def load_of(
    lines: tuple[OrderLine, ...], store: Store, window: TimeWindow, estimates: dict[str, Estimate]
) -> Load:
    """What these lines put into a van: the engine's own measure of the goods."""
    formal = _formal(lines, store, window, estimates)
    return Load(formal.weight_g, formal.volume_ml, coldest(formal.temperatures))


def items_of(
    lines: tuple[OrderLine, ...], store: Store, window: TimeWindow, estimates: dict[str, Estimate]
) -> tuple[Item, ...]:
    """These lines as things to pack."""
    return items(_formal(lines, store, window, estimates))


def _formal(
    lines: tuple[OrderLine, ...], store: Store, window: TimeWindow, estimates: dict[str, Estimate]
) -> FormalOrder:
    return formalise(
        EngineOrder(
            id="cart",
            lines=tuple(_engine_line(line) for line in lines),
            address_id="cart",
            lat=store.depot.lat,
            lon=store.depot.lon,
            slot=(int(window.start.timestamp()), int(window.end.timestamp())),
        ),
        estimates,
    )
