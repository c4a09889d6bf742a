"""The proof of a phone in conversation: asked for when an order waits for it, taken, and put again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.conversation.cards import order_view, shopper_choices
from core.conversation.notices import announce
from core.conversation.reply import Choice, Text
from core.conversation.scene import Job, Outcome, Scene
from core.dialogue.proof_commands import AskProof, ChangeNumber, CheckCode, OtherNumber, ProvePhone, SendCode
from core.dialogue.state import DialogueState
from core.ordering import proof
from core.ordering.model import Order, PhoneProof

VOUCHING = frozenset({"telegram"})
"""Channels where a shared contact is surely the sender's own."""
ANOTHER = Choice("codesend", "button-code-again")


async def is_provable(scene: Scene, phone: str) -> bool:
    if scene.shopper.channel in VOUCHING:
        return True
    return scene.services.codes is not None and await proof.may_be_sent(
        scene.work, scene.shopper, phone, scene.now
    )


async def ask(scene: Scene, state: DialogueState, order: Order) -> Outcome:
    """Right after an order was placed: why it waits and what to do; nothing when it does not."""
    if proof.waits_for_call(order):
        return Outcome(state, (Text("proof-shop-calls", _about(order)),))
    if order.state != "unproven":
        return Outcome(state)
    scene.jobs.append(Job(late_key(order), order.placed_at + scene.services.unproven_after))
    return await _asked(scene, replace(state, unproven=order.number), order)


def late_key(order: Order) -> str:
    return f"unproven:{order.order_id}"


def code_key(of: PhoneProof) -> str:
    """The job that sends this code, and no later one of the same phone."""
    return f"code:{of.proof_id}:{of.challenge}"


async def _asked(scene: Scene, state: DialogueState, order: Order) -> Outcome:
    minutes = int(scene.services.unproven_after.total_seconds() // 60)
    about = {**_about(order), "minutes": minutes}
    if scene.shopper.channel in VOUCHING:
        return Outcome(state, (Text("proof-contact", about, _by_message(scene, order), ask="contact"),))
    if scene.services.codes is None:
        return _the_shop_calls(state, order)
    sending = await _sent(scene, order, scene.services.codes, again=False)
    if sending.outcome == "spent":
        return Outcome(state, (Text("proof-no-more", _about(order)),))
    if sending.outcome == "soon":
        return Outcome(state, (Text("proof-soon", {**about, **_seconds(scene, sending.at)}, (ANOTHER,)),))
    key = "proof-code-live" if sending.outcome == "live" else "proof-code"
    return Outcome(state, (Text(key, about, (ANOTHER,)),))


def _by_message(scene: Scene, order: Order) -> tuple[Choice, ...]:
    """Beside the contact, for whose number is another than the channel's."""
    can = scene.services.codes is not None and proof.can_be_texted(order.phone)
    return (Choice("codesend", "button-code-by-sms"),) if can else ()


async def _sent(scene: Scene, order: Order, codes: proof.Codes, *, again: bool) -> proof.Sending:
    sending = await proof.send(scene.work, codes, scene.shopper, order.phone, scene.now, again=again)
    if sending.outcome == "sent":
        scene.jobs.append(Job(code_key(sending.proof), scene.now))
    return sending


async def send_code(scene: Scene, state: DialogueState, command: SendCode) -> Outcome:
    order = await _waiting(scene, state)
    if order is None:
        return _nothing_waits(state)
    codes = scene.services.codes
    if codes is None or not proof.can_be_texted(order.phone):
        return await _asked(scene, state, order) if _vouches(scene) else _the_shop_calls(state, order)
    sending = await _sent(scene, order, codes, again=True)
    if sending.outcome == "sent":
        return Outcome(state, (Text("proof-sent-again", _about(order), (ANOTHER,)),))
    if sending.outcome == "soon":
        return Outcome(state, (Text("proof-wait", _seconds(scene, sending.at), (ANOTHER,)),))
    return Outcome(state, (Text("proof-no-more", _about(order)),))


async def check_code(scene: Scene, state: DialogueState, command: CheckCode) -> Outcome:
    """Counted even when the order was decided on meanwhile: the phone may be proven for the next one."""
    order = await _asked_about(scene, state)
    codes = scene.services.codes
    if order is None:
        return _nothing_waits(state)
    if codes is None:
        waits = order.state == "unproven"
        return await ask_again(scene, state, AskProof()) if waits else _nothing_waits(state)
    of, verdict = await proof.check(scene.work, codes, scene.shopper, order.phone, command.code, scene.now)
    if verdict == "proven":
        return await _proven(scene, replace(state, used_code=command.code), order.phone)
    if verdict == "wrong" and of.tries_left:
        return Outcome(state, (Text("proof-wrong", {"left": of.tries_left}, (ANOTHER,)),))
    key = "proof-wrong-last" if verdict == "wrong" else "proof-code-old"
    return Outcome(state, (Text(key, choices=(ANOTHER,)),))


async def prove_phone(scene: Scene, state: DialogueState, command: ProvePhone) -> Outcome:
    """A shared contact. It counts for every order of this number, and for those to come."""
    await proof.vouch(scene.work, scene.shopper, command.phone, scene.now)
    order = await _waiting(scene, state)
    if order is None:
        said = (Text("proof-noted"),) if state.unproven and state.form is None else ()
        return Outcome(replace(state, unproven=None), said)
    if order.phone == command.phone:
        return await _proven(scene, state, command.phone)
    # In a checkout the contact was meant for the order to come.
    return Outcome(state) if state.form else _offer_change(scene, state, order, command.phone)


async def other_number(scene: Scene, state: DialogueState, command: OtherNumber) -> Outcome:
    order = await _waiting(scene, state)
    if order is None:
        return _nothing_waits(state)
    if order.phone == command.phone:
        return await _asked(scene, state, order)
    return _offer_change(scene, state, order, command.phone)


def _offer_change(scene: Scene, state: DialogueState, order: Order, phone: str) -> Outcome:
    choices = (Choice(f"numberto:{phone}", "button-change-number"), *_by_message(scene, order))
    return Outcome(state, (Text("proof-other-number", {**_about(order), "other": phone}, choices),))


async def change_number(scene: Scene, state: DialogueState, command: ChangeNumber) -> Outcome:
    """The order is for the other number from now on, which is to be proven in its turn unless it is already, and which
    the screening may find worse than the first."""
    order = await _waiting(scene, state)
    if order is None:
        return _nothing_waits(state)
    if order.phone == command.phone:
        return await _asked(scene, state, order)
    order = await proof.change_phone(scene.work, order, command.phone, scene.services.clock)
    await scene.work.people.save_shopper(replace(scene.shopper, phone=command.phone, language=scene.language))
    state = replace(state, known=replace(state.known, phone=command.phone))
    if order.state == "held":
        await _announced(scene, order)
        payment = await scene.work.payments.of_order(order.order_id)
        view = order_view("order-state", order, payment, shopper_choices(order))
        return Outcome(replace(state, unproven=None), (view,))
    if await proof.is_proven(scene.work, scene.shopper, command.phone):
        return await _proven(scene, state, command.phone)
    if await is_provable(scene, command.phone):
        return await _asked(scene, state, order)
    held = await proof.give_up(scene.work, order, scene.services.clock, proof.NO_WAY)
    await _announced(scene, held or order)
    return _the_shop_calls(replace(state, unproven=None), order)


async def ask_again(scene: Scene, state: DialogueState, command: AskProof) -> Outcome:
    order = await _waiting(scene, state)
    if order is None:
        return Outcome(replace(state, unproven=None))
    if _vouches(scene):
        return Outcome(
            state, (Text("again-proof-contact", _about(order), _by_message(scene, order), "contact"),)
        )
    return Outcome(state, (Text("again-proof-code", _about(order), (ANOTHER,)),))


async def _proven(scene: Scene, state: DialogueState, phone: str) -> Outcome:
    """All orders of this phone go on; the next one that waits for another phone is asked about."""
    released = await proof.release(scene.work, scene.shopper, phone, scene.services.clock)
    for order in released:
        await _announced(scene, order)
    state = replace(state, unproven=None)
    said = _done(released)
    left = await scene.work.orders.unproven(scene.shopper.shopper_id)
    if not left:
        return Outcome(state, (said,))
    return Outcome(state, (said,)).then(
        await _asked(scene, replace(state, unproven=left[-1].number), left[-1])
    )


def _done(released: list[Order]) -> Text:
    if not released:
        return Text("proof-noted")
    if len(released) == 1:
        return Text("proof-done", {"number": str(released[0].number)})
    return Text("proof-done-several", {"numbers": ", ".join(str(order.number) for order in released)})


async def _announced(scene: Scene, order: Order) -> None:
    payment = await scene.work.payments.of_order(order.order_id)
    await announce(scene.work, order, payment, since=len(order.events) - 1)


async def _asked_about(scene: Scene, state: DialogueState) -> Order | None:
    found = await scene.work.orders.by_number(scene.store.store_id, state.unproven or 0)
    return found if found and found.shopper_id == scene.shopper.shopper_id else None


async def _waiting(scene: Scene, state: DialogueState) -> Order | None:
    """The order the proof was asked for, when it still waits."""
    order = await _asked_about(scene, state)
    return order if order is not None and order.state == "unproven" else None


def _vouches(scene: Scene) -> bool:
    return scene.shopper.channel in VOUCHING


def _nothing_waits(state: DialogueState) -> Outcome:
    return Outcome(
        replace(state, unproven=None),
        (Text("proof-not-needed", choices=(Choice("orders", "button-orders"),)),),
    )


def _the_shop_calls(state: DialogueState, order: Order) -> Outcome:
    return Outcome(state, (Text("proof-shop-calls", _about(order)),))


def _about(order: Order) -> dict[str, object]:
    return {"number": str(order.number), "phone": order.phone}


def _seconds(scene: Scene, at: datetime) -> dict[str, object]:
    return {"seconds": max(1, round((at - scene.now).total_seconds()))}
