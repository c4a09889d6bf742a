"""Pictures of goods, and pictures the shop drew."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from api.context import app_of
from core.kernel.errors import NotFound

router = APIRouter(tags=["files"])

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
HEADERS = {"Cache-Control": "public, max-age=86400"}


@router.get("/pictures/{path:path}", response_class=FileResponse)
async def picture(request: Request, path: str) -> FileResponse:
    """A picture of a product, or one the shop drew."""
    return _file(app_of(request).settings.pictures, path)


@router.get("/media/{path:path}", response_class=FileResponse)
async def media(request: Request, path: str) -> FileResponse:
    """Names are unguessable; whoever was sent one may look."""
    return _file(app_of(request).settings.media, path)


def _file(root: Path, path: str) -> FileResponse:
    """Raises NotFound for anything that is not a picture inside the folder."""
    if "\x00" in path:
        raise NotFound("no such picture")
    root = root.resolve()
    try:
        found = (root / path).resolve()
        there = found.is_relative_to(root) and found.is_file()
    except OSError as error:
        raise NotFound("no such picture") from error
    kind = TYPES.get(found.suffix.lower())
    if not there or kind is None:
        raise NotFound("no such picture")
    return FileResponse(found, media_type=kind, headers=HEADERS)
