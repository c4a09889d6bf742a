"""The sentences that measure the language layer are themselves well formed and cover the contract."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.nlu.language_data import read_yaml

NLU_DATA = Path(__file__).parents[3] / "nlu_data"
FOLDERS = ("tests", "held_out")
LANGUAGES = ("kk", "ru", "en")
_SHOPPER = """
    greet goodbye thank help affirm deny browse_catalog search_product product_details
    compare_products recommend add_to_cart update_cart remove_from_cart show_cart clear_cart
    checkout set_address choose_slot choose_pickup choose_payment apply_promo loyalty_balance
    order_status change_order cancel_order repeat_order return_request payment_problem complain
    give_feedback ask_delivery ask_payment ask_returns ask_store talk_to_human stop_reminders
    start_reminders change_language privacy_request out_of_scope
"""
_SELLER = """orders order_details accept_order reject_order mark_packed set_stock set_price low_stock report
    routes import broadcast"""
SHOPPER_INTENTS = set(_SHOPPER.split())
SELLER_INTENTS = {"seller_" + name for name in _SELLER.split()}
STYLES = {"clean", "typo", "latin", "layout", "dropped", "colloquial", "mixed"}
# The form of a value where the contract fixes one; the rest are the words as written.
FORMS = {
    "quantity": r"\d+(\.\d+)?",
    "unit": "pcs|kg|g|l|ml|pack|box",
    "price": r"\d+",
    "price_min": r"\d+",
    "price_max": r"\d+",
    "ordinal": r"-1|\d+",
    "order_number": r"\d+",
    "time_from": r"\d\d:\d\d",
    "time_to": r"\d\d:\d\d",
    "rating": "[1-5]",
    "language": "kk|ru|en",
    "payment_method": "card|cash|kaspi|invoice|points",
    "period": "today|yesterday|week|month",
    "customer_segment": "new|loyal|lapsed|all",
    "promo_code": "[^a-zа-я]+",
    "phone": r"\+7\d{10}",
    "brand": ".+",
    "category": ".+",
    "product": ".+",
    "attribute": ".+",
    "address": ".+",
    "reason": ".+",
}


@pytest.fixture(
    scope="module",
    params=[(folder, language) for folder in FOLDERS for language in LANGUAGES],
    ids="/".join,
)
def sentences(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    folder, language = request.param
    loaded = read_yaml(NLU_DATA / folder / f"{language}.yaml")
    assert loaded["language"] == language
    return list(loaded["sentences"])


def test_every_intent_is_measured(sentences: list[dict[str, Any]]) -> None:
    counts = Counter(sentence["intent"] for sentence in sentences)
    assert set(counts) == SHOPPER_INTENTS | SELLER_INTENTS
    assert [intent for intent in SHOPPER_INTENTS if counts[intent] < 5] == []
    assert [intent for intent in SELLER_INTENTS if counts[intent] < 3] == []


def test_no_sentence_is_counted_twice_and_styles_are_known(sentences: list[dict[str, Any]]) -> None:
    seen = Counter((sentence["text"], sentence.get("role")) for sentence in sentences)
    assert [text for text, count in seen.items() if count > 1] == []
    assert {sentence["style"] for sentence in sentences} <= STYLES


def test_only_sellers_speak_as_sellers(sentences: list[dict[str, Any]]) -> None:
    for sentence in sentences:
        assert (sentence.get("role") == "seller") == sentence["intent"].startswith("seller_")


def test_labels_take_the_forms_of_the_contract(sentences: list[dict[str, Any]]) -> None:
    labelled = [sentence for sentence in sentences if "entities" in sentence]
    assert len(labelled) > len(sentences) / 2
    for sentence in labelled:
        for entity in sentence["entities"]:
            assert entity.get("text", "") in sentence["text"]
            if entity["entity"] == "date":
                date.fromisoformat(entity["value"])
            else:
                assert re.fullmatch(FORMS[entity["entity"]], str(entity["value"])), (sentence["text"], entity)
