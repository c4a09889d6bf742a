"""Reads `nlu_data/`: intents, lists and sentences as a linguist wrote them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from core.kernel.errors import InvalidInput
from core.nlu.normalize import fold, tokens
from core.nlu.sentences import Fillers, Sentence, Template, expand

LANGUAGES = ("kk", "ru", "en")
MEASURED = ("tests", "held_out")
"""Folders of sentences that the layer is measured with and never trained on."""
_FORMS = {"nominative": "product", "genitive": "product_gen", "accusative": "product_acc"}


@dataclass(frozen=True)
class LanguageData:
    """`sentences[language][intent]` are templates; `lists[name]` the parsed file of that name."""

    intents: dict[str, dict[str, Any]]
    lists: dict[str, Any]
    sentences: dict[str, dict[str, list[str]]]
    folder: Path

    def roles(self, role: str) -> frozenset[str]:
        """The intents a person of this role may mean."""
        return frozenset(
            name
            for name, about in self.intents.items()
            if about["role"] == role or (role == "seller" and about.get("seller_too"))
        )

    def fillers(self, language: str) -> Fillers:
        slots = self.lists["slots"]
        filled = {**slots["any"], **slots[language]}
        goods = self.lists["goods"]
        for at, form in enumerate(goods["forms"][language]):
            filled[_FORMS[form]] = [forms[at] for forms in goods[language]]
        filled.setdefault("product_gen", filled["product"])
        filled.setdefault("product_acc", filled["product"])
        filled["brand"] = [names[0] for names in self.lists["brands"]]
        attributes = self.lists["attributes"]
        filled["attribute"] = [w for kind in attributes.values() for w in kind[language]]
        return {name: tuple(str(v) for v in values) for name, values in filled.items()}

    def examples(self, seed: int, per_intent: int) -> list[Sentence]:
        """About `per_intent` sentences of each intent in each language; every template takes part, however many."""
        return [
            Sentence(text, intent, language)
            for language in LANGUAGES
            for intent, templates in self.sentences[language].items()
            for text in expand(
                templates, self.fillers(language), seed, _draws(intent, len(templates), per_intent)
            )
            if plain(text) not in self.measured
        ]

    def goods(self) -> list[Sentence]:
        """Every name of goods alone: what people type most into a shop's box."""
        goods = self.lists["goods"]
        return [Sentence(names[0], "search_product", code) for code in LANGUAGES for names in goods[code]]

    def carriers(self, intents: frozenset[str]) -> frozenset[str]:
        """The folded words that carry these intents: what a template says outside its slots."""
        texts = [
            Template(t).literals()
            for by in self.sentences.values()
            for intent in intents
            for t in by.get(intent, [])
        ]
        return frozenset(t.text for text in texts for t in tokens(fold(text)))

    def words_of(self, language: str) -> frozenset[str]:
        """Every folded word that the sentences of a language say outside their slots."""
        texts = [Template(t).literals() for ts in self.sentences[language].values() for t in ts]
        return frozenset(t.text for text in texts for t in tokens(fold(text)))

    @cached_property
    def measured(self) -> frozenset[str]:
        """Folded test sentences: a template may make one by chance, and it is then left out of training."""
        return _measured(self.folder)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word of the data."""
        texts = [Template(t).literals() for by in self.sentences.values() for ts in by.values() for t in ts]
        return frozenset(t.text for text in [*texts, *_strings(self.lists)] for t in tokens(fold(text)))


def _draws(intent: str, templates: int, per_intent: int) -> int:
    """What is out of scope has no bounds: three times the sentences keep the known intents from reaching there."""
    return max(2, per_intent * (3 if intent == "out_of_scope" else 1) // templates)


def _strings(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [s for k, v in node.items() for s in ([k] if isinstance(k, str) else []) + _strings(v)]
    if isinstance(node, list):
        return [s for v in node for s in _strings(v)]
    return [str(node)]


def read_yaml(path: Path) -> Any:
    """Raises InvalidInput naming the file when it is missing or broken."""
    try:
        return yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
    except (OSError, yaml.YAMLError) as error:
        raise InvalidInput(str(path), f"cannot be read: {error}") from error


def plain(text: str) -> str:
    """A sentence without its case and marks."""
    return " ".join(t.text for t in tokens(fold(text)))


def _measured(data_dir: Path) -> frozenset[str]:
    contents = [read_yaml(path) for kind in MEASURED for path in sorted((data_dir / kind).glob("*.yaml"))]
    rows = [row for c in contents for row in (c.get("sentences", []) if isinstance(c, dict) else c or [])]
    return frozenset(plain(str(row.get("text", ""))) for row in rows if isinstance(row, dict))


def digest_of(data_dir: Path) -> str:
    """Of everything the folder holds."""
    digest = hashlib.sha256()
    for path in sorted(data_dir.glob("**/*.yaml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def read_language_data(data_dir: Path) -> LanguageData:
    """Raises InvalidInput naming the file that is missing or broken."""
    sentences: dict[str, dict[str, list[str]]] = {language: {} for language in LANGUAGES}
    for language in LANGUAGES:
        for path in sorted((data_dir / "sentences" / language).glob("*.yaml")):
            for intent, block in read_yaml(path).items():
                lines = [line.strip() for line in str(block).splitlines() if line.strip()]
                sentences[language].setdefault(intent, []).extend(lines)
    lists = {path.stem: read_yaml(path) for path in sorted((data_dir / "lists").glob("*.yaml"))}
    return LanguageData(read_yaml(data_dir / "intents.yaml"), lists, sentences, data_dir)
