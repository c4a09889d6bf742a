"""Which step carries out which command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from core.conversation import (
    advising,
    browsing,
    carting,
    checking_out,
    choosing_point,
    comparing,
    following,
    moving,
    on_the_road,
    proving,
    recommending,
    selling,
    slot_choice,
    taking,
    telling,
    than,
)
from core.conversation.cards import prompt
from core.conversation.scene import Outcome, Scene
from core.dialogue import commands as c
from core.dialogue import proof_commands as p
from core.dialogue import seller_commands as s
from core.dialogue.state import DialogueState
from core.kernel.errors import Forbidden

Step = Callable[[Scene, DialogueState, Any], Awaitable[Outcome]]

STEPS: dict[type, Step] = {
    c.Browse: browsing.browse,
    c.Search: browsing.search,
    c.ShowProduct: browsing.show_product,
    c.AskFact: telling.ask_fact,
    c.AskWhich: telling.ask_which,
    c.Compare: comparing.compare,
    c.Recommend: recommending.recommend,
    c.Than: than.than,
    c.Advise: advising.advise,
    c.NotUnderstood: browsing.not_understood,
    c.AddLines: taking.add_lines,
    c.AskLines: taking.ask,
    c.OtherThan: taking.other_than,
    c.SetQuantity: carting.set_quantity,
    c.SetAll: carting.set_all,
    c.KeepOnly: carting.keep_only,
    c.ReplaceLine: carting.replace_line,
    c.UndoCart: carting.undo_cart,
    c.RemoveLine: carting.remove_line,
    c.ShowCart: carting.show_cart,
    c.ClearCart: carting.clear_cart,
    c.RepeatOrder: carting.repeat_order,
    c.Proceed: checking_out.proceed,
    c.GiveAddress: checking_out.give_address,
    c.OfferSlots: checking_out.offer_slots,
    c.OfferPoints: choosing_point.offer_points,
    c.PickPoint: choosing_point.pick_point,
    c.PickSlot: slot_choice.pick_slot,
    c.Hurry: slot_choice.hurry,
    c.Place: checking_out.place,
    c.OrderStatus: following.order_status,
    c.AskCancel: following.ask_cancel,
    c.CancelOrder: following.cancel_order,
    c.MoveOrder: moving.move,
    c.AskArrival: moving.ask_arrival,
    p.ProvePhone: proving.prove_phone,
    p.CheckCode: proving.check_code,
    p.SendCode: proving.send_code,
    p.OtherNumber: proving.other_number,
    p.ChangeNumber: proving.change_number,
    p.AskProof: proving.ask_again,
    c.HandOff: following.hand_off,
    c.TellStore: telling.tell_store,
    c.SetReminders: following.set_reminders,
    c.SetLanguage: following.set_language,
    s.SellerOrders: selling.orders,
    s.SellerOrder: selling.order,
    s.SellerStep: selling.step,
    s.SellerPlan: selling.plan,
    s.SellerSetStock: selling.set_stock,
    s.SellerSetPrice: selling.set_price,
    s.SellerLowStock: selling.low_stock,
    s.SellerFeed: selling.feed,
    s.VanDown: on_the_road.van_down,
    s.VanLate: on_the_road.van_late,
    s.NobodyHome: on_the_road.nobody_home,
}


FOR_SELLERS = (
    s.SellerOrders,
    s.SellerOrder,
    s.SellerStep,
    s.SellerPlan,
    s.SellerSetStock,
    s.SellerSetPrice,
    s.SellerLowStock,
    s.SellerFeed,
    s.VanDown,
    s.VanLate,
    s.NobodyHome,
)
BY_COURIERS = frozenset({"dispatched", "ready", "delivered", "returned"})


async def execute(scene: Scene, state: DialogueState, steps: tuple[c.Command | c.Prompt, ...]) -> Outcome:
    """All steps in their order; each sees the state the one before left."""
    outcome = Outcome(state)
    for step in steps:
        if isinstance(step, c.Prompt):
            outcome = outcome.then(Outcome(outcome.state, (prompt(step),)))
        else:
            _ensure_allowed(scene, step)
            outcome = outcome.then(await STEPS[type(step)](scene, outcome.state, step))
    return outcome


def _ensure_allowed(scene: Scene, step: c.Command) -> None:
    """A seller's step needs a seller; a courier looks at an order, takes it and hands it over, and tells how it goes on
    the road. Raises Forbidden."""
    role = scene.staff.role if scene.staff else None
    if not isinstance(step, FOR_SELLERS) or role == "seller":
        return
    carried = isinstance(step, (s.SellerOrder, s.VanDown, s.VanLate, s.NobodyHome)) or (
        isinstance(step, s.SellerStep) and step.step in BY_COURIERS
    )
    if role != "courier" or not carried:
        raise Forbidden(f"{type(step).__name__} by {role or 'a shopper'}")
