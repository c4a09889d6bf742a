"""What a product's own data tell of it: the fact that was asked for, and nothing that is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.catalog.model import Product, localized
from core.nlu.language_data import read_yaml
from core.nlu.phrases import Phrases

_DATA = Path(__file__).parent / "data" / "facts.yaml"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact or a property that a question is about, by the words at `start:end`."""

    fact: str
    start: int
    end: int


def asked(text: str) -> Asked | None:
    """What is asked, if anything; the price and the stock only when nothing more telling is."""
    found = _questions().find(text)
    found = tuple(f for f in found if f.name not in {"stock", "price"}) or found
    return Asked(found[0].name, found[0].start, found[0].end) if found else None


def names() -> tuple[str, ...]:
    """Every fact and property that can be asked for."""
    return (*_data()["facts"], *_data()["properties"])


def is_property(fact: str) -> bool:
    return fact in _data()["properties"]


def fact_of(attribute: str) -> str | None:
    """The fact that an attribute of this name tells, by which it is called in every language."""
    return _facts_by_attribute().get(attribute.strip().lower())


def label_of(attribute: str) -> str | None:
    """The text that says the name of such an attribute in every language; None for a name of the seller's own."""
    name = attribute.strip().lower()
    found = _names().get(name) or fact_of(name)
    return f"fact-{found.replace('_', '-')}" if found else None


def units() -> dict[str, list[str]]:
    """How each unit is written."""
    return dict(_data()["units"])


def answers() -> dict[str, list[str]]:
    """How yes and no are written."""
    return dict(_data()["answers"])


def told(product: Product, fact: str) -> str | None:
    """The value as the seller wrote it; None when the data do not tell."""
    if fact == "brand" and product.brand:
        return product.brand
    written = {name.strip().lower(): value for name, value in product.attributes.items()}
    names = _data()["facts"].get(fact, {}).get("attributes", ())
    return next((written[n] for n in names if written.get(n)), None)


def own_attribute(product: Product, text: str) -> tuple[str, str] | None:
    """An attribute of the product itself that the question names: "какой цоколь" -> ("Цоколь", "E27")."""
    found = Phrases({name: [name] for name in product.attributes}).first(text)
    return (found, product.attributes[found]) if found else None


def quoted(product: Product, fact: str, language: str) -> str | None:
    """The sentence of the description that speaks of it, in the reader's language if it is there."""
    about = _about(fact)
    first = localized(product.descriptions, language)
    texts = (first, *(t for t in product.descriptions.values() if t != first))
    sentences = [s.strip() for text in texts for s in _SENTENCE.split(text)]
    return next((s for s in sentences if about.find(s)), None)


def says_so(product: Product, fact: str) -> bool:
    """Whether the name, an attribute or the description, in any language, says that the product is so."""
    says = Phrases({fact: _data()["properties"][fact]["says"]})
    texts = (*product.names.values(), *product.descriptions.values(), *_attribute_texts(product))
    return any(says.find(text) for text in texts)


def _attribute_texts(product: Product) -> list[str]:
    return [f"{name} {value}" for name, value in product.attributes.items()]


@lru_cache(maxsize=1)
def _data() -> Any:
    return read_yaml(_DATA)


@lru_cache(maxsize=1)
def _questions() -> Phrases:
    both = {**_data()["properties"], **_data()["facts"]}
    return Phrases({name: entry["ask"] for name, entry in both.items()})


@lru_cache(maxsize=64)
def _about(fact: str) -> Phrases:
    entry = _data()["properties"].get(fact) or _data()["facts"].get(fact, {})
    return Phrases({fact: entry.get("about") or entry.get("ask", ())})


@lru_cache(maxsize=1)
def _facts_by_attribute() -> dict[str, str]:
    names: dict[str, str] = {}
    for fact, entry in _data()["facts"].items():
        for position, name in enumerate(entry.get("attributes", ())):
            # The first fact that calls an attribute its own has it; "материал" is material, not composition.
            if position == 0 or name not in names:
                names[name] = fact
    return names


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {attribute: name for name, attributes in _data()["names"].items() for attribute in attributes}
