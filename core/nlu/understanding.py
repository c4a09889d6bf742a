"""What a message means. The labels and value forms are the contract of `nlu_data/intents.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

Language = Literal["kk", "ru", "en"]
Role = Literal["shopper", "seller"]
EntityValue = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Entity:
    """`start:end` points into the text as it was sent; `line` ties the parts of one list line together."""

    entity: str
    value: EntityValue
    start: int
    end: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the message may lean on: the names shown last, the product in focus, the question that is open.

    `pending` names the RequiredEntity that was asked for (`name`, `phone`, `address`, `slot`, `payment`,
    `confirm`, `choice`, ...), or is None.
    """

    last_list: tuple[str, ...] = ()
    focus: str | None = None
    pending: str | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    text: str
    language: Language
    intent: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()

    def all(self, entity: str) -> tuple[Entity, ...]:
        return tuple(e for e in self.entities if e.entity == entity)

    def first(self, entity: str) -> EntityValue | None:
        return next((e.value for e in self.entities if e.entity == entity), None)


@dataclass(frozen=True, slots=True)
class Question:
    """One message to be understood."""

    text: str
    now: datetime
    role: Role = "shopper"
    context: Context = field(default_factory=Context)
    language: Language | None = None
    """The language of the talk so far; None when there was none."""
