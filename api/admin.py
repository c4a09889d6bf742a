"""The key to the seller's doors: a token in a file only the owner of the process can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from fastapi import Request

from api.context import web_of
from api.errors import BadCredentials


def admin_token(home: Path) -> str:
    """The token of this home folder, made at the first call."""
    path = home / "admin.token"
    home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    token = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


def require_admin(request: Request) -> None:
    """Raises BadCredentials."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    expected = web_of(request).admin_token
    if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode(), expected.encode()):
        raise BadCredentials("a bearer token of this shop is needed")
