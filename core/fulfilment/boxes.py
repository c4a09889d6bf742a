"""Parcels and the cells of parcel lockers, as slots are asked for them. Lengths are whole millimetres, weights grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from core.fulfilment.checks import check_choice, check_distinct, check_id, check_whole
from core.fulfilment.temperature import WARM_TO_COLD, Temperature
from core.kernel.errors import InvalidInput

CellReason = Literal["too_large", "too_heavy", "not_cooled", "too_much", "full"]
"""Why goods cannot wait in a locker: for any cell one of them is too large or too heavy, no cell keeps them cold, all
cells together would not do, or those that would are taken."""

MAX_KINDS = 100
MAX_COUNT = 10_000
MAX_LENGTH_MM = 20_000
MAX_WEIGHT_G = 40_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """A closed parcel, or `quantity` of them. `fragile` carries nothing on top."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    quantity: int = 1
    fragile: bool = False
    this_side_up: bool = False
    temperature: Temperature = "ambient"


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` equal cells of a locker, inner measures; `free` of them are empty now, all when it is None."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_weight_g: int
    count: int = 1
    free: int | None = None
    temperatures: tuple[Temperature, ...] = ("ambient",)

    @property
    def empty(self) -> int:
        return self.count if self.free is None else self.free


def check_boxes(field: str, boxes: Sequence[Box]) -> None:
    """Raises InvalidInput that names the place, such as `candidates[0].parcels[2].length_mm`."""
    check_distinct(field, [box.id for box in boxes])
    for i, box in enumerate(boxes):
        at = f"{field}[{i}]"
        check_id(f"{at}.id", box.id)
        _check_measures(at, box)
        check_whole(f"{at}.weight_g", box.weight_g, 0, MAX_WEIGHT_G)
        check_whole(f"{at}.quantity", box.quantity, 1, MAX_COUNT)
        check_choice(f"{at}.temperature", box.temperature, WARM_TO_COLD)


def check_cells(field: str, cells: Sequence[Cell]) -> None:
    """A locker without cells is none. Raises InvalidInput that names the place."""
    if not 1 <= len(cells) <= MAX_KINDS:
        raise InvalidInput(field, f"a locker has 1 to {MAX_KINDS} kinds of cells, not {len(cells)}")
    check_distinct(field, [cell.id for cell in cells])
    for i, cell in enumerate(cells):
        at = f"{field}[{i}]"
        check_id(f"{at}.id", cell.id)
        _check_measures(at, cell)
        check_whole(f"{at}.max_weight_g", cell.max_weight_g, 1, MAX_WEIGHT_G)
        check_whole(f"{at}.count", cell.count, 1, MAX_COUNT)
        if cell.free is not None:
            check_whole(f"{at}.free", cell.free, 0, cell.count)
        if not cell.temperatures:
            raise InvalidInput(f"{at}.temperatures", "at least one temperature is needed")
        for temperature in cell.temperatures:
            check_choice(f"{at}.temperatures", temperature, WARM_TO_COLD)


def _check_measures(at: str, thing: Box | Cell) -> None:
    for name in ("length_mm", "width_mm", "height_mm"):
        check_whole(f"{at}.{name}", getattr(thing, name), 1, MAX_LENGTH_MM)
