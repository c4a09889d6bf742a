"""What the code asks of the texts, read out of the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.dialogue import store_questions

ROOT = Path(__file__).resolve().parents[3]
BEGINNING = re.compile(r"[a-z]+-([a-z]+-)*$")
ENDING = re.compile(r"\(\.\+\)(-[a-z]+)+$")
KEY_LIKE = re.compile(r"[a-z()+.-]+$")
# Whose first argument is a text key.
KEY_FIRST = {
    "Text", "Prompt", "Option", "Products", "CartView", "SlotPicker", "Invoice", "OrderView",
    "product_list", "Cell", "cart_view", "order_view", "say", "_said", "_say",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """A key named in the code; `given` are the parameters beside it when they can be read off, else None."""

    key: str
    where: str
    given: frozenset[str] | None = None


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    # The command line speaks to operators in English and calls its options as if they were texts.
    paths = [
        p
        for room in ("core", "api", "bot")
        for p in sorted((ROOT / room).rglob("*.py"))
        if "cli" not in p.parts
    ]
    return tuple((p, ast.parse(p.read_text(encoding="utf-8"))) for p in paths)


def named_keys() -> Iterator[Use]:
    """Keys that are written out where a text key belongs."""
    for path, tree in trees():
        where = str(path.relative_to(ROOT))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _called(node, f"{where}:{node.lineno}")
            if isinstance(node, ast.ClassDef):
                yield from _class_key(node, f"{where}:{node.lineno}")


def _called(node: ast.Call, where: str) -> Iterator[Use]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    # The command line has an Option and a say of its own, and speaks English.
    is_ours = not where.startswith("api/cli") or name in {"Text", "Prompt"}
    place = 0 if name in KEY_FIRST and is_ours else 1 if name == "Choice" else None
    if place is not None and len(node.args) > place:
        for key in _constants(node.args[place]):
            yield Use(key, where, _given(node) if name in {"Text", "Prompt"} else None)
    for keyword in node.keywords:
        if keyword.arg == "key":
            for key in _constants(keyword.value):
                yield Use(key, where)


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return (
        [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []
    )


def _given(node: ast.Call) -> frozenset[str] | None:
    params = node.args[1] if len(node.args) > 1 else None
    if params is None and not any(k.arg in {"params", None} for k in node.keywords):
        return frozenset()
    if not isinstance(params, ast.Dict) or None in params.keys:
        return None
    return frozenset(k.value for k in params.keys if isinstance(k, ast.Constant))


def _class_key(node: ast.ClassDef, where: str) -> Iterator[Use]:
    for line in node.body:
        if isinstance(line, ast.Assign) and any(getattr(t, "id", "") == "key" for t in line.targets):
            for key in _constants(line.value):
                yield Use(key, where)


@cache
def literals() -> frozenset[str]:
    """Every string in the code, and as a key: a kind `order_paid` is shown by the text `order-paid`."""
    found = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    found |= data_words()
    return frozenset(found | {text.replace("_", "-") for text in found})


@cache
def data_words() -> frozenset[str]:
    """The names in the word lists of dialogue and catalogue, and the facts of the store that can be asked for."""
    lists = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for room in ("dialogue", "catalog")
        for path in sorted((ROOT / "core" / room / "data").glob("*.yaml"))
    ]
    return frozenset({name for data in lists for name in _names(data)} | set(store_questions.facts()))


def _names(data: Any) -> Iterator[str]:
    for name, inside in data.items() if isinstance(data, dict) else ():
        yield str(name)
        yield from _names(inside)


@cache
def patterns() -> frozenset[str]:
    """Keys that are put together, as expressions: f"state-{order.state}" gives `state-(.+)`."""
    found = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [str(x.value) if isinstance(x, ast.Constant) else "(.+)" for x in node.values]
                if (BEGINNING.match(parts[0]) or ENDING.match("".join(parts))) and KEY_LIKE.match(
                    "".join(parts)
                ):
                    found.add("".join(parts))
    return frozenset(found)


def is_put_together(key: str) -> bool:
    """What fills the gaps is a word of the code or a number."""
    for pattern in patterns():
        match = re.fullmatch(pattern, key)
        if match and all(part in literals() or part.isdigit() for part in match.groups()):
            return True
    return False
