"""What fits into one message of the Bot API. Telegram counts UTF-16 units, so an emoji is two."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.outgoing import Button, Rows

TEXT = 4096
# Longer than this is a document, not a message; the widget draws the line at the same place.
LONGEST_SAID = 2000
CAPTION = 1024
INVOICE_TITLE = 32
INVOICE_DESCRIPTION = 255
PRICE_LABEL = 60
# Labels up to this length stand two in a row without being cut on a narrow phone.
HALF_A_ROW = 18
LABEL = 64
BUTTONS = 60
# Of letters of one breadth on the narrowest phone.
PHONE_COLUMNS = 32


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> tuple[str, str]:
    """The longest beginning that fits, ended at a line if that keeps at least half of it, else at a word; the rest."""
    if length(text) <= limit:
        return text, ""
    head = text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
    at = head.rfind("\n")
    if at < len(head) // 2:
        at = max(head.rfind("\n"), head.rfind(" "))
    at = at if at > 0 else len(head)
    return text[:at].rstrip(), text[at:].lstrip()


def pieces(text: str, limit: int = TEXT) -> list[str]:
    """The whole text in messages that fit."""
    found = []
    rest = text
    while rest:
        head, rest = cut(rest, limit)
        found.append(head)
    return [piece for piece in found if piece.strip()]


def shortened(text: str, limit: int) -> str:
    if length(text) <= limit:
        return text
    return cut(text, limit - 1)[0] + "…"


def in_rows(buttons: Sequence[Button]) -> Rows:
    """Two short buttons side by side, long ones on their own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons[:BUTTONS]:
        last = rows[-1] if rows else ()
        if len(last) == 1 and max(length(last[0].label), length(button.label)) <= HALF_A_ROW:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


DOWNLOAD_BYTES = 20 * 2**20
"""The largest file that getFile hands to a bot."""


def opens(url: str) -> bool:
    """Telegram takes http(s) addresses with a dot in the host; `localhost` it refuses with the whole message."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
