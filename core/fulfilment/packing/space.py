"""Where in a carton there is room: the maximal empty boxes, whose least corners are the places worth trying.

The corners include the extreme points of Crainic, Perboli and Tadei (2008, INFORMS Journal on Computing
20(3)); keeping the whole empty box (Lai and Chan 1997, Computers & Industrial Engineering 32(1)) makes
"does it fit here" three comparisons instead of a test against every box.
"""

from __future__ import annotations

Space = tuple[int, int, int, int, int, int]
"""Least corner, then greatest: x1, y1, z1, x2, y2, z2."""


def carve(spaces: list[Space], box: Space, least: tuple[int, int, int]) -> list[Space]:
    """The maximal empty boxes once `box` is taken out; those narrower than `least` hold nothing and are
    dropped."""
    bx1, by1, bz1, bx2, by2, bz2 = box
    lx, ly, lz = least
    kept: list[Space] = []
    fresh: list[Space] = []
    for space in spaces:
        x1, y1, z1, x2, y2, z2 = space
        if bx2 <= x1 or x2 <= bx1 or by2 <= y1 or y2 <= by1 or bz2 <= z1 or z2 <= bz1:
            kept.append(space)
            continue
        if bx1 - x1 >= lx:
            fresh.append((x1, y1, z1, bx1, y2, z2))
        if x2 - bx2 >= lx:
            fresh.append((bx2, y1, z1, x2, y2, z2))
        if by1 - y1 >= ly:
            fresh.append((x1, y1, z1, x2, by1, z2))
        if y2 - by2 >= ly:
            fresh.append((x1, by2, z1, x2, y2, z2))
        if bz1 - z1 >= lz:
            fresh.append((x1, y1, z1, x2, y2, bz1))
        if z2 - bz2 >= lz:
            fresh.append((x1, y1, bz2, x2, y2, z2))
    # A piece of a maximal box never contains another maximal box, so only the fresh ones can be superfluous.
    for i, space in enumerate(fresh):
        x1, y1, z1, x2, y2, z2 = space
        for a1, b1, c1, a2, b2, c2 in kept:
            if a1 <= x1 and x2 <= a2 and b1 <= y1 and y2 <= b2 and c1 <= z1 and z2 <= c2:
                break
        else:
            for a1, b1, c1, a2, b2, c2 in fresh[i + 1 :]:
                if a1 <= x1 and x2 <= a2 and b1 <= y1 and y2 <= b2 and c1 <= z1 and z2 <= c2:
                    break
            else:
                kept.append(space)
    return kept
