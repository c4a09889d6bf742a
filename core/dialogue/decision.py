from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.dialogue.commands import Command, Prompt
from core.dialogue.state import DialogueState
from core.nlu.understanding import Entity

Reader = Callable[[str, str], tuple[Entity, ...]]
"""(text, intent) -> what the text names if it means that: an answer is read as what was asked for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The state as it is now, and what to do in this order."""

    state: DialogueState
    steps: tuple[Command | Prompt, ...] = ()

    def then(self, *steps: Command | Prompt) -> Decision:
        return Decision(self.state, (*self.steps, *steps))


def nothing_read(text: str, intent: str) -> tuple[Entity, ...]:
    """The Reader that finds nothing."""
    return ()


def do(state: DialogueState, *steps: Command | Prompt) -> Decision:
    return Decision(state, steps)
