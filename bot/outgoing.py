"""What the Bot API is asked to show: values between the renderer, which makes them, and the sender, which sends them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; exactly one of the three says what it does."""

    label: str
    action: str = ""
    url: str = ""
    pay: bool = False


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """A reply keyboard: its first button shares a contact or a location, the others send their own label."""

    kind: Literal["contact", "location"]
    share: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextOut:
    """`closes` takes away the reply keyboard that is open; it goes with neither rows nor `asking`.

    `fixed` is the part (offset, length in UTF-16 units) whose letters are all of one breadth: a table.
    """

    text: str
    rows: Rows = ()
    asking: Asking | None = None
    closes: bool = False
    fixed: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PhotoOut:
    """`instead` is what is sent when the picture is not to be had."""

    source: Path | str
    caption: str
    rows: Rows
    instead: TextOut


@dataclass(frozen=True, slots=True)
class InvoiceOut:
    """Telegram's own invoice. Prices are (label, minor units); `instead` is the link to pay by."""

    title: str
    description: str
    payload: str
    currency: str
    prices: tuple[tuple[str, int], ...]
    rows: Rows
    instead: TextOut


Outgoing = TextOut | PhotoOut | InvoiceOut
