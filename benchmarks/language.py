"""How well messages are understood: intents and entities on the sentences of `nlu_data/tests`, by language and style.

`python -m benchmarks.language [--home DIR] [--set tests|held_out] [--wrong]`; the sentences were written apart from
the training data, and those of `held_out` are not read while it is mended.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from core.nlu.understander import Understander, load
from core.nlu.understanding import Context, Question, Understanding

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("kk", "ru", "en")


def rows(folder: Path) -> list[tuple[str, dict[str, Any], Question]]:
    """(language, row, question) of every sentence."""
    found = []
    for language in LANGUAGES:
        book = yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
        now = datetime.fromisoformat(str(book["now"]))
        for row in next(part for part in book.values() if isinstance(part, list)):
            context = row.get("context") or {}
            leaning = Context(
                tuple(context.get("last_list", ())), context.get("focus"), context.get("pending")
            )
            found.append((language, row, Question(row["text"], now, row.get("role", "shopper"), leaning)))
    return found


def measure(understander: Understander, folder: Path) -> dict[str, Any]:
    """Accuracy of intents by language and style, F1 of entities (value equal), p95 in milliseconds, the wrong ones."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    hit = said = wanted = 0
    spent, wrong = [], []
    for language, row, question in rows(folder):
        started = time.perf_counter()
        heard = understander.understand(question)
        spent.append((time.perf_counter() - started) * 1000)
        for part in ("all", language, row["style"]):
            total[part] += 1
            right[part] += heard.intent == row["intent"]
        if heard.intent != row["intent"]:
            wrong.append((language, row["text"], row["intent"], heard.intent))
        if "entities" in row:
            mine, theirs = _bag(heard), Counter((e["entity"], str(e["value"])) for e in row["entities"])
            hit += sum((mine & theirs).values())
            said += sum(mine.values())
            wanted += sum(theirs.values())
    return {
        "intents": {part: round(right[part] / total[part], 3) for part in total},
        "sentences": dict(total),
        "entity_f1": round(2 * hit / (said + wanted), 3),
        "ms_p95": round(statistics.quantiles(spent, n=20)[-1], 1),
        "wrong": wrong,
    }


def _bag(heard: Understanding) -> Counter[tuple[str, str]]:
    return Counter((e.entity, str(e.value)) for e in heard.entities)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how well messages are understood.")
    parser.add_argument("--home", type=Path, default=Path("var"), help="where trained models are kept")
    parser.add_argument("--set", choices=("tests", "held_out"), default="tests", help="which sentences")
    parser.add_argument("--wrong", action="store_true", help="name the sentences that were not understood")
    given = parser.parse_args(argv)
    data = ROOT / "nlu_data"
    found = measure(load(data, given.home / "models"), data / given.set)
    for part, share in found["intents"].items():
        print(f"{part:>12}  {share:.3f}  of {found['sentences'][part]}")
    print(f"{'entity F1':>12}  {found['entity_f1']:.3f}\n{'ms, p95':>12}  {found['ms_p95']}")
    for language, text, meant, heard in found["wrong"] if given.wrong else ():
        print(f"{language}  {text!r}: {meant}, heard {heard}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
