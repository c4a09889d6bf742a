"""What is said beside the matter: answered, and then the open question is put again, so that nobody has to start over."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from core.dialogue import advise, product_questions, store_questions, than
from core.dialogue.commands import (
    AddLines,
    Advise,
    AskFact,
    AskWhich,
    Browse,
    Compare,
    HandOff,
    NotUnderstood,
    OfferPoints,
    OfferSlots,
    Option,
    OrderStatus,
    PickPoint,
    Proceed,
    Prompt,
    Recommend,
    Search,
    SetLanguage,
    SetReminders,
    ShowCart,
    ShowProduct,
    TellStore,
    Than,
)
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.proof_commands import AskProof, ChangeNumber, CheckCode, OtherNumber, ProvePhone, SendCode
from core.dialogue.state import DialogueState
from core.nlu.cues import takes
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases
from core.nlu.understanding import Understanding

_MOODS = Path(__file__).parent / "data" / "moods.yaml"
SHORT = 5
SURE = 0.6
# Steps that answer and change nothing: the question that was open still is.
ANSWERS = (TellStore, AskFact, AskWhich, NotUnderstood, SetLanguage, SetReminders, HandOff, Prompt)
PROVING = (CheckCode, SendCode, OtherNumber, ChangeNumber, ProvePhone)
LOOKING = (ShowProduct, Search, Browse, Recommend, Than, Advise, Compare, ShowCart, OrderStatus)
# Steps after which a choice made together may go on.
WHILE_CHOOSING = (*ANSWERS, Advise, ShowProduct, Compare, AddLines)
KIND_WORDS = (Option("button-catalog", "catalog"), Option("button-help", "help"))


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """The answer to a question that was asked beside a checkout, or None when the message is something else."""
    if state.pending == "advice":
        return advise.answer(state, heard)
    if state.pending == "compare":
        return product_questions.which_to_compare(state, heard)
    if state.pending == "which":
        return product_questions.which(state, heard)
    if state.pending == "ask_seller" and heard.intent == "affirm" and not takes(heard.text):
        return product_questions.ask_seller(state)
    return None


def beside(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """A mood, a fact asked in passing, more of what was advised: what no intent alone tells."""
    mood = mood_of(heard)
    if mood is not None:
        return do(state, Prompt(f"mood-{mood}", options=KIND_WORDS))
    store = store_questions.in_passing(state, heard)
    if store is not None:
        return store
    others = than.wished(state, heard, read)
    if others is not None:
        return others
    going_on = advise.go_on(state, heard)
    if going_on is not None:
        return going_on
    asked = product_questions.in_passing(state, heard)
    if asked is not None:
        return asked
    return advise.recommend(state, heard) if advise.is_a_wish(state, heard) else None


def mood_of(heard: Understanding) -> str | None:
    """Only of a short message that is about nothing else: an angry complaint is a complaint."""
    if len(heard.text.split()) > SHORT:
        return None
    found = _moods().first(heard.text)
    # "Как дела" is said in greeting too.
    surely_else = heard.intent not in {"out_of_scope", "greet"} and heard.confidence >= SURE
    return None if found is None or (surely_else and found != "sad") else found


def back(before: DialogueState, decision: Decision) -> Decision:
    """The decision, with the question that was open put again when the message left it unanswered."""
    steps, state = decision.steps, decision.state
    if state.advice is not None and not all(isinstance(s, WHILE_CHOOSING) for s in steps):
        state = replace(state, advice=None)
        decision = Decision(state, steps)
    if state.form is not None:
        if state.open_lines or (
            steps and isinstance(steps[-1], Proceed | OfferSlots | OfferPoints | PickPoint)
        ):
            return decision
        only_answered = all(isinstance(s, (*ANSWERS, *LOOKING, *PROVING)) for s in steps)
        return decision.then(Proceed(again=only_answered))
    waits = before.pending == "advice" and state.advice is not None
    if waits and steps and all(isinstance(s, ANSWERS) for s in steps):
        return decision.then(Advise())
    if before.unproven is not None and steps and all(isinstance(s, (*ANSWERS, OrderStatus)) for s in steps):
        return decision.then(AskProof())
    return decision


@lru_cache(maxsize=1)
def _moods() -> Phrases:
    return Phrases(read_yaml(_MOODS))
