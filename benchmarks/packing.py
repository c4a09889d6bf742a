"""How well the packer packs: 40 instances of Martello, Pisinger and Vigo (2000), and 200 real orders.

`duken bench packing --data DIR [--seconds 1] [--orders 200]`: DIR holds `mpv/<class>/<n>.json` and `orders/`
(BoxPacker's test data). Every packing goes through the engine's own JSON and an independent checker. On a busy machine
`--processor-time` gives the instances their seconds of the processor, past the JSON, instead of seconds of the day.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.fulfilment.engine import run
from core.fulfilment.packing import PackRequest, PackResult, pack, violations

Solver = Callable[[dict[str, Any]], tuple[dict[str, Any], float]]

MM_PER_UNIT = 10
"""The instances have lengths without a unit; ten millimetres each keeps them whole whichever way they turn."""


def mpv(path: Path, rotation: str, seconds: float) -> dict[str, Any]:
    """One bin kind of unlimited number, no weights, no support asked for, as the reference solves it."""
    data = json.loads(path.read_text("utf-8"))
    kind = data["Objects"][0]
    items = [
        {"id": str(n), **_size(item), "weight_g": 1, "quantity": item["Demand"]}
        for n, item in enumerate(data["Items"])
    ]
    carton = {"id": "bin", **_size(kind), "max_weight_g": 1_000_000}
    return {
        "items": items, "cartons": [carton], "objective": "count", "rotation": rotation, "min_support": 0.0,
        "time_limit_s": seconds,
    }  # fmt: skip


def _size(thing: dict[str, Any]) -> dict[str, int]:
    names = (("length_mm", "Length"), ("width_mm", "Depth"), ("height_mm", "Height"))
    return {ours: thing[theirs] * MM_PER_UNIT for ours, theirs in names}


def real_orders(data: Path, count: int, seconds: float) -> list[dict[str, Any]]:
    """The first `count` orders of two and more units, all constraints on, the fewest boxes wanted, then the smallest."""
    with (data / "boxes.csv").open(encoding="utf-8") as file:
        cartons = [
            {
                "id": name, "length_mm": int(length), "width_mm": int(width), "height_mm": int(height),
                "tare_g": int(empty), "max_weight_g": int(most) - int(empty),
            }
            for name, _, _, _, empty, length, width, height, most in csv.reader(file)
        ]  # fmt: skip
    with (data / "items.csv").open(encoding="utf-8") as file:
        orders = [list(lines) for _, lines in groupby(csv.reader(file), key=lambda line: line[0])]
    several = [lines for lines in orders if len(lines) > 1][:count]
    return [
        {
            "items": [
                {
                    "id": f"{n}-{sku}", "quantity": int(quantity), "length_mm": int(length), "width_mm": int(width),
                    "height_mm": int(height), "weight_g": int(weight),
                }
                for n, (_, quantity, sku, width, length, height, weight) in enumerate(lines)
            ],
            "cartons": cartons, "objective": "count", "rotation": "free", "time_limit_s": seconds,
        }
        for lines in several
    ]  # fmt: skip


def solve(request: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """The answer and the seconds it took. Raises AssertionError when the checker finds a fault."""
    began = time.perf_counter()
    answer = run("pack", request)
    seconds = time.perf_counter() - began
    shaped = TypeAdapter(PackRequest).validate_python(request)
    faults = violations(shaped, TypeAdapter(PackResult).validate_python(answer))
    assert not faults, faults[:3]
    return answer, seconds


def solve_by_processor_time(request: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """As `solve`, with the time limit in seconds of the processor."""
    shaped = TypeAdapter(PackRequest).validate_python(request)
    began = time.process_time()
    result = pack(shaped, monotonic=time.process_time)
    seconds = time.process_time() - began
    faults = violations(shaped, result)
    assert not faults, faults[:3]
    return TypeAdapter(PackResult).dump_python(result, mode="json"), seconds


def _instances(data: Path, seconds: float, solver: Solver) -> None:
    paths = sorted((data / "mpv").glob("*/*.json"), key=lambda p: (p.parent.name, p.stem))
    print(f"{len(paths)} instances, {seconds:g} s each, support not required")
    for rotation in ("none", "free"):
        answers = [solver(mpv(path, rotation, seconds)) for path in paths]
        bins = sum(len(answer["parcels"]) for answer, _ in answers)
        bound = sum(answer["lower_bound"] for answer, _ in answers)
        slowest = max(spent for _, spent in answers)
        print(f"rotation {rotation:<5} bins {bins}  lower bound {bound}  slowest {slowest * 1000:.0f} ms")


def _real(data: Path, count: int, seconds: float) -> None:
    requests = real_orders(data, count, seconds)
    litres = {c["id"]: c["length_mm"] * c["width_mm"] * c["height_mm"] / 1e6 for c in requests[0]["cartons"]}
    boxes, volume, unpacked, spent = 0, 0.0, 0, []
    for request in requests:
        answer, took = solve(request)
        boxes += len(answer["parcels"])
        volume += sum(litres[p["carton_id"]] for p in answer["parcels"])
        unpacked += len(answer["unpacked"])
        spent.append(took * 1000)
    spent.sort()
    p95 = spent[math.ceil(0.95 * len(spent)) - 1]
    print(
        f"{len(requests)} real orders, {seconds * 1000:g} ms each, all constraints on: {boxes} boxes,"
        f" {volume:.0f} l, {unpacked} kinds unpacked, p50 {spent[len(spent) // 2]:.1f} ms, p95 {p95:.1f} ms"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="duken bench packing")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, nargs="+", default=[0.05, 1.0])
    parser.add_argument("--order-seconds", type=float, default=0.05)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--processor-time", action="store_true")
    chosen = parser.parse_args(arguments)
    _real(chosen.data / "orders", chosen.orders, chosen.order_seconds)
    for seconds in chosen.seconds:
        _instances(chosen.data, seconds, solve_by_processor_time if chosen.processor_time else solve)
    return 0


if __name__ == "__main__":
    sys.exit(main())
