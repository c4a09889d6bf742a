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
    left: list[Space] = []
    right: list[Space] = []
    front: list[Space] = []
    back: list[Space] = []
    under: list[Space] = []
    above: list[Space] = []
    for space in spaces:
        x1, y1, z1, x2, y2, z2 = space
        if bx2 <= x1 or x2 <= bx1 or by2 <= y1 or y2 <= by1 or bz2 <= z1 or z2 <= bz1:
            kept.append(space)
            continue
        if bx1 - x1 >= lx:
            left.append((x1, y1, z1, bx1, y2, z2))
        if x2 - bx2 >= lx:
            right.append((bx2, y1, z1, x2, y2, z2))
        if by1 - y1 >= ly:
            front.append((x1, y1, z1, x2, by1, z2))
        if y2 - by2 >= ly:
            back.append((x1, by2, z1, x2, y2, z2))
        if bz1 - z1 >= lz:
            under.append((x1, y1, z1, x2, y2, bz1))
        if z2 - bz2 >= lz:
            above.append((x1, y1, bz2, x2, y2, z2))
    # A piece lies at one face of the box and reaches across it, so that whatever holds it, being empty too, ends at that
    # very face: a space that was not cut and touches it, or another piece cut there.
    fresh: list[Space] = []
    for pieces, side, at in (
        (left, 3, bx1), (right, 0, bx2), (front, 4, by1), (back, 1, by2), (under, 5, bz1), (above, 2, bz2),
    ):  # fmt: skip
        if pieces:
            fresh += _maximal(pieces, [space for space in kept if space[side] == at])
    return kept + fresh


def _maximal(pieces: list[Space], held: list[Space]) -> list[Space]:
    """The pieces that lie in no other piece and in none of the spaces of `held`, which is used up."""
    before = len(held)
    for i, piece in enumerate(pieces, start=1):
        x1, y1, z1, x2, y2, z2 = piece
        for a1, b1, c1, a2, b2, c2 in held:
            if a1 <= x1 and x2 <= a2 and b1 <= y1 and y2 <= b2 and c1 <= z1 and z2 <= c2:
                break
        else:
            for a1, b1, c1, a2, b2, c2 in pieces[i:]:
                if a1 <= x1 and x2 <= a2 and b1 <= y1 and y2 <= b2 and c1 <= z1 and z2 <= c2:
                    break
            else:
                held.append(piece)
    return held[before:]
