"""A product's picture that a feed gives by its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

Reason = Literal["address", "too-large", "unreachable", "no-picture", "too-many-pixels"]


@dataclass(frozen=True, slots=True)
class TriedPicture:
    """`reason` is None when we have it; `detail` says more of why not, in English."""

    store_id: str
    url: str
    tried_at: datetime
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BrokenPicture:
    """`offer_id` is one of the products that show it."""

    offer_id: str
    picture: TriedPicture


@dataclass(frozen=True, slots=True)
class PictureReport:
    """Counts are of different addresses that products on sale give; `first` are some of the broken."""

    cached: int
    broken: int
    waiting: int
    first: tuple[BrokenPicture, ...]


def is_address(picture: str) -> bool:
    return picture.startswith(("https://", "http://"))


def cached_name(url: str) -> str:
    """The file a picture of this address is kept as, in the store's picture folder."""
    return f"{sha256(url.encode()).hexdigest()[:40]}.jpg"


def best_picture(folder: Path, picture: str | None) -> str | None:
    """What to show for a product's picture: our own file of an address once it is there."""
    if picture is None or not is_address(picture):
        return picture
    name = cached_name(picture)
    return name if (folder / name).is_file() else picture
