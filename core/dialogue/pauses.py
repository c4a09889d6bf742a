"""Somebody needs a moment: nothing is done, and the open question stays open."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.dialogue.commands import Prompt
from core.dialogue.decision import Decision, do
from core.dialogue.state import DialogueState
from core.nlu.language_data import read_yaml
from core.nlu.normalize import tokens
from core.nlu.phrases import Phrases
from core.nlu.saying import names_somebody
from core.nlu.understanding import Understanding

_WORDS = Path(__file__).parent / "data" / "pauses.yaml"
SHORT = 7
NOT_OF_TIME = frozenset({"name", "phone", "address"})
"""Where one of these is open, "now" and "later" are no answer."""


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """None unless every word of a short message asks for time."""
    words = [token.text for token in tokens(heard.text)]
    if not 0 < len(words) <= SHORT or (state.pending == "name" and names_somebody(heard.text)):
        return None
    said = [_words().first(word) for word in words]
    waits = {"waits", "soon"} if state.pending in NOT_OF_TIME else {"waits"}
    if None in said or waits.isdisjoint(filter(None, said)):
        return None
    return do(state, Prompt("no-hurry"))


@lru_cache(maxsize=1)
def _words() -> Phrases:
    return Phrases(read_yaml(_WORDS))
