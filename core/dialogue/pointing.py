"""Taking what was just shown by what it is like: "беру тот что подешевле", "соның арзанын алам", "the one with jasmine"."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.search.words import measures
from core.dialogue import choosing
from core.dialogue.answer_parts import parts
from core.dialogue.commands import AddLines, Wanted
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.state import Candidate, DialogueState, OpenLine
from core.nlu.cues import takes
from core.nlu.understanding import Understanding

# These want something else of what is shown, whatever words they use.
_OTHER_WISHES = frozenset(
    {"product_details", "remove_from_cart", "update_cart", "deny", "return_request", "complain", "checkout"}
)

_SURE = 0.6
_GUESSED = 0.25
"""Below this an intent is a guess, and the word that takes weighs more: "давай тот, что с жасмином"."""


def take(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """The one of the products shown last that the words single out; None when they single out none.

    The list is read as an open question would be, but "yes" and "any" alone choose nothing of it.
    """
    if not state.shown or state.shows_cart or state.open_lines:
        return None
    meant = replace(heard, intent="add_to_cart")
    pieces = parts(meant, read)
    # "The first and the third", and nothing else: no verb says what for, but that is what a list is shown for.
    all_places = all(p.places and not p.words and p.cues <= {"filler", "yes"} for p in pieces)
    only_places = len(pieces) > 1 and all_places
    wished = heard.intent == "add_to_cart" or takes(heard.text)
    # "Давай первый" says nothing but what is taken.
    wished &= heard.intent not in _OTHER_WISHES or heard.confidence < (_SURE if all_places else _GUESSED)
    if "?" in heard.text or not (wished or only_places):
        return None
    if (measured := _by_measure(state, heard.text, read)) is not None:
        return measured
    if not any(piece.words or piece.places or "cheapest" in piece.cues for piece in pieces):
        return None
    shown = tuple(Candidate(s.offer_id, s.name, s.price_minor, s.spellings) for s in state.shown)
    asked = replace(state, open_lines=(OpenLine("", None, None, shown),), subject=None)
    decided = choosing.answer(asked, meant, read)
    if decided is None or decided.state.open_lines or not _only_adds(decided):
        return None
    return Decision(replace(decided.state, pending=state.pending if state.form else None), decided.steps)


def _by_measure(state: DialogueState, text: str, read: Reader) -> Decision | None:
    """ "Давайте который на 6 литров": the one of several that holds so much, when nothing else is said of it."""
    said = measures(text)
    if len(state.shown) < 2 or not said or not all(unit in {"g", "ml"} for unit, _ in said):
        return None
    if any(e.entity in {"product", "brand"} for e in read(text, "add_to_cart")):
        return None
    fits = [s for s in state.shown if said <= measures(s.name)]
    return do(state, AddLines((Wanted(offer_id=fits[0].offer_id),))) if len(fits) == 1 else None


def _only_adds(decision: Decision) -> bool:
    return bool(decision.steps) and all(
        isinstance(step, AddLines) and all(line.offer_id for line in step.lines) for step in decision.steps
    )
