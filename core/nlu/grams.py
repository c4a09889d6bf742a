"""What a text is made of, counted: each of its pieces is a column of a sparse row, found by a hash.

The hashing trick (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning") needs no table of
pieces. The hash is MurmurHash3 (32 bits, seed 0), and pieces are cut, as in scikit-learn's `HashingVectorizer`; but
a word is cut and hashed once however often it comes, and no message waits for scikit-learn to be imported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from scipy.sparse import csr_matrix

SHORTEST, LONGEST = 3, 5
"""Letters of a piece of a word."""
_ROOT = 4
_MASK = 0xFFFFFFFF

Pieces = Callable[[str], Sequence[int]]
"""Text -> the hash of each of its pieces, as often as it comes."""


def word_pairs(text: str) -> Sequence[int]:
    """Its words and each two that stand together."""
    words = text.split()
    return [*map(_hash, words), *(_hash(f"{a} {b}") for a, b in pairwise(words))]


def letters(text: str) -> Sequence[int]:
    """Three to five letters in a row, a word's edge being one."""
    return [piece for word in text.split() for piece in _letters(word)]


def beginnings(text: str) -> Sequence[int]:
    """Kazakh puts all its endings last: where few examples show few forms of a word, its first letters carry it
    (Can et al. 2008, "Information Retrieval on Turkish Texts", find the same of Turkish)."""
    return [_hash(word[:_ROOT]) for word in text.split()]


def counted(texts: Sequence[str], pieces: Pieces, columns: int) -> csr_matrix:
    """One row a text; different pieces may share a column."""
    rows = [pieces(text) for text in texts]
    lengths = [len(row) for row in rows]
    hashes = np.fromiter(chain.from_iterable(rows), np.int64, sum(lengths))
    places = np.concatenate(([0], np.cumsum(lengths)))
    matrix = csr_matrix(
        (np.ones(len(hashes), np.float32), (hashes % columns).astype(np.int32), places.astype(np.int32)),
        shape=(len(texts), columns),
    )
    matrix.sum_duplicates()
    return matrix


@lru_cache(maxsize=50_000)
def _letters(word: str) -> tuple[int, ...]:
    edged = f" {word} "
    found: list[str] = []
    for length in range(SHORTEST, LONGEST + 1):
        found += [edged[at : at + length] for at in range(max(1, len(edged) - length + 1))]
        if len(edged) <= length:
            break
    return tuple(map(_hash, found))


@lru_cache(maxsize=200_000)
def _hash(piece: str) -> int:
    """MurmurHash3 (Appleby 2011, x86, 32 bits) as a signed number without its sign."""
    data = piece.encode()
    hashed, whole = 0, len(data) & ~3
    for at in range(0, whole, 4):
        hashed ^= _mixed(int.from_bytes(data[at : at + 4], "little"))
        hashed = (_rotated(hashed, 13) * 5 + 0xE6546B64) & _MASK
    if whole < len(data):
        hashed ^= _mixed(int.from_bytes(data[whole:], "little"))
    hashed ^= len(data)
    hashed = ((hashed ^ hashed >> 16) * 0x85EBCA6B) & _MASK
    hashed = ((hashed ^ hashed >> 13) * 0xC2B2AE35) & _MASK
    hashed ^= hashed >> 16
    return hashed if hashed < 1 << 31 else (1 << 32) - hashed


def _mixed(block: int) -> int:
    return (_rotated((block * 0xCC9E2D51) & _MASK, 15) * 0x1B873593) & _MASK


def _rotated(number: int, by: int) -> int:
    return (number << by | number >> 32 - by) & _MASK
