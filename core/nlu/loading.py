"""The understander of a folder of language data, trained once and kept in a cache of files."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import joblib

from core.nlu.language_data import LanguageData, digest_of, read_language_data
from core.nlu.model import Example, IntentModel
from core.nlu.noise import with_noise
from core.nlu.understander import Understander
from core.nlu.vocabulary import Vocabulary, vocabulary_of

T = TypeVar("T")

NLU_DATA = Path(__file__).resolve().parents[2] / "nlu_data"
_SEED = 2026
_PER_INTENT = 130
_TRAINS = (
    "normalize.py",
    "stemming.py",
    "layout.py",
    "model.py",
    "grams.py",
    "encoder.py",
    "noise.py",
    "sentences.py",
    "language_data.py",
    "loading.py",
)
"""The code that a trained model depends on."""


def train(data: LanguageData) -> IntentModel:
    """Every sentence as written and three times spoiled: with two, more slips of the fingers are misheard."""
    written = data.examples(_SEED, _PER_INTENT) + data.goods()
    return IntentModel(with_noise([Example(s.text, s.intent, s.language) for s in written], 3, _SEED))


def load(data_dir: Path, cache_dir: Path) -> Understander:
    """Trains (about a minute) unless the cache holds the model of exactly this data and code.

    The model is mapped into memory as it lies on the disk: nothing is read that no message needs, and all processes
    share it.
    """

    @cache
    def data() -> LanguageData:
        return read_language_data(data_dir)

    here, digest = Path(__file__).parent, digest_of(data_dir)
    trained = f"intents-{digest}-{_version(here / name for name in _TRAINS)}.joblib"
    looked_up = f"vocabulary-{digest}-{_version(sorted(here.glob('**/*.py')))}.pickle"
    model = _kept(cache_dir / trained, lambda: train(data()), _map, joblib.dump)
    vocabulary = _kept(cache_dir / looked_up, lambda: vocabulary_of(data()), _unpickle, _pickle)
    return Understander(vocabulary, model)


def _kept(path: Path, make: Callable[[], T], read: Callable[[Path], T], write: Callable[[T, Path], Any]) -> T:
    """What the file holds; made and written first when there is none."""
    if path.exists():
        return read(path)
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Another process may be writing too: a reader sees the whole file or none.
    scratch = path.with_suffix(f".{os.getpid()}.tmp")
    write(made, scratch)
    scratch.replace(path)
    return made


def _map(path: Path) -> IntentModel:
    model: IntentModel = joblib.load(path, mmap_mode="r")
    return model


def _unpickle(path: Path) -> Vocabulary:
    with path.open("rb") as file:
        vocabulary: Vocabulary = pickle.load(file)
    return vocabulary


def _pickle(vocabulary: Vocabulary, path: Path) -> None:
    path.write_bytes(pickle.dumps(vocabulary, pickle.HIGHEST_PROTOCOL))


def _version(code: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()[:8]
