"""What the columns of a price list mean, guessed from their headers in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from core.catalog.feeds import google, measures
from core.catalog.feeds.text import plain

_DATA = Path(__file__).parent.parent / "data" / "feed_columns.yaml"
# "Цена, тг", "Цена (₸)", "Price KZT": the currency says nothing more.
_MARKS = re.compile(r"[\s,(]*(?:₸|тг|тенге|теңге|kzt)\.?\)?\s*$|[*:.]+$", re.IGNORECASE)
_WAREHOUSE = re.compile(r"(?:склад|қойма|warehouse|точка|магазин|pp)\s*[№#:-]?\s*(\S.{0,40})", re.IGNORECASE)
# A header as long as this is a sentence of another table.
MAX_HEADER_CHARS = 80

Columns = dict[int, str]
"""Place of a column (from 0) -> what it is: a name of `feed_columns.yaml`, `param:<name>` or `stock_at:<id>`."""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    meanings = yaml.safe_load(_DATA.read_text("utf-8"))
    return {str(name): meaning for meaning, names in meanings.items() for name in names}


def meaning(header: str) -> str | None:
    """None for an empty header; a name no list knows is an attribute."""
    shown = plain(header)[:MAX_HEADER_CHARS]
    folded = " ".join(shown.lower().replace("ё", "е").split())
    if not folded:
        return None
    for name in (folded, _MARKS.sub("", folded), folded.removeprefix("g:")):
        if name in _known():
            return _known()[name]
    if place := _WAREHOUSE.fullmatch(shown):
        return f"stock_at:{place[1].strip()}" if not folded.startswith("pp") else f"stock_at:{shown}"
    return f"param:{google.PARAMS.get(folded.replace(' ', '_').removeprefix('g:'), shown)}"


def guess(header: Sequence[str]) -> Columns:
    """The first column of a meaning has it; a second of the same becomes an attribute."""
    columns: Columns = {}
    for place, text in enumerate(header):
        found = meaning(text)
        if found is None or found == "ignored":
            continue
        if found in columns.values():
            found = f"param:{plain(text)[:MAX_HEADER_CHARS]}"
        columns[place] = found
    if "price" not in columns.values():
        columns = {place: "price" if found == "sale_price" else found for place, found in columns.items()}
    return columns


def is_header(columns: Columns) -> bool:
    """A table of goods names them and prices them."""
    found = set(columns.values())
    return bool(found & {"name", "name_kk", "name_en"}) and bool(found & {"price", "sale_price"})


def strength(columns: Columns) -> int:
    """How many columns were recognised."""
    return sum(1 for m in columns.values() if not m.startswith("param:") or measures.meaning(m[6:])[0])
