"""Questions about the shop: the one thing that was asked, not all there is to say."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.dialogue.commands import TellStore
from core.dialogue.decision import Decision, do
from core.dialogue.state import DialogueState
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases
from core.nlu.understanding import Understanding

_DATA = Path(__file__).parent / "data" / "store_questions.yaml"
# What a question about the shop is taken for when a word of the list `about` tells better.
TAKEN_FOR = {
    "ask_delivery": frozenset({"product_details", "out_of_scope"}),
    "ask_returns": frozenset({"return_request", "product_details", "out_of_scope"}),
    "ask_store": frozenset({"talk_to_human", "product_details", "out_of_scope"}),
}
TOPICS = {
    "ask_delivery": "delivery",
    "ask_payment": "payment",
    "ask_returns": "returns",
    "ask_store": "store",
}


def tell(state: DialogueState, heard: Understanding) -> Decision:
    """A TellStore whose fact is `<topic>-<what>`, or the topic alone."""
    topic = TOPICS[heard.intent]
    return do(state, TellStore(fact(topic, heard.text), heard.text))


def in_passing(state: DialogueState, heard: Understanding) -> Decision | None:
    """ "Жеткізу қанша тұрады" asks for the fee, even if it is taken for a product's price."""
    intent = _topic("about").first(heard.text)
    if intent is None or heard.intent not in TAKEN_FOR[intent]:
        return None
    return tell(state, replace(heard, intent=intent))


def asks_whether(text: str) -> bool:
    return text.rstrip().endswith("?") or bool(_topic("whether").find(text))


def fact(topic: str, text: str) -> str:
    found = _topic(topic).find(text)
    # In the order of the file: "сколько стоит доставка сегодня" asks for the cost.
    order = list(_data()[topic])
    return f"{topic}-{min((f.name for f in found), key=order.index)}" if found else topic


def facts() -> tuple[str, ...]:
    """Every fact that can be asked for; each has a text tell-<fact>."""
    return tuple(
        f"{topic}-{what}" if what else topic
        for topic, lists in _data().items()
        if topic in TOPICS.values()
        for what in ("", *lists)
    )


@lru_cache(maxsize=1)
def _data() -> Any:
    return read_yaml(_DATA)


@lru_cache(maxsize=8)
def _topic(topic: str) -> Phrases:
    return Phrases(_data()[topic])
