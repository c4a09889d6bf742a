"""The cartons a small shop has: three plain ones, a crate, and insulated boxes for what must stay cold."""

from __future__ import annotations

from core.fulfilment.packing import CartonType


def default_cartons() -> tuple[CartonType, ...]:
    """Inner sizes in mm, weights in g, costs in minor units."""
    return (
        CartonType("S", 260, 180, 140, max_weight_g=6_000, tare_g=120, cost_minor=9_000),
        CartonType("M", 380, 260, 240, max_weight_g=12_000, tare_g=260, cost_minor=15_000),
        CartonType("L", 560, 380, 340, max_weight_g=20_000, tare_g=480, cost_minor=26_000),
        CartonType("XL", 780, 560, 560, max_weight_g=30_000, tare_g=900, cost_minor=60_000),
        CartonType(
            "COOL-M", 360, 260, 240, max_weight_g=12_000, tare_g=700, cost_minor=30_000,
            temperatures=("chilled", "frozen"),
        ),
        CartonType(
            "COOL-L", 540, 360, 340, max_weight_g=20_000, tare_g=1_200, cost_minor=52_000,
            temperatures=("chilled", "frozen"),
        ),
    )  # fmt: skip
