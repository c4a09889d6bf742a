"""The error tree, drawn once. Every edge maps it once: chat to a sentence, HTTP to a problem, CLI to an exit code.

DukenError
├── InvalidInput      what was given cannot be used; `field` names the place
├── NotFound          no such thing for this person
├── Forbidden         it exists, but not for this person
├── Conflict          lawful alone, but not now (taken, changed, already done)
│   ├── UnlawfulTransition
│   └── OutOfStock
└── Unavailable       a part we need does not answer
"""

from __future__ import annotations

from typing import Any


class DukenError(Exception):
    """`key` is a Fluent key of the sentence for people, `params` its arguments; `str()` is English for logs."""

    key = "error-generic"

    def __init__(self, detail: str, *, key: str | None = None, **params: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.key = key or type(self).key
        self.params = params


class InvalidInput(DukenError):
    """`field` is a path such as `items[3].length_mm`."""

    key = "error-invalid-input"

    def __init__(self, field: str, detail: str, *, key: str | None = None, **params: Any) -> None:
        super().__init__(
            f"{field}: {detail}" if field else detail, key=key, field=field, reason=detail, **params
        )
        self.field = field


class NotFound(DukenError):
    key = "error-not-found"


class Forbidden(DukenError):
    key = "error-forbidden"


class Conflict(DukenError):
    key = "error-conflict"


class UnlawfulTransition(Conflict):
    key = "error-unlawful-transition"


class OutOfStock(Conflict):
    key = "error-out-of-stock"


class Unavailable(DukenError):
    key = "error-unavailable"
