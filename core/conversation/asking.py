"""The one question about all lines of a list that are not certain: numbered, to be answered by tap or in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.catalog.refs import ref
from core.conversation.reply import Choice, Message, Text
from core.conversation.scene import Outcome
from core.dialogue.choosing import CHOICES_AT_MOST, Offer, offers
from core.dialogue.state import DialogueState, OpenLine, Shown
from core.kernel.money import Money

Block = tuple[Text, ...]
_QUESTIONS = {
    "which": ("which-one", "which-one-group"),
    "near": ("which-near", "which-near-group"),
    "left": ("which-left", "which-left-group"),
    "other": ("which-other", "which-other-group"),
}
"""Alone, and as one of two."""
_COUNTED = {None: "proposal-row-pieces", "pcs": "proposal-row-pieces", "kg": "proposal-row-kilos"}


def ask_lines(state: DialogueState, currency: str, before: Iterable[Block] = ()) -> Outcome:
    """The question, under what there is to say `before` it; nothing when no line is open."""
    blocks = tuple(block for block in before if block)
    if not state.open_lines:
        return Outcome(state, (Message(blocks[0][0].key, blocks),) if blocks else ())
    only = int(state.subject) if state.pending == "line_choice" and state.subject else None
    offered = offers(state.open_lines, only)
    asked = _asked(state.open_lines, offered, only, currency, alone=not blocks)
    lines = tuple(
        replace(line, asked=line.asked + (only in (None, i))) for i, line in enumerate(state.open_lines)
    )
    shown = tuple(Shown(o.candidate.offer_id, o.candidate.name) for o in offered)
    after = replace(state, open_lines=lines, pending="line_choice", shown=shown, shows_cart=False)
    message = Message(
        key=asked[0][0].key,
        blocks=(*blocks, *asked),
        choices=_choices(state.open_lines, offered, only),
        offered=tuple(o.candidate.offer_id for o in offered),
    )
    return Outcome(after, (message,))


def _asked(
    lines: tuple[OpenLine, ...], offered: tuple[Offer, ...], only: int | None, currency: str, *, alone: bool
) -> tuple[Block, ...]:
    numbered = list(enumerate(offered, 1))
    if only is not None or len(lines) == 1:
        line = lines[only or 0]
        rows = tuple(_row(n, o, currency) for n, o in numbered)
        return ((Text(_QUESTIONS[line.kind][0], {"phrase": line.phrase, "left": line.quantity}), *rows),)
    if len(lines) == 2:
        groups = tuple(
            (Text(_QUESTIONS[line.kind][1], {"phrase": line.phrase, "left": line.quantity}),
             *(_row(n, o, currency) for n, o in numbered if o.line == i))
            for i, line in enumerate(lines)
        )  # fmt: skip
        return ((Text("which-ones"),), *groups, (Text("which-ones-hint"),))
    rows = tuple(_proposal(n, o, lines[o.line], currency) for n, o in numbered)
    # What was taken already is told before; else there is no rest.
    return ((Text("which-set" if alone else "which-set-rest"), *rows), (Text("which-set-hint"),))


def _proposal(place: int, offer: Offer, line: OpenLine, currency: str) -> Text:
    facts = {"place": place, **_facts(offer, currency)}
    if line.kind == "left":
        return Text("proposal-row-left", {**facts, "left": line.quantity})
    row = _COUNTED.get(line.unit) if line.quantity is not None else None
    return Text(row or "proposal-row", {**facts, "phrase": line.phrase, "quantity": line.quantity})


def _row(place: int, offer: Offer, currency: str) -> Text:
    return Text("option-row", {"place": place, **_facts(offer, currency)})


def _facts(offer: Offer, currency: str) -> dict[str, object]:
    candidate = offer.candidate
    return {"name": candidate.name, "price": Money(candidate.price_minor, currency)}


def _choices(lines: tuple[OpenLine, ...], offered: tuple[Offer, ...], only: int | None) -> tuple[Choice, ...]:
    """Never more than five, with the way out among them."""
    skip = Choice("drop", "button-drop-line" if len(lines) == 1 or only is not None else "button-drop-lines")
    if only is not None or len(lines) <= 2:
        picks = tuple(
            Choice(f"pick:{ref(o.candidate.offer_id)}", literal=f"{n}. {o.candidate.name}")
            for n, o in enumerate(offered, 1)
        )
        return (*picks[: CHOICES_AT_MOST - 1], skip)
    # The lines with most rivals are the likeliest to be wrong.
    doubtful = sorted(range(len(lines)), key=lambda i: -len(lines[i].choices))[: CHOICES_AT_MOST - 2]
    changes = (Choice(f"other:{i}", "button-other", {"phrase": lines[i].phrase}) for i in sorted(doubtful))
    return (Choice("takeall", "button-take-all"), *changes, skip)
