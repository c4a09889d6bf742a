"""A seller's orders for programs: the list, and each lawful step."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Request

from api.admin import require_admin
from api.context import Web, app_of, language_of, web_of
from api.schemas import RejectOrder, SellerLine, SellerOrder
from core.catalog.model import localized
from core.conversation.notices import announce
from core.conversation.planning import plan_jobs
from core.conversation.ports import UnitOfWork
from core.kernel.errors import NotFound
from core.ordering import change
from core.ordering.lifecycle import OPEN
from core.ordering.model import Order
from core.payments.model import Payment

router = APIRouter(prefix="/v1/seller", tags=["seller"], dependencies=[Depends(require_admin)])

Step = Literal["accept", "packed", "dispatched", "ready", "delivered", "returned"]
"""Steps without a reason."""


@router.get("/orders")
async def orders(request: Request, store: str | None = None) -> list[SellerOrder]:
    """The open ones, oldest first."""
    app = app_of(request)
    store_id = store or (await app.default_store()).store_id
    async with app.units() as work:
        found = await work.orders.of_store(store_id, frozenset(OPEN))
        return [await _shown(work, order, language_of(request)) for order in found]


@router.post("/orders/{number}/reject")
async def reject(request: Request, number: int, why: RejectOrder, store: str | None = None) -> SellerOrder:
    """Gives back goods, window and money, and tells the shopper the reason."""
    return await _changed(request, number, store, "reject", why.reason)


@router.post("/orders/{number}/{step}")
async def step(request: Request, number: int, step: Step, store: str | None = None) -> SellerOrder:
    """One lawful step further; 409 for any other."""
    return await _changed(request, number, store, step, "")


async def _changed(request: Request, number: int, store: str | None, step: str, reason: str) -> SellerOrder:
    web = web_of(request)
    store_id = store or (await web.app.default_store()).store_id
    async with web.app.units() as work:
        before = await _order(work, store_id, number)
        after = await _stepped(web, work, before, step, reason)
        await announce(work, after, await _payment(work, after), since=len(before.events))
        shown = await _shown(work, after, language_of(request))
        shop = await work.stores.get(store_id)
        await work.commit()
    for job in plan_jobs(before, after, shop, web.app.services.policy, web.app.clock.now()):
        await web.app.jobs.schedule(job.key, job.at)
    web.hub.nudge()
    return shown


async def _stepped(web: Web, work: UnitOfWork, order: Order, step: str, reason: str) -> Order:
    clock = web.app.clock
    match step:
        case "accept":
            return await change.accept(work, order, clock)
        case "packed":
            return await change.mark_packed(work, order, clock)
        case "dispatched":
            return await change.dispatch(work, order, clock, "seller")
        case "delivered":
            return await change.deliver(work, order, clock, "seller")
        case "ready":
            return await change.arrive(work, order, clock, "seller")
        case "returned":
            return await change.take_back(work, order, clock, "seller")
        case _:
            store = await work.stores.get(order.store_id)
            return await change.reject(work, web.app.book(work, store), order, clock, reason)


async def _order(work: UnitOfWork, store_id: str, number: int) -> Order:
    found = await work.orders.by_number(store_id, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound("no such order in this store", key="error-order-not-found", number=str(number))
    return found


async def _payment(work: UnitOfWork, order: Order) -> Payment | None:
    return await work.payments.of_order(order.order_id)


async def _shown(work: UnitOfWork, order: Order, language: str) -> SellerOrder:
    payment = await _payment(work, order)
    return SellerOrder(
        number=order.number,
        state="ready" if order.is_ready else order.state,
        payment=payment.state if payment else None,
        total_minor=order.total_minor,
        currency=order.currency,
        window=(order.window.start.isoformat(), order.window.end.isoformat()),
        method=order.method,
        point_id=order.point_id,
        address=order.address.text,
        name=order.customer_name,
        phone=order.phone,
        screening=list(order.screening),
        lines=[
            SellerLine(
                offer_id=x.offer_id,
                name=localized(x.names, language),
                quantity=f"{x.quantity.normalize():f}",
                total_minor=x.total_minor,
            )
            for x in order.lines
        ],
    )
