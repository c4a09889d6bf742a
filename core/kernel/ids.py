"""Identifiers. Public ones are unguessable; internal ones only unique."""

from __future__ import annotations

import secrets
import uuid

# No vowels and no look-alikes: a code is read aloud over the phone and never spells a word.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_id() -> str:
    return uuid.uuid4().hex


def code(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def digits(length: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))


def tracking_code() -> str:
    """About 66 bits: public and unguessable."""
    return code(14)
