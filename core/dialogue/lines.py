"""From labelled words to the lines a shopper wants."""

from __future__ import annotations

import re
from decimal import Decimal

from core.dialogue.commands import Filters, Wanted
from core.dialogue.state import DialogueState, Shown
from core.nlu.understanding import Entity, Understanding

NAMING = frozenset({"product", "brand", "attribute", "category"})


def wanted_lines(state: DialogueState, heard: Understanding) -> tuple[Wanted, ...]:
    """One Wanted per list line; "the second", "it" and nothing at all point at what was shown."""
    lines: dict[int, list[Entity]] = {}
    for entity in heard.entities:
        lines.setdefault(entity.line or 0, []).append(entity)
    found = [w for _, entities in sorted(lines.items()) for w in _line(state, heard.text, entities)]
    return tuple(found)


def wanted_one(state: DialogueState, heard: Understanding) -> Wanted:
    """The one thing a message is about; the product in focus when it names none."""
    found = wanted_lines(state, heard)
    if found and (found[0].phrase or found[0].offer_id):
        return found[0]
    quantity, unit = _amount(heard.text, list(heard.entities))
    return Wanted(offer_id=state.focus.offer_id if state.focus else None, quantity=quantity, unit=unit)


def pointed_at(state: DialogueState, heard: Understanding) -> tuple[Shown, ...]:
    """The shown products that ordinals name, in the order said; ordinals that point nowhere are left out."""
    found = [_shown(state, int(e.value)) for e in heard.all("ordinal") if isinstance(e.value, int | Decimal)]
    return tuple(s for s in found if s is not None)


def phrase_of(text: str, entities: tuple[Entity, ...] | list[Entity]) -> str:
    """The words that name the goods, in the order they were said."""
    named = sorted((e for e in entities if e.entity in NAMING), key=lambda e: e.start)
    return " ".join(text[e.start : e.end] for e in named)


def amount_of(heard: Understanding) -> tuple[Decimal | None, str | None]:
    """The first quantity and unit that were said."""
    return _amount(heard.text, list(heard.entities))


def filters_of(heard: Understanding) -> Filters:
    return Filters(price_min=_integer(heard.first("price_min")), price_max=_integer(heard.first("price_max")))


def _line(state: DialogueState, text: str, entities: list[Entity]) -> list[Wanted]:
    quantity, unit = _amount(text, entities)
    phrase = phrase_of(text, entities)
    pointers = [
        int(e.value) for e in entities if e.entity == "ordinal" and isinstance(e.value, int | Decimal)
    ]
    # "Make it five kilos of potatoes": the named goods are meant, "it" only stands in for them.
    shown = [s for s in (_shown(state, p) for p in pointers if p or not phrase) if s is not None]
    if shown:
        return [Wanted(offer_id=s.offer_id, quantity=quantity, unit=unit) for s in shown]
    if phrase:
        return [Wanted(phrase=phrase, quantity=quantity, unit=unit)]
    if quantity is not None and state.focus:
        return [Wanted(offer_id=state.focus.offer_id, quantity=quantity, unit=unit)]
    return []


def _shown(state: DialogueState, ordinal: int) -> Shown | None:
    if ordinal == 0:
        return state.focus
    place = ordinal if ordinal < 0 else ordinal - 1
    return state.shown[place] if -len(state.shown) <= place < len(state.shown) else None


def _amount(text: str, entities: list[Entity]) -> tuple[Decimal | None, str | None]:
    said = next((e for e in entities if e.entity == "quantity"), None)
    unit = next((str(e.value) for e in entities if e.entity == "unit"), None)
    if said is None:
        return None, unit
    sign = -1 if _is_below_zero(text, said, entities) else 1
    return sign * Decimal(str(said.value)), unit


def _is_below_zero(text: str, said: Entity, entities: list[Entity]) -> bool:
    """A minus at the number, unless it is a list's dash: at the start of a line, or after what it counts."""
    counts = any(e.entity in NAMING and e.end <= said.start for e in entities)
    return not counts and re.search(r"\S[^\S\n]+[-−]$", text[: said.start]) is not None


def _integer(value: object) -> int | None:
    return int(str(value)) if value is not None else None
