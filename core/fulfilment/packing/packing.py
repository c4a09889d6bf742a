"""Filled cartons that together hold everything, and which of two such sets is better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.fulfilment.packing.fill import Filled
from core.fulfilment.packing.problem import Price


@dataclass(frozen=True, slots=True)
class Packing:
    """`price`: the objective and its tie-breakers. `density`: higher when fuller cartons leave others
    emptier."""

    parcels: tuple[Filled, ...]
    price: Price
    density: float

    @property
    def rank(self) -> tuple[Price, float]:
        return self.price, -self.density


def packing_of(parcels: Iterable[Filled]) -> Packing:
    parcels = tuple(parcels)
    price = (
        sum(p.room.price[0] for p in parcels),
        sum(p.room.price[1] for p in parcels),
        sum(p.room.price[2] for p in parcels),
    )
    return Packing(parcels, price, sum((p.volume / p.room.volume) ** 2 for p in parcels))
