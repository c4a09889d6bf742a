"""What the columns of a price list mean, guessed from their headers in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from core.catalog.feeds import google, measures
from core.catalog.feeds.text import plain
from core.kernel.errors import InvalidInput
from core.nlu.language_data import read_yaml

_DATA = Path(__file__).parent.parent / "data" / "feed_columns.yaml"
# "Цена, тг", "Цена (₸)", "Price KZT": the currency says nothing more.
_MARKS = re.compile(r"[\s,(]*(?:₸|тг|тенге|теңге|kzt)\.?\)?\s*$|[*:.]+$", re.IGNORECASE)
_WAREHOUSE = re.compile(r"(?:склад|қойма|warehouse|точка|магазин|pp)\s*[№#:-]?\s*(\S.{0,40})", re.IGNORECASE)
# A header as long as this is a sentence of another table.
MAX_HEADER_CHARS = 80

Columns = dict[int, str]
"""Place of a column (from 0) -> what it is: a name of `feed_columns.yaml`, `param:<name>` or `stock_at:<id>`."""


Said = Mapping[str, str]
"""What people said of columns: a `folded` header -> its meaning, or `ignored`."""
NOTHING_SAID: Said = {}


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    meanings = read_yaml(_DATA)
    return {str(name): meaning for meaning, names in meanings.items() for name in names}


def folded(header: str) -> str:
    """A header as it is compared; empty for an empty one."""
    return " ".join(plain(header)[:MAX_HEADER_CHARS].lower().replace("ё", "е").split())


def ensure_meaning(written: str) -> str:
    """Raises InvalidInput for what no column can mean."""
    kind, _, name = written.partition(":")
    if written in _known().values() or (kind in ("param", "stock_at") and name.strip()):
        return written
    meanings = ", ".join(sorted({*_known().values(), "param:NAME", "stock_at:WAREHOUSE"}))
    raise InvalidInput("set", f"{written[:40]!r} is none of: {meanings}", key="error-feed-column")


def said_of_columns(written: Sequence[str]) -> dict[str, str]:
    """From `COLUMN=MEANING`. Raises InvalidInput."""
    said = {}
    for one in written:
        column, equals, what = one.rpartition("=")
        if not equals or not folded(column):
            raise InvalidInput("set", f"{one[:80]!r} is not COLUMN=MEANING", key="error-feed-column")
        said[column] = ensure_meaning(what.strip())
    return said


def meaning(header: str) -> str | None:
    """None for an empty header; a name no list knows is an attribute."""
    shown, compared = plain(header)[:MAX_HEADER_CHARS], folded(header)
    if not compared:
        return None
    for name in (compared, _MARKS.sub("", compared), compared.removeprefix("g:")):
        if name in _known():
            return _known()[name]
    if place := _WAREHOUSE.fullmatch(shown):
        return f"stock_at:{place[1].strip()}" if not compared.startswith("pp") else f"stock_at:{shown}"
    return f"param:{google.PARAMS.get(compared.replace(' ', '_').removeprefix('g:'), shown)}"


def guess(header: Sequence[str], said: Said = NOTHING_SAID) -> Columns:
    """What was said is taken as said. The first column of a meaning has it; a second of the same becomes an attribute."""
    columns: Columns = {}
    claimed = {said[folded(text)] for text in header if folded(text) in said}
    for place, text in enumerate(header):
        own = said.get(folded(text))
        found = own or meaning(text)
        if found is None or found == "ignored":
            continue
        if found in columns.values() or (own is None and found in claimed):
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
