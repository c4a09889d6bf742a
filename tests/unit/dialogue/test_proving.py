"""Which words are the code that is waited for, and which are anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.commands import Prompt
from core.dialogue.proof_commands import CheckCode, OtherNumber, ProvePhone, SendCode
from core.dialogue.proving import answer, change_number, code_in, shared
from core.dialogue.state import DialogueState, Form, Pending
from tests.unit.dialogue.said import heard

WAITING = DialogueState(language="ru", unproven=1042)


@pytest.mark.parametrize(
    "said",
    ["4821", " 4821 ", "48 21", "4-8-2-1", "код 4821", "Код: 4821", "кодым 4821", "вот код 4821", "4821 код", "мой код 4821",
     "менің кодым 4821", "кодым мынау 4821", "my code is 4821", "it's code 4821", "４８２１", "код\n4821", "«4821»", "4821."],
)  # fmt: skip
def test_a_code_is_heard_however_it_is_written(said: str) -> None:
    decision = answer(WAITING, heard(said, "out_of_scope"))
    assert decision is not None and decision.steps == (CheckCode("4821"),)
    assert decision.state.unproven == 1042, "the question is closed by the code that fits, not by any"


@pytest.mark.parametrize(
    "said",
    ["", "1042", "482", "48215", "4821 4822", "утюг до 5000", "где заказ 1042", "1500 грамм", "4821?а это что", "код", "привет",
     "+7 701 234 56 78", "промокод 4821", "4821 тенге", "½⅓¼⅛", "код код код"],
)  # fmt: skip
def test_other_words_are_no_code(said: str) -> None:
    assert code_in(WAITING, said) is None


@pytest.mark.parametrize("pending", ["advice", "line_choice", "slot", "phone", "address"])
def test_digits_alone_answer_the_question_that_wants_digits(pending: Pending) -> None:
    assert code_in(replace(WAITING, pending=pending), "5000") is None
    assert code_in(replace(WAITING, pending=pending), "код 5000") == "5000"


@given(st.text(max_size=40))
def test_any_text_is_a_code_of_four_digits_or_none(text: str) -> None:
    code = code_in(WAITING, text)
    assert code is None or (len(code) == 4 and code.isascii() and code.isdecimal())


@pytest.mark.parametrize(
    "said",
    ["не пришло", "Код не пришёл", "смс не приходит", "отправьте ещё раз", "келмеді", "код келген жоқ", "қайта жіберіңіз",
     "didn't get it", "I did not get the code", "send it again", "resend please"],
)  # fmt: skip
def test_who_got_no_code_wants_another(said: str) -> None:
    decision = answer(WAITING, heard(said, "payment_problem"))
    assert decision is not None and decision.steps == (SendCode(),)


@pytest.mark.parametrize(
    "said", ["заказ не пришёл", "курьер не пришел", "тапсырыс келмеді", "my order didn't arrive", "повтори прошлый заказ"]
)  # fmt: skip
def test_what_else_did_not_come_is_no_wish_for_a_code(said: str) -> None:
    assert answer(WAITING, heard(said, "complain")) is None


def test_nothing_of_this_is_heard_while_no_proof_is_waited_for() -> None:
    for said in ("4821", "код 4821", "не пришло", "482"):
        assert answer(DialogueState(), heard(said, "out_of_scope")) is None


def test_three_digits_are_asked_for_again_and_another_number_is_offered() -> None:
    asked = answer(WAITING, heard("482", "out_of_scope"))
    assert asked is not None and asked.steps == (Prompt("proof-four-digits"),)
    other = answer(WAITING, heard("+77012345678", "out_of_scope", phone="+77012345678"))
    assert other is not None and other.steps == (OtherNumber("+77012345678"),)


def test_only_a_contact_the_channel_vouches_for_is_a_proof() -> None:
    assert shared(WAITING, "+77012345678", own=True).steps == (ProvePhone("+77012345678"),)
    assert ProvePhone("+77012345678") not in shared(WAITING, "+77012345678", own=False).steps
    in_checkout = shared(replace(WAITING, form=Form(name="Олег"), pending="phone"), "+77012345678", own=True)
    assert in_checkout.steps[0] == ProvePhone("+77012345678") and len(in_checkout.steps) == 2
    assert in_checkout.state.form is not None and in_checkout.state.form.phone == "+77012345678"


@pytest.mark.parametrize("phone", ["", "x", "87012345678", "+0123456789", "+77012345678 ", "+7" * 20])
def test_an_old_or_forged_button_changes_no_number(phone: str) -> None:
    with pytest.raises(ValueError, match="number"):
        change_number(WAITING, phone)
