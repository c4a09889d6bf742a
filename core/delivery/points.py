"""Where a shopper may pick an order up: the shop itself, pickup points, parcel lockers. Rules over values.

The shop is the implicit first point: it has no row of its own, and nothing is driven there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.delivery.model import DeliveryPolicy
from core.fulfilment.boxes import Cell
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint, haversine_m
from core.kernel.hours import OpeningHours
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.nlu.language_data import read_yaml
from core.nlu.normalize import fold, skeleton, stem, tokens
from core.nlu.phrases import Phrases

PointKind = Literal["shop", "point", "locker"]
LocalizedName = dict[str, str]

_DATA = Path(__file__).parent / "data" / "points.yaml"
SHOP = "shop"
"""The point id of the shop itself."""
POINT_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
MAX_KEPT_DAYS = 60
CELL_KIND = re.compile(r"[A-Za-z0-9_-]{1,16}")
SHORTEST = 3
"""Letters of a word that may tell one point from another; a number may be shorter."""


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """`cells` only where it is a locker, `kept_days` how long a parcel waits there. One that is not `active` is
    offered to nobody; what is on its way there still comes."""

    point_id: str
    store_id: str
    kind: PointKind
    names: LocalizedName
    address: str
    point: GeoPoint
    hours: OpeningHours
    kept_days: int = 3
    cells: tuple[Cell, ...] = ()
    active: bool = True

    @property
    def is_locker(self) -> bool:
        return self.kind == "locker"


@dataclass(frozen=True, slots=True, order=True)
class CellNumber:
    """One cell: the `number`-th of its kind, from 1."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}"


def checked(point: PickupPoint) -> PickupPoint:
    """The point, if it is one. Raises InvalidInput that names the field."""
    if not POINT_ID.fullmatch(point.point_id) or point.point_id == SHOP:
        raise InvalidInput("id", f"{point.point_id!r} must be 1 to 32 of A-Z a-z 0-9 _ -, and not `{SHOP}`")
    if not (-90 <= point.point.lat <= 90 and -180 <= point.point.lon <= 180):
        raise InvalidInput("lat", "latitude and longitude are degrees")
    if not point.address.strip():
        raise InvalidInput("address", "is empty")
    if not any(name.strip() for name in point.names.values()):
        raise InvalidInput("name", "is empty")
    if point.hours.is_never_open:
        raise InvalidInput("hours", "it is never open")
    if not 1 <= point.kept_days <= MAX_KEPT_DAYS:
        raise InvalidInput("kept_days", f"must be from 1 to {MAX_KEPT_DAYS}, not {point.kept_days}")
    if point.is_locker != bool(point.cells):
        raise InvalidInput("cells", "a locker has cells, and nothing else has")
    return point


def shop_of(store: Store, policy: DeliveryPolicy) -> PickupPoint:
    """The shop itself as a place to pick up."""
    return PickupPoint(
        point_id=SHOP,
        store_id=store.store_id,
        kind="shop",
        names={"ru": store.name},
        address=store.depot_address,
        point=store.depot,
        hours=OpeningHours.daily(policy.first_hour * 60, policy.last_hour * 60),
    )


def nearest_first(points: Iterable[PickupPoint], near: GeoPoint) -> list[PickupPoint]:
    return sorted(points, key=lambda p: (haversine_m(near, p.point), p.point_id))


def with_free(point: PickupPoint, taken: Collection[CellNumber]) -> tuple[Cell, ...]:
    """Its cells and how many of each are empty."""
    used = Counter(cell.kind for cell in taken if cell in _every(point))
    return tuple(replace(cell, free=cell.count - used[cell.id]) for cell in point.cells)


def chosen_cells(
    point: PickupPoint, taken: Collection[CellNumber], wanted: dict[str, int]
) -> tuple[CellNumber, ...]:
    """The first empty cells, so many of each kind. Raises ValueError when there are not so many."""
    chosen: list[CellNumber] = []
    for kind, n in wanted.items():
        empty = [cell for cell in _every(point) if cell.kind == kind and cell not in taken]
        if len(empty) < n:
            raise ValueError(f"{n} cells {kind} are wanted, {len(empty)} are empty")
        chosen += empty[:n]
    return tuple(chosen)


def kinds_of(point: PickupPoint, kept: Iterable[CellNumber]) -> tuple[Cell, ...]:
    """These cells as kinds with counts; a kind that the locker has no more is left out."""
    counts = Counter(cell.kind for cell in kept)
    return tuple(replace(cell, count=counts[cell.id]) for cell in point.cells if counts[cell.id])


def _every(point: PickupPoint) -> list[CellNumber]:
    return [CellNumber(cell.id, n) for cell in point.cells for n in range(1, cell.count + 1)]


def brought_within(point: PickupPoint, window: TimeWindow, store: Store) -> bool:
    """Whether somebody is there to take the goods throughout a van's window."""
    hours = point.hours.on(window.start.astimezone(store.tz).date(), store.tz)
    return hours is not None and hours[0] <= window.start and window.end <= hours[1]


def ready_from(point: PickupPoint, window: TimeWindow, store: Store) -> datetime:
    """The promise to the shopper: when a van came within `window`, the goods are there from this moment on."""
    return point.hours.open_from(window.end, store.tz)


def kept_until(point: PickupPoint, ready: datetime) -> datetime:
    return ready + timedelta(days=point.kept_days)


def named_in(text: str, points: Sequence[PickupPoint]) -> list[PickupPoint]:
    """The points that the words fit best: by what sets their names and addresses apart, then by kind. None when
    no word tells, or when a house number is told that is no point's: that is another address."""
    lockers = [p for p in points if p.is_locker] if _locker_words().find(text) else []
    asked = lockers or list(points)
    said = [_keys(token.text) for token in tokens(text)]
    numbers = [_keys(token.text) for token in tokens(text) if any(c.isdigit() for c in token.text)]
    scored = []
    for point in asked:
        own = _words(point)
        known = all(not own.isdisjoint(number) for number in numbers)
        scored.append((sum(not own.isdisjoint(word) for word in said) if known else 0, point))
    best = max((score for score, _ in scored), default=0)
    return [p for score, p in scored if score == best] if best else lockers


def _words(point: PickupPoint) -> frozenset[str]:
    """Sounds of what sets it apart."""
    written = " ".join((*point.names.values(), point.address))
    keys = [_keys(t.text) for t in tokens(written) if len(t.text) >= SHORTEST or t.text[0].isdigit()]
    return frozenset().union(*(key for key in keys if _generic().isdisjoint(key)))


def _keys(word: str) -> frozenset[str]:
    if any(c.isdigit() for c in word):
        return frozenset((word.lower(),))
    folded = fold(word)
    return frozenset((skeleton(folded), skeleton(stem(folded))))


@lru_cache(maxsize=1)
def _data() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = read_yaml(_DATA)
    return lists


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(skeleton(fold(word)) for word in _data()["generic"])


@lru_cache(maxsize=1)
def _locker_words() -> Phrases:
    return Phrases({"locker": _data()["locker"]})
