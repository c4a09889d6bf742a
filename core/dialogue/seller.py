"""What a seller says. The turn has made sure that the person works for the store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.dialogue.commands import Option, Prompt
from core.dialogue.decision import Decision, do
from core.dialogue.lines import phrase_of
from core.dialogue.seller_commands import (
    SellerLowStock,
    SellerOrder,
    SellerOrders,
    SellerPlan,
    SellerSetPrice,
    SellerSetStock,
    SellerStep,
)
from core.dialogue.state import DialogueState
from core.nlu.understanding import Understanding

MENU = (Option("button-seller-orders", "orders"), Option("button-seller-plan", "plan"))


def decide(state: DialogueState, heard: Understanding) -> Decision:
    number = heard.first("order_number")
    phrase = phrase_of(heard.text, heard.entities)
    match heard.intent:
        case "seller_orders":
            return do(state, SellerOrders())
        case "seller_order_details" if number is not None:
            return do(state, SellerOrder(int(str(number))))
        case "seller_accept_order" if number is not None:
            return do(state, SellerStep("accept", int(str(number))))
        case "seller_reject_order" if number is not None:
            said = heard.first("reason")
            return reject(state, int(str(number)), str(said) if said else "")
        case "seller_mark_packed" if number is not None:
            return do(state, SellerStep("packed", int(str(number))))
        case "seller_set_stock" if phrase and heard.first("quantity") is not None:
            return do(state, SellerSetStock(phrase, Decimal(str(heard.first("quantity")))))
        case "seller_set_price" if phrase and heard.first("price") is not None:
            return do(state, SellerSetPrice(phrase, int(str(heard.first("price")))))
        case "seller_low_stock":
            return do(state, SellerLowStock())
        case "seller_routes":
            said = heard.first("date")
            return do(state, SellerPlan(date.fromisoformat(str(said)) if said else None))
        case "seller_import":
            return do(state, Prompt("seller-import-how", options=MENU))
        case "seller_report" | "seller_broadcast":
            return do(state, Prompt("seller-not-here-yet", options=MENU))
        case "seller_set_stock" | "seller_set_price":
            return do(state, Prompt("seller-which-goods", options=MENU))
        case _:
            return do(state, Prompt("seller-which-order", options=MENU))


def reject(state: DialogueState, number: int, reason: str) -> Decision:
    """A shopper is told why: without a reason it is asked first."""
    if reason:
        return do(state, SellerStep("reject", number, reason))
    reasons = ("no-goods", "no-delivery", "suspicious")
    options = tuple(Option(f"reject-reason-{r}", f"rejectfor:{number}:{r}") for r in reasons)
    return do(
        state.asking("reason", str(number)),
        Prompt("ask-reject-reason", {"number": str(number)}, options=options),
    )


def reason(state: DialogueState, heard: Understanding) -> Decision:
    """The words that answer "why is the order rejected?"."""
    closed = state.asking(None)
    if heard.intent.startswith("seller_") and heard.all("order_number"):
        return decide(closed, heard)
    if heard.intent == "deny":
        return do(closed, Prompt("left-as-it-was", options=MENU))
    return do(closed, SellerStep("reject", int(state.subject or 0), " ".join(heard.text.split())[:200]))
