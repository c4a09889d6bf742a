"""How short the routes are: eight Solomon instances against the best known, through the engine's own JSON.

`duken bench routing --data DIR [--seconds 1 10] [--days 1000 3000]`: DIR holds `vrptw/solomon/<name>.txt` and `vrptw/best_known.csv`
(distances truncated to a tenth, as the DIMACS challenge counts them). `--days` are days in Almaty of so many stops, to
see that the time limit holds. An independent checker proves every answer.
"""

from __future__ import annotations

import argparse
import csv
import math
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from benchmarks.slots import almaty_day
from core.fulfilment.engine import run
from core.fulfilment.routing.check import violations
from core.fulfilment.routing.model import RouteRequest, RouteResult

NAMES = ("C104", "C203", "R104", "R112", "R203", "R211", "RC106", "RC208")
TENTHS = 10


def solomon(path: Path, seconds: float) -> dict[str, Any]:
    """Distance is the only cost and travel time is distance; every length and time is a whole number of tenths."""
    lines = path.read_text("utf-8").split("\n")
    vans, capacity = (int(n) for n in lines[4].split())
    rows = [[int(n) for n in line.split()] for line in lines[9:] if line.strip()]
    places = [(x, y) for _, x, y, *_ in rows]
    matrix = [[int(math.dist(a, b) * TENTHS) for b in places] for a in places]
    (_, _, _, _, opens, closes, _), *customers = rows
    day = [opens * TENTHS, closes * TENTHS]
    return {
        "depot": {"id": "depot", "x": places[0][0], "y": places[0][1], "window": day},
        "vehicles": [
            {
                "id": "van", "count": vans, "capacity": {"weight_g": capacity, "volume_ml": 0}, "shift": day,
                "cost_per_km_minor": 1000,
            }
        ],
        "stops": [
            {
                "id": str(n), "x": x, "y": y, "windows": [[first * TENTHS, last * TENTHS]],
                "service_s": service * TENTHS, "demand": {"weight_g": demand, "volume_ml": 0},
            }
            for n, x, y, demand, first, last, service in customers
        ],
        "matrix": {"durations_s": matrix, "distances_m": matrix},
        "time_limit_s": seconds,
    }  # fmt: skip


def gap(path: Path, best: float, seconds: float) -> tuple[float, float]:
    """Percent over the best known, and the seconds it took. Raises AssertionError when the checker finds a fault."""
    request = solomon(path, seconds)
    began = time.perf_counter()
    answer = run("route", request)
    spent = time.perf_counter() - began
    shaped = TypeAdapter(RouteRequest).validate_python(request)
    faults = violations(shaped, TypeAdapter(RouteResult).validate_python(answer))
    assert not faults, faults[:3]
    assert not answer["unserved"], "every customer has to be served"
    distance = sum(route["distance_m"] for route in answer["routes"]) / TENTHS
    return 100 * (distance / best - 1), spent


def day(stops: int, seconds: float) -> str:
    """What a day of so many stops came to. Raises AssertionError when the checker finds a fault."""
    request = almaty_day(stops, max(1, stops // 16), 1, seconds)
    began = time.perf_counter()
    answer = run("route", request)
    spent = time.perf_counter() - began
    shaped = TypeAdapter(RouteRequest).validate_python(request)
    faults = violations(shaped, TypeAdapter(RouteResult).validate_python(answer))
    assert not faults, faults[:3]
    vans, left = len(answer["routes"]), len(answer["unserved"])
    return f"{stops} stops, limit {seconds:g} s: {spent:.2f} s, {vans} vans, {left} left out"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="duken bench routing")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.0])
    parser.add_argument("--names", nargs="+", default=NAMES)
    parser.add_argument("--days", type=int, nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    folder = chosen.data / "vrptw"
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        best = {row[0]: float(row[2]) for row in csv.reader(file)}
    for seconds in chosen.seconds:
        for stops in chosen.days:
            print(day(stops, seconds))
        found = {n: gap(folder / "solomon" / f"{n}.txt", best[n], seconds) for n in chosen.names}
        told = "  ".join(f"{name} {over:.2f}" for name, (over, _) in found.items())
        mean = statistics.mean(over for over, _ in found.values())
        slowest = max(spent for _, spent in found.values())
        print(f"{seconds:g} s: mean gap {mean:.2f} %  slowest {slowest:.2f} s\n  {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
