"""How likely orders fail: learns the weights of screening from a seeded, made-up history and measures them.

`duken bench screening [--seed 1] [--orders 20000] [--history FILE] [--write]`
The history is made up: kinds of shoppers, what their orders look like, how often they fail, and what makes an
order fail by itself. It is an opinion in numbers, not evidence; a shop with a past of its own gives it as FILE,
one JSON object a line: {"request": <input of `duken engine screen`>, "failed": true}.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from pydantic import TypeAdapter

from core.fulfilment.intake import (
    History,
    ScreenAddress,
    ScreenLine,
    ScreenOrder,
    ScreenRequest,
    screen,
)
from core.fulfilment.intake.rules import RULES
from core.fulfilment.intake.score import WEIGHTS, trust

CODES = tuple(rule.__name__.replace("_", "-") for rule in RULES)
USUAL_MINOR = 1_200_000
CITY = ((43.10, 76.70), (43.40, 76.70), (43.40, 77.10), (43.10, 77.10))
DOOR = ScreenAddress(city="Алматы", street="Абай", house="1", lat=43.24, lon=76.91)
AWAY = replace(DOOR, lat=51.13, lon=71.43)
NOWHERE = ScreenAddress(city="Алматы", street="Абай")
KAZAKH, FOREIGN, UNREAL = "+77010000000", "+4930901820", "12345"
Rows = Iterable[tuple[ScreenRequest, bool]]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of shopper: its share of the orders, how often one fails, and how often each oddity comes."""

    share: float
    fails: float
    delivered: float
    """On average."""
    refused: float = 0.0
    unreal_phone: float = 0.0
    foreign_phone: float = 0.02
    no_house: float = 0.02
    away: float = 0.005
    hurry: float = 0.0
    """Many orders within the hour."""
    busy: float = 0.002
    """Many orders within the day."""
    dear: float = 0.01
    """Totals far above the usual."""
    huge: float = 0.005
    cash: float = 0.5


KINDS = {
    "regular": Kind(0.60, fails=0.02, delivered=12, refused=0.1),
    "newcomer": Kind(0.25, fails=0.06, delivered=0, no_house=0.05, foreign_phone=0.05),
    "careless": Kind(0.07, fails=0.20, delivered=2, refused=0.8, no_house=0.4, cash=0.7),
    "refuser": Kind(0.03, fails=0.35, delivered=1, refused=3.0, no_house=0.1, cash=0.9),
    "joker": Kind(
        0.03, fails=0.60, delivered=0, refused=0.5, unreal_phone=0.5, foreign_phone=0.15, no_house=0.4,
        away=0.1, hurry=0.35, busy=0.2, dear=0.4, huge=0.35, cash=0.95,
    ),
    "office": Kind(0.02, fails=0.03, delivered=6, hurry=0.1, busy=0.15, dear=0.35, huge=0.3, cash=0.1),
}  # fmt: skip
CAUSES = {
    "phone-unreal": 1.8,
    "phone-foreign": 0.7,
    "address-incomplete": 0.9,
    "outside-service-area": 1.5,
    "many-orders-this-hour": 0.5,
    "many-orders-today": 0.4,
    "refused-before": 0.5,
    "unusual-total": 0.2,
    "huge-quantity": 0.2,
    "large-cash": 0.3,
    "new-customer": 0.5,
}
"""What a fact of strength 1 adds to the log odds by itself: nobody can be called, nobody finds the door."""


def made_up(orders: int, seed: int) -> Iterator[tuple[ScreenRequest, bool]]:
    rng = random.Random(seed)
    kinds = list(KINDS.values())
    for n in range(orders):
        kind = rng.choices(kinds, [kind.share for kind in kinds])[0]
        request = _request(rng, kind, n)
        facts = [fact for rule in RULES if (fact := rule(request))]
        odds = log(kind.fails / (1 - kind.fails)) + sum(CAUSES[f.code] * f.strength for f in facts)
        yield request, rng.random() < 1 / (1 + exp(-odds))


def _request(rng: random.Random, kind: Kind, n: int) -> ScreenRequest:
    def happens(chance: float) -> bool:
        return rng.random() < chance

    phone = UNREAL if happens(kind.unreal_phone) else FOREIGN if happens(kind.foreign_phone) else KAZAKH
    address = NOWHERE if happens(kind.no_house) else AWAY if happens(kind.away) else DOOR
    times = rng.uniform(5, 40) if happens(kind.dear) else rng.lognormvariate(0, 0.5)
    quantity = rng.uniform(50, 500) if happens(kind.huge) else rng.randint(1, 12)
    hour = rng.randint(3, 12) if happens(kind.hurry) else int(happens(0.05))
    today = hour + (rng.randint(6, 20) if happens(kind.busy) else int(happens(0.1)))
    history = History(hour, today, _count(rng, kind.delivered), _count(rng, kind.refused))
    order = ScreenOrder(
        id=str(n),
        phone=phone,
        total_minor=round(USUAL_MINOR * times),
        payment="cash" if happens(kind.cash) else "card",
        lines=(ScreenLine("", quantity),),
        address=address,
    )
    return ScreenRequest(order, history, USUAL_MINOR, (CITY,))


def _count(rng: random.Random, mean: float) -> int:
    """Geometric: many have few, few have many."""
    return int(rng.expovariate(1 / mean)) if mean else 0


def history(path: Path) -> Iterator[tuple[ScreenRequest, bool]]:
    shape = TypeAdapter(ScreenRequest)
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield shape.validate_python(row["request"]), bool(row["failed"])


def numbers(request: ScreenRequest) -> list[float]:
    """What the model sees of an order: the strength of every fact, and trust."""
    strengths = {fact.code: fact.strength for rule in RULES if (fact := rule(request))}
    return [*(strengths.get(code, 0.0) for code in CODES), trust(request.history.delivered)]


def learn(rows: Rows) -> dict[str, Any]:
    """Bias and weights. No fact may speak for an order: where the data would have it so, it says nothing."""
    from scipy.optimize import minimize
    from scipy.special import expit

    seen = [(numbers(request), failed) for request, failed in rows]
    x: Array = np.array([[1.0, *row] for row, _ in seen])
    y: Array = np.array([failed for _, failed in seen], dtype=float)

    def loss(w: Array) -> tuple[float, Array]:
        odds = x @ w
        value = np.logaddexp(0, odds).sum() - y @ odds + PULL / 2 * (w[1:] @ w[1:])
        return float(value), x.T @ (expit(odds) - y) + PULL * np.r_[0.0, w[1:]]

    bounds = [(None, None), *[(0, None)] * len(CODES), (None, 0)]
    fitted = minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    rounded = [round(float(w), 3) + 0.0 for w in fitted]
    return {"bias": rounded[0], "trust": rounded[-1], "facts": dict(zip(CODES, rounded[1:-1], strict=True))}


PULL = 1.0
"""Towards zero, as scikit-learn's logistic regression has it by default."""


def report(rows: Rows) -> dict[str, Any]:
    """How the weights in force judge: area under the curve, calibration, and what each outcome comes to."""
    judged = [(screen(request), failed) for request, failed in rows]
    scores = np.array([result.score / 100 for result, _ in judged])
    failed = np.array([bad for _, bad in judged], dtype=float)
    counts = Counter(result.outcome for result, _ in judged)
    bad = Counter(result.outcome for result, failed_ in judged if failed_)
    return {
        "orders": len(judged),
        "failed": round(float(failed.mean()), 3),
        "auc": round(_auc(scores, failed), 3),
        "calibration_error": round(_calibration_error(scores, failed), 3),
        "outcomes": {
            outcome: {"share": round(n / len(judged), 3), "failed": round(bad[outcome] / n, 3)}
            for outcome, n in sorted(counts.items())
        },
    }


def _auc(scores: Array, failed: Array) -> float:
    """The chance that an order that failed scores above one that did not; ties count half."""
    from scipy.stats import rankdata

    ranks, hits = rankdata(scores), failed.sum()
    return float((ranks[failed == 1].sum() - hits * (hits + 1) / 2) / (hits * (len(failed) - hits)))


def _calibration_error(scores: Array, failed: Array, bins: int = 10) -> float:
    place = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[place == n].mean() - failed[place == n].mean()) * (place == n).mean()
        for n in range(bins)
        if (place == n).any()
    ]
    return float(sum(gaps))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="screening", description="Learn and measure what screening weighs.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--history", type=Path, help="a shop's own past instead of the made-up one")
    parser.add_argument("--write", action="store_true", help="put the learnt weights in force")
    parser.add_argument("--json", action="store_true", help="print for programs")
    given = parser.parse_args(arguments)
    if given.history:
        rows = list(history(given.history))
        rng = random.Random(given.seed)
        rng.shuffle(rows)
        known, fresh = rows[: len(rows) * 4 // 5], rows[len(rows) * 4 // 5 :]
    else:
        known = list(made_up(given.orders, given.seed))
        fresh = list(made_up(given.orders, given.seed + 1))
    learnt = learn(known)
    if given.write:
        made = "history" if given.history else f"--orders {given.orders} --seed {given.seed}"
        head = (
            f"# Learnt by `duken bench screening {made} --write`. Log odds of an order that is not taken.\n"
        )
        WEIGHTS.write_text(head + yaml.safe_dump(learnt, sort_keys=False), encoding="utf-8")
    figures = {"learnt": learnt, **report(fresh)}
    print(json.dumps(figures) if given.json else yaml.safe_dump(figures, sort_keys=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
