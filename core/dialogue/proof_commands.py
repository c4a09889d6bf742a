"""What can be done while an order waits for its phone to be proven."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProvePhone:
    """The channel vouches that it is the shopper's own."""

    phone: str


@dataclass(frozen=True, slots=True)
class CheckCode:
    code: str


@dataclass(frozen=True, slots=True)
class SendCode:
    """A new code to the number of the order that waits."""


@dataclass(frozen=True, slots=True)
class OtherNumber:
    """Written while a proof is waited for: perhaps the order has the wrong one."""

    phone: str


@dataclass(frozen=True, slots=True)
class ChangeNumber:
    """Of the order that waits."""

    phone: str


@dataclass(frozen=True, slots=True)
class AskProof:
    """Puts the question of the proof again, in one short line."""


ProofCommand = ProvePhone | CheckCode | SendCode | OtherNumber | ChangeNumber | AskProof
