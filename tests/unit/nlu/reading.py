"""What a message names when its intent is known: no model is needed to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from core.nlu.entities.extract import Extractor
from core.nlu.entities.lexicon import Lexicon
from core.nlu.language_data import read_language_data
from core.nlu.spelling import Speller
from core.nlu.understanding import Context, Entity
from tests.unit.nlu.conftest import DATA, NOW


@lru_cache(maxsize=1)
def _parts() -> tuple[Extractor, Callable[[str], str]]:
    data = read_language_data(DATA)
    return Extractor(Lexicon(data)), Speller(data.words).respell


def read(
    text: str,
    intent: str,
    *,
    context: Context | None = None,
    brands: frozenset[str] = frozenset(),
    now: datetime = NOW,
    spelled: bool = False,
) -> tuple[Entity, ...]:
    """`spelled` puts slips of the pen right first, as is done for Russian and English."""
    extractor, respell = _parts()
    return extractor.extract(text, intent, now, context or Context(), brands, respell if spelled else str)


def named(text: str, intent: str, *kinds: str, spelled: bool = False) -> list[tuple[str, str]]:
    """(entity, value as text) in the order of the message, of some kinds or of all."""
    found = read(text, intent, spelled=spelled)
    return [(e.entity, str(e.value)) for e in found if not kinds or e.entity in kinds]


def lines(text: str, intent: str = "add_to_cart") -> list[dict[str, str]]:
    """The lines of a list, each as entity -> value."""
    found: dict[int, dict[str, str]] = {}
    for e in read(text, intent):
        found.setdefault(e.line or 0, {})[e.entity] = str(e.value)
    return [found[number] for number in sorted(found)]
