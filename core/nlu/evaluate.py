"""Measures the language layer on any labelled set, trained on that set's own sentences.

The set is read as a shopper's message is: a wrong keyboard layout is put right from the set's own words, and the
model is trained with spoiled copies of the sentences. What is out of scope is told by abstaining: the best margin is lower than
the margins of right answers are, by a threshold found on training sentences that were held out.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypedDict

import numpy as np
from sklearn.metrics import f1_score

from core.kernel.errors import InvalidInput
from core.nlu.layout import LayoutRepair
from core.nlu.model import Example, IntentModel
from core.nlu.noise import with_noise
from core.nlu.normalize import fold, tokens
from core.nlu.stemming import KAZAKH_ONLY

GIVEN_UP = 0.035
"""Share of right answers that abstaining may cost; the test set may cost a little more than the training set."""

_SEED = 2026
_ROWS = 24_000
_MOST_COPIES = 8
_SMALL = 3_000


class Row(TypedDict):
    text: str
    intent: str


class Reader:
    """A model and a layout repair made of one set."""

    def __init__(self, rows: Sequence[Row], words: Iterable[str]) -> None:
        texts = [row["text"] for row in rows]
        own = [t.text for text in texts for t in tokens(fold(text))]
        self._layout = LayoutRepair([*words, *own])
        self._model = IntentModel(_examples(rows))

    def best(self, text: str, oos_label: str | None) -> tuple[str, float]:
        """The likeliest intent in scope, and how much likelier it is than nothing in particular."""
        read = self._layout.repair(text)
        grams = self._model.grams(read)
        margins = self._model.margins(read, grams, self._model.language(read, grams))
        return margins.best(but=oos_label)


def _examples(rows: Sequence[Row]) -> list[Example]:
    texts = [row["text"] for row in rows]
    written = [
        Example(row["text"], row["intent"], language)
        for row, language in zip(rows, _languages(texts), strict=True)
    ]
    return with_noise(written, min(_MOST_COPIES, _ROWS // len(written) - 1), _SEED)


def _languages(texts: Sequence[str]) -> list[str]:
    """By letters. Cyrillic without a Kazakh letter is what most of the Cyrillic texts of the set are."""
    kinds = ["kk" if KAZAKH_ONLY & set(text.lower()) else "en" if text.isascii() else "ru" for text in texts]
    counted = Counter(kinds)
    cyrillic = "kk" if counted["kk"] > counted["ru"] else "ru"
    return [cyrillic if kind == "ru" else kind for kind in kinds]


def evaluate(
    train_rows: Sequence[Row],
    test_rows: Sequence[Row],
    oos_label: str | None = None,
    words: Iterable[str] = (),
) -> dict[str, float]:
    """`accuracy` and `macro_f1` of the best intent over the rows in scope, `ms_per_text_p95`, `train_s`.

    With `oos_label`, and rows of it in the test set: `oos_recall`, the share of them that is abstained from, and
    `given_up`, the share of right answers that abstaining cost. Rows of `oos_label` in the training set
    are learnt from as one more intent that may keep others back. `words` are known besides the set's own.

    Raises InvalidInput when a set is empty or the training set has fewer than two intents.
    """
    if not test_rows:
        raise InvalidInput("test", "no rows")
    if len({row["intent"] for row in train_rows} - {oos_label}) < 2:
        raise InvalidInput("train", "at least two intents are needed")
    known = frozenset(words)
    began = time.perf_counter()
    reader = Reader(train_rows, known)
    train_s = time.perf_counter() - began
    said, margins, spent = [], [], []
    for row in test_rows:
        began = time.perf_counter()
        intent, margin = reader.best(row["text"], oos_label)
        spent.append((time.perf_counter() - began) * 1000)
        said.append(intent)
        margins.append(margin)
    truth = np.array([row["intent"] for row in test_rows])
    answers, within = np.array(said), truth != oos_label
    found = {
        "accuracy": float(np.mean((truth == answers)[within])) if within.any() else 0.0,
        "macro_f1": float(f1_score(truth[within], answers[within], average="macro", zero_division=0)),
        "ms_per_text_p95": float(np.percentile(spent, 95)),
        "train_s": train_s,
    }
    if not within.all():
        silent = np.array(margins) < threshold(train_rows, oos_label, known)
        found["oos_recall"] = float(np.mean(silent[~within]))
        right = within & (truth == answers)
        found["given_up"] = float(np.mean(silent[right])) if right.any() else 0.0
    return found


def threshold(rows: Sequence[Row], oos_label: str | None, words: Iterable[str]) -> float:
    """The margin under which at most `GIVEN_UP` of the right answers lie, on sentences that were held out.

    Five folds of a small set; of a large one, a fifth is enough.
    """
    shuffled = random.Random(_SEED).sample(list(rows), len(rows))
    right: list[float] = []
    for fold_at in range(5 if len(rows) < _SMALL else 1):
        held = shuffled[fold_at::5]
        reader = Reader([row for i, row in enumerate(shuffled) if i % 5 != fold_at], words)
        answers = [(row["intent"], *reader.best(row["text"], oos_label)) for row in held]
        right += [margin for meant, said, margin in answers if meant == said]
    return float(np.quantile(right, GIVEN_UP)) if right else -np.inf
