"""An answer in words, piece by piece: places, numbers, "any" and "none", and the words that describe goods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.dialogue.decision import Reader
from core.dialogue.lines import NAMING
from core.nlu.cues import answering
from core.nlu.entities.lexicon import Word, read_words
from core.nlu.understanding import Entity, Understanding

_PARTS = re.compile(
    r"[;\n+&]|,(?!\d)|(?<!\d),|(?<!\w)(?:и|ал|және|жане|мен|пен|бен|and|but|plus|плюс|а)(?!\w)", re.IGNORECASE
)
_PLACES = re.compile(r"\s*\d(?:[\s,]+\d)+\s*")
_ARTICLES = frozenset({"one", "один", "одну", "одно", "бір"})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the answer: what its words say."""

    words: tuple[Word, ...]
    cues: frozenset[str]
    places: tuple[int, ...]
    quantity: Decimal | None
    unit: str | None
    names_goods: bool = False

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


def parts(heard: Understanding, read: Reader) -> list[Part]:
    """The pieces between marks and conjunctions, each with what was read in it."""
    text = heard.text
    if _PLACES.fullmatch(text):
        return [Part((), frozenset(), (int(d),), None, None) for d in re.findall(r"\d", text)]
    entities = read(text, "add_to_cart")
    words = read_words(text)
    borders = [m.start() for m in _PARTS.finditer(text)]
    groups: dict[int, list[Word]] = {}
    for word in words:
        groups.setdefault(sum(b <= word.start for b in borders), []).append(word)
    return [_part(text, group, entities) for group in groups.values()]


def _part(text: str, words: list[Word], entities: tuple[Entity, ...]) -> Part:
    mine = [e for e in entities if e.start < words[-1].end and words[0].start < e.end]
    cues = [(words[c.start].start, words[c.end - 1].end, c.name) for c in answering(words)]
    telling = [c for c in cues if c[2] != "filler"]
    # "Ни одно", "the cheapest one" count nothing.
    mine = [e for e in mine if not any(a < e.end and e.start < b for a, b, _ in telling)]
    pointed = [int(str(e.value)) for e in mine if e.entity == "ordinal"]
    places = tuple(place for place in pointed if place)
    unit = next((str(e.value) for e in mine if e.entity == "unit"), None)
    amount = next((e for e in mine if e.entity == "quantity" and (unit or _counts(e))), None)
    if amount and text[amount.start : amount.end].lower() in _ARTICLES and (telling or places):
        mine, amount = [e for e in mine if e is not amount], None
    taken = [(e.start, e.end) for e in mine if e is amount or e.entity in {"ordinal", "unit"}]
    covered = [*taken, *((a, b) for a, b, _ in cues)]
    content = tuple(w for w in words if not any(a < w.end and w.start < b for a, b in covered))
    quantity = Decimal(str(amount.value)) if amount else None
    if len(content) == 1 and content[0].text.isdecimal() and not places and quantity is None:
        quantity, content = Decimal(content[0].text[:6]), ()
    # "Соның тағы біреуі" is one more of it, not the first.
    if quantity is not None and not (pointed or content or unit or telling):
        places, quantity = (int(quantity),), None
    goods = any(e.entity in NAMING for e in mine)
    return Part(content, frozenset(name for *_, name in cues), places, quantity, unit, goods)


def _counts(amount: Entity) -> bool:
    """ "2,5" describes milk, it does not count it."""
    value = Decimal(str(amount.value))
    return value == value.to_integral_value()
