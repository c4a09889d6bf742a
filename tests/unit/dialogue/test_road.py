"""What sellers and couriers write when the day goes otherwise."""

from __future__ import annotations

import pytest

from core.dialogue import road
from core.dialogue.decide import decide
from core.dialogue.seller_commands import NobodyHome, OnTheRoad, SellerOrders, VanDown, VanLate
from core.dialogue.state import DialogueState
from core.nlu.understanding import Understanding


def heard(text: str, intent: str = "out_of_scope") -> Understanding:
    return Understanding(text, "ru", intent, 0.9, (), ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("машина 2 сломалась", VanDown(None, 2)),
        ("2-көлік бұзылып қалды", VanDown(None, 2)),
        ("van 3 broke down", VanDown(None, 3)),
        ("попали в аварию, дальше не едем", VanDown()),
        ("курьер опаздывает на 30 минут", VanLate(None, None, 30)),
        ("машина №2 опаздывает на полчаса", VanLate(None, 2, 30)),
        ("1-көлік 20 минутқа кешігіп жатыр", VanLate(None, 1, 20)),
        ("van 2 is late by 1 hour 15 min", VanLate(None, 2, 75)),
        ("задерживаемся на час", VanLate(None, None, 60)),
        ("опаздываю", VanLate()),
        ("по заказу 1042 никого нет дома", NobodyHome(None, None, 1042)),
        ("1042 үйде ешкім жоқ", NobodyHome(None, None, 1042)),
        ("nobody at home", NobodyHome()),
        ("сколько заказов сегодня", None),
        ("молоко 30 штук осталось", None),
        ("опаздывает на 900 минут", VanLate()),
        ("", None),
    ],
)
def test_words_of_the_road(text: str, meant: OnTheRoad | None) -> None:
    assert road.said(heard(text)) == meant


def test_only_those_who_work_here_are_heard() -> None:
    words = heard("машина 2 сломалась")
    assert decide(DialogueState(), words, is_staff=True).steps == (VanDown(None, 2),)
    assert VanDown(None, 2) not in decide(DialogueState(), words).steps


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("отклони 1042, машина сломалась", "seller_reject_order"),
        ("reject 1042, nobody home", "seller_reject_order"),
        ("знак аварийный остаток 5", "seller_set_stock"),
        ("цена на аварийный знак 2000", "seller_set_price"),
    ],
)
def test_what_is_said_of_orders_and_goods_stays_so(text: str, intent: str) -> None:
    assert road.said(heard(text, intent)) is None


def test_the_road_is_heard_although_the_model_takes_it_for_goods_or_an_order() -> None:
    """As the model hears them."""
    assert road.said(heard("2-көлік бұзылып қалды", "seller_set_stock")) == VanDown(None, 2)
    assert road.said(heard("по заказу 1042 никого нет дома", "seller_reject_order")) == NobodyHome(
        None, None, 1042
    )


def test_minutes_answer_the_question_and_other_words_close_it() -> None:
    asked = DialogueState().asking("van_late", "2026-03-03 2")
    for text in ("25", "25 минут", "минут 25 мин"):
        decision = decide(asked, heard(text), is_staff=True)
        assert [(s.van, s.minutes) for s in decision.steps if isinstance(s, VanLate)] == [(2, 25)], text
        assert decision.state.pending is None
    other = decide(asked, heard("заказы", "seller_orders"), is_staff=True)
    assert other.steps == (SellerOrders(),) and other.state.pending is None
    for text in ("0", "999", "1042"):
        assert not [s for s in decide(asked, heard(text), is_staff=True).steps if isinstance(s, VanLate)], (
            text
        )


@pytest.mark.parametrize(
    "argument", ["", "2026-03-03", "2026-03-03:", "x:1", "2026-03-03:x", "2026-03-03:1:x"]
)
def test_a_forged_button_means_nothing(argument: str) -> None:
    with pytest.raises(ValueError):
        road.tapped(DialogueState(), "vanlate", argument)
