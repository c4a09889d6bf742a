"""Somebody would rather not tell a name, a phone or an address: what it is for, and what would do instead."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import cast

from core.dialogue import checkout
from core.dialogue.commands import Prompt
from core.dialogue.decision import Decision
from core.dialogue.state import DialogueState
from core.nlu.language_data import read_yaml
from core.nlu.normalize import tokens
from core.nlu.phrases import Found, Phrases
from core.nlu.saying import names_somebody
from core.nlu.understanding import Understanding

_WORDS = Path(__file__).parent / "data" / "refusals.yaml"
ASKED = frozenset({"name", "phone", "address"})
SHORT = 2
"""So few words ask about the question that is open, and about nothing else."""


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """None for what tells what was asked, and for what is about something else."""
    if state.form is None or state.pending not in ASKED or _tells(state, heard):
        return None
    found = _words().find(heard.text)
    said = {f.name for f in found if not _in_a_name(state, heard.text, f)}
    wonders = "asks_why" in said and ("what" in said or len(tokens(heard.text)) <= SHORT)
    if "refuses" not in said and not wonders:
        return None
    step = cast(checkout.Step, state.pending)
    asked = checkout.question(step)
    return checkout.unclear(state, Prompt(f"{step}-needed", options=asked.options, ask=asked.ask))


def _tells(state: DialogueState, heard: Understanding) -> bool:
    if state.pending == "name":
        return names_somebody(heard.text)
    return any(e.entity == state.pending and any(map(str.isdigit, heard.text)) for e in heard.entities)


def _in_a_name(state: DialogueState, text: str, found: Found) -> bool:
    """ "Skip Jones": one word of several in capitals."""
    one = len(tokens(text[found.start : found.end])) == 1
    return state.pending == "name" and one and len(tokens(text)) > 1 and text.strip().istitle()


@lru_cache(maxsize=1)
def _words() -> Phrases:
    return Phrases(read_yaml(_WORDS), inflected=False)
