"""Several wishes of one message, carried out in order and answered as one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.conversation.reply import CartView, Message, Reply, Text
from core.conversation.scene import Outcome
from core.dialogue.commands import Command, Proceed, Prompt
from core.dialogue.decision import Decision
from core.dialogue.proof_commands import AskProof
from core.dialogue.state import DialogueState

# What only leads over to the next thing is left out when that comes anyway.
_LEADING_OVER = frozenset({"greeting", "yes-to-what", "left-as-it-was", "you-are-welcome"})


@dataclass(slots=True)
class Told:
    """The wishes so far. Checkout goes on once, when all is done, and asks about open lines only once; so is a proof
    that is waited for asked for once."""

    state: DialogueState
    outcomes: list[Outcome] = field(default_factory=list)
    proceeds: list[Proceed] = field(default_factory=list)
    waits: bool = False

    def next(self, decision: Decision) -> Decision:
        """The decision without its way back to checkout, or to the proof."""
        self.proceeds += [s for s in decision.steps if isinstance(s, Proceed)]
        self.waits = self.waits or AskProof() in decision.steps
        return replace(
            decision, steps=tuple(s for s in decision.steps if not isinstance(s, Proceed | AskProof))
        )

    def done(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.state = outcome.state

    @property
    def last_steps(self) -> tuple[Command | Prompt, ...]:
        """Lines that were opened just now are asked about before any is left out."""
        if not self.proceeds:
            return (AskProof(),) if self.waits else ()
        asked_now = any(isinstance(r, Message) and r.offered for o in self.outcomes for r in o.replies)
        begins = any(p.begins for p in self.proceeds) and not asked_now
        # One wish that changed something is enough for the next question to be put in full.
        return (Proceed(begins=begins, again=all(p.again for p in self.proceeds)),)

    def together(self, last: Outcome) -> Outcome:
        replies = [reply for outcome in (*self.outcomes, last) for reply in outcome.replies]
        return Outcome(last.state, tuple(_merged(replies) if len(self.outcomes) > 1 else replies))


def _merged(replies: list[Reply]) -> list[Reply]:
    """One view of the cart, as it is in the end, and only the last question about open lines."""
    carts = [i for i, r in enumerate(replies) if isinstance(r, CartView) and not r.details]
    asked = [i for i, r in enumerate(replies) if isinstance(r, Message) and r.offered]
    gone = {*carts[:-1], *asked[:-1]}
    changes = len({replies[i].key for i in carts} | {r.key for r in replies if r.key == "cart-removed"}) > 1
    if changes:
        last = replies[carts[-1]]
        assert isinstance(last, CartView)
        replies[carts[-1]] = replace(last, key="cart-changed")
    kept = [r for i, r in enumerate(replies) if i not in gone]
    short = [r for r in kept if not (isinstance(r, Text) and r.key in _LEADING_OVER)]
    if any(r.key == "greeting" for r in kept) and short:
        return [Text("greeting-short"), *short]
    return short or kept
