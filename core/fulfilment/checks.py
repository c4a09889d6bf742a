"""Values as they come in: what they must be, or InvalidInput that names their place."""

from __future__ import annotations

from collections.abc import Iterable

from core.kernel.errors import InvalidInput


def check_whole(field: str, value: object, least: int, most: int) -> None:
    # bool is an int to Python, yet True is no length.
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(field, f"a whole number is needed, not {value!r}")
    if not least <= value <= most:
        raise InvalidInput(field, f"must be from {least} to {most}, not {value}")


def check_choice(field: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidInput(field, f"must be one of {', '.join(choices)}, not {value!r}")


def check_id(field: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(field, "a name that is not empty is needed")


def check_distinct(field: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for i, name in enumerate(ids):
        if name in seen:
            raise InvalidInput(f"{field}[{i}].id", f"{name!r} is there twice")
        seen.add(name)
