"""What the language layer would have heard."""

from __future__ import annotations

from typing import Any

from core.dialogue.state import Form, Shown
from core.kernel.geo import GeoPoint
from core.nlu.understanding import Entity, Understanding

TEA, COFFEE = Shown("tea", "Чай чёрный"), Shown("coffee", "Кофе")
FULL = Form(
    name="Олег", phone="+77010000000", address="Абая 10", point=GeoPoint(43.2, 76.9), precision="house",
    window=(1_781_600_000, 1_781_607_200), booking_id="booking", payment="cash",
)  # fmt: skip


def heard(
    text: str, intent: str, confidence: float = 0.9, language: str = "ru", **entities: Any
) -> Understanding:
    """Entities by name; one that stands in the text is placed there."""
    found = []
    for name, value in entities.items():
        at = max(text.find(str(value)), 0)
        found.append(Entity(name, value, at, at + len(str(value))))
    return Understanding(text, language, intent, confidence, (), tuple(found))  # type: ignore[arg-type]
