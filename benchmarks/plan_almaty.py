"""A day in Almaty: real orders, made-up doors, one plan.

`python -m benchmarks.plan_almaty --data DIR --orders 200 [--vans 10] [--seed 1] [--input FILE] [--json]`
DIR holds `items.csv` (order, quantity, product, width, length, depth in mm, weight in g) and `boxes.csv`
(name, three outer sizes, empty weight, three inner sizes, greatest gross weight), as BoxPacker's test data
has them.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.fulfilment.engine import run
from core.fulfilment.plan import PlanRequest, PlanResult, plan_violations

SOUTH, NORTH, WEST, EAST = 43.17, 43.33, 76.80, 77.00
"""About the built-up part of the city."""
DEPOT = {"id": "depot", "lat": 43.27, "lon": 76.86, "window": [7 * 3600, 23 * 3600]}
FIRST_SLOT_H, LAST_SLOT_H, SLOT_H = 8, 22, 2


def almaty_request(data: Path, orders: int, vans: int, seed: int, time_limit_s: float) -> dict[str, Any]:
    """The JSON of `duken engine plan`: a random choice of orders, each to a random door in a random slot."""
    data = data / "orders" if (data / "orders").is_dir() else data
    rng = random.Random(seed)
    lines = order_lines(data / "items.csv")
    names = sorted(lines)
    # More orders than there are come again, to other doors.
    chosen = rng.sample(names, min(orders, len(names))) + rng.choices(names, k=max(0, orders - len(names)))
    return {
        "orders": [_order(n, lines[name], rng) for n, name in enumerate(chosen, start=1)],
        "cartons": carton_types(data / "boxes.csv"),
        "vehicles": [
            {
                "id": "van",
                "capacity": {"weight_g": 800_000, "volume_ml": 4_000_000},
                "shift": [FIRST_SLOT_H * 3600 - 1800, LAST_SLOT_H * 3600 + 1800],
                "fixed_cost_minor": 1_000_000,
                "cost_per_km_minor": 12_000,
                "cost_per_hour_minor": 150_000,
                "count": vans,
            }
        ],
        "depot": DEPOT,
        "rotation": "free",
        "time_limit_s": time_limit_s,
        "seed": seed,
    }


def report(request: dict[str, Any]) -> dict[str, Any]:
    """Plans, proves and counts. `violations` is what the checkers found: none, or the plan is wrong."""
    began = time.monotonic()
    answer = run("plan", request)
    seconds = time.monotonic() - began
    shaped = TypeAdapter(PlanRequest).validate_python(request)
    found = plan_violations(shaped, TypeAdapter(PlanResult).validate_python(answer))
    figures = answer["figures"]
    return {
        "orders": figures["orders"],
        "served_orders": figures["served_orders"],
        "unserved": dict(Counter(one["reason"] for one in answer["unserved"])),
        "unpacked": dict(
            Counter(units["reason"] for order in answer["orders"] for units in order["unpacked"])
        ),
        "cartons": figures["parcels"],
        "fill": round(figures["fill"], 3),
        "vans": figures["vans"],
        "km": round(figures["distance_m"] / 1000, 1),
        "cost_minor": figures["cost_minor"],
        "seconds": round(seconds, 2),
        "memory_mb": _memory_mb(),
        "violations": found,
    }


def _memory_mb() -> int:
    """The most that this process and its largest worker took, one after the other or at once."""
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(peaks) // 1024


def order_lines(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Order -> lines. A product that an order names twice becomes one line."""
    orders: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    with path.open(newline="", encoding="utf-8") as file:
        for order, quantity, product, width, length, depth, weight in csv.reader(file):
            line = orders[order].setdefault(
                product,
                {
                    "id": product,
                    "quantity": 0,
                    "length_mm": int(length),
                    "width_mm": int(width),
                    "height_mm": int(depth),
                    "weight_g": int(weight),
                },
            )
            line["quantity"] += int(quantity)
    return {order: list(lines.values()) for order, lines in orders.items()}


def carton_types(path: Path) -> list[dict[str, Any]]:
    """The data knows no prices: a carton costs two tenge a litre and twenty more."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            {
                "id": name,
                "length_mm": int(length),
                "width_mm": int(width),
                "height_mm": int(depth),
                "tare_g": int(tare),
                "max_weight_g": int(most) - int(tare),
                "cost_minor": 2000 + 200 * int(length) * int(width) * int(depth) // 10**6,
            }
            for name, _, _, _, tare, width, length, depth, most in csv.reader(file)
        ]


def _order(number: int, lines: list[dict[str, Any]], rng: random.Random) -> dict[str, Any]:
    start = rng.randrange(FIRST_SLOT_H, LAST_SLOT_H, SLOT_H) * 3600
    return {
        "id": f"{number:04}",
        "lines": lines,
        "address_id": f"door-{number:04}",
        "lat": round(rng.uniform(SOUTH, NORTH), 5),
        "lon": round(rng.uniform(WEST, EAST), 5),
        "slot": [start, start + SLOT_H * 3600],
        "service_s": 300,
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="plan_almaty", description="Plan a day in Almaty from real orders.")
    parser.add_argument("--data", type=Path, required=True, help="folder with items.csv and boxes.csv")
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--vans", type=int, help="ten, or one for twenty orders")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--time-limit", type=float, help="seconds for all steps: 0.08 an order, 20 to 500")
    parser.add_argument("--input", type=Path, help="write the input of `duken engine plan` here")
    parser.add_argument("--json", action="store_true", help="print the figures for programs")
    given = parser.parse_args(arguments)
    vans = given.vans or max(10, given.orders // 20)
    seconds = given.time_limit or min(500.0, max(20.0, 0.08 * given.orders))
    request = almaty_request(given.data, given.orders, vans, given.seed, seconds)
    if given.input:
        given.input.write_text(json.dumps(request, ensure_ascii=False), encoding="utf-8")
    figures = report(request)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(f"{name:>14}  {value}" for name, value in figures.items()))
    return 1 if figures["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
