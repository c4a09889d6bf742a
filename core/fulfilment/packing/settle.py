"""Soft wishes for a carton whose goods are chosen: heavy ones below, its weight near the middle."""

from __future__ import annotations

from dataclasses import replace

from core.fulfilment.packing.fill import Filled
from core.fulfilment.packing.problem import Kind, Problem

HEAVY_G = 10_000
"""From here on a person feels it when the weight of a parcel sits on one side."""

Point = tuple[float, float, float]


def unsteadiness(parcel: Filled, problem: Problem) -> float:
    """How high the weight lies and how far off the middle, as shares of the carton; 0 is best."""
    room = parcel.room
    x, y, z = _middle(parcel, problem)
    return z / room.height + abs(x / room.length - 0.5) + abs(y / room.width - 0.5)


def centred(parcel: Filled, problem: Problem) -> Filled:
    """All goods of a heavy parcel moved together, as far as there is play, until its weight is near the middle."""
    if parcel.weight < HEAVY_G:
        return parcel
    room = parcel.room
    x, y, _ = _middle(parcel, problem)
    free_x = room.length - max(b[1] + b[4] * b[7] for b in parcel.blocks)
    free_y = room.width - max(b[2] + b[5] * b[8] for b in parcel.blocks)
    move_x = min(free_x, max(0, round(room.length / 2 - x)))
    move_y = min(free_y, max(0, round(room.width / 2 - y)))
    moved = [
        (k, x1 + move_x, y1 + move_y, z1, dx, dy, dz, nx, ny, nz)
        for k, x1, y1, z1, dx, dy, dz, nx, ny, nz in parcel.blocks
    ]
    return replace(parcel, blocks=tuple(moved))


def steady_order(kinds: tuple[Kind, ...], members: list[int]) -> list[int]:
    """Heavy kinds first, so that they come to lie below; what carries nothing last."""
    return sorted(
        members, key=lambda k: (kinds[k].carries is not None, -kinds[k].weight, -kinds[k].volume, k)
    )


def _middle(parcel: Filled, problem: Problem) -> Point:
    """The centre of mass; each unit's weight lies in its own middle."""
    total = x_total = y_total = z_total = 0.0
    for k, x, y, z, dx, dy, dz, nx, ny, nz in parcel.blocks:
        weight = problem.kinds[k].weight * nx * ny * nz
        total += weight
        x_total += weight * (x + dx * nx / 2)
        y_total += weight * (y + dy * ny / 2)
        z_total += weight * (z + dz * nz / 2)
    return (x_total / total, y_total / total, z_total / total) if total else (0.0, 0.0, 0.0)
