"""Which cells of a parcel locker an order takes: packing with the cells as cartons, of which there are only so many.

First the packer packs as if there were any number of each cell. Where it takes more of a kind than are empty, sets of
empty cells are tried, the fewest cells and then the least room first, each filled in several orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product
from time import monotonic, process_time

from core.fulfilment.boxes import Box, Cell, CellReason, check_cells
from core.fulfilment.packing import CartonType, Item, PackRequest, PackResult, Parcel, pack, violations
from core.fulfilment.packing.fill import FLAT, LOW, SNUG, TIGHT, Filled, Filler, Style
from core.fulfilment.packing.model import Reason
from core.fulfilment.packing.problem import Problem, Room, split
from core.fulfilment.packing.solve import parcel_of
from core.fulfilment.temperature import WARM_TO_COLD

MOST_CELLS = 6
"""Nobody empties more for one order."""
RULES = (LOW, SNUG, FLAT, TIGHT)
FIRST_SHARE = 0.4
"""Of the time, for the packer that may take any number."""
Late = Callable[[], bool]
REASONS: dict[Reason, CellReason] = {
    "no_carton_for_temperature": "not_cooled",
    "larger_than_every_carton": "too_large",
    "heavier_than_every_carton": "too_heavy",
    "fits_no_carton": "too_large",
}


@dataclass(frozen=True, slots=True)
class InCells:
    """What lies in which cell: a parcel's `carton_id` is the cell's. No parcels and a `reason` when it cannot."""

    parcels: tuple[Parcel, ...]
    reason: CellReason | None = None

    @property
    def taken(self) -> dict[str, int]:
        """How many cells of each kind."""
        return dict(Counter(str(parcel.carton_id) for parcel in self.parcels))


def in_cells(
    items: Sequence[Item], cells: Sequence[Cell], *, seed: int = 0, time_limit_s: float = 0.4
) -> InCells:
    """All of `items` in empty cells, or why not. Every constraint of the packer holds in a cell; goods of different
    temperatures share none. A search: a very full locker may be refused that an endless one would fill.
    Raises InvalidInput.
    """
    check_cells("cells", cells)
    end = monotonic() + time_limit_s
    free = {cell.id: cell.empty for cell in cells}
    placed = _all_in(items, cells, free, seed, end)
    if placed.reason != "too_much":
        return placed
    whole = {cell.id: cell.count for cell in cells}
    if whole != free and _all_in(items, cells, whole, seed, end + time_limit_s).reason is None:
        return InCells((), "full")
    return placed


def boxes_in_cells(boxes: Sequence[Box], cells: Sequence[Cell], seed: int = 0) -> InCells:
    """As `in_cells`, for closed parcels. Raises InvalidInput."""
    return in_cells([_item(box) for box in boxes], cells, seed=seed)


def in_kept_cells(
    items: Sequence[Item], cells: Sequence[Cell], bare: PackRequest, rounds: int
) -> tuple[Parcel, ...] | None:
    """All of `items` in the few cells that were kept for them, None when no way was found.

    All sets of these cells are tried, then the packer with so many `rounds`: the same answer every time as long as the
    time does not run out. `bare` says how things may be turned and supported, and has the time (the processor's: other
    work on the machine must not break a promise).
    """
    groups = [[item for item in items if item.temperature == t] for t in reversed(WARM_TO_COLD)]
    free = {cell.id: cell.empty for cell in cells}
    end = process_time() + bare.time_limit_s
    return _shared_out(
        [group for group in groups if group], cells, free, bare, rounds, lambda: process_time() > end
    )


def cell_violations(
    items: Sequence[Item], cells: Sequence[Cell], placed: InCells, bare: PackRequest | None = None
) -> list[str]:
    """What is wrong with an answer that gave no reason; it shares only the model with the search."""
    request = _request(items, cells, 0) if bare is None else _in_these(bare, items, cells)
    said = violations(request, PackResult(placed.parcels, (), 0))
    free = {cell.id: cell.empty for cell in cells}
    return said + [
        f"{n} cells {name} taken, {free.get(name, 0)} empty"
        for name, n in placed.taken.items()
        if n > free.get(name, 0)
    ]


def as_carton(cell: Cell) -> CartonType:
    """The cell as something to pack into."""
    return CartonType(
        id=cell.id,
        length_mm=cell.length_mm,
        width_mm=cell.width_mm,
        height_mm=cell.height_mm,
        max_weight_g=cell.max_weight_g,
        # What keeps cold is the last to be taken by what needs no cold.
        cost_minor=len(cell.temperatures) - 1,
        temperatures=cell.temperatures,
    )


def _item(box: Box) -> Item:
    return Item(
        id=box.id,
        length_mm=box.length_mm,
        width_mm=box.width_mm,
        height_mm=box.height_mm,
        weight_g=box.weight_g,
        quantity=box.quantity,
        fragile=box.fragile,
        this_side_up=box.this_side_up,
        temperature=box.temperature,
    )


def _all_in(
    items: Sequence[Item], cells: Sequence[Cell], free: dict[str, int], seed: int, end: float
) -> InCells:
    """The coldest goods first: fewer cells take them."""
    free = dict(free)
    parcels: list[Parcel] = []
    for temperature in reversed(WARM_TO_COLD):
        some = [item for item in items if item.temperature == temperature]
        if not some:
            continue
        placed = _of_one_temperature(some, cells, free, seed, end)
        if placed.reason:
            return placed
        parcels += placed.parcels
        for name, n in placed.taken.items():
            free[name] -= n
    return InCells(tuple(parcels))


def _of_one_temperature(
    items: Sequence[Item], cells: Sequence[Cell], free: dict[str, int], seed: int, end: float
) -> InCells:
    request = _request(items, cells, seed)
    limit = max(0.02, (end - monotonic()) * FIRST_SHARE)
    packed = pack(replace(request, time_limit_s=limit))
    if packed.unpacked:
        return InCells((), REASONS[packed.unpacked[0].reason])
    placed = InCells(packed.parcels)
    if len(placed.parcels) <= MOST_CELLS and all(n <= free[name] for name, n in placed.taken.items()):
        return placed
    open_cells = [cell for cell in cells if free[cell.id] and items[0].temperature in cell.temperatures]
    if not open_cells:
        return InCells((), "too_much")
    ways = _ways(_request(items, open_cells, seed), free, lambda: monotonic() > end)
    return next((InCells(parcels) for parcels in ways), InCells((), "too_much"))


def _shared_out(
    groups: Sequence[Sequence[Item]],
    cells: Sequence[Cell],
    free: dict[str, int],
    bare: PackRequest,
    rounds: int,
    is_late: Late,
) -> tuple[Parcel, ...] | None:
    """A way for the first group that leaves the others theirs."""
    if not groups:
        return ()
    for parcels in _kept_ways(groups[0], cells, free, bare, rounds, is_late):
        taken = InCells(parcels).taken
        left = {name: n - taken.get(name, 0) for name, n in free.items()}
        rest = _shared_out(groups[1:], cells, left, bare, rounds, is_late)
        if rest is not None:
            return parcels + rest
    return None


def _kept_ways(
    items: Sequence[Item],
    cells: Sequence[Cell],
    free: dict[str, int],
    bare: PackRequest,
    rounds: int,
    is_late: Late,
) -> Iterator[tuple[Parcel, ...]]:
    """Ways to lay things of one temperature into cells that are free."""
    open_cells = [cell for cell in cells if free[cell.id] and items[0].temperature in cell.temperatures]
    if not open_cells:
        return
    request = _in_these(bare, items, open_cells)
    yield from _ways(request, free, is_late)
    packed = pack(request, max_rounds=rounds, monotonic=process_time)
    if not packed.unpacked and all(n <= free[name] for name, n in InCells(packed.parcels).taken.items()):
        yield packed.parcels


def _ways(request: PackRequest, free: dict[str, int], is_late: Late) -> Iterator[tuple[Parcel, ...]]:
    """For each set of empty cells that takes everything, how it lies there."""
    problems, _, unpacked = split(request)
    if unpacked:
        return
    (problem,) = problems
    filler = Filler(problem, is_late)
    orders = _orders(problem)
    for rooms in _sets(problem, free):
        for order, rule, way in product(orders, RULES, (rooms, rooms[::-1])):
            if is_late():
                return
            filled = _filled(filler, problem, way, order, rule)
            if filled is not None:
                yield tuple(parcel_of(one, problem) for one in filled)
                break


def _sets(problem: Problem, free: dict[str, int]) -> Iterator[tuple[Room, ...]]:
    """Sets of empty cells that have the room and the strength: the fewest cells first, then the least room."""
    volume = sum(kind.volume * kind.quantity for kind in problem.kinds)
    weight = sum(kind.weight * kind.quantity for kind in problem.kinds)
    for size in range(1, MOST_CELLS + 1):
        some = [
            rooms
            for rooms in combinations_with_replacement(problem.rooms, size)
            if sum(room.volume for room in rooms) >= volume
            and sum(room.max_weight for room in rooms) >= weight
            and all(n <= free[name] for name, n in Counter(room.carton.id for room in rooms).items())
        ]
        yield from sorted(some, key=lambda rooms: [sum(room.price[p] for room in rooms) for p in (1, 2)])


def _orders(problem: Problem) -> list[list[int]]:
    kinds = range(len(problem.kinds))
    by_volume = sorted(kinds, key=lambda k: -problem.kinds[k].volume)
    by_side = sorted(kinds, key=lambda k: -max(max(turn) for turn in problem.kinds[k].turns))
    by_weight = sorted(kinds, key=lambda k: -problem.kinds[k].weight)
    return [by_volume, by_side, by_weight]


def _filled(
    filler: Filler, problem: Problem, rooms: Sequence[Room], order: list[int], rule: int
) -> list[Filled] | None:
    counts = [kind.quantity for kind in problem.kinds]
    filled = []
    for room in rooms:
        one = filler.fill(room, order, counts, Style(rule))
        for k, n in one.counts.items():
            counts[k] -= n
        if one.counts:
            filled.append(one)
    return None if any(counts) else filled


def _request(items: Sequence[Item], cells: Sequence[Cell], seed: int) -> PackRequest:
    return _in_these(PackRequest((), (), seed=seed), items, cells)


def _in_these(bare: PackRequest, items: Sequence[Item], cells: Sequence[Cell]) -> PackRequest:
    """What fits into no cell is left out, however it could ride."""
    cartons = tuple(map(as_carton, cells))
    return replace(bare, items=tuple(items), cartons=cartons, objective="count", holds=())
