"""The request as the solver sees it: kinds of units that may travel together, and the rooms that may take
them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from core.fulfilment.packing.bulky import without_carton
from core.fulfilment.packing.model import (
    GENERAL,
    CartonType,
    Item,
    Objective,
    PackRequest,
    Parcel,
    Reason,
    Rotation,
    Unpacked,
)

Turn = tuple[int, int, int]
"""Extent along x, y and z of a unit as it lies."""

Price = tuple[int, int, int]
"""What a carton adds to the objective, then to its two tie-breakers. Prices of a packing add up, and
compare in order."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`quantity` like units. `carries`: grams that may rest on one; None is no limit, -1 is nothing, not
    even 0 g."""

    item: Item
    turns: tuple[Turn, ...]
    volume: int
    weight: int
    carries: int | None
    segregation: str | None
    quantity: int

    def stack(self, most: int) -> int:
        """How many such units, at most `most`, may stand one on another."""
        if self.carries is None or most <= 1:
            return most
        if self.carries < 0:
            return 1
        return min(most, 1 + self.carries // self.weight) if self.weight else most


@dataclass(frozen=True, slots=True)
class Room:
    """A carton type; `price` is in the objective's order."""

    carton: CartonType
    length: int
    width: int
    height: int
    max_weight: int
    volume: int
    price: Price


@dataclass(frozen=True, slots=True)
class Problem:
    """Units of one temperature: problems of different temperatures share no parcel, so each is solved
    alone."""

    kinds: tuple[Kind, ...]
    rooms: tuple[Room, ...]
    min_support: float
    loads_matter: bool

    @property
    def units(self) -> int:
        return sum(kind.quantity for kind in self.kinds)


def split(request: PackRequest) -> tuple[list[Problem], list[Parcel], list[Unpacked]]:
    """The problems, one a temperature; and of the units that go into no carton even alone, those that travel
    without one, and the others."""
    problems: list[Problem] = []
    bulky: list[Parcel] = []
    unpacked: list[Unpacked] = []
    one_cost = len({carton.cost_minor for carton in request.cartons}) == 1
    for temperature in sorted({item.temperature for item in request.items}):
        rooms = [
            _room(c, request.objective, one_cost) for c in request.cartons if temperature in c.temperatures
        ]
        kinds = []
        for item in request.items:
            if item.temperature != temperature:
                continue
            turns = turns_of(item, request.rotation)
            reason = _reason_unpackable(turns, item.weight_g, rooms)
            alone = without_carton(item, request.holds) if reason else None
            if alone and reason != "no_carton_for_temperature":
                bulky += [alone] * item.quantity
            elif reason:
                unpacked += [Unpacked(item.id, reason)] * item.quantity
            else:
                kinds.append(_kind(item, turns))
        if kinds:
            problems.append(
                Problem(
                    tuple(kinds),
                    tuple(sorted(rooms, key=lambda room: room.price)),
                    request.min_support,
                    any(kind.carries is not None for kind in kinds),
                )
            )
    return problems, bulky, unpacked


def turns_of(item: Item, rotation: Rotation) -> tuple[Turn, ...]:
    """The different ways the item may lie, the given one first."""
    length, width, height = item.length_mm, item.width_mm, item.height_mm
    if rotation == "none":
        return ((length, width, height),)
    if rotation == "upright" or item.this_side_up:
        return tuple(dict.fromkeys([(length, width, height), (width, length, height)]))
    return tuple(dict.fromkeys(permutations((length, width, height), 3)))


def fits_alone(turns: tuple[Turn, ...], weight: int, room: Room) -> bool:
    return weight <= room.max_weight and _goes_in(turns, room)


def _goes_in(turns: tuple[Turn, ...], room: Room) -> bool:
    length, width, height = room.length, room.width, room.height
    return any(dx <= length and dy <= width and dz <= height for dx, dy, dz in turns)


def _reason_unpackable(turns: tuple[Turn, ...], weight: int, rooms: list[Room]) -> Reason | None:
    if not rooms:
        return "no_carton_for_temperature"
    if any(fits_alone(turns, weight, room) for room in rooms):
        return None
    if not any(_goes_in(turns, room) for room in rooms):
        return "larger_than_every_carton"
    if all(weight > room.max_weight for room in rooms):
        return "heavier_than_every_carton"
    return "fits_no_carton"


def _kind(item: Item, turns: tuple[Turn, ...]) -> Kind:
    return Kind(
        item,
        turns,
        item.length_mm * item.width_mm * item.height_mm,
        item.weight_g,
        -1 if item.fragile else item.max_load_g,
        None if item.segregation == GENERAL else item.segregation,
        item.quantity,
    )


def _room(carton: CartonType, objective: Objective, one_cost: bool) -> Room:
    """Where every carton costs the same, cost tells no more than the count: volume is the next to decide."""
    volume, cost = carton.length_mm * carton.width_mm * carton.height_mm, carton.cost_minor
    price = {
        "cost": (cost, volume, 1) if one_cost and cost else (cost, 1, volume),
        "count": (1, volume, cost) if one_cost else (1, cost, volume),
        "volume": (volume, 1, cost),
    }[objective]
    return Room(
        carton, carton.length_mm, carton.width_mm, carton.height_mm, carton.max_weight_g, volume, price
    )
