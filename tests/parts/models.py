"""The trained language model, kept between runs: it is made of the data and the code alone, and takes half a minute."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from core.nlu.loading import NLU_DATA, load
from core.nlu.understander import Understander

MODELS = Path(__file__).parents[2] / ".cache" / "models"


@pytest.fixture(scope="session")
def understander() -> Understander:
    MODELS.mkdir(parents=True, exist_ok=True)
    # Of several test processes one trains it and the others wait for what it made.
    with (MODELS / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return load(NLU_DATA, MODELS)


@pytest.fixture(scope="session")
def models(understander: Understander) -> Path:
    """The folder that holds it."""
    return MODELS
