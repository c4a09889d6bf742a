"""Pieces of a text are cut, hashed and counted as scikit-learn does it, which is not asked when a message is read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import HashingVectorizer

from core.nlu.grams import Pieces, beginnings, counted, letters, word_pairs

COLUMNS = 2**10
TEXTS = st.lists(st.text(st.sampled_from("abcя әі👍<>0 \n"), max_size=30), min_size=1, max_size=5)


def hashing(**cut: object) -> HashingVectorizer:
    return HashingVectorizer(
        lowercase=False, norm=None, alternate_sign=False, dtype=np.float32, n_features=COLUMNS, **cut
    )


def first_letters(text: str) -> list[str]:
    return [word[:4] for word in text.split()]


@pytest.mark.parametrize(
    ("pieces", "known"),
    [
        (word_pairs, hashing(tokenizer=str.split, token_pattern=None, ngram_range=(1, 2))),
        (letters, hashing(analyzer="char_wb", ngram_range=(3, 5))),
        (beginnings, hashing(tokenizer=first_letters, token_pattern=None)),
    ],
)
@given(texts=TEXTS)
def test_columns_and_counts_are_those_of_scikit_learn(
    pieces: Pieces, known: HashingVectorizer, texts: list[str]
) -> None:
    ours, theirs = counted(texts, pieces, COLUMNS), known.transform(texts)
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    for part in ("data", "indices", "indptr"):
        assert np.array_equal(getattr(ours, part), getattr(theirs, part))
