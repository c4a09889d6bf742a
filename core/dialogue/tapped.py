"""The way of a tapped choice: what its action means now. An old button never does what it no longer can."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.catalog.refs import offer_of
from core.dialogue import (
    advise,
    checkout,
    choosing,
    digress,
    points,
    product_questions,
    proving,
    road,
    seller,
)
from core.dialogue.commands import (
    AddLines,
    AskCancel,
    Browse,
    CancelOrder,
    ClearCart,
    Filters,
    HandOff,
    Hurry,
    MoveOrder,
    NotUnderstood,
    OfferSlots,
    OrderStatus,
    PickPoint,
    PickSlot,
    Proceed,
    Prompt,
    Recommend,
    RemoveLine,
    Search,
    SetLanguage,
    SetQuantity,
    SetReminders,
    ShowCart,
    ShowProduct,
    Wanted,
)
from core.dialogue.decide import LANGUAGES, START
from core.dialogue.decision import Decision, do
from core.dialogue.proof_commands import SendCode
from core.dialogue.seller_commands import SellerFeed, SellerOrder, SellerOrders, SellerPlan, SellerStep
from core.dialogue.state import DialogueState

OF_SOMETHING = frozenset({"show", "add", "del", "pick", "like", "which"})
STEPS = {"accept", "packed", "dispatched", "ready", "delivered", "returned"}


def decide_action(state: DialogueState, action: str, is_staff: bool) -> Decision:
    """`action` is what a Choice carried: a verb, or a verb with an argument after a colon."""
    verb, _, argument = action.partition(":")
    try:
        decision = _seller(state, verb, argument) if is_staff else None
        decision = decision or _shopper(state, verb, argument)
    except ValueError:
        decision = None
    return decision or do(state, NotUnderstood("", state.failures))


def _shopper(state: DialogueState, verb: str, argument: str) -> Decision | None:
    one = Wanted(offer_id=argument, quantity=Decimal(1))
    if verb in OF_SOMETHING and not argument:
        return None
    match verb:
        case "advice":
            return digress.back(state, advise.tapped(state, argument))
        case "ask_seller":
            return product_questions.ask_seller(state)
        case "which":
            return product_questions.asked_of(state, argument)
        case "like":
            return do(state, Recommend("similar", Wanted(offer_id=argument)))
        case "start" | "help":
            return do(state, Prompt("greeting" if verb == "start" else "help", options=START))
        case "catalog":
            return do(state, Browse())
        case "cat":
            return do(state, Browse(argument))
        case "more":
            return _more(state, int(argument))
        case "show":
            return do(state, ShowProduct(one))
        case "add":
            return do(state, AddLines((one,)), *_going_on(state))
        case "set":
            return do(state, SetQuantity(_counted(argument)), *_going_on(state))
        case "del":
            return do(state, RemoveLine(one), *_going_on(state))
        case "cart":
            return do(state, ShowCart())
        case "clear":
            return do(state.asking(None), ClearCart())
        case "pick":
            return choosing.pick(state, _candidate(state, argument)).then(*_going_on(state))
        case "takeall" if state.open_lines:
            return choosing.take_all(state).then(*_going_on(state))
        case "other":
            return choosing.change(state, int(argument))
        case "drop" if state.open_lines:
            return choosing.drop(state).then(*_going_on(state))
        case "takeall" | "drop":
            return do(state, ShowCart())
        case "no":
            return do(state.asking(None), Prompt("left-as-it-was", options=START))
        case _:
            return _checkout(state, verb, argument) or _orders(state, verb, argument)


def _candidate(state: DialogueState, reference: str) -> str:
    return offer_of(reference, (c.offer_id for line in state.open_lines for c in line.choices))


def _counted(argument: str) -> Wanted:
    """`<quantity>:<offer id>`. Raises ValueError for anything else."""
    quantity, _, ref = argument.partition(":")
    if not ref:
        raise ValueError("a quantity of nothing")
    return Wanted(offer_id=ref, quantity=Decimal(int(quantity)))


def _more(state: DialogueState, offset: int) -> Decision:
    if state.query is None:
        return do(state, Browse())
    filters = Filters(state.query.price_min, state.query.price_max)
    return do(state, Search(state.query.phrase, filters, offset, state.query.cheapest_first))


def _going_on(state: DialogueState) -> tuple[Proceed, ...]:
    return (Proceed(),) if state.form else ()


def _checkout(state: DialogueState, verb: str, argument: str) -> Decision | None:
    if verb in {"day", "slot", "times", "express"} and state.form is None:
        return do(state, Prompt("nothing-to-confirm"))
    match verb:
        case "checkout":
            return checkout.start(state)
        case "leave":
            return checkout.leave(state)
        case "times":
            return do(state, OfferSlots())
        case "day":
            return do(state, OfferSlots(date.fromisoformat(argument)))
        case "slot":
            return do(state, PickSlot(start=int(argument)), Proceed())
        case "express":
            return do(state, Hurry(), Proceed())
        case "pay" if argument in checkout.PAYMENTS:
            return checkout.choose_payment(state, argument)
        case "pickup":
            return checkout.pickup(state)
        case "deliver":
            return checkout.deliver(state)
        case "points":
            return points.offer(state)
        case "point":
            return do(state, PickPoint(argument))
        case "edit":
            return checkout.edit(state, argument)
        case "confirm":
            return checkout.confirm(state)
        case _:
            return None


def _orders(state: DialogueState, verb: str, argument: str) -> Decision | None:
    match verb:
        case "orders":
            return do(state, OrderStatus())
        case "order":
            return do(state, OrderStatus(int(argument)))
        case "cancel":
            return do(state, AskCancel(int(argument)))
        case "move":
            return do(state.asking(None), MoveOrder(int(argument)))
        case "moveday" | "moveto":
            return do(state.asking(None), _moved(verb, argument))
        case "cancelyes":
            return do(state.asking(None), CancelOrder(int(argument)))
        case "codesend":
            return digress.back(state, do(state, SendCode()))
        case "numberto":
            return digress.back(state, proving.change_number(state, argument))
        case "language":
            return do(state, Prompt("ask-language", options=LANGUAGES))
        case "lang" if argument in ("kk", "ru", "en"):
            return do(state, SetLanguage(argument))  # type: ignore[arg-type]
        case "stop":
            return do(state, SetReminders(False))
        case "human":
            return do(state, HandOff("person", ""))
        case _:
            return None


def _moved(verb: str, argument: str) -> MoveOrder:
    """`<order number>:<day, or start of a window>`. Raises ValueError for anything else."""
    number, _, when = argument.partition(":")
    if verb == "moveday":
        return MoveOrder(int(number), day=date.fromisoformat(when))
    return MoveOrder(int(number), start=int(when))


def _seller(state: DialogueState, verb: str, argument: str) -> Decision | None:
    if verb == "orders":
        return do(state, SellerOrders())
    if verb == "plan":
        return do(state, SellerPlan(date.fromisoformat(argument) if argument else None))
    if verb in {"feedyes", "feedno"}:
        return do(state, SellerFeed(argument, accepted=verb == "feedyes"))
    if verb == "sorder":
        return do(state, SellerOrder(int(argument)))
    if verb == "reject":
        return seller.reject(state, int(argument), "")
    if verb == "rejectfor":
        number, _, why = argument.partition(":")
        return do(state.asking(None), SellerStep("reject", int(number), f"reject-reason-{why}"))
    if (on_the_road := road.tapped(state, verb, argument)) is not None:
        return on_the_road
    if verb in STEPS:
        return do(state, SellerStep(verb, int(argument)))  # type: ignore[arg-type]
    return None
