"""Validates the language data: what a linguist may break without noticing."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.kernel.errors import InvalidInput
from core.nlu.language_data import LANGUAGES, MEASURED, LanguageData, plain, read_language_data, read_yaml
from core.nlu.sentences import Template

FEWEST = {"shopper": 40, "seller": 20}
"""Written lines of an intent in each language, by who means it."""
STYLES = frozenset({"clean", "typo", "latin", "layout", "dropped", "colloquial", "mixed"})
Form = re.Pattern[str] | frozenset[str] | tuple[type, ...]
Measured = tuple[Path, list[dict[str, Any]]]
_WORDS, _WHOLE, _CLOCK = (
    re.compile(r".*\S.*", re.DOTALL),
    (int,),
    re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00"),
)
FORMS: dict[str, Form] = {
    **dict.fromkeys(("product", "category", "brand", "attribute", "reason", "address"), _WORDS),
    **dict.fromkeys(("price_max", "price_min", "price", "ordinal"), _WHOLE),
    "quantity": (int, float),
    "unit": frozenset({"pcs", "kg", "g", "l", "ml", "pack", "box"}),
    "order_number": re.compile(r"\d+"),
    "date": re.compile(r"\d{4}-[01]\d-[0-3]\d"),
    "time_from": _CLOCK,
    "time_to": _CLOCK,
    "promo_code": re.compile(r"[^\Wa-zа-я][^\sa-zа-я]*"),
    "phone": re.compile(r"\+\d{8,15}"),
    "rating": _WHOLE,
    "language": frozenset(LANGUAGES),
    "payment_method": frozenset({"card", "cash", "kaspi", "invoice", "points"}),
    "period": frozenset({"today", "yesterday", "week", "month"}),
    "customer_segment": frozenset({"new", "loyal", "lapsed", "all"}),
}
"""Entities and what their values look like."""


@dataclass(frozen=True, slots=True)
class Problem:
    place: str
    detail: str


def check(data_dir: Path) -> list[Problem]:
    """Every problem of the data; [] when it is fit. Unreadable files are problems too."""
    try:
        data = read_language_data(data_dir)
        measured = [
            (path, _rows(path)) for kind in MEASURED for path in sorted((data_dir / kind).glob("*.yaml"))
        ]
        return [*_check_sentences(data), *_check_measured(data, measured), *_check_leaks(data, measured)]
    except InvalidInput as error:
        return [Problem(error.field, error.detail)]


def _check_sentences(data: LanguageData) -> list[Problem]:
    problems = []
    rng = random.Random(0)
    for language in LANGUAGES:
        by_intent, fillers = data.sentences[language], data.fillers(language)
        place = f"sentences/{language}"
        problems += [Problem(place, f"unknown intent {i}") for i in by_intent if i not in data.intents]
        stands: dict[str, str] = {}
        for intent, about in data.intents.items():
            templates = by_intent.get(intent, [])
            different = dict.fromkeys(templates)
            if len(different) < FEWEST[about["role"]]:
                problems.append(
                    Problem(place, f"{intent} has {len(different)} lines, {FEWEST[about['role']]} are needed")
                )
            # A line may be written twice on purpose to be drawn twice as often only when it has slots.
            twice = [t for t in different if "{" not in t and templates.count(t) > 1]
            problems += [Problem(place, f"{t!r} stands twice under {intent}") for t in twice]
            for template in different:
                # Parsed here, so that a broken bracket or an unknown slot is named.
                Template(template).expand(fillers, rng)
                if stands.setdefault(template, intent) != intent:
                    problems.append(
                        Problem(place, f"{template!r} stands under {stands[template]} and {intent}")
                    )
    return problems


def _check_measured(data: LanguageData, measured: list[Measured]) -> list[Problem]:
    problems = []
    for path, rows in measured:
        place = f"{path.parent.name}/{path.name}"
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            problems += [Problem(place, detail) for detail in _row_problems(row, data)]
            key = (str(row.get("text")), str(row.get("role")), str(row.get("context")))
            if key in seen:
                problems.append(Problem(place, f"{row.get('text')!r} stands twice"))
            seen.add(key)
    return problems


def _check_leaks(data: LanguageData, measured: list[Measured]) -> list[Problem]:
    """A measured sentence that stands among the lines was not written apart from them.

    Everyone says a few words the same way: only sentences of more than three words count. What a line with
    choices makes by chance is left out of training when it is drawn (`LanguageData.examples`).
    """
    written = {
        language: {plain(line) for lines in by_intent.values() for line in lines}
        for language, by_intent in data.sentences.items()
    }
    return [
        Problem(f"{path.parent.name}/{path.name}", f"{row['text']!r} is a training sentence")
        for path, rows in measured
        for row in rows
        if len((text := plain(str(row.get("text")))).split()) > 3 and text in written.get(path.stem, ())
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    content = read_yaml(path)
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
    if row.get("role", "shopper") not in FEWEST:
        found.append(f"{text!r}: unknown role {row['role']!r}")
    if row.get("style", "clean") not in STYLES:
        found.append(f"{text!r}: unknown style {row['style']!r}")
    for entity in row.get("entities") or []:
        name, value = entity.get("entity"), entity.get("value")
        if name not in FORMS:
            found.append(f"{text!r}: unknown entity {name!r}")
        elif not _is_of(FORMS[name], value):
            found.append(f"{text!r}: {name} cannot be {value!r}")
    return found


def _is_of(form: Form, value: Any) -> bool:
    match form:
        case re.Pattern():
            return isinstance(value, str) and form.fullmatch(value) is not None
        case frozenset():
            return value in form
        case kind:
            return isinstance(value, kind) and not isinstance(value, bool)
