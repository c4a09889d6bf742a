"""Validates the language data: what a linguist may break without noticing."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.kernel.errors import InvalidInput
from core.nlu.language_data import LANGUAGES, LanguageData, plain, read_language_data
from core.nlu.sentences import expand

FEWEST = {"shopper": 40, "seller": 20}
STYLES = frozenset({"clean", "typo", "latin", "layout", "dropped", "colloquial", "mixed"})
ENTITIES = frozenset(
    {"product", "category", "brand", "quantity", "unit", "price_max", "price_min", "attribute", "ordinal"}
    | {"order_number", "price", "reason", "date", "time_from", "time_to", "address", "promo_code", "phone"}
    | {"rating", "language", "payment_method", "period", "customer_segment"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    place: str
    detail: str


def check(data_dir: Path) -> list[Problem]:
    """Every problem of the data; [] when it is fit. Unreadable files are problems too."""
    try:
        data = read_language_data(data_dir)
        return [*_check_sentences(data), *_check_tests(data, data_dir / "tests")]
    except InvalidInput as error:
        return [Problem(error.field, error.detail)]


def _check_sentences(data: LanguageData) -> list[Problem]:
    problems = []
    for language in LANGUAGES:
        by_intent = data.sentences[language]
        place = f"sentences/{language}"
        problems += [Problem(place, f"unknown intent {i}") for i in by_intent if i not in data.intents]
        seen: dict[str, str] = {}
        for intent, about in data.intents.items():
            templates = by_intent.get(intent, [])
            if not templates:
                problems.append(Problem(place, f"{intent} has no sentences"))
                continue
            made = expand(templates, data.fillers(language), random.Random(0), 60)
            if len(made) < FEWEST[about["role"]]:
                problems.append(
                    Problem(
                        place, f"{intent} makes {len(made)} sentences, {FEWEST[about['role']]} are needed"
                    )
                )
            for template in dict.fromkeys(templates):
                if "{" not in template and seen.setdefault(template, intent) != intent:
                    problems.append(
                        Problem(place, f"{template!r} stands under {seen[template]} and {intent}")
                    )
    return problems


def _check_tests(data: LanguageData, tests_dir: Path) -> list[Problem]:
    problems = []
    written = {
        (language, plain(t)) for language, by in data.sentences.items() for ts in by.values() for t in ts
    }
    seen: dict[str, set[str]] = defaultdict(set)
    for path in sorted(tests_dir.glob("*.yaml")):
        place = f"tests/{path.name}"
        for row in _rows(path):
            text = str(row.get("text", ""))
            problems += [Problem(place, detail) for detail in _row_problems(row, data)]
            if text in seen[path.name + str(row.get("role"))]:
                problems.append(Problem(place, f"{text!r} stands twice"))
            seen[path.name + str(row.get("role"))].add(text)
            # Everyone says a few words the same way; a longer sentence seen in training is a leak.
            if len(plain(text).split()) > 3 and (path.stem, plain(text)) in written:
                problems.append(Problem(place, f"{text!r} is a training sentence"))
    return problems


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InvalidInput(str(path), f"cannot be read: {error}") from error
    rows = content.get("sentences") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        raise InvalidInput(str(path), "a list of sentences is expected")
    return [row for row in rows if isinstance(row, dict)]


def _row_problems(row: dict[str, Any], data: LanguageData) -> list[str]:
    text = row.get("text")
    found = []
    if not isinstance(text, str) or not text:
        found.append(f"a row without text: {row!r}")
    if row.get("intent") not in data.intents:
        found.append(f"{text!r}: unknown intent {row.get('intent')!r}")
    if row.get("style", "clean") not in STYLES:
        found.append(f"{text!r}: unknown style {row['style']!r}")
    for entity in row.get("entities") or []:
        if entity.get("entity") not in ENTITIES:
            found.append(f"{text!r}: unknown entity {entity.get('entity')!r}")
    return found
