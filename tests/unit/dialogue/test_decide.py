"""What a message decides: the right step for every intent, and never a step that was not asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from core.dialogue.commands import (
    AddLines,
    Advise,
    AskCancel,
    Browse,
    CancelOrder,
    ClearCart,
    Command,
    Compare,
    HandOff,
    MoveOrder,
    NotUnderstood,
    OrderStatus,
    Proceed,
    Prompt,
    Recommend,
    RemoveLine,
    RepeatOrder,
    Search,
    SetLanguage,
    SetQuantity,
    SetReminders,
    ShowCart,
    ShowProduct,
    TellStore,
    Wanted,
)
from core.dialogue.decide import INTENTS, decide
from core.dialogue.seller_commands import (
    SellerLowStock,
    SellerOrder,
    SellerOrders,
    SellerPlan,
    SellerSetPrice,
    SellerSetStock,
    SellerStep,
)
from core.dialogue.state import DialogueState
from tests.unit.dialogue.said import COFFEE, FULL, TEA, heard

NEW = DialogueState(language="ru")
SEEN = DialogueState(language="ru", shown=(TEA, COFFEE), focus=TEA)
LABELS = Path(__file__).resolve().parents[3] / "nlu_data" / "intents.yaml"


@pytest.mark.parametrize(
    ("said", "step"),
    [
        (heard("каталог", "browse_catalog"), Browse()),
        (heard("второй подробнее", "product_details", ordinal=2), ShowProduct(Wanted(offer_id="coffee"))),
        (heard("сравни", "compare_products"), Compare((Wanted(offer_id="tea"), Wanted(offer_id="coffee")))),
        (heard("посоветуй", "recommend"), Advise()),
        (heard("что-нибудь похожее", "recommend"), Recommend("similar", Wanted(offer_id="tea"))),
        (heard("второй", "add_to_cart", ordinal=2), AddLines((Wanted(offer_id="coffee"),))),
        (heard("хлеб 2", "add_to_cart", product="хлеб", quantity=Decimal(2)), AddLines((Wanted("хлеб", None, Decimal(2)),))),
        (heard("сделай 3", "update_cart", quantity=Decimal(3)), SetQuantity(Wanted(offer_id="tea", quantity=Decimal(3)))),
        (heard("убери хлеб", "remove_from_cart", product="хлеб"), RemoveLine(Wanted("хлеб"))),
        (heard("корзина", "show_cart"), ShowCart()),
        (heard("где заказ 1042", "order_status", order_number="1042"), OrderStatus(1042)),
        (heard("где заказ", "order_status"), OrderStatus()),
        (heard("отмени заказ 1042", "cancel_order", order_number="1042"), AskCancel(1042)),
        (heard("повтори", "repeat_order"), RepeatOrder()),
        (heard("разбили", "complain"), HandOff("complaint", "разбили")),
        (heard("человека", "talk_to_human"), HandOff("person", "человека")),
        (heard("сотрите данные", "privacy_request"), HandOff("privacy", "сотрите данные")),
        (heard("не напоминайте", "stop_reminders"), SetReminders(False)),
        (heard("напоминайте", "start_reminders"), SetReminders(True)),
        (heard("english please", "change_language", language_="x"), None),
        (heard("есть рассрочка?", "ask_payment"), TellStore("payment-instalments", "есть рассрочка?")),
        (heard("завтра можно?", "choose_slot", date="2026-06-16"),
         MoveOrder(day=date(2026, 6, 16), doubtful=True, text="завтра можно?")),
    ],
)  # fmt: skip
def test_an_intent_decides_its_step(said: Any, step: Any) -> None:
    if step is not None:
        assert decide(SEEN, said).steps[-1] == step


def test_every_intent_of_the_language_layer_decides_something() -> None:
    names = set(yaml.safe_load(LABELS.read_text(encoding="utf-8")))
    ours = {n for n in names if not n.startswith("seller_")}
    assert ours - set(INTENTS) == {"out_of_scope"} and set(INTENTS) <= ours
    for state in (NEW, SEEN, DialogueState(form=FULL, pending="confirm", subject="1")):
        for name in names:
            assert decide(state, heard("сколько-то слов", name)).steps, name


def test_a_language_is_changed_when_it_is_named_and_asked_for_when_not() -> None:
    from core.nlu.understanding import Entity, Understanding

    english = Understanding(
        "english please", "en", "change_language", 0.9, (), (Entity("language", "en", 0, 7),)
    )
    assert decide(NEW, english).steps == (SetLanguage("en"),)
    (asked,) = decide(NEW, heard("другой язык", "change_language")).steps
    assert isinstance(asked, Prompt) and [o.action for o in asked.options] == [
        "lang:kk",
        "lang:ru",
        "lang:en",
    ]


def test_goods_are_looked_for_within_their_price() -> None:
    (search,) = decide(NEW, heard("чай до 2000", "search_product", product="чай", price_max=2000)).steps
    assert isinstance(search, Search) and (search.phrase, search.filters.price_max) == ("чай", 2000)


def test_what_is_not_understood_is_counted_and_what_is_understood_starts_anew() -> None:
    state = decide(decide(NEW, heard("хм", "out_of_scope")).state, heard("эм", "out_of_scope"))
    assert state.steps == (NotUnderstood("эм", 2, strange=True),)
    assert decide(state.state, heard("корзина", "show_cart")).state.failures == 0


def test_emptying_the_cart_is_asked_first() -> None:
    asked = decide(NEW, heard("очисти корзину", "clear_cart"))
    assert not any(isinstance(s, ClearCart) for s in asked.steps) and asked.state.pending == "clear_cart"
    assert decide(asked.state, heard("да", "affirm")).steps == (ClearCart(),)
    kept = decide(asked.state, heard("нет", "deny"))
    assert kept.state.pending is None and not any(isinstance(s, ClearCart) for s in kept.steps)


def test_a_yes_after_another_question_empties_and_cancels_nothing() -> None:
    for pending in ("clear_cart", "cancel_order"):
        asked = DialogueState(language="ru", pending=pending, subject="1042")
        later = decide(asked, heard("до скольки вы работаете", "ask_store")).state
        steps = decide(later, heard("да", "affirm")).steps
        assert not any(isinstance(s, ClearCart | CancelOrder) for s in steps)


@pytest.mark.parametrize(
    ("text", "quantity", "expected"),
    [
        ("добавь -5 чая", 5, -5),
        ("добавь − 5 чая", 5, 5),
        ("чай -2", 2, 2),
        ("-2 чая", 2, 2),
        ("чай - 2", 2, 2),
    ],
)
def test_a_minus_is_told_from_a_dash(text: str, quantity: int, expected: int) -> None:
    said = heard(
        text, "add_to_cart", product="ча" if "чай" not in text else "чай", quantity=Decimal(quantity)
    )
    (step,) = decide(NEW, said).steps
    assert isinstance(step, AddLines) and step.lines[0].quantity == expected


@pytest.mark.parametrize(
    ("said", "step"),
    [(heard("новые заказы", "seller_orders"), SellerOrders()),
     (heard("заказ 1042", "seller_order_details", order_number="1042"), SellerOrder(1042)),
     (heard("принять 1042", "seller_accept_order", order_number="1042"), SellerStep("accept", 1042)),
     (heard("отклонить 1042, нет", "seller_reject_order", order_number="1042", reason="нет"), SellerStep("reject", 1042, "нет")),
     (heard("1042 собран", "seller_mark_packed", order_number="1042"), SellerStep("packed", 1042)),
     (heard("молоко 20", "seller_set_stock", product="молоко", quantity=20), SellerSetStock("молоко", Decimal(20))),
     (heard("молоко 450", "seller_set_price", product="молоко", price=450), SellerSetPrice("молоко", 450)),
     (heard("что кончается", "seller_low_stock"), SellerLowStock()),
     (heard("маршруты завтра", "seller_routes", date="2026-06-16"), SellerPlan(date(2026, 6, 16)))],
)  # fmt: skip
def test_a_seller_is_understood(said: Any, step: Command) -> None:
    assert decide(NEW, said).steps == (step,)


@pytest.mark.parametrize("intent", ["seller_accept_order", "seller_reject_order", "seller_mark_packed", "seller_set_stock", "seller_set_price"])  # fmt: skip
def test_a_seller_who_names_nothing_is_asked(intent: str) -> None:
    (asked,) = decide(NEW, heard("сделай", intent)).steps
    assert isinstance(asked, Prompt) and asked.key in {"seller-which-order", "seller-which-goods"}


def test_a_rejection_without_a_reason_asks_for_it_and_takes_the_next_words() -> None:
    asked = decide(NEW, heard("отклонить 1042", "seller_reject_order", order_number="1042"))
    assert asked.state.pending == "reason"
    assert decide(asked.state, heard("сгорел склад", "out_of_scope")).steps == (
        SellerStep("reject", 1042, "сгорел склад"),
    )
    (left,) = decide(asked.state, heard("нет", "deny")).steps
    assert isinstance(left, Prompt)


def test_all_commands_are_carried_out_by_somebody() -> None:
    from core.conversation.execute import STEPS

    assert set(STEPS) == set(get_args(Command))
    assert Proceed in STEPS
