"""Offer ids as they fit into a button: Telegram gives a choice 64 bytes, a feed's id may be longer."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

LONGEST = 40
MARK = "~"


def ref(offer_id: str) -> str:
    """The id itself while it is short, else a digest of it."""
    if len(offer_id.encode()) <= LONGEST and not offer_id.startswith(MARK):
        return offer_id
    return MARK + blake2b(offer_id.encode(), digest_size=12).hexdigest()


def offer_of(reference: str, offer_ids: Iterable[str]) -> str:
    """The offer id behind a reference; the reference itself when it is none of ours."""
    if not reference.startswith(MARK):
        return reference
    return next((o for o in offer_ids if ref(o) == reference), reference)
