"""The intent model: linear over word, character and sound n-grams.

A linear classifier over n-grams is the strong plain baseline of short-text intents (Larson et al. 2019,
"An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction"). Four views of a message are
hashed into one sparse vector: its words and word pairs, their stems, the letters inside words, and the
letters of its phonetic skeleton, which joins alphabets. A linear support vector machine separates the
intents; a temperature makes its margins probabilities (Guo et al. 2017, "On Calibration of Modern Neural
Networks").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.svm import LinearSVC

from core.nlu.normalize import fold, skeleton, stem, tokens

_NUMBER = re.compile(r"\d+")


TEMPERATURE = 0.19
"""Fitted with a fifth of the shop's templates held out; fresh draws of known templates give 0.11."""


@dataclass(frozen=True, slots=True)
class Views:
    """One message as the model sees it: each field a space-separated text."""

    words: str
    stems: str
    sounds: str


def views(text: str) -> Views:
    """Numbers keep only their length: 1042 is an order, 2 an amount, whichever they are."""
    folded = fold(text)
    words, stems, sounds = [], [], []
    for token in tokens(folded):
        word = token.text
        if word[0].isdecimal():
            shape = "0" * min(len(_NUMBER.match(word).group()), 5)  # type: ignore[union-attr]
            shape = shape + "t" if ":" in word else shape
            word = shape
        words.append(word)
        stems.append(stem(word))
        sounds.append(skeleton(word))
    if "\n" in text.strip():
        words.append("<newline>")
        stems.append("<newline>")
    marks = [f"<{m}>" for m in "?+👍" if m in text]
    return Views(
        " ".join(words + marks) or "<empty>", " ".join(stems) or "<empty>", " ".join(sounds) or "<empty>"
    )


def _words(text: str) -> list[str]:
    return text.split()


class Vectoriser:
    """Views -> one sparse row a message, idf-weighted, each view of unit length times its weight."""

    def __init__(self) -> None:
        def hashed(**kw: Any) -> HashingVectorizer:
            return HashingVectorizer(lowercase=False, norm=None, alternate_sign=False, dtype=np.float32, **kw)

        self._parts = [
            (
                "words",
                hashed(tokenizer=_words, token_pattern=None, ngram_range=(1, 2), n_features=2**17),
                1.0,
            ),
            (
                "stems",
                hashed(tokenizer=_words, token_pattern=None, ngram_range=(1, 2), n_features=2**16),
                0.7,
            ),
            ("words", hashed(analyzer="char_wb", ngram_range=(2, 5), n_features=2**17), 1.0),
            ("sounds", hashed(analyzer="char_wb", ngram_range=(2, 5), n_features=2**17), 1.0),
        ]
        self._idf = [TfidfTransformer(sublinear_tf=True) for _ in self._parts]

    def fit(self, seen: list[Views]) -> csr_matrix:
        return self._join(
            [idf.fit_transform(raw) for idf, raw in zip(self._idf, self._raw(seen), strict=True)]
        )

    def transform(self, seen: list[Views]) -> csr_matrix:
        return self._join([idf.transform(raw) for idf, raw in zip(self._idf, self._raw(seen), strict=True)])

    def _raw(self, seen: list[Views]) -> list[csr_matrix]:
        return [part.transform([getattr(v, view) for v in seen]) for view, part, _ in self._parts]

    def _join(self, rows: list[csr_matrix]) -> csr_matrix:
        weighted = [row * weight for row, (_, _, weight) in zip(rows, self._parts, strict=True)]
        return hstack(weighted, format="csr", dtype=np.float32)


class Head:
    """One linear decision over the vectoriser's rows."""

    def __init__(self, rows: csr_matrix, labels: list[str], regularisation: float) -> None:
        svm = LinearSVC(C=regularisation, tol=1e-2, random_state=0).fit(rows, labels)
        self.labels = tuple(str(c) for c in svm.classes_)
        coefficients = svm.coef_ if len(self.labels) > 2 else np.vstack([-svm.coef_, svm.coef_])
        bias = svm.intercept_ if len(self.labels) > 2 else np.array([-svm.intercept_[0], svm.intercept_[0]])
        # A product over the few non-zeros of a row is ten times faster than sklearn's checked prediction.
        self._weights = np.ascontiguousarray(coefficients.T.astype(np.float32))
        self._bias = bias.astype(np.float32)
        self.temperature = TEMPERATURE

    def margins(self, row: csr_matrix) -> NDArray[np.float32]:
        found: NDArray[np.float32] = row.data @ self._weights[row.indices] + self._bias
        return found

    def probabilities(self, row: csr_matrix, allowed: frozenset[str] | None = None) -> dict[str, float]:
        """Shares over `labels`; those outside `allowed` are zero."""
        margins = self.margins(row) / self.temperature
        if allowed is not None:
            margins = np.where([label in allowed for label in self.labels], margins, -np.inf)
        exponents = np.exp(margins - margins.max())
        shares = exponents / exponents.sum()
        return {label: float(p) for label, p in zip(self.labels, shares, strict=True)}


class IntentModel:
    """The intent of a text and, when trained with them, its language, from one reading of it."""

    def __init__(self, texts: list[str], intents: list[str], languages: list[str] | None = None) -> None:
        self._vectoriser = Vectoriser()
        rows = self._vectoriser.fit([views(t) for t in texts])
        self.intent = Head(rows, intents, regularisation=0.3)
        self.language = Head(rows, languages, regularisation=0.3) if languages is not None else None

    def row(self, text: str) -> csr_matrix:
        return self._vectoriser.transform([views(text)])
