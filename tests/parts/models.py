"""The trained language model, kept between runs: it is made of the data and the code alone, and takes half a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.bootstrap import NLU_DATA
from core.nlu.understander import Understander, load

MODELS = Path(__file__).parents[2] / ".cache" / "models"


@pytest.fixture(scope="session")
def understander() -> Understander:
    return load(NLU_DATA, MODELS)


@pytest.fixture(scope="session")
def models(understander: Understander) -> Path:
    """The folder that holds it."""
    return MODELS
