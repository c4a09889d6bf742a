from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.nlu.understander import Understander
from core.nlu.understanding import Context, Question, Role, Understanding

DATA = Path(__file__).resolve().parents[3] / "nlu_data"
# Monday morning in Almaty.
NOW = datetime.fromisoformat("2026-06-15T10:00:00+05:00")


class Listener:
    def __init__(self, understander: Understander) -> None:
        self._understander = understander

    def __call__(self, text: str, role: Role = "shopper", pending: str | None = None) -> Understanding:
        return self._understander.understand(Question(text, NOW, role, Context(pending=pending)))


@pytest.fixture(scope="session")
def hear(understander: Understander) -> Listener:
    return Listener(understander)
