from __future__ import annotations

from dataclasses import dataclass

from core.dialogue.commands import Command, Prompt
from core.dialogue.state import DialogueState


@dataclass(frozen=True, slots=True)
class Decision:
    """The state as it is now, and what to do in this order."""

    state: DialogueState
    steps: tuple[Command | Prompt, ...] = ()

    def then(self, *steps: Command | Prompt) -> Decision:
        return Decision(self.state, (*self.steps, *steps))


def do(state: DialogueState, *steps: Command | Prompt) -> Decision:
    return Decision(state, steps)
