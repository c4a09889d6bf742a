"""What is asked of the packer and what it answers. Field names are the JSON keys of the public contract
`pack`.

Lengths are whole millimetres, weights whole grams, money whole minor units, volumes millilitres, time
seconds. x runs along a carton's length, y along its width, z up; a placement's corner is its least x, y and
z.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from core.fulfilment.checks import check_choice, check_distinct, check_id, check_whole
from core.fulfilment.temperature import Temperature
from core.kernel.errors import InvalidInput

Objective = Literal["cost", "count", "volume"]
Rotation = Literal["none", "upright", "free"]
Reason = Literal[
    "no_carton_for_temperature", "larger_than_every_carton", "heavier_than_every_carton", "fits_no_carton"
]

MM3_PER_ML = 1000
GENERAL = "general"
"""The segregation class that may lie beside every other."""

MAX_LENGTH_MM = 20_000
"""Longer is a mix-up of units: no parcel of a shop is longer than a lorry."""
MAX_WEIGHT_G = 40_000_000
MAX_COST_MINOR = 10**12
MAX_UNITS = 100_000
MAX_CARTONS = 1_000
MAX_HOLDS = 1_000
MAX_HOLD = 10**12
"""Grams or millilitres: more than any ship takes."""
MAX_TIME_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Item:
    """A product to pack, `quantity` units of it.

    `fragile` carries nothing at all. `max_load_g` is what one unit may carry on top, through all that is
    stacked on it; None is no limit. `segregation`: classes that differ, neither being `general`, never
    share a parcel. A weight of 0 is lawful: catalogues hold goods whose weight is unknown or below a gram.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    quantity: int = 1
    fragile: bool = False
    this_side_up: bool = False
    max_load_g: int | None = None
    temperature: Temperature = "ambient"
    segregation: str = GENERAL


@dataclass(frozen=True, slots=True)
class CartonType:
    """A kind of empty box, any number of them. Sizes are inner; `max_weight_g` limits the contents, without
    the tare."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_weight_g: int
    tare_g: int = 0
    cost_minor: int = 0
    temperatures: tuple[Temperature, ...] = ("ambient",)


@dataclass(frozen=True, slots=True)
class Hold:
    """What may carry goods without a carton, such as a van's room; None is no limit. The lengths are inner ones."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    weight_g: int | None = None
    volume_ml: int | None = None
    temperatures: tuple[Temperature, ...] = ("ambient",)
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None


@dataclass(frozen=True, slots=True)
class PackRequest:
    """`rotation`: `none` keeps every item as given, `upright` turns it about the vertical, `free` lays it
    on any side (but a `this_side_up` item only turns about the vertical).

    `min_support` is the share of an item's base that must rest on the floor or on tops of others; 0 asks
    for none.

    A unit too large or too heavy for every carton that keeps its temperature, but not for one of `holds`,
    is a parcel of its own without a carton, turned in any way that `this_side_up` allows. Without holds it is
    left out.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    items: tuple[Item, ...]
    cartons: tuple[CartonType, ...]
    objective: Objective = "cost"
    rotation: Rotation = "upright"
    min_support: float = 0.7
    time_limit_s: float = 1.0
    seed: int = 0
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """One unit: its corner and its extent along each axis as it lies."""

    item_id: str
    x_mm: int
    y_mm: int
    z_mm: int
    dx_mm: int
    dy_mm: int
    dz_mm: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A packed carton. `placements` are in packing order, from the bottom up; `weight_g` is gross, with the tare;
    `fill` is the share of the inner volume that goods take, 0 to 1.

    Without a carton (`carton_id` is None) one unit lies as given or turned to go in, its measures are the
    parcel's, and `fill` is 1.
    """

    carton_id: str | None
    placements: tuple[Placement, ...]
    weight_g: int
    fill: float


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One unit that goes into no carton, even alone, and into no hold."""

    item_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class PackResult:
    """`lower_bound`: no lawful packing of what was packed has a lower total, in the unit of the objective:
    minor units for `cost`, parcels for `count`, millilitres of inner volume (rounded down) for `volume`.
    Parcels without a carton count, but cost nothing and have no inner volume."""

    parcels: tuple[Parcel, ...]
    unpacked: tuple[Unpacked, ...]
    lower_bound: int


def validate(request: PackRequest) -> None:
    """Raises InvalidInput that names the first place at fault, such as `items[3].length_mm`. No items is
    lawful."""
    if not request.cartons:
        raise InvalidInput("cartons", "at least one carton type is needed")
    if len(request.cartons) > MAX_CARTONS:
        raise InvalidInput("cartons", f"at most {MAX_CARTONS} carton types")
    for i, item in enumerate(request.items):
        _check_item(item, f"items[{i}]")
    for i, carton in enumerate(request.cartons):
        _check_carton(carton, f"cartons[{i}]")
    if len(request.holds) > MAX_HOLDS:
        raise InvalidInput("holds", f"at most {MAX_HOLDS} holds")
    for i, hold in enumerate(request.holds):
        _check_hold(hold, f"holds[{i}]")
    check_distinct("items", (item.id for item in request.items))
    check_distinct("cartons", (carton.id for carton in request.cartons))
    if sum(item.quantity for item in request.items) > MAX_UNITS:
        raise InvalidInput("items", f"at most {MAX_UNITS} units in one request")
    check_choice("objective", request.objective, get_args(Objective))
    check_choice("rotation", request.rotation, get_args(Rotation))
    _check_real("min_support", request.min_support, 0.0, 1.0)
    _check_real("time_limit_s", request.time_limit_s, 0.0, MAX_TIME_S)
    check_whole("seed", request.seed, 0, 2**63 - 1)


def _check_item(item: Item, at: str) -> None:
    check_id(f"{at}.id", item.id)
    for name in ("length_mm", "width_mm", "height_mm"):
        check_whole(f"{at}.{name}", getattr(item, name), 1, MAX_LENGTH_MM)
    check_whole(f"{at}.weight_g", item.weight_g, 0, MAX_WEIGHT_G)
    check_whole(f"{at}.quantity", item.quantity, 1, MAX_UNITS)
    _check_flag(f"{at}.fragile", item.fragile)
    _check_flag(f"{at}.this_side_up", item.this_side_up)
    if item.max_load_g is not None:
        check_whole(f"{at}.max_load_g", item.max_load_g, 0, MAX_WEIGHT_G)
    check_choice(f"{at}.temperature", item.temperature, get_args(Temperature))
    check_id(f"{at}.segregation", item.segregation)


def _check_carton(carton: CartonType, at: str) -> None:
    check_id(f"{at}.id", carton.id)
    for name in ("length_mm", "width_mm", "height_mm"):
        check_whole(f"{at}.{name}", getattr(carton, name), 1, MAX_LENGTH_MM)
    check_whole(f"{at}.tare_g", carton.tare_g, 0, MAX_WEIGHT_G)
    check_whole(f"{at}.max_weight_g", carton.max_weight_g, 1, MAX_WEIGHT_G)
    check_whole(f"{at}.cost_minor", carton.cost_minor, 0, MAX_COST_MINOR)
    _check_temperatures(f"{at}.temperatures", carton.temperatures)


def _check_hold(hold: Hold, at: str) -> None:
    for name in ("weight_g", "volume_ml"):
        if (most := getattr(hold, name)) is not None:
            check_whole(f"{at}.{name}", most, 0, MAX_HOLD)
    for name in ("length_mm", "width_mm", "height_mm"):
        if (most := getattr(hold, name)) is not None:
            check_whole(f"{at}.{name}", most, 1, MAX_LENGTH_MM)
    _check_temperatures(f"{at}.temperatures", hold.temperatures)


def _check_temperatures(field: str, temperatures: tuple[Temperature, ...]) -> None:
    if not temperatures:
        raise InvalidInput(field, "at least one temperature is needed")
    for i, temperature in enumerate(temperatures):
        check_choice(f"{field}[{i}]", temperature, get_args(Temperature))


def _check_real(field: str, value: object, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidInput(field, f"a number is needed, not {value!r}")
    if not least <= value <= most:
        raise InvalidInput(field, f"must be from {least:g} to {most:g}, not {value}")


def _check_flag(field: str, value: object) -> None:
    if not isinstance(value, bool):
        raise InvalidInput(field, f"true or false is needed, not {value!r}")
