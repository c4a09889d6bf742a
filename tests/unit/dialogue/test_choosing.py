"""The one question about unclear lines, and the answers people give to all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.dialogue import choosing
from core.dialogue.commands import AddLines, AskLines, Proceed, Prompt, ShowCart
from core.dialogue.decide import decide
from core.dialogue.decision import Decision
from core.dialogue.state import Candidate, DialogueState, Form, OpenLine
from core.dialogue.tapped import decide_action
from core.nlu.understander import Understander
from core.nlu.understanding import Question

MILK = OpenLine(
    "молоко", Decimal(2), None,
    (Candidate("m15", "Молоко Сүтжол 1,5% 1 л", 59_000, "Сүтжол сүт 1,5% 1 л Сүтжол milk 1.5% 1 l"),
     Candidate("m25", "Молоко Сүтжол 2,5% 1 л", 64_000, "Сүтжол сүт 2,5% 1 л Сүтжол milk 2.5% 1 l"),
     Candidate("a32", "Молоко Айналайын 3,2% 1 л", 51_000, "Айналайын сүт 3,2% 1 л Айналайын milk 3.2% 1 l")),
)  # fmt: skip
BREAD = OpenLine(
    "хлеб", None, None,
    (Candidate("white", "Хлеб белый 500 г", 23_000, "Ақ нан 500 г White bread 500 g"),
     Candidate("borod", "Хлеб бородинский 400 г", 39_000, "Бородино нан 400 г Borodinsky bread 400 g"),
     Candidate("rye", "Хлеб ржаной 450 г", 34_000, "Қарабидай нан 450 г Rye bread 450 g")),
)  # fmt: skip
EGGS = OpenLine("яйца", Decimal(10), None, (Candidate("c1", "Яйцо С1 10 шт", 69_000), Candidate("c0", "Яйцо С0 10 шт", 79_000)))  # fmt: skip
RICE = OpenLine("рис", None, None, (Candidate("round", "Рис круглый", 69_000), Candidate("long", "Рис длинный", 79_000)))  # fmt: skip

Say = Callable[[tuple[OpenLine, ...], str], Decision]


@pytest.fixture
def say(understander: Understander) -> Say:
    """What is decided when these lines are open and these words are said."""

    def said(lines: tuple[OpenLine, ...], text: str, **state: object) -> Decision:
        before = DialogueState(language="ru", open_lines=lines, pending="line_choice", **state)  # type: ignore[arg-type]
        question = Question(text, datetime(2026, 6, 15, 5, tzinfo=UTC), "shopper", before.context())
        heard = understander.understand(question)
        return decide(
            before,
            heard,
            lambda part, intent: understander.entities(replace(question, text=part), intent, heard.language),
        )

    return said


def taken(decision: Decision) -> dict[str, Decimal | None]:
    adds = [s for s in decision.steps if isinstance(s, AddLines)]
    return {w.offer_id or w.phrase: w.quantity for step in adds for w in step.lines}


TWO = (MILK, BREAD)
SET = (MILK, BREAD, EGGS, RICE)


@pytest.mark.parametrize(
    ("lines", "text", "expected"),
    [
        ((MILK,), "первое", {"m15": 2}), ((MILK,), "2", {"m25": 2}), ((MILK,), "второе, 3 штуки", {"m25": 3}),
        ((MILK,), "2,5%", {"m25": 2}), ((MILK,), "айналайын", {"a32": 2}), ((MILK,), "ainalaiyn", {"a32": 2}),
        ((MILK,), "самый дешёвый", {"a32": 2}), ((MILK,), "тот что подешевле", {"a32": 2}), ((MILK,), "любой", {"m15": 2}),
        ((MILK,), "да, беру", {"m15": 2}), ((MILK,), "ең арзаны", {"a32": 2}), ((MILK,), "the cheapest one", {"a32": 2}),
        ((MILK,), "бәрібір", {"m15": 2}), ((MILK,), "whichever", {"m15": 2}), ((MILK,), "екіншісі", {"m25": 2}),
        ((BREAD,), "первое и третье", {"white": None, "rye": None}), ((BREAD,), "1, 3", {"white": None, "rye": None}),
        ((BREAD,), "бородинского", {"borod": None}), ((BREAD,), "борадинский 2", {"borod": 2}), ((BREAD,), "қарабидай", {"rye": None}),
        (TWO, "айналайын и бородинский", {"a32": 2, "borod": None}), (TWO, "1 и 3", {"m15": 2, "white": None}),
        (TWO, "молоко второе, хлеб любой", {"m25": 2, "white": None}), (TWO, "сүт екінші, нан қарабидай", {"m25": 2, "rye": None}),
        (TWO, "milk 2.5 and rye bread", {"m25": 2, "rye": None}), (TWO, "хлеб не надо, молоко 2,5", {"m25": 2}),
        (TWO, "любое", {"m15": 2, "white": None}), (TWO, "самое дешёвое", {"a32": 2, "white": None}),
        (SET, "да", {"m15": 2, "white": None, "c1": 10, "round": None}), (SET, "иә, бірақ нан қарабидай", {"m15": 2, "rye": None, "c1": 10, "round": None}),
        (SET, "да, только хлеб ржаной, а рис не надо", {"m15": 2, "rye": None, "c1": 10}),
        (SET, "да, второе не надо", {"m15": 2, "c1": 10, "round": None}),
    ],
)  # fmt: skip
def test_an_answer_settles_all_it_names(
    say: Say, lines: tuple[OpenLine, ...], text: str, expected: dict[str, int | None]
) -> None:
    assert taken(say(lines, text)) == expected


@pytest.mark.parametrize(
    "text", ["ни одно", "не надо", "ничего из этого", "керек емес", "none of them", "нет"]
)
def test_nothing_of_it_leaves_all_out_and_says_so(say: Say, text: str) -> None:
    decided = say(TWO, text)
    assert decided.state.open_lines == () and decided.state.pending is None
    (told, cart) = decided.steps
    assert isinstance(told, Prompt) and told.params == {"phrases": "молоко, хлеб"} and cart == ShowCart()


def test_what_stays_unclear_is_asked_once_more_among_what_fits_and_then_left_out(say: Say) -> None:
    again = say((replace(MILK, asked=1), BREAD), "сүтжол, ржаной")
    assert taken(again) == {"rye": None}
    (left,) = again.state.open_lines
    assert [c.offer_id for c in left.choices] == ["m15", "m25"], "narrowed to the brand"
    out = say((replace(left, asked=2),), "сүтжол")
    assert out.state.open_lines == () and [s.key for s in out.steps if isinstance(s, Prompt)] == [
        "lines-left-out"
    ]


def test_goods_named_on_the_way_are_wanted_too(say: Say) -> None:
    assert taken(say(TWO, "первое, ржаной и кефир")) == {"m15": 2, "rye": None, "кефир": None}


@pytest.mark.parametrize(
    "text", ["сколько стоит доставка?", "а какой состав у второго?", "оформить заказ", "позовите человека", "что в корзине", "сравни первые два"]
)  # fmt: skip
def test_what_is_no_answer_takes_nothing(say: Say, text: str) -> None:
    decided = say(TWO, text)
    assert taken(decided) == {} and decided.state.open_lines == TWO


def test_the_question_can_be_answered_after_an_aside(say: Say) -> None:
    aside = say(TWO, "сколько стоит доставка?").state
    assert aside.pending == "line_choice"


def test_an_answer_in_checkout_leads_back_to_it(say: Say) -> None:
    assert say((BREAD,), "ржаной", form=Form()).steps[-1] == Proceed()  # type: ignore[call-arg]


@pytest.mark.parametrize(("lines", "most"), [((MILK,), 4), (TWO, 4), ((MILK, BREAD, EGGS), 3), (SET, 4)])
def test_few_things_are_offered_and_every_line_among_them(lines: tuple[OpenLine, ...], most: int) -> None:
    offered = choosing.offers(lines)
    assert len(offered) <= most and {o.line for o in offered} == set(range(len(lines)))


def test_buttons_take_one_take_all_change_one_and_leave_out() -> None:
    state = DialogueState(language="ru", open_lines=SET, pending="line_choice")
    assert taken(decide_action(state, "takeall", False)) == {"m15": 2, "white": None, "c1": 10, "round": None}
    changing = decide_action(state, "other:1", False)
    assert changing.steps == (AskLines(),) and changing.state.subject == "1"
    picked = decide_action(changing.state, "pick:rye", False)
    assert taken(picked) == {"rye": None} and [x.phrase for x in picked.state.open_lines] == [
        "молоко",
        "яйца",
        "рис",
    ]
    dropped = decide_action(changing.state, "drop", False)
    assert [x.phrase for x in dropped.state.open_lines] == [
        "молоко",
        "яйца",
        "рис",
    ] and AskLines() in dropped.steps
    assert decide_action(state, "drop", False).state.open_lines == ()


def test_things_that_only_come_near_are_taken_by_name_alone(say: Say) -> None:
    near = replace(RICE, phrase="лаваш", kind="near")
    decided = say((MILK, near), "любое")
    assert taken(decided) == {"m15": 2} and decided.state.open_lines == ()
    assert taken(say((MILK, near), "длинный, молоко любое")) == {"m15": 2, "long": None}
