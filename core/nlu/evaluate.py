"""Measures the intent model on any labelled set, trained on that set's own sentences."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from sklearn.metrics import f1_score

from core.kernel.errors import InvalidInput
from core.nlu.model import IntentModel


class Row(TypedDict):
    text: str
    intent: str


def evaluate(
    train_rows: Sequence[Row], test_rows: Sequence[Row], oos_label: str | None = None
) -> dict[str, float]:
    """`accuracy`, `macro_f1`, `ms_per_text_p95`, `train_s` and, with `oos_label`, `oos_recall`.

    Raises InvalidInput when a set is empty or the training set has fewer than two intents.
    """
    if not test_rows:
        raise InvalidInput("test", "no rows")
    if len({row["intent"] for row in train_rows}) < 2:
        raise InvalidInput("train", "at least two intents are needed")
    began = time.perf_counter()
    model = IntentModel([row["text"] for row in train_rows], [row["intent"] for row in train_rows])
    train_s = time.perf_counter() - began
    truth, said, spent = [row["intent"] for row in test_rows], [], []
    for row in test_rows:
        began = time.perf_counter()
        shares = model.intent.probabilities(model.row(row["text"]))
        said.append(max(shares, key=lambda label: shares[label]))
        spent.append((time.perf_counter() - began) * 1000)
    found = {
        "accuracy": float(np.mean([t == s for t, s in zip(truth, said, strict=True)])),
        "macro_f1": float(f1_score(truth, said, average="macro", zero_division=0)),
        "ms_per_text_p95": float(np.percentile(spent, 95)),
        "train_s": train_s,
    }
    outside = [s == t for t, s in zip(truth, said, strict=True) if t == oos_label]
    if oos_label is not None and outside:
        found["oos_recall"] = float(np.mean(outside))
    return found
