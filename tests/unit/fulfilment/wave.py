"""A small wave to tell stories with."""

from __future__ import annotations

from core.fulfilment.intake import Order, OrderLine
from core.fulfilment.packing import CartonType
from core.fulfilment.plan import PlanRequest
from core.fulfilment.routing.model import Depot, Load, VehicleType

HOUR = 3600
MORNING = (10 * HOUR, 12 * HOUR)
TEA = OrderLine("tea", 3, length_mm=100, width_mm=80, height_mm=60, weight_g=250)
FISH = OrderLine("fish", 1, length_mm=250, width_mm=150, height_mm=50, weight_g=900, temperature="frozen")
WARDROBE = OrderLine("wardrobe", 1, length_mm=2000, width_mm=900, height_mm=600, weight_g=60_000)

BOX = CartonType("box", 400, 300, 200, max_weight_g=15_000, tare_g=200, cost_minor=15_000)
COOLBOX = CartonType("coolbox", 300, 200, 200, 8_000, 600, 60_000, ("chilled", "frozen"))
VAN = VehicleType(
    "van",
    Load(500_000, 2_000_000),
    shift=(8 * HOUR, 22 * HOUR),
    fixed_cost_minor=500_000,
    cost_per_km_minor=10_000,
    count=3,
)
COLD_VAN = VehicleType(
    "cold-van",
    Load(400_000, 1_000_000),
    ("ambient", "chilled", "frozen"),
    (8 * HOUR, 22 * HOUR),
    900_000,
    12_000,
)
DEPOT = Depot("depot", lat=43.26, lon=76.93)


def order(order_id: str, *lines: OrderLine, door: int = 0, slot: tuple[int, int] = MORNING) -> Order:
    return Order(order_id, lines or (TEA,), f"door-{door}", 43.22 + door * 0.01, 76.88 + door * 0.005, slot)


def wave(*orders: Order, **facts: object) -> PlanRequest:
    """Repeatable and quick: the route search is counted, not timed."""
    given: dict[str, object] = {
        "orders": orders,
        "cartons": (BOX, COOLBOX),
        "vehicles": (VAN, COLD_VAN),
        "depot": DEPOT,
        "time_limit_s": 5.0,
        "iterations": 30,
    }
    return PlanRequest(**(given | facts))  # type: ignore[arg-type]
