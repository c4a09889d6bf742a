"""All that a message is looked up in beside the model: made of the language data alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.nlu.entities.extract import Extractor
from core.nlu.entities.lexicon import Lexicon
from core.nlu.language_data import LanguageData
from core.nlu.layout import LayoutRepair
from core.nlu.normalize import fold, skeleton
from core.nlu.spelling import Speller


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Takes two seconds to make and a moment to read, so it is kept as a pickle."""

    layout: LayoutRepair
    speller: Speller
    lexicon: Lexicon
    extractor: Extractor
    said: frozenset[str]
    """Every folded word of the data."""
    said_sounds: frozenset[str]
    english: frozenset[str]
    kazakh: frozenset[str]
    """Sounds of the words that only Kazakh has."""
    allowed: dict[str, frozenset[str]]
    """The intents of each role."""


def vocabulary_of(data: LanguageData) -> Vocabulary:
    lexicon = Lexicon(data)
    said = frozenset(fold(word) for word in data.words)
    return Vocabulary(
        layout=LayoutRepair(data.words),
        speller=Speller(data.words),
        lexicon=lexicon,
        extractor=Extractor(lexicon),
        said=said,
        said_sounds=_sounds(said),
        english=data.words_of("en"),
        kazakh=_sounds(data.words_of("kk")) - _sounds(data.words_of("ru")),
        allowed={role: data.roles(role) for role in ("shopper", "seller")},
    )


def _sounds(words: Iterable[str]) -> frozenset[str]:
    return frozenset(skeleton(word) for word in words)
