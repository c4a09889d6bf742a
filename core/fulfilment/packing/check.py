"""Proves or refutes a packing. Shares nothing with the solver but the model; its geometry is its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from core.fulfilment.packing.model import (
    GENERAL,
    CartonType,
    Hold,
    Item,
    PackRequest,
    PackResult,
    Parcel,
    Placement,
)

SHARE_TOLERANCE = 1e-9
LOAD_TOLERANCE_G = 1e-6
FILL_TOLERANCE = 1e-6

_Resting = tuple[int, int]
"""Index of what lies under, and the area on which it is touched, in square millimetres."""


def violations(request: PackRequest, result: PackResult) -> list[str]:
    """Every broken promise of a packing in one plain sentence each; empty when it is lawful. Expects a
    valid request.

    It does not judge how good the packing is, nor whether the lower bound is the best one: only that the
    packing is lawful, complete and truly reported.
    """
    items = {item.id: item for item in request.items}
    cartons = {carton.id: carton for carton in request.cartons}
    found = list(_miscounted(items, result))
    for n, parcel in enumerate(result.parcels):
        if parcel.carton_id is None:
            found += [f"parcel {n}: {fault}" for fault in _without_carton_badly(request, parcel, items)]
            continue
        carton = cartons.get(parcel.carton_id)
        if carton is None:
            found.append(f"parcel {n}: there is no carton type {parcel.carton_id!r}")
            continue
        strangers = sorted({p.item_id for p in parcel.placements} - items.keys())
        if strangers or not parcel.placements:
            found.append(
                f"parcel {n}: {'unknown items ' + ', '.join(strangers) if strangers else 'is empty'}"
            )
            continue
        found += [f"parcel {n}: {fault}" for fault in _parcel_faults(request, parcel, carton, items)]
    found += _wrongly_unpacked(request, result, items)
    found += _bound_above_total(request, result, cartons)
    return found


def _miscounted(items: dict[str, Item], result: PackResult) -> Iterator[str]:
    packed = Counter(p.item_id for parcel in result.parcels for p in parcel.placements)
    packed.update(unpacked.item_id for unpacked in result.unpacked)
    for item in items.values():
        if packed[item.id] != item.quantity:
            yield f"item {item.id}: {item.quantity} ordered, {packed[item.id]} accounted for"
    for stranger in packed.keys() - items.keys():
        yield f"item {stranger}: nobody ordered it"


def _parcel_faults(
    request: PackRequest, parcel: Parcel, carton: CartonType, items: dict[str, Item]
) -> Iterator[str]:
    lying = parcel.placements
    goods = [items[p.item_id] for p in lying]
    for p, item in zip(lying, goods, strict=True):
        yield from _lies_badly(p, item, carton, request)
    yield from _overlaps(lying)
    yield from _bears_badly(request.min_support, lying, goods)
    yield from _kept_badly(goods, carton)
    yield from _reported_badly(parcel, goods, carton)


def _lies_badly(p: Placement, item: Item, carton: CartonType, request: PackRequest) -> Iterator[str]:
    low = min(p.x_mm, p.y_mm, p.z_mm)
    if (
        low < 0
        or p.x_mm + p.dx_mm > carton.length_mm
        or p.y_mm + p.dy_mm > carton.width_mm
        or p.z_mm + p.dz_mm > carton.height_mm
    ):
        yield f"item {item.id} sticks out of carton {carton.id}"
    base, extent = (item.length_mm, item.width_mm), (p.dx_mm, p.dy_mm, p.dz_mm)
    lawful = {(*base, item.height_mm)}
    if request.rotation != "none":
        lawful.add((*base[::-1], item.height_mm))
    if request.rotation == "free" and not item.this_side_up:
        lawful.update((a, b, c) for a, b, c in permutations((*base, item.height_mm)))
    if extent not in lawful:
        yield f"item {item.id} lies as {extent}, which it may not"


def _overlaps(lying: Sequence[Placement]) -> Iterator[str]:
    """A sweep along x: only boxes whose x ranges meet are compared."""
    active: list[Placement] = []
    for p in sorted(lying, key=lambda p: p.x_mm):
        active = [q for q in active if q.x_mm + q.dx_mm > p.x_mm]
        for q in active:
            if _meet(p.y_mm, p.dy_mm, q.y_mm, q.dy_mm) > 0 and _meet(p.z_mm, p.dz_mm, q.z_mm, q.dz_mm) > 0:
                yield f"items {q.item_id} and {p.item_id} overlap"
        active.append(p)


def _meet(a: int, da: int, b: int, db: int) -> int:
    """Length on which two ranges overlap; not positive when they do not."""
    return min(a + da, b + db) - max(a, b)


def _bears_badly(min_support: float, lying: Sequence[Placement], goods: Sequence[Item]) -> Iterator[str]:
    under = _rests(lying)
    for i, (p, item) in enumerate(zip(lying, goods, strict=True)):
        held = sum(area for _, area in under[i])
        if p.z_mm > 0 and held < (min_support - SHARE_TOLERANCE) * p.dx_mm * p.dy_mm:
            yield f"item {item.id} rests on {held / (p.dx_mm * p.dy_mm):.0%} of its base"
        for j, _ in under[i]:
            if goods[j].fragile:
                yield f"item {item.id} lies on fragile {goods[j].id}"
    for i, load in enumerate(_loads(lying, goods, under)):
        limit = goods[i].max_load_g
        if limit is not None and load > limit + LOAD_TOLERANCE_G:
            yield f"item {goods[i].id} carries {load:.0f} g, at most {limit} g are allowed"


def _rests(lying: Sequence[Placement]) -> list[list[_Resting]]:
    """For each placement, those whose top it touches from above."""
    tops: dict[int, list[int]] = defaultdict(list)
    for j, q in enumerate(lying):
        tops[q.z_mm + q.dz_mm].append(j)
    under: list[list[_Resting]] = []
    for p in lying:
        touched = []
        for j in tops.get(p.z_mm, ()):
            q = lying[j]
            along, across = _meet(p.x_mm, p.dx_mm, q.x_mm, q.dx_mm), _meet(p.y_mm, p.dy_mm, q.y_mm, q.dy_mm)
            if along > 0 and across > 0:
                touched.append((j, along * across))
        under.append(touched)
    return under


def _loads(
    lying: Sequence[Placement], goods: Sequence[Item], under: Sequence[Sequence[_Resting]]
) -> list[float]:
    """Grams on each, through the whole stack: a thing passes on its weight and its load by touched area."""
    loads = [0.0] * len(lying)
    for i in sorted(range(len(lying)), key=lambda i: -lying[i].z_mm):
        whole = sum(area for _, area in under[i])
        for j, area in under[i]:
            loads[j] += (goods[i].weight_g + loads[i]) * area / whole
    return loads


def _kept_badly(goods: Sequence[Item], carton: CartonType) -> Iterator[str]:
    temperatures = {item.temperature for item in goods}
    if len(temperatures) > 1:
        yield f"temperatures {', '.join(sorted(temperatures))} share it"
    for temperature in sorted(temperatures - set(carton.temperatures)):
        yield f"carton {carton.id} does not keep goods {temperature}"
    classes = {item.segregation for item in goods} - {GENERAL}
    if len(classes) > 1:
        yield f"classes {', '.join(sorted(classes))} share it"


def _reported_badly(parcel: Parcel, goods: Sequence[Item], carton: CartonType) -> Iterator[str]:
    contents = sum(item.weight_g for item in goods)
    if contents > carton.max_weight_g:
        yield f"{contents} g of goods, carton {carton.id} takes {carton.max_weight_g} g"
    if parcel.weight_g != contents + carton.tare_g:
        yield f"weighs {contents + carton.tare_g} g, {parcel.weight_g} g are reported"
    volume = sum(item.length_mm * item.width_mm * item.height_mm for item in goods)
    fill = volume / (carton.length_mm * carton.width_mm * carton.height_mm)
    if abs(parcel.fill - fill) > FILL_TOLERANCE:
        yield f"is filled to {fill:.4f}, {parcel.fill:.4f} is reported"


def _wrongly_unpacked(request: PackRequest, result: PackResult, items: dict[str, Item]) -> Iterator[str]:
    """What was left out although some carton takes it alone, or a hold without one."""
    for name in sorted({unpacked.item_id for unpacked in result.unpacked} & items.keys()):
        if carton := _carton_taking(items[name], request):
            yield f"item {name} is left out, yet carton {carton.id} takes it"
        elif _may_go_without_carton(items[name], request):
            yield f"item {name} is left out, yet may go without a carton"


def _without_carton_badly(request: PackRequest, parcel: Parcel, items: dict[str, Item]) -> Iterator[str]:
    if len(parcel.placements) != 1 or parcel.placements[0].item_id not in items:
        yield "without a carton it must be one unit of what was ordered"
        return
    (lying,) = parcel.placements
    item = items[lying.item_id]
    own = CartonType("none", lying.dx_mm, lying.dy_mm, lying.dz_mm, item.weight_g)
    yield from _lies_badly(lying, item, own, replace(request, rotation="free"))
    if (parcel.weight_g, parcel.fill) != (item.weight_g, 1.0):
        yield "its weight and fill are not those of its unit"
    if carton := _carton_taking(item, request):
        yield f"item {item.id} has no carton, yet {carton.id} takes it"
    elif not _may_go_without_carton(item, request, lying):
        yield f"item {item.id} may not go without a carton"


def _carton_taking(item: Item, request: PackRequest) -> CartonType | None:
    for carton in request.cartons:
        if (
            any(_first_extent_inside(item, carton, request))
            and item.weight_g <= carton.max_weight_g
            and item.temperature in carton.temperatures
        ):
            return carton
    return None


def _may_go_without_carton(item: Item, request: PackRequest, lying: Placement | None = None) -> bool:
    """A carton says that goods of this temperature are packed at all; a hold has to take the unit, as it lies or,
    where that is not said, in some lawful way."""
    volume_mm3 = item.length_mm * item.width_mm * item.height_mm
    return any(item.temperature in carton.temperatures for carton in request.cartons) and any(
        item.temperature in hold.temperatures
        and item.weight_g <= (item.weight_g if hold.weight_g is None else hold.weight_g)
        and volume_mm3 <= (volume_mm3 if hold.volume_ml is None else hold.volume_ml * 1000)
        and _passes(item, hold, lying)
        for hold in request.holds
    )


def _passes(item: Item, hold: Hold, lying: Placement | None) -> bool:
    given = (item.length_mm, item.width_mm, item.height_mm)
    ways = {(a, b, c) for a, b, c in permutations(given) if not item.this_side_up or c == item.height_mm} | {
        given
    }
    if lying is not None:
        ways &= {(lying.dx_mm, lying.dy_mm, lying.dz_mm)}
    most = [
        20 * max(given) if side is None else side for side in (hold.length_mm, hold.width_mm, hold.height_mm)
    ]
    return any(a <= most[0] and b <= most[1] and c <= most[2] for a, b, c in ways)


def _first_extent_inside(item: Item, carton: CartonType, request: PackRequest) -> tuple[int, int, int]:
    """Extents of a lawful way to lie at the carton's corner; zeros when there is none."""
    for a, b, c in permutations((item.length_mm, item.width_mm, item.height_mm)):
        if not any(_lies_badly(Placement(item.id, 0, 0, 0, a, b, c), item, carton, request)):
            return a, b, c
    return 0, 0, 0


def _bound_above_total(
    request: PackRequest, result: PackResult, cartons: dict[str, CartonType]
) -> Iterator[str]:
    used = [cartons[parcel.carton_id] for parcel in result.parcels if parcel.carton_id in cartons]
    total = {
        "cost": sum(c.cost_minor for c in used),
        "count": len(result.parcels),
        "volume": sum(c.length_mm * c.width_mm * c.height_mm for c in used) / 1000,
    }[request.objective]
    if result.lower_bound > total:
        yield f"the lower bound {result.lower_bound} is above the total {total}"
