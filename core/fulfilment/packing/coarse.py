"""A packing that is lawful and takes one look at each kind: rows on the floor. For when time is up, not for
when it counts."""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.packing.fill import Block, Filled
from core.fulfilment.packing.problem import Kind, Problem, Room, Turn, fits_alone


def floor_rows(problem: Problem, counts: Sequence[int]) -> list[Filled]:
    """Every unit left, in columns of like units side by side: nothing rests on what is not just like it."""
    shelves: dict[tuple[int, str | None], list[int]] = {}
    rooms = sorted(
        range(len(problem.rooms)),
        key=lambda r: (problem.rooms[r].price[0] / problem.rooms[r].volume, problem.rooms[r].price),
    )
    for k, kind in enumerate(problem.kinds):
        if counts[k]:
            shelves.setdefault((_home(kind, problem.rooms, rooms), kind.segregation), []).append(k)
    parcels: list[Filled] = []
    for (r, _), members in shelves.items():
        parcels += _fill_rows(problem, problem.rooms[r], members, counts)
    return parcels


def _home(kind: Kind, rooms: Sequence[Room], cheapest_first: Sequence[int]) -> int:
    """The room that costs least for the volume it gives, of those that hold a unit."""
    return next(r for r in cheapest_first if fits_alone(kind.turns, kind.weight, rooms[r]))


def _fill_rows(problem: Problem, room: Room, members: list[int], counts: Sequence[int]) -> list[Filled]:
    kinds = problem.kinds
    lying = {k: _flattest(kinds[k], room) for k in members}
    parcels: list[Filled] = []
    blocks: list[Block] = []
    x = y = depth = 0
    weight_left = room.max_weight
    for k in sorted(members, key=lambda k: -lying[k][1]):
        dx, dy, dz = lying[k]
        kind, left = kinds[k], counts[k]
        while left:
            if x + dx > room.length:
                x, y, depth = 0, y + depth, 0
            if y + dy > room.width or kind.weight > weight_left:
                parcels.append(_close(problem, room, blocks))
                blocks, x, y, depth, weight_left = [], 0, 0, 0, room.max_weight
            nz = kind.stack(min(left, room.height // dz, weight_left // kind.weight if kind.weight else left))
            blocks.append((k, x, y, 0, dx, dy, dz, 1, 1, nz))
            x, depth = x + dx, max(depth, dy)
            left -= nz
            weight_left -= nz * kind.weight
    if blocks:
        parcels.append(_close(problem, room, blocks))
    return parcels


def _flattest(kind: Kind, room: Room) -> Turn:
    """The turn that takes the least floor for a unit, stacked as high as is lawful."""
    fitting = [t for t in kind.turns if t[0] <= room.length and t[1] <= room.width and t[2] <= room.height]
    return min(fitting, key=lambda t: t[0] * t[1] / kind.stack(room.height // t[2]))


def _close(problem: Problem, room: Room, blocks: list[Block]) -> Filled:
    counts: dict[int, int] = {}
    for k, *_, nz in blocks:
        counts[k] = counts.get(k, 0) + nz
    volume = sum(problem.kinds[k].volume * n for k, n in counts.items())
    weight = sum(problem.kinds[k].weight * n for k, n in counts.items())
    return Filled(room, tuple(blocks), counts, volume, weight)
