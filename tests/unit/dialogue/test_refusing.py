"""Nobody is pressed to tell who they are: what it is asked for is said, and what would do instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.dialogue.checkout import give_phone
from core.dialogue.commands import Prompt
from core.dialogue.decide import decide
from core.dialogue.state import DialogueState, Form
from tests.unit.dialogue.said import heard

NAME = DialogueState(language="ru", form=Form(), pending="name")
PHONE = replace(NAME, form=Form(name="Олег"), pending="phone")
ADDRESS = replace(NAME, form=Form(name="Олег", phone="+77010000000"), pending="address")
REFUSALS = [
    "не ваше дело", "Не скажу!", "а вам какая разница", "обойдёмся без имени", "это личное", "зачем?", "а зачем вам это",
    "сіздің шаруаңыз емес", "шаруаң болмасын", "айтқым келмейді", "құпия", "неге керек", "оны не қыласыз", "siz'din sharuanyz emes",
    "none of your business", "I'd rather not say", "that's private", "skip it", "why do you need it?", "do i have to tell you my name",
]  # fmt: skip


@pytest.mark.parametrize("said", REFUSALS)
@pytest.mark.parametrize("intent", ["deny", "out_of_scope", "complain", "ask_store"])
@pytest.mark.parametrize("state", [NAME, PHONE, ADDRESS])
def test_who_would_rather_not_tell_hears_what_it_is_for(state: DialogueState, said: str, intent: str) -> None:
    decided = decide(state, heard(said, intent))
    (step,) = decided.steps
    assert isinstance(step, Prompt) and step.key == f"{state.pending}-needed"
    assert decided.state.form == state.form and decided.state.pending == state.pending
    assert "leave" in [o.action for o in step.options], "nobody is kept"


def test_an_address_need_not_be_told() -> None:
    (step,) = decide(ADDRESS, heard("не скажу", "deny")).steps
    assert isinstance(step, Prompt) and "pickup" in [o.action for o in step.options]


def test_who_refuses_twice_is_offered_a_person() -> None:
    after = decide(NAME, heard("не ваше дело", "deny")).state
    (step,) = decide(after, heard("сказал же, не скажу", "deny")).steps
    assert isinstance(step, Prompt) and "human" in [o.action for o in step.options]


@pytest.mark.parametrize(
    "name",
    ["Олег", "Секрет Иванов", "Айгүл", "Құпия Серікқызы", "Skip Jones", "Private Ryan"],
)
def test_a_name_is_no_refusal(name: str) -> None:
    form = decide(NAME, heard(name, "out_of_scope", 0.3)).state.form
    assert form is not None and form.name == name


def test_a_number_with_hard_words_is_a_number() -> None:
    decided = decide(PHONE, heard("личное, но ладно, 87011234567", "deny", phone="+77011234567"))
    assert decided.state.form == give_phone(PHONE, "+77011234567").state.form


@pytest.mark.parametrize(
    ("said", "intent"), [("нет", "deny"), ("не хочу", "deny"), ("отмена", "cancel_order")]
)
def test_who_leaves_may_leave(said: str, intent: str) -> None:
    assert decide(NAME, heard(said, intent)).state.form is None
