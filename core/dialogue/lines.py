"""From labelled words to the lines a shopper wants."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from core.dialogue.commands import Filters, Wanted
from core.dialogue.decision import Reader
from core.dialogue.state import DialogueState, Shown
from core.nlu.changes import adds_more, each_of, folded, goes_on
from core.nlu.clauses import asks
from core.nlu.cues import answering, rates
from core.nlu.entities.lexicon import read_words
from core.nlu.understanding import Entity, Understanding

LIST_LIKE = frozenset({"search_product", "out_of_scope", "choose_slot", "recommend"})
# "2 сүт" sounds like a mark out of five, "5000 кг" like a size.
COUNTED_LIKE = frozenset({"search_product", "give_feedback"})
LINES_OF_A_LIST = 3
UNSURE = 0.4
NAMING = frozenset({"product", "brand", "attribute", "category"})
_CHOOSING: dict[str, Literal["any", "cheapest"]] = {"any": "any", "cheapest": "cheapest"}


def wanted_lines(state: DialogueState, heard: Understanding) -> tuple[Wanted, ...]:
    """One Wanted per list line; "the second", "it" and nothing at all point at what was shown."""
    lines: dict[tuple[int, int], list[Entity]] = {}
    placed = any(e.entity == "ordinal" and e.value for e in heard.entities)
    for entity in heard.entities:
        if placed and entity.entity == "ordinal" and not entity.value:
            continue  # "The first one, add it": "it" is the first one.
        lines.setdefault((entity.line or 0, 0), []).append(entity)
    for (line, _), entities in tuple(lines.items()):
        pointed = [e for e in entities if e.entity == "ordinal" and e.value]
        named = [e for e in entities if e.entity in NAMING]
        if pointed and named and all(_apart(heard.text, p, n) for p in pointed for n in named):
            # "The second and bread": what is pointed at is a line of its own.
            lines[line, 0] = [e for e in entities if e not in pointed]
            lines[line, -1] = pointed
    found = [w for _, entities in sorted(lines.items()) for w in _line(state, heard.text, entities)]
    if heard.intent == "add_to_cart" and len(found) == len(lines):
        beside = [_chosen_beside(heard.text, entities) for _, entities in sorted(lines.items())]
        found = [replace(w, choose=w.choose or b) for w, b in zip(found, beside, strict=True)]
        found = _led_on(heard.text, found, [entities for _, entities in sorted(lines.items())])
    each = each_of(folded(heard.text)) if len(found) > 1 else None
    if each is not None:
        return tuple(replace(w, quantity=Decimal(each)) if w.quantity is None else w for w in found)
    return tuple(found)


def _led_on(text: str, found: list[Wanted], lines: list[list[Entity]]) -> list[Wanted]:
    """Marks the lines that only a space parts from the next."""
    ends = [max((e.end for e in line if e.entity in NAMING), default=0) for line in lines]
    starts = [min((e.start for e in line), default=0) for line in lines]
    touching = [
        bool(w.phrase) and w.quantity is None and 0 < end <= start and text[end:start] == " "
        for w, end, start in zip(found, ends, starts[1:], strict=False)
    ]
    return [replace(w, leads_on=t) for w, t in zip(found, [*touching, False], strict=False)]


_APART = re.compile(r"[,;\n+]|(?<!\w)(?:и|және|жане|мен|пен|бен|and|plus)(?!\w)", re.IGNORECASE)


def _apart(text: str, one: Entity, other: Entity) -> bool:
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return _APART.search(between) is not None


def is_list(heard: Understanding, read: Reader, state_changed: bool = False) -> bool:
    """Goods that nobody asks about, three of them or two that are counted: a shopping list, whatever it sounds like."""
    if heard.intent in COUNTED_LIKE and _counts_goods(heard.text, read(heard.text, "add_to_cart")):
        return True
    likely = heard.intent in LIST_LIKE or heard.confidence < UNSURE
    told = any(e.entity in {"date", "time_from", "time_to", "address"} for e in heard.entities)
    wondered = "?" in heard.text or asks(heard.text) or filters_of(heard) != Filters()
    if not likely or told or wondered:
        return False
    entities = read(heard.text, "add_to_cart")
    named = {e.line for e in entities if e.entity in {"product", "brand"}} - {None}
    counted = any(e.entity == "quantity" for e in entities) or any(
        c.name in {"any", "cheapest"} for c in answering(read_words(heard.text))
    )
    more = adds_more(folded(heard.text)) and any(e.entity == "product" for e in entities)
    # "И открытку с днём рождения", right after something was put into the cart.
    more |= state_changed and goes_on(folded(heard.text)) and any(e.entity == "product" for e in entities)
    # "Вафельницу одну": counted goods are no time of delivery.
    more |= heard.intent == "choose_slot" and counted and any(e.entity == "product" for e in entities)
    return more or len(named) >= (2 if counted else LINES_OF_A_LIST)


def _counts_goods(text: str, entities: tuple[Entity, ...]) -> bool:
    """ "2 батона", "бананы 5 кг", "one power bank 10000 mah": a number of goods and not a word more."""
    number = next((e for e in entities if e.entity == "quantity"), None)
    goods = next((e for e in entities if e.entity == "product"), None)
    if number is None or goods is None or rates(text) or "?" in text:
        return False
    counts = number.start < goods.start or any(e.entity == "unit" for e in entities)
    said = {"quantity", "unit", *NAMING}
    covered = [e for e in entities if e.entity in said]
    return counts and all(any(e.start < w.end and w.start < e.end for e in covered) for w in read_words(text))


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
        plain, choose = _chosen_by(phrase)
        return [Wanted(phrase=plain, quantity=quantity, unit=unit, choose=choose)]
    if quantity is not None and state.focus:
        return [Wanted(offer_id=state.focus.offer_id, quantity=quantity, unit=unit)]
    return []


def _chosen_by(phrase: str) -> tuple[str, Literal["any", "cheapest"] | None]:
    """ "Хлеб любой", "самое дешёвое молоко": the goods, and how to choose among them."""
    words = read_words(phrase)
    cues = [c for c in answering(words) if c.name in _CHOOSING]
    rest = [w.text for i, w in enumerate(words) if not any(c.start <= i < c.end for c in cues)]
    if not cues or not rest:
        return phrase, None
    return " ".join(rest), _CHOOSING["cheapest" if any(c.name == "cheapest" for c in cues) else "any"]


def _chosen_beside(text: str, entities: list[Entity]) -> Literal["any", "cheapest"] | None:
    """The same of the words around the goods, as far as nothing parts them from the goods."""
    naming = [e for e in entities if e.entity in NAMING]
    if not naming:
        return None
    before = _APART.split(text[: min(e.start for e in naming)])[-1]
    after = _APART.split(text[max(e.end for e in naming) :])[0]
    cues = [c.name for side in (before, after) for c in answering(read_words(side)) if c.name in _CHOOSING]
    return _CHOOSING[cues[0]] if cues else None


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
