"""Towns that people ask about, by name in any of the languages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases

_DATA = Path(__file__).parent / "data" / "places.yaml"
_BEGINNING = 5
"""Letters from which on the end of a name may change: "в Караганду", "Талғарға"."""

LocalizedName = dict[str, str]


def place_named(text: str) -> LocalizedName | None:
    """The first town in the text, as each language calls it."""
    found = _phrases().first(text)
    return None if found is None else dict(zip(("ru", "kk", "en"), _places()[int(found)], strict=False))


def same_place(place: LocalizedName, city: str) -> bool:
    """Whether a store's city, by any of its names, is the place."""
    other = place_named(city)
    return other == place or city in place.values()


@lru_cache(maxsize=1)
def _places() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in read_yaml(_DATA))


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases({str(number): _forms(names) for number, names in enumerate(_places())})


def _forms(names: tuple[str, ...]) -> list[str]:
    beginnings = [
        f"{name[:-1]}*" for name in names if len(name) > _BEGINNING and " " not in name and "-" not in name
    ]
    return [*names, *beginnings]
