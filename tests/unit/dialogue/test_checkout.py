"""Checkout asks one thing at a time in one order, lets the shopper wander off, and takes corrections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.dialogue import checkout
from core.dialogue.commands import GiveAddress, OfferSlots, PickSlot, Place, Proceed, Prompt, TellStore
from core.dialogue.decide import decide
from core.dialogue.state import DialogueState, Form
from core.kernel.geo import GeoPoint
from tests.unit.dialogue.said import FULL, heard

HOME = GeoPoint(43.2, 76.9)


def asking(pending: Any, form: Form | None = None, subject: str | None = None) -> DialogueState:
    return DialogueState(language="ru", form=form or Form(), pending=pending, subject=subject)


CONFIRMING = asking("confirm", FULL, "883000")


def test_the_questions_come_in_one_order() -> None:
    form, asked = Form(), []
    answers = {
        "name": {"name": "Олег"}, "phone": {"phone": "+77010000000"}, "address": {"address": "Абая 10", "point": HOME},
        "slot": {"booking_id": "b", "window": (1, 2)}, "payment": {"payment": "card"},
    }  # fmt: skip
    while (step := checkout.next_step(form)) != "confirm":
        asked.append(step)
        form = replace(form, **answers[step])
    assert asked == ["name", "phone", "address", "slot", "payment"]


def test_who_picks_up_is_not_asked_where_and_when() -> None:
    form = Form(name="Олег", phone="+7701", method="pickup")
    assert checkout.next_step(form) == "point", "which place: answered by itself where there is only the shop"
    assert checkout.next_step(replace(form, point_id="shop")) == "payment"
    assert checkout.next_step(replace(form, point_id="shop", payment="cash")) == "confirm"


def test_a_pickup_point_is_settled_when_a_van_will_bring_it_there() -> None:
    form = Form(name="Олег", phone="+7701", method="pickup", point_id="dostyk")
    assert checkout.next_step(form) == "point"
    assert checkout.next_step(replace(form, booking_id="b1", window=(0, 7_200))) == "payment"


def test_checkout_begins_with_what_is_known_but_never_with_an_old_time_or_payment() -> None:
    begun = checkout.start(DialogueState(known=FULL))
    assert begun.state.form == replace(FULL, window=None, booking_id=None, payment=None)
    assert begun.steps == (Proceed(begins=True),)


@pytest.mark.parametrize("name", ["Олег", "Айгүл Серікқызы", "John O'Neil", "  Анна-Мария  ", "Ли"])
def test_a_name_is_taken_as_it_is_written(name: str) -> None:
    taken = decide(asking("name"), heard(name, "search_product", product=name)).state
    assert taken.form is not None and taken.form.name == " ".join(name.split())


@pytest.mark.parametrize("name", ["А", "12345", "+7 701 123 45 67", "х" * 61, "😀😀", "???"])
def test_what_is_no_name_is_asked_again(name: str) -> None:
    again = decide(asking("name"), heard(name, "out_of_scope"))
    assert again.state.form == Form() and isinstance(again.steps[0], Prompt)
    assert again.steps[0].key == "name-unclear" and again.state.failures == 1


def test_a_phone_is_taken_or_asked_again() -> None:
    taken = decide(asking("phone"), heard("87011234567", "set_address", phone="+77011234567")).state
    assert taken.form is not None and taken.form.phone == "+77011234567"
    (again,) = decide(asking("phone"), heard("8701", "out_of_scope")).steps
    assert isinstance(again, Prompt) and (again.key, again.ask) == ("phone-unclear", "contact")


def test_an_address_goes_to_the_map_and_checkout_goes_on() -> None:
    said = heard("Абая 10, кв 3", "set_address", address="Абая 10, кв 3")
    assert decide(asking("address"), said).steps == (GiveAddress(text="Абая 10, кв 3"), Proceed())
    (again,) = decide(asking("address"), heard("12 " * 120, "out_of_scope")).steps
    assert isinstance(again, Prompt) and again.key == "address-unclear"


@pytest.mark.parametrize(
    ("said", "step"),
    [(heard("завтра", "choose_slot", date="2026-06-16"), OfferSlots),
     (heard("после 18", "choose_slot", time_from="18:00"), PickSlot),
     (heard("завтра 18-20", "choose_slot", date="2026-06-16", time_from="18:00", time_to="20:00"), PickSlot),
     (heard("да", "affirm"), PickSlot), (heard("когда можно?", "choose_slot"), OfferSlots)],
)  # fmt: skip
def test_a_wish_for_a_time(said: Any, step: type) -> None:
    assert isinstance(decide(asking("slot", replace(FULL, booking_id=None)), said).steps[0], step)


def test_a_payment_that_is_not_taken_is_said_and_asked_again() -> None:
    said = heard("бонусами", "choose_payment", payment_method="points")
    steps = decide(asking("payment"), said).steps
    assert [s.key for s in steps if isinstance(s, Prompt)] == ["payment-not-here", "ask-payment"]


@pytest.mark.parametrize("pending", ["name", "phone", "address", "slot", "payment", "confirm"])
def test_a_digression_is_answered_and_the_open_question_comes_back(pending: Any) -> None:
    state = asking(pending, FULL if pending == "confirm" else Form())
    for intent, topic in (("ask_delivery", "delivery"), ("ask_payment", "payment"), ("ask_store", "store")):
        decided = decide(state, heard("а расскажите", intent))
        assert decided.steps == (TellStore(topic, "а расскажите"), Proceed(again=True))  # type: ignore[arg-type]
        assert decided.state.form == state.form


def test_yes_places_exactly_what_was_shown() -> None:
    for said in (heard("да", "affirm"), heard("оформляй", "checkout")):
        assert decide(CONFIRMING, said).steps == (Place(FULL, 883_000),)


def test_no_asks_what_to_change_and_places_nothing() -> None:
    (asked,) = decide(CONFIRMING, heard("нет", "deny")).steps
    assert isinstance(asked, Prompt)
    assert [o.action for o in asked.options] == [
        "edit:name", "edit:phone", "edit:address", "edit:slot", "edit:payment", "leave"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [(heard("каспи", "choose_payment", payment_method="kaspi"), "payment", "kaspi"),
     (heard("+77051112233", "out_of_scope", phone="+77051112233"), "phone", "+77051112233"),
     (heard("сам заберу", "choose_pickup"), "method", "pickup")],
)  # fmt: skip
def test_a_correction_at_the_summary_changes_that_alone(said: Any, field: str, value: str) -> None:
    form = decide(CONFIRMING, said).state.form
    assert form is not None and getattr(form, field) == value
    kept = {"name", "address", "phone", "payment"} - {field}
    assert all(getattr(form, k) == getattr(FULL, k) for k in kept)


def test_a_new_address_or_time_at_the_summary_is_taken() -> None:
    moved = decide(CONFIRMING, heard("Сатпаева 90", "set_address", address="Сатпаева 90"))
    assert moved.steps == (GiveAddress(text="Сатпаева 90"), Proceed())
    later = decide(CONFIRMING, heard("после 20", "choose_slot", time_from="20:00"))
    assert isinstance(later.steps[0], PickSlot)


@pytest.mark.parametrize(
    ("field", "step"), [("name", "name"), ("phone", "phone"), ("address", "address"), ("slot", "slot"), ("payment", "payment")]
)  # fmt: skip
def test_one_thing_is_asked_again(field: str, step: str) -> None:
    form = checkout.edit(CONFIRMING, field).state.form
    assert form is not None and checkout.next_step(form) == step


def test_who_picks_up_holds_no_window() -> None:
    form = checkout.pickup(CONFIRMING).state.form
    assert form is not None and (form.booking_id, form.window) == (None, None)


def test_leaving_keeps_what_was_told_but_no_window() -> None:
    left = checkout.leave(CONFIRMING).state
    assert left.form is None and left.pending is None
    assert left.known == replace(FULL, booking_id=None, window=None)


def test_a_yes_that_answers_nothing_places_nothing() -> None:
    for state in (
        DialogueState(language="ru"),
        asking("payment", replace(FULL, payment=None)),
        asking(None, FULL),
    ):
        assert not any(isinstance(s, Place) for s in decide(state, heard("да", "affirm")).steps)
        assert not any(isinstance(s, Place) for s in checkout.confirm(state).steps)
