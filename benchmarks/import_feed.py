"""How long a feed takes to come in, how much less when 1 % of it changed, and how much memory that needs.

`python -m benchmarks.import_feed [--offers 100000] [--seed 1]`; each import is a process of its own, as `duken
catalog import` is, on one core; the generator is `benchmarks/goods.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.goods import write_yml

_DUKEN = (sys.executable, "-c", "import sys; from api.cli.main import main; sys.exit(main())")


def _duken(home: Path, *arguments: str) -> tuple[Any, float, float]:
    """(what it printed, seconds, peak MiB)."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*_DUKEN, *arguments, "--json"], env={**os.environ, "DUKEN_HOME": str(home)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"duken {arguments[0]} failed")
    return json.loads(printed), time.perf_counter() - started, usage.ru_maxrss / 1024


def measure(offers: int, seed: int) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        store = _duken(home, "store", "create", "Bench")[0]["store_id"]
        feed = Path(folder) / "feed.xml"
        found = []
        for run, changed in (("first", 0.0), ("the same again", 0.0), ("1 % changed", 0.01)):
            write_yml(feed, offers, seed, changed)
            report, seconds, mib = _duken(home, "catalog", "import", str(feed), "--store", store)
            counts = {name: report[name] for name in ("imported", "updated", "unchanged")}
            found.append({"run": run, "seconds": seconds, "peak_mib": mib, **counts})
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="duken bench import")
    parser.add_argument("--data", type=Path, help="not needed")
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    rows = measure(chosen.offers, chosen.seed)
    first = rows[0]["seconds"]
    print(
        f"{chosen.offers} offers\nrun              seconds  of first  peak MiB  imported  updated  unchanged"
    )
    for row in rows:
        print(
            f"{row['run']:<16} {row['seconds']:>7.1f} {row['seconds'] / first:>9.1%} {row['peak_mib']:>9.0f}"
            f" {row['imported']:>9} {row['updated']:>8} {row['unchanged']:>10}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
