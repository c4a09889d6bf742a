"""HTML pages from templates. Every value is escaped unless it is Markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from fastapi.responses import HTMLResponse

TEMPLATES = Path(__file__).parent / "templates"
_HOURS = re.compile(r"(?<=\d)–(?=\d)")
_UNIT = re.compile(r"(?<=\d) (?=[^\W\d])")


class Markup(str):
    """HTML that is safe already."""

    __slots__ = ()


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / f"{name}.html").read_text(encoding="utf-8"))


def fill(template: str, /, **values: Any) -> Markup:
    """A template with its values. Raises KeyError for a value that the template wants and nobody gave."""
    return Markup(_template(template).substitute({key: _safe(value) for key, value in values.items()}))


def join(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(parts))


def unbroken(words: str) -> str:
    """No line ends within hours from–till, nor between a figure and its unit."""
    return _UNIT.sub("\u00a0", _HOURS.sub("\u2060–\u2060", words))


def page(
    language: str, title: str, body: Markup, *, head: Markup = Markup(""), status: int = 200
) -> HTMLResponse:
    return HTMLResponse(fill("page", language=language, title=title, body=body, head=head), status)


def _safe(value: Any) -> str:
    return value if isinstance(value, Markup) else escape(str(value))
