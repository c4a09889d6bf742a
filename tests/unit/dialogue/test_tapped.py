"""A button does what it says while it can, and nothing when it cannot; whatever is sent as one never raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.commands import NotUnderstood, Place, Prompt
from core.dialogue.seller_commands import SellerStep
from core.dialogue.state import Candidate, DialogueState, Form, OpenLine, Query, Shown, SlotWish, dump, load
from core.dialogue.tapped import decide_action
from core.kernel.geo import GeoPoint
from tests.unit.dialogue.said import FULL, TEA

SELLERS = ("accept", "reject", "rejectfor", "packed", "dispatched", "delivered", "sorder", "plan")
VERBS = (
    *SELLERS, "start", "help", "catalog", "cat", "more", "show", "add", "set", "del", "cart", "clear", "pick",
    "takeall", "other", "drop", "no", "checkout", "leave", "day", "slot", "pay", "pickup", "edit", "confirm", "orders", "order", "cancel",
    "cancelyes", "lang", "stop", "human",
)  # fmt: skip
arguments = st.one_of(st.text(max_size=80), st.integers().map(str), st.dates().map(str), st.just("1001"))
texts = st.text(max_size=20)
shown = st.builds(Shown, offer_id=texts, name=texts)
points = st.builds(GeoPoint, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
forms = st.builds(
    Form, name=st.none() | texts, phone=st.none() | texts, method=st.sampled_from(["delivery", "pickup"]),
    address=st.none() | texts, point=st.none() | points, precision=st.none() | texts,
    window=st.none() | st.tuples(st.integers(0, 2**40), st.integers(0, 2**40)), booking_id=st.none() | texts,
    payment=st.none() | st.sampled_from(["card", "kaspi", "cash", "invoice"]),
    wish=st.none() | st.builds(SlotWish, day=st.none() | st.dates().map(str), time_from=st.none() | texts),
)  # fmt: skip
candidates = st.builds(
    Candidate, offer_id=texts, name=texts, price_minor=st.integers(0, 10**9), spellings=texts
)
quantities = st.none() | st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=999
)
lines = st.builds(
    OpenLine, phrase=texts, quantity=quantities, unit=st.none() | texts,
    choices=st.lists(candidates, max_size=3).map(tuple), kind=st.sampled_from(["which", "near", "left", "other"]),
    asked=st.integers(0, 3), replaces=st.none() | texts,
)  # fmt: skip
states = st.builds(
    DialogueState,
    language=st.none() | st.sampled_from(["kk", "ru", "en"]),
    shown=st.lists(shown, max_size=5).map(tuple),
    focus=st.none() | shown,
    pending=st.none()
    | st.sampled_from(["name", "phone", "address", "slot", "payment", "confirm", "line_choice"]),
    subject=st.none() | st.integers(0, 10**9).map(str),
    form=st.none() | forms,
    known=forms,
    open_lines=st.lists(lines, max_size=3).map(tuple),
    query=st.none() | st.builds(Query, phrase=texts, price_min=st.none() | st.integers(0, 10**9)),
    undo=st.none() | st.lists(st.tuples(texts, quantities.filter(bool)), max_size=3).map(tuple),
    last_order=st.none() | st.integers(1, 10**6),
    failures=st.integers(0, 9),
)


@given(states)
def test_a_conversation_remembers_everything_over_night(state: DialogueState) -> None:
    assert load(dump(state)) == state


def test_a_new_conversation_and_one_of_an_older_version_can_be_read() -> None:
    assert load({}) == DialogueState()
    assert load({"language": "kk", "mood": "good"}) == DialogueState(language="kk")


@given(states, st.sampled_from(VERBS), arguments, st.booleans())
def test_no_button_ever_raises(state: DialogueState, verb: str, argument: str, is_staff: bool) -> None:
    for action in (verb, f"{verb}:{argument}", argument):
        assert decide_action(state, action, is_staff).steps


@given(states, st.sampled_from(SELLERS), arguments)
def test_a_sellers_button_means_nothing_from_a_shopper(
    state: DialogueState, verb: str, argument: str
) -> None:
    (step,) = decide_action(state, f"{verb}:{argument}", is_staff=False).steps
    assert isinstance(step, NotUnderstood)


@given(states, st.sampled_from(VERBS), arguments)
def test_only_the_open_summary_can_be_confirmed(state: DialogueState, verb: str, argument: str) -> None:
    steps = decide_action(state, f"{verb}:{argument}", is_staff=False).steps
    if any(isinstance(s, Place) for s in steps):
        assert verb == "confirm" and state.pending == "confirm" and state.form is not None


@pytest.mark.parametrize(
    "action", ["confirm", "edit:name", "slot:1781622000", "day:2026-06-16"]
)  # fmt: skip
def test_a_button_of_a_checkout_that_is_over_says_so(action: str) -> None:
    (said,) = decide_action(DialogueState(known=FULL), action, is_staff=False).steps
    assert isinstance(said, Prompt) and said.key == "nothing-to-confirm"


@pytest.mark.parametrize(
    "action",
    ["slot:abc", "slot:", "add:", "show:", "del:", "pick:", "other:x", "other:", "set:tea", "more:", "cancelyes:x",
     "order:", "pay:gold", "lang:xx", "day:32", "x" * 200, "", ":"],
)  # fmt: skip
def test_a_button_that_is_none_of_ours_is_not_understood(action: str) -> None:
    state = DialogueState(form=FULL, pending="slot", query=Query("чай"), shown=(TEA,))
    decided = decide_action(state, action, is_staff=False)
    assert decided.state == state
    assert all(isinstance(s, NotUnderstood) for s in decided.steps), decided.steps


def test_a_reason_is_one_of_ours_or_words() -> None:
    (step,) = decide_action(DialogueState(), "rejectfor:1042:no-goods", is_staff=True).steps
    assert step == SellerStep("reject", 1042, "reject-reason-no-goods")
