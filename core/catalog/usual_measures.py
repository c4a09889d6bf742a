"""What a thing usually measures and how it wants to be treated, by what it is called: for feeds that tell neither."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.catalog.model import Dimensions, Handling, LocalizedText
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases

_DATA = Path(__file__).parent / "data" / "usual_measures.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """`dimensions` are of one piece."""

    name: str
    dimensions: Dimensions
    handling: Handling


def kinds() -> tuple[Kind, ...]:
    """In the order in which they count."""
    return tuple(_kinds().values())


def kind_of(names: LocalizedText) -> Kind | None:
    """None for a thing that no kind's words name."""
    found = {name for text in names.values() for name in _found(text)}
    return next((kind for name, kind in _kinds().items() if name in found), None)


@lru_cache(maxsize=4096)
def _found(text: str) -> tuple[str, ...]:
    return tuple(found.name for found in _phrases().find(text))


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Kind]:
    return {name: _kind(name, **entry) for name, entry in _entries().items()}


def _kind(name: str, words: Iterable[str], size_mm: list[int], weight_g: int, **handling: Any) -> Kind:
    length_mm, width_mm, height_mm = size_mm
    return Kind(name, Dimensions(length_mm, width_mm, height_mm, weight_g), Handling(**handling))


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases({name: entry["words"] for name, entry in _entries().items()})


@lru_cache(maxsize=1)
def _entries() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = read_yaml(_DATA)["kinds"]
    return entries
