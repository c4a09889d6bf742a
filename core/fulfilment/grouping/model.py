"""What grouping takes and gives. Field names are the JSON keys.

Times are whole seconds on one clock, weights grams, volumes millilitres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from core.fulfilment.temperature import Temperature
from core.kernel.errors import InvalidInput

_STRICT = ConfigDict(extra="forbid")

MAX_ORDERS = 20_000
MAX_KINDS = 100


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """`address_id` is the same for orders that go to one door or one pickup point; `window` is when service
    may begin, both ends included; `may_join`: the seller lets it travel as one stop with others.

    Orders of one `party_id` (the parts of an order from several sellers, the shares of a group-buy) were
    promised together: they may join each other whatever `may_join` says, and are kept together first.
    `seller_ids` are whose goods it holds; `with_other_sellers`: they may be handed over beside others'.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    address_id: str
    window: tuple[int, int]
    weight_g: int = 0
    volume_ml: int = 0
    temperatures: tuple[Temperature, ...] = ("ambient",)
    may_join: bool = True
    party_id: str = ""
    seller_ids: tuple[str, ...] = ()
    with_other_sellers: bool = True


@dataclass(frozen=True, slots=True)
class VehicleKind:
    """What one van can carry at once; None is no limit."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    weight_g: int | None = None
    volume_ml: int | None = None
    temperatures: tuple[Temperature, ...] = ("ambient",)


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """Orders join only where each keeps at least `min_shared_s` of its window, or all of a shorter one, so
    that joining never turns two easy promises into one hard one.

    No `vehicles` means any van would do.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    orders: tuple[GroupOrder, ...]
    vehicles: tuple[VehicleKind, ...] = ()
    min_shared_s: int = 1800
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Orders that travel as one stop, served within `window`, which all of them share. Its id is that of its
    first order, so that it stays the same from one planning to the next."""

    id: str
    address_id: str
    order_ids: tuple[str, ...]
    window: tuple[int, int]
    weight_g: int
    volume_ml: int
    temperatures: tuple[Temperature, ...]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """Every order in exactly one consolidation, in the order given."""

    consolidations: tuple[Consolidation, ...]


def validate(request: GroupRequest) -> None:
    """Raises InvalidInput that names the first place at fault. No orders is lawful."""
    _check_named_loads("orders", request.orders, MAX_ORDERS)
    _check_named_loads("vehicles", request.vehicles, MAX_KINDS)
    for i, order in enumerate(request.orders):
        if order.window[1] < order.window[0]:
            raise InvalidInput(f"orders[{i}].window", "ends before it starts")
        if not order.temperatures:
            raise InvalidInput(f"orders[{i}].temperatures", "at least one temperature is needed")
    if request.min_shared_s < 0:
        raise InvalidInput("min_shared_s", "must not be negative")
    if not 0 <= request.seed < 2**31:
        raise InvalidInput("seed", "must be from 0 to 2147483647")


def _check_named_loads(field: str, things: Sequence[GroupOrder | VehicleKind], most: int) -> None:
    if len(things) > most:
        raise InvalidInput(field, f"at most {most} are planned at once")
    seen: set[str] = set()
    for i, thing in enumerate(things):
        if not thing.id.strip():
            raise InvalidInput(f"{field}[{i}].id", "a name that is not empty is needed")
        if thing.id in seen:
            raise InvalidInput(f"{field}[{i}].id", f"{thing.id!r} is there twice")
        seen.add(thing.id)
        for name in ("weight_g", "volume_ml"):
            if (getattr(thing, name) or 0) < 0:
                raise InvalidInput(f"{field}[{i}].{name}", "must not be negative")
