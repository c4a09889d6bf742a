"""Changes of mind: "не 2, а 3", "верни как было", "оставь только молоко", "вместо хлеба лаваш", "не надо хлеба".

What is said over a sentence's intent is told by its words. Everything here returns None when the words say
nothing of the kind.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from core.dialogue import checkout
from core.dialogue.commands import (
    AddLines,
    Command,
    HandOff,
    KeepOnly,
    OtherThan,
    Prompt,
    RemoveLine,
    ReplaceLine,
    SetAll,
    SetQuantity,
    ShowCart,
    UndoCart,
    Wanted,
)
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.lines import wanted_lines
from core.dialogue.state import DialogueState
from core.nlu import changes
from core.nlu.understanding import Understanding


def correct(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """What the message takes back, replaces or adds to what was done last."""
    text = changes.folded(heard.text)
    for correction in (
        _undo,
        _field,
        _only,
        _replace,
        _all_to,
        _both,
        _again,
        _number,
        _let_be,
        _other,
        _unwanted,
    ):
        decided = correction(state, heard, text, read)
        if decided is not None:
            return decided
    return None


def _undo(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    if changes.takes_back(text):
        return do(state, UndoCart() if state.undo is not None else Prompt("nothing-to-undo"))
    regrets = changes.regrets(text) and state.undo is not None and state.form is None
    return do(state, UndoCart()) if regrets else None


def _field(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    """ "Another address": asked again in checkout; for an order that is placed a person sees to it."""
    field = changes.other_field(text)
    if field is None or (state.form is None and state.last_order is None):
        return None
    if state.form is None:
        return do(state, HandOff("change_order", heard.text))
    return checkout.edit(state, field)


def _only(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    kept = changes.kept_only(text)
    lines = _lines(state, heard, kept, read) if kept else ()
    return do(state, KeepOnly(lines)) if lines else None


def _replace(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    pair = changes.replaced(text)
    if pair is None:
        return None
    old, new = (_lines(state, heard, phrase, read) for phrase in pair)
    if not (old and new):
        return None
    return do(state, ReplaceLine(old[0], new[0]))


def _all_to(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    number = changes.all_to(text)
    return do(state, SetAll(Decimal(number))) if number else None


def _both(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    if not changes.takes_both(text):
        return None
    if state.shows_cart:
        return do(state, ShowCart())  # Both are in it already.
    if len(state.shown) == 1:
        return do(state, AddLines((Wanted(offer_id=state.shown[0].offer_id, quantity=Decimal(2)),)))
    if len(state.shown) < 2:
        return None
    return do(state, AddLines(tuple(Wanted(offer_id=s.offer_id) for s in state.shown[:2])))


def _again(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    """ "One more", "I'll take it": of the product in focus."""
    number = changes.more_of_it(text)
    if number is None or state.focus is None:
        return None
    return do(state, AddLines((Wanted(offer_id=state.focus.offer_id, quantity=Decimal(number)),)))


def _number(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    """ "No, three": the number that was understood wrongly, not three more."""
    named = changes.corrected_of(text)
    lines = _lines(state, heard, named[0], read) if named else ()
    if named and len(lines) == 1:
        return do(state, SetQuantity(replace(lines[0], quantity=Decimal(named[1]))))
    number = changes.corrected_number(text)
    if number is None:
        return _after_no(state, heard, text, read)
    if state.focus is None:
        return None
    return do(state, SetQuantity(Wanted(offer_id=state.focus.offer_id, quantity=Decimal(number))))


def _let_be(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    """ "Let there be one halva": its number, however many there were."""
    if heard.intent not in {"add_to_cart", "update_cart"} or not changes.lets_be(text):
        return None
    lines = wanted_lines(state, heard)
    if len(lines) != 1 or lines[0].quantity is None or not lines[0].phrase:
        return None
    return do(state, SetQuantity(lines[0]))


def _after_no(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    """ "No wait, three halva": a number for goods that are named again."""
    rest = changes.after_no(text)
    lines = _lines(state, heard, rest, read) if rest else ()
    if len(lines) != 1 or lines[0].quantity is None or not lines[0].phrase:
        return None
    return do(state, SetQuantity(lines[0]))


def _other(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    if not changes.wants_other(text) or state.focus is None or state.form is not None:
        return None
    others = [s for s in state.shown if s.offer_id != state.focus.offer_id]
    if len(others) == 1 and len(state.shown) == 2 and not state.shows_cart:
        # Of two that were shown it is plain which is the other.
        return do(
            state, ReplaceLine(Wanted(offer_id=state.focus.offer_id), Wanted(offer_id=others[0].offer_id))
        )
    return do(state, OtherThan(state.focus.offer_id))


def _unwanted(state: DialogueState, heard: Understanding, text: str, read: Reader) -> Decision | None:
    """ "Don't add milk", "the bread is not needed": never adds; what is in the cart goes out."""
    phrase = changes.unwanted(text)
    lines = _lines(state, heard, phrase, read) if phrase else ()
    steps: tuple[Command, ...] = tuple(RemoveLine(w, unwanted=True) for w in lines)
    return do(state, *steps) if steps else None


def _lines(state: DialogueState, heard: Understanding, phrase: str, read: Reader) -> tuple[Wanted, ...]:
    """The goods that a part of the message names; its words as they stand when no label fits them."""
    entities = read(phrase, "add_to_cart")
    found = wanted_lines(state, replace(heard, text=phrase, entities=entities))
    known = tuple(w for w in found if w.phrase or w.offer_id)
    words = re.sub(r"[^\w\s%.,-]", " ", phrase).strip(" ,.")
    return known or ((Wanted(words),) if words else ())
