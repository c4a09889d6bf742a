"""The plan of a day as it is kept between plannings, and what was said of the day since. JSON data and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from core.fulfilment.plan import PlanResult
from core.ordering.model import Order

MishapKind = Literal["van_down", "van_late", "no_show"]
Seconds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mishap:
    """What a seller or a courier said of a day: a van broke down, is late, or nobody was at home. `van` is its number."""

    mishap_id: str
    kind: MishapKind
    van: int | None = None
    order_id: str | None = None
    by_s: int | None = None


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """`windows`: what every order was planned for; `vans`: the number of the van of each route; `down`: vans that
    do not drive that day any more; `gone`: orders that the engine was told to drive to no more; `told`: when each
    order will come late, as its shopper was told, 0 for never. `revision` counts plannings of the day."""

    plan: PlanResult
    made_at: datetime
    revision: int
    windows: dict[str, Seconds]
    vans: tuple[int, ...]
    down: tuple[int, ...] = ()
    gone: tuple[str, ...] = ()
    told: dict[str, int] = field(default_factory=dict)


def kept_in(wave: dict[str, Any] | None) -> KeptPlan | None:
    """None for a day that was never planned, or by a version that kept only the pictures."""
    return _kept().validate_python(wave["kept"]) if wave and "kept" in wave else None


def waiting_in(wave: dict[str, Any] | None) -> tuple[Mishap, ...]:
    """What was said since the day was planned."""
    return _mishaps().validate_python(wave.get("waiting", ())) if wave else ()


def down_in(wave: dict[str, Any] | None) -> frozenset[int]:
    """Numbers of the vans that do not drive that day any more, also those that the plan does not know of yet."""
    kept = wave["kept"]["down"] if wave and "kept" in wave else ()
    return frozenset(
        (*kept, *(m.van for m in waiting_in(wave) if m.kind == "van_down" and m.van is not None))
    )


def as_data(kept: KeptPlan, waiting: tuple[Mishap, ...]) -> dict[str, Any]:
    """What of a wave's data is for planning again; the rest is for people."""
    return {
        "kept": _kept().dump_python(kept, mode="json"),
        "waiting": _mishaps().dump_python(waiting, mode="json"),
    }


def seconds_of(order: Order) -> Seconds:
    """Its window as the engine counts."""
    return int(order.window.start.timestamp()), int(order.window.end.timestamp())


@cache
def _kept() -> TypeAdapter[KeptPlan]:
    return TypeAdapter(KeptPlan)


@cache
def _mishaps() -> TypeAdapter[tuple[Mishap, ...]]:
    return TypeAdapter(tuple[Mishap, ...])
