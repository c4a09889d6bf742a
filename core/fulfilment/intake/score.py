"""How likely an order fails: a logistic model over the facts of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log1p
from pathlib import Path

import yaml

from core.fulfilment.intake.rules import Fact

WEIGHTS = Path(__file__).parent / "data" / "weights.yaml"
MOST_DELIVERED = 50
"""Deliveries that build trust; more say nothing more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a fact's strength by its code, and of the trust of delivered orders; `bias` is for an order without
    any."""

    bias: float
    trust: float
    facts: dict[str, float]


@cache
def weights(path: Path = WEIGHTS) -> Weights:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Weights(data["bias"], data["trust"], data["facts"])


def trust(delivered: int) -> float:
    return log1p(min(delivered, MOST_DELIVERED))


def log_odds(facts: Sequence[Fact], delivered: int, known: Weights) -> float:
    return (
        known.bias
        + known.trust * trust(delivered)
        + sum(known.facts[fact.code] * fact.strength for fact in facts)
    )


def percent(odds: float) -> int:
    """The chance that belongs to the logarithm of odds."""
    return round(100 / (1 + exp(-odds)))
