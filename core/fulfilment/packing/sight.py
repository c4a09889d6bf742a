"""What hides what in a carton that is seen from the front right above."""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.packing.model import Placement


def painters_order(placements: Sequence[Placement]) -> list[Placement]:
    """Farthest first, as seen from the front right above.

    Of two boxes apart along an axis the one with the lesser coordinate is behind or below, and boxes that do
    not overlap have such an axis. A cycle of three or more is cut at the box nearest the far corner.
    """
    left = sorted(placements, key=lambda p: p.x_mm + p.y_mm + p.z_mm)
    behind = {i: {j for j, q in enumerate(left) if j != i and _hides(p, q)} for i, p in enumerate(left)}
    drawn: list[Placement] = []
    waiting = list(range(len(left)))
    while waiting:
        free = next((i for i in waiting if not behind[i]), waiting[0])
        waiting.remove(free)
        for i in waiting:
            behind[i].discard(free)
        drawn.append(left[free])
    return drawn


def _hides(front: Placement, back: Placement) -> bool:
    """Whether `front` must be drawn after `back`: it lies beyond it along some axis and before it on none."""
    ahead = (
        front.x_mm >= back.x_mm + back.dx_mm
        or front.y_mm >= back.y_mm + back.dy_mm
        or front.z_mm >= back.z_mm + back.dz_mm
    )
    return (
        ahead
        and _shadows_meet(front, back)
        and not (
            back.x_mm >= front.x_mm + front.dx_mm
            or back.y_mm >= front.y_mm + front.dy_mm
            or back.z_mm >= front.z_mm + front.dz_mm
        )
    )


def _shadows_meet(a: Placement, b: Placement) -> bool:
    """Whether their outlines overlap on paper: hexagons whose sides run along x - y, x + z and y + z."""
    return all(
        low_a < high_b and low_b < high_a
        for (low_a, high_a), (low_b, high_b) in zip(_outline(a), _outline(b), strict=True)
    )


def _outline(p: Placement) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    x1, y1, z1 = p.x_mm, p.y_mm, p.z_mm
    x2, y2, z2 = x1 + p.dx_mm, y1 + p.dy_mm, z1 + p.dz_mm
    return (x1 - y2, x2 - y1), (z1 - x2, z2 - x1), (z1 - y2, z2 - y1)


def covers(p: Placement, spot: tuple[float, float, float], reach: float) -> bool:
    """Whether the box's outline comes within `reach` of the spot, on paper."""
    x, y, z = spot
    return all(
        low - reach < value < high + reach
        for value, (low, high) in zip((x - y, z - x, z - y), _outline(p), strict=True)
    )


def overlap_from_above(low: Placement, high: Placement) -> bool:
    return (
        low.x_mm < high.x_mm + high.dx_mm
        and high.x_mm < low.x_mm + low.dx_mm
        and low.y_mm < high.y_mm + high.dy_mm
        and high.y_mm < low.y_mm + low.dy_mm
    )
