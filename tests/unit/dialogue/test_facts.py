"""Facts of checkout said in one message are all taken, whatever was being asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.dialogue.commands import GiveAddress, Proceed, TellStore
from core.dialogue.decide import decide
from core.dialogue.decision import Decision
from core.dialogue.state import DialogueState, Form, SlotWish
from core.nlu.understander import Understander
from core.nlu.understanding import Question
from tests.unit.dialogue.said import heard

Say = Callable[[DialogueState, str], Decision]
ASKED_NAME = DialogueState(language="ru", form=Form(), pending="name")


@pytest.fixture
def say(understander: Understander) -> Say:
    def said(before: DialogueState, text: str) -> Decision:
        question = Question(text, datetime(2026, 6, 15, 5, tzinfo=UTC), "shopper", before.context())
        heard = understander.understand(question)
        return decide(
            before,
            heard,
            lambda part, intent: understander.entities(replace(question, text=part), intent, heard.language),
        )

    return said


def form_of(decision: Decision) -> Form:
    assert decision.state.form is not None
    return decision.state.form


def address_of(decision: Decision) -> str | None:
    return next((s.text for s in decision.steps if isinstance(s, GiveAddress)), None)


@pytest.mark.parametrize(
    ("text", "address", "facts"),
    [
        ("оформляй на завтра вечером, адрес Абая 10 кв 5, оплата картой", "Абая 10 кв 5",
         {"wish": SlotWish("2026-06-16", "18:00", "22:00"), "payment": "card"}),
        ("ертең кешке Абай 10-ға тапсырыс берейін, каспимен төлеймін", None,
         {"wish": SlotWish("2026-06-16", "18:00", "22:00"), "payment": "kaspi"}),
        ("checkout for tomorrow 6-8 pm, pay by card", None, {"wish": SlotWish("2026-06-16", "18:00", "20:00"), "payment": "card"}),
    ],
)  # fmt: skip
def test_checkout_begins_with_all_that_is_told(
    say: Say, text: str, address: str | None, facts: dict[str, Any]
) -> None:
    decided = say(DialogueState(language="ru"), text)
    form = form_of(decided)
    assert {k: getattr(form, k) for k in facts} == facts
    assert decided.steps[-1] == Proceed(begins=True)
    if address:
        assert address_of(decided) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [("Олег, 87011234567, Абая 10 кв 5, завтра после 18, картой", "Олег"),
     ("меня зовут Айгерим, +7 701 123 45 67, Абая 10 кв 5, завтра после 18, картой", "Айгерим"),
     ("Айгүл, 87011234567, Абай 10, 5 пәтер, ертең 18-ден кейін, картамен", "Айгүл"),
     ("my name is John, +7 701 123 45 67, Abay 10 apt 5, tomorrow after 18, by card", "John"),
     ("Я Олег, 87011234567, Абая 10 кв 5, завтра после 18, картой", "Олег"),
     ("87011234567, зовите меня Олег, Абая 10 кв 5, завтра после 18, картой", "Олег"),
     ("Айгүл боламын, 87011234567, Абай 10, 5 пәтер, ертең 18-ден кейін, картамен", "Айгүл")],
)  # fmt: skip
def test_everything_said_at_the_first_question_is_taken(say: Say, text: str, name: str) -> None:
    decided = say(ASKED_NAME, text)
    form = form_of(decided)
    assert (form.name, form.phone, form.payment) == (name, "+77011234567", "card")
    assert form.wish == SlotWish("2026-06-16", "18:00", None)
    assert (address_of(decided) or "").startswith("Аба") or (address_of(decided) or "").startswith("Abay")
    assert decided.steps[-1] == Proceed()


@pytest.mark.parametrize(("text", "name"), [("меня зовут Айгерим", "Айгерим"), ("менің атым Дәурен", "Дәурен"), ("I'm John", "John"), ("Имя: Олег", "Олег"), ("получатель Жанна", "Жанна"), ("Айгүл деп жазыңыз", "Айгүл"), ("name: John", "John")])  # fmt: skip
def test_a_name_is_taken_out_of_its_introduction(say: Say, text: str, name: str) -> None:
    assert form_of(say(ASKED_NAME, text)).name == name


def test_who_picks_up_and_says_so_with_the_rest_is_not_asked_where(say: Say) -> None:
    form = form_of(say(ASKED_NAME, "i'm John, +7 701 999 88 77, pickup, cash"))
    assert (form.name, form.method, form.payment) == ("John", "pickup", "cash")


def test_a_new_time_gives_the_held_one_back(say: Say) -> None:
    held = replace(
        ASKED_NAME, pending="confirm", subject="1", form=Form(name="О", booking_id="b", window=(1, 2))
    )
    form = form_of(say(held, "лучше завтра после 18 и наличными"))
    assert (form.booking_id, form.payment, form.wish) == (None, "cash", SlotWish("2026-06-16", "18:00", None))


def test_a_question_with_a_day_and_a_street_in_it_tells_nothing(understander: Understander) -> None:
    asked = heard("сколько стоит доставка на Абая 10 завтра вечером?", "ask_delivery")
    question = Question(asked.text, datetime(2026, 6, 15, 5, tzinfo=UTC))
    decided = decide(
        ASKED_NAME,
        asked,
        lambda part, intent: understander.entities(replace(question, text=part), intent, "ru"),
    )
    assert form_of(decided) == Form() and isinstance(decided.steps[0], TellStore)


def test_a_call_an_hour_before_is_no_hurry(say: Say) -> None:
    asked = DialogueState(language="ru", form=Form(name="Олег", phone="+77010000000"), pending="address")
    for text in (
        "абая 10 кв 5, позвоните за час",
        "Абай 10, бір сағат бұрын хабарласыңыз",
        "Abay 10, call me an hour before",
    ):
        decided = say(asked, text)
        assert form_of(decided).wish is None, text
    assert form_of(say(asked, "Абая 10, привезите за час")).wish == SlotWish(soonest=True)
