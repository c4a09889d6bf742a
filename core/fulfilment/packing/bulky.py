"""Units that no carton takes: how they lie in a van, if one takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

from core.fulfilment.packing.model import MM3_PER_ML, Hold, Item, Parcel, Placement

Turn = tuple[int, int, int]


def without_carton(item: Item, holds: Sequence[Hold]) -> Parcel | None:
    """The unit by itself as it goes into the first hold, as given if it may; None when no hold takes it.

    It may be turned as its marks allow, whatever is asked of goods in cartons: a wardrobe is carried lying.
    """
    for hold in holds:
        if not _takes(item, hold):
            continue
        for dx, dy, dz in _turns(item):
            if _goes_in((dx, dy, dz), hold):
                return Parcel(None, (Placement(item.id, 0, 0, 0, dx, dy, dz),), item.weight_g, 1.0)
    return None


def _takes(item: Item, hold: Hold) -> bool:
    volume_ml = -(-item.length_mm * item.width_mm * item.height_mm // MM3_PER_ML)
    return (
        item.temperature in hold.temperatures
        and (hold.weight_g is None or item.weight_g <= hold.weight_g)
        and (hold.volume_ml is None or volume_ml <= hold.volume_ml)
    )


def _turns(item: Item) -> Iterable[Turn]:
    length, width, height = item.length_mm, item.width_mm, item.height_mm
    if item.this_side_up:
        return ((length, width, height), (width, length, height))
    return permutations((length, width, height), 3)


def _goes_in(turn: Turn, hold: Hold) -> bool:
    inner = (hold.length_mm, hold.width_mm, hold.height_mm)
    return all(most is None or extent <= most for extent, most in zip(turn, inner, strict=True))
