"""One carton, filled greedily with units in a given order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.fulfilment.packing.problem import Kind, Problem, Room, Turn
from core.fulfilment.packing.space import Space, carve

Block = tuple[int, int, int, int, int, int, int, int, int, int]
"""Kind, corner x, y, z, extent of one unit dx, dy, dz, and how many units along x, y, z."""

Top = tuple[int, int, int, int, int]
"""A face goods may rest on: x1, y1, x2, y2 and the index of its box."""

LOW, FAR, TIGHT, SNUG, FLAT, REST, WALL_X, WALL_Y = range(8)
"""How a place is chosen: lowest; far from the opposite corner; least gap; lowest then least gap; lowest top;
least room left (Crainic's residual space); as a wall along x; along y."""

MAX_SPACES = 160
"""More empty boxes than this are kept only in very full cartons of very small goods, where they cost more
than they give."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A carton with what lies in it, in packing order. `counts`: units by kind."""

    room: Room
    blocks: tuple[Block, ...]
    counts: dict[int, int]
    volume: int
    weight: int


@dataclass(frozen=True, slots=True)
class Style:
    """`lattice` lays many like units at once; `patience`: after so many kinds that did not fit, the carton
    is closed; `thrifty` takes the carton that gives most for its price even when a dearer one would end it;
    `far`, by kind: bit 1 lays its units at the far end of an empty box along x, bit 2 along y, bit 4
    prefers the last of turns that are as good.
    """

    rule: int = LOW
    lattice: bool = False
    patience: int = 10**9
    thrifty: bool = False
    far: bytes = b""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may stay outside: of units that are `worth` so much each, by kind, no more than `most` together."""

    worth: Sequence[int]
    most: int


class Filler:
    """Fills rooms of one problem. `is_late` is asked now and then; once true, the carton is closed as it
    stands."""

    def __init__(self, problem: Problem, is_late: Callable[[], bool]) -> None:
        self._problem = problem
        self._kinds = problem.kinds
        self._is_late = is_late
        turns = [turn for kind in problem.kinds for turn in kind.turns]
        self._least: Turn = (min(t[0] for t in turns), min(t[1] for t in turns), min(t[2] for t in turns))

    def fill(
        self,
        room: Room,
        order: Iterable[int],
        counts: Sequence[int] | dict[int, int],
        style: Style,
        limit: Limit | None = None,
    ) -> Filled:
        """`order`: kinds, the first to be placed first; `counts`: units left by kind. Takes what goes in; once more
        than `limit` stays outside, the carton is closed as it stands."""
        carton = _Carton(room, self._problem, self._least)
        kinds = self._kinds
        segregation: str | None = None
        misses = outside = 0
        for k in order:
            left = counts[k]
            kind = kinds[k]
            if not left or (kind.segregation and segregation and kind.segregation != segregation):
                continue
            before = left
            while left and kind.volume <= carton.volume_left and kind.weight <= carton.weight_left:
                taken = carton.place(k, kind, left, style)
                if not taken:
                    break
                left -= taken
                if self._is_late():
                    return carton.filled()
            if limit is not None and left:
                outside += limit.worth[k] * left
                if outside > limit.most:
                    break
            if left < before:
                segregation = segregation or kind.segregation
            else:
                misses += 1
                if misses >= style.patience or self._is_late():
                    break
        return carton.filled()


class _Carton:
    """A carton being filled."""

    def __init__(self, room: Room, problem: Problem, least: Turn) -> None:
        self._room = room
        self._size = (room.length, room.width, room.height)
        self._min_support = problem.min_support
        self._supported = problem.min_support > 0
        self._weighed = problem.loads_matter
        self._least = least
        self._spaces: list[Space] = [(0, 0, 0, room.length, room.width, room.height)]
        self._blocks: list[Block] = []
        self._counts: dict[int, int] = {}
        self._tops: dict[int, list[Top]] = {}
        self._bottoms: dict[int, list[Top]] = {}
        self._carries: list[int | None] = []
        self._loads: list[float] = []
        self._rests_on: list[list[tuple[int, float]]] = []
        self.volume_left = room.volume
        self.weight_left = room.max_weight

    def filled(self) -> Filled:
        return Filled(
            self._room,
            tuple(self._blocks),
            self._counts,
            self._room.volume - self.volume_left,
            self._room.max_weight - self.weight_left,
        )

    def place(self, k: int, kind: Kind, left: int, style: Style) -> int:
        """Lays one unit, or a lattice of them, at the best place; how many it laid, 0 when there is no
        place."""
        found = None
        if style.lattice and left > 1:
            found = self._best_lattice(kind, left)
        if found is None:
            found = self._best_place(kind, style.rule, style.far[k] if style.far else 0)
            if found is None:
                return 0
        x, y, z, dx, dy, dz, nx, ny, nz = found
        self._put((k, x, y, z, dx, dy, dz, nx, ny, nz), kind)
        return nx * ny * nz

    def _best_place(self, kind: Kind, rule: int, far: int) -> tuple[int, ...] | None:
        best: tuple[int, ...] | None = None
        best_score = (1 << 62, 0)
        size_x, size_y, size_z = self._size
        supported, weighed = self._supported, self._weighed
        turns = kind.turns[::-1] if far & 4 else kind.turns
        for x1, y1, z1, x2, y2, z2 in self._spaces:
            room_x, room_y, room_z = x2 - x1, y2 - y1, z2 - z1
            for dx, dy, dz in turns:
                if dx > room_x or dy > room_y or dz > room_z:
                    continue
                x, y = x2 - dx if far & 1 else x1, y2 - dy if far & 2 else y1
                if z1 and supported and not self._holds(x, y, z1, dx, dy):
                    spot = self._held_spot(x1, y1, z1, x2 - dx, y2 - dy, dx, dy)
                    if spot is None:
                        continue
                    x, y = spot
                if rule == LOW:
                    score = ((z1 << 40) + (y << 20) + x, dz)
                elif rule == FAR:
                    a, b, c = size_x - x - dx, size_y - y - dy, size_z - z1 - dz
                    score = (-a * a - b * b - c * c, 0)
                elif rule == TIGHT:
                    a, b, c = sorted((room_x - dx, room_y - dy, room_z - dz))
                    score = ((a << 40) + (b << 20) + c, z1)
                elif rule == SNUG:
                    a, b = room_x - dx, room_y - dy
                    score = ((z1 << 40) + (min(a, b) << 20) + max(a, b), dz)
                elif rule == FLAT:
                    score = ((z1 + dz << 40) + (y + dy << 20) + x + dx, 0)
                elif rule == REST:
                    score = (room_x - dx + room_y - dy + room_z - dz, z1)
                elif rule == WALL_X:
                    score = ((x + dx << 40) + (z1 << 20) + y, dy)
                else:
                    score = ((y + dy << 40) + (z1 << 20) + x, dx)
                if score < best_score and not (weighed and not self._bears(kind, x, y, z1, dx, dy, dz)):
                    best_score = score
                    best = (x, y, z1, dx, dy, dz, 1, 1, 1)
        return best

    def _best_lattice(self, kind: Kind, left: int) -> tuple[int, ...] | None:
        """The largest whole block of like units, then the lowest. Where loads matter it stands on the floor,
        so that every load in it is plain."""
        if kind.weight:
            left = min(left, self.weight_left // kind.weight)
        best: tuple[int, ...] | None = None
        best_score = (-1, 0, 0, 0)
        for x1, y1, z1, x2, y2, z2 in self._spaces:
            if z1 and self._weighed:
                continue
            for dx, dy, dz in kind.turns:
                nx = min((x2 - x1) // dx, left)
                if not nx:
                    continue
                ny = min((y2 - y1) // dy, left // nx)
                if not ny:
                    continue
                nz = kind.stack(min((z2 - z1) // dz, left // (nx * ny)))
                score = (-nx * ny * nz, z1, y1, x1)
                if nz and score < best_score and self._lattice_holds(x1, y1, z1, dx, dy, nx, ny):
                    if self._weighed and self._touches_from_below(x1, y1, dx * nx, dy * ny, z1 + dz * nz):
                        continue
                    best_score = score
                    best = (x1, y1, z1, dx, dy, dz, nx, ny, nz)
        return best

    def _lattice_holds(self, x: int, y: int, z: int, dx: int, dy: int, nx: int, ny: int) -> bool:
        if not z or not self._supported:
            return True
        return all(self._holds(x + i * dx, y + j * dy, z, dx, dy) for j in range(ny) for i in range(nx))

    def _holds(self, x: int, y: int, z: int, dx: int, dy: int) -> bool:
        x2, y2 = x + dx, y + dy
        area = 0
        for a1, b1, a2, b2, _ in self._tops.get(z, ()):
            w = (a2 if a2 < x2 else x2) - (a1 if a1 > x else x)
            if w > 0:
                h = (b2 if b2 < y2 else y2) - (b1 if b1 > y else y)
                if h > 0:
                    area += w * h
        return area >= self._min_support * dx * dy

    def _held_spot(
        self, x1: int, y1: int, z: int, last_x: int, last_y: int, dx: int, dy: int
    ) -> tuple[int, int] | None:
        """The first place in an empty box, over some top at its floor, where the unit is held well enough."""
        for a1, b1, a2, b2, _ in self._tops.get(z, ()):
            if a2 <= x1 or b2 <= y1:
                continue
            x = min(max(x1, a1), last_x)
            y = min(max(y1, b1), last_y)
            if self._holds(x, y, z, dx, dy):
                return x, y
        return None

    def _bears(self, kind: Kind, x: int, y: int, z: int, dx: int, dy: int, dz: int) -> bool:
        """Whether everything under this place may carry the unit, and nothing would come to lie on the unit
        itself: weights already shared out among others are never shared out again."""
        if self._touches_from_below(x, y, dx, dy, z + dz):
            return False
        for i, load in self._share(kind.weight, self._shares(x, y, z, dx, dy)).items():
            carries = self._carries[i]
            if carries is not None and (carries < 0 or self._loads[i] + load > carries):
                return False
        return True

    def _touches_from_below(self, x: int, y: int, dx: int, dy: int, top: int) -> bool:
        return any(
            a1 < x + dx and x < a2 and b1 < y + dy and y < b2
            for a1, b1, a2, b2, _ in self._bottoms.get(top, ())
        )

    def _shares(self, x: int, y: int, z: int, dx: int, dy: int) -> list[tuple[int, float]]:
        """What lies right under, with the share of the weight each takes: as its part of the touched area."""
        touched = []
        for a1, b1, a2, b2, i in self._tops.get(z, ()):
            w, h = min(a2, x + dx) - max(a1, x), min(b2, y + dy) - max(b1, y)
            if w > 0 and h > 0:
                touched.append((i, w * h))
        whole = sum(area for _, area in touched)
        return [(i, area / whole) for i, area in touched]

    def _share(self, weight: float, shares: list[tuple[int, float]]) -> dict[int, float]:
        """Grams that each box below would carry more. A box rests only on earlier ones, so the latest goes
        first."""
        pending = {i: weight * share for i, share in shares}
        added: dict[int, float] = {}
        while pending:
            i = max(pending)
            load = added[i] = pending.pop(i)
            for j, share in self._rests_on[i]:
                pending[j] = pending.get(j, 0.0) + load * share
        return added

    def _put(self, block: Block, kind: Kind) -> None:
        k, x, y, z, dx, dy, dz, nx, ny, nz = block
        units = nx * ny * nz
        x2, y2, z2 = x + dx * nx, y + dy * ny, z + dz * nz
        index = len(self._blocks)
        if self._weighed:
            shares = self._shares(x, y, z, x2 - x, y2 - y)
            for i, load in self._share(kind.weight * units, shares).items():
                self._loads[i] += load
            self._carries.append(kind.carries)
            self._loads.append(0.0)
            self._rests_on.append(shares)
            self._bottoms.setdefault(z, []).append((x, y, x2, y2, index))
        # Nothing goes above what carries nothing, nor above a lattice that has spent what it carries.
        closed = kind.carries is not None and (kind.carries <= 0 or units > 1)
        if not closed and (self._supported or self._weighed):
            self._tops.setdefault(z2, []).append((x, y, x2, y2, index))
        self._blocks.append(block)
        self._counts[k] = self._counts.get(k, 0) + units
        self.volume_left -= kind.volume * units
        self.weight_left -= kind.weight * units
        spaces = carve(self._spaces, (x, y, z, x2, y2, self._size[2] if closed else z2), self._least)
        if len(spaces) > MAX_SPACES:
            spaces = sorted(spaces, key=lambda s: (s[2], s[1], s[0]))[:MAX_SPACES]
        self._spaces = spaces
