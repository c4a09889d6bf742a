"""How well messages are understood: `duken bench language [--home DIR] [--goods N] [--wrong] [--json]`.

Intents and entities on the sentences of `nlu_data/tests` and `nlu_data/held_out`, apart, by language and by
style. Both were written apart from the training data; `held_out` by somebody who never looked at it, and nobody who
works on the language layer reads it, so `--wrong` names the mistakes of `tests` alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from core.nlu.language_data import LANGUAGES, MEASURED, read_yaml
from core.nlu.loading import load
from core.nlu.understander import Understander
from core.nlu.understanding import Context, Question, Understanding

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = "out_of_scope"
GOODS = 20_000
"""Products of the store whose brands are known in each turn."""


def rows(folder: Path) -> list[tuple[str, dict[str, Any], Question]]:
    """(language, row, question) of every sentence."""
    found = []
    for language in LANGUAGES:
        book = read_yaml(folder / f"{language}.yaml")
        now = datetime.fromisoformat(str(book["now"]))
        for row in next(part for part in book.values() if isinstance(part, list)):
            context = row.get("context") or {}
            leaning = Context(
                tuple(context.get("last_list", ())), context.get("focus"), context.get("pending")
            )
            found.append((language, row, Question(row["text"], now, row.get("role", "shopper"), leaning)))
    return found


def measure(understander: Understander, folder: Path, brands: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Accuracy of intents and F1 of entities (label and value equal) by language and style, how far confidence is to be
    trusted (`ece`), the share of what is out of scope that is heard so (`oos_recall`), milliseconds a message.
    """
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    entities: dict[str, Counter[str]] = {}
    spent, confidences, wrong = [], [], []
    for language, row, question in rows(folder):
        started = time.perf_counter()
        heard = understander.understand(question, brands)
        spent.append((time.perf_counter() - started) * 1000)
        parts = ["all", language, row["style"], *(["outside"] if row["intent"] == OUTSIDE else [])]
        total.update(parts)
        if heard.intent == row["intent"]:
            right.update(parts)
        else:
            wrong.append((language, row["text"], row["intent"], heard.intent))
        confidences.append((heard.confidence, heard.intent == row["intent"]))
        for part in parts if "entities" in row else ():
            entities.setdefault(part, Counter()).update(_compared(heard, row))
    outside = total.pop("outside", 0)
    cuts = statistics.quantiles(spent, n=20)
    return {
        "intents": {part: round(right[part] / total[part], 3) for part in total},
        "sentences": dict(total),
        "entity_f1": {part: _f1(counted) for part, counted in entities.items() if part != "outside"},
        "ece": round(calibration_error(confidences), 3),
        "oos_recall": round(right["outside"] / outside, 3) if outside else None,
        "ms_p50": round(statistics.median(spent), 1),
        "ms_p95": round(cuts[-1], 1),
        "wrong": wrong,
    }


def calibration_error(answers: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error (Guo et al. 2017): mean distance of confidence from accuracy over equal bins."""
    kept: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in answers:
        kept[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return sum(abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in kept) / len(answers)


def _compared(heard: Understanding, row: dict[str, Any]) -> Counter[str]:
    mine = Counter((e.entity, str(e.value)) for e in heard.entities)
    theirs = Counter((e["entity"], str(e["value"])) for e in row["entities"])
    return Counter(hit=(mine & theirs).total(), said=mine.total(), wanted=theirs.total())


def _f1(counted: Counter[str]) -> float:
    given = counted["said"] + counted["wanted"]
    return round(2 * counted["hit"] / given, 3) if given else 1.0


def brands_of(goods: int) -> frozenset[str]:
    """A brand for every eight products, none of them a word of any language."""
    return frozenset(f"Brand{at:05d}" for at in range(max(1, goods // 8)))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how well messages are understood.")
    parser.add_argument("--home", type=Path, help="where trained models are kept; without it one is trained")
    parser.add_argument("--data", type=Path, default=ROOT / "nlu_data", help="the language data")
    parser.add_argument("--goods", type=int, default=GOODS, help="products of the store")
    parser.add_argument("--wrong", action="store_true", help="name the sentences that were not understood")
    parser.add_argument("--json", action="store_true", help="figures for programs")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter()
        understander = load(given.data, (given.home or Path(scratch)) / "models")
        ready_s = round(time.perf_counter() - started, 1)
    found: dict[str, Any] = {
        kind: measure(understander, given.data / kind, brands_of(given.goods))
        for kind in MEASURED
        if (given.data / kind).is_dir()
    }
    wrong = {kind: figures.pop("wrong") for kind, figures in found.items()}
    if given.json:
        print(json.dumps({"ready_s": ready_s, **found}, ensure_ascii=False))
        return 0
    print(f"model ready in {ready_s} s" + ("" if given.home else ", trained from nothing"))
    for kind, figures in found.items():
        _show(kind, figures)
    for language, text, meant, heard in wrong["tests"] if given.wrong else ():
        print(f"{language}  {text!r}: {meant}, heard {heard}")
    return 0


def _show(kind: str, figures: dict[str, Any]) -> None:
    print(f"\n{kind:>12}  intents  entities  sentences")
    for part, share in figures["intents"].items():
        entities = figures["entity_f1"].get(part)
        print(
            f"{part:>12}  {share:7.3f}  {'' if entities is None else format(entities, '.3f'):>8}"
            f"  {figures['sentences'][part]:9}"
        )
    for name in ("oos_recall", "ece", "ms_p50", "ms_p95"):
        print(f"{name:>12}  {figures[name]}")


if __name__ == "__main__":
    sys.exit(main())
