"""Secrets the shop makes for itself at its first start, readable by its own user only."""

from __future__ import annotations

import secrets
from pathlib import Path


def secret_of(home: Path, name: str) -> str:
    """The secret of this name, the same at every start."""
    path = home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return path.read_text(encoding="utf-8")
