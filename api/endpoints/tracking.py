"""Where the order is, for whoever holds its code: no name, and no more of the phone than its owner needs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.context import app_of, web_of
from api.pages import Markup, fill, join, page, unbroken
from api.render import Renderer
from api.shelves import speaker
from core.conversation.at_point import AtPoint, at_point
from core.conversation.cards import order_view
from core.conversation.plain import Speaker
from core.kernel.errors import NotFound
from core.kernel.money import Money
from core.ordering.model import Order, OrderState
from core.payments.model import Payment

router = APIRouter(tags=["pages"])

STEPS: tuple[tuple[str, frozenset[OrderState]], ...] = (
    (
        "tracking-placed",
        frozenset({"placed", "registered", "screened", "held", "unproven", "formalised", "reserved"}),
    ),
    ("tracking-accepted", frozenset({"accepted", "grouped"})),
    ("tracking-packed", frozenset({"packed", "routed"})),
    ("tracking-dispatched", frozenset({"dispatched"})),
    ("tracking-delivered", frozenset({"delivered", "closed"})),
)
REFRESH = Markup('<meta http-equiv="refresh" content="20"><meta name="robots" content="noindex">')


@router.get("/t/{tracking_code}", response_class=HTMLResponse)
async def tracking(request: Request, tracking_code: str) -> HTMLResponse:
    """Where an order is, for whoever has its tracking code."""
    async with app_of(request).units() as work:
        order = await work.orders.by_tracking_code(tracking_code[:64].replace("\x00", ""))
        payment = await work.payments.of_order(order.order_id) if order else None
        at = await at_point(work, order) if order else None
    if order is None:
        raise NotFound("no such tracking code")
    said = speaker(web_of(request), order.language)
    title = said.say("tracking-title", number=str(order.number))
    return page(
        order.language,
        title,
        _body(Renderer(said, order.store_id, app_of(request).settings.pictures), order, payment, at),
        head=REFRESH,
    )


def _body(renderer: Renderer, order: Order, payment: Payment | None, at: AtPoint | None) -> Markup:
    reached = next((i for i, (_, states) in enumerate(STEPS) if order.state in states), None)
    said = renderer.speaker
    view = order_view("order-state", order, payment, at=at)
    frame = renderer.frame(view)
    return fill(
        "tracking",
        title=said.say("tracking-title", number=str(order.number)),
        state=frame["state_text"],
        tone="bad" if reached is None else "good",
        steps=join(_step(said, i, reached) for i in range(len(STEPS))) if reached is not None else Markup(""),
        when_label=said.say(_when(order, at)),
        when=unbroken(said.when(view)),
        address_label=said.say("tracking-address"),
        address=order.address.text,
        hours=_hours(said, at),
        phone_label=said.say("tracking-phone"),
        phone=_masked(order.phone),
        lines=join(
            fill("tracking_line", name=unbroken(x["name"]), quantity=x["quantity"], total=x["total"])
            for x in frame["lines"]
        ),
        delivery=said.fee(order.delivery_minor, order.currency),
        total=said.say("cart-total", total=Money(order.total_minor, order.currency)),
        payment=frame["payment_text"],
        fresh=said.say("tracking-fresh"),
    )


def _when(order: Order, at: AtPoint | None) -> str:
    if at is not None:
        return "tracking-ready"
    return "tracking-when" if order.method == "delivery" else "tracking-pickup"


def _hours(said: Speaker, at: AtPoint | None) -> Markup:
    if at is None:
        return Markup("")
    hours = said.texts.write(said.language, at.point.hours)
    return fill("tracking_hours", label=said.say("tracking-hours"), hours=hours)


def _step(said: Speaker, place: int, reached: int) -> Markup:
    tone = "now" if place == reached else "done" if place < reached else "later"
    current = Markup(' aria-current="step"') if place == reached else Markup("")
    return fill("tracking_step", text=said.say(STEPS[place][0]), tone=tone, current=current)


def _masked(phone: str) -> str:
    """`+7 701 ••• •• 67`: its owner knows it again, nobody else can call it."""
    return f"{phone[:2]} {phone[2:5]} ••• •• {phone[-2:]}" if len(phone) >= 10 else "•••"
