"""Secrets the shop makes for itself at its first start, readable by its own user only."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path


def secret_of(home: Path, name: str) -> str:
    """The secret of this name, the same at every start and in every process."""
    path = home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = path.with_name(f"{name}.{secrets.token_hex(8)}")
        scratch.touch(mode=0o600)
        scratch.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        # Linked whole: nobody ever reads half a secret, and who comes second takes the first one's.
        with suppress(FileExistsError):
            path.hardlink_to(scratch)
        scratch.unlink()
    return path.read_text(encoding="utf-8")
