"""Pictures and documents on their way in: an upload, a known file_id, or an address to fetch."""

from __future__ import annotations

import mimetypes
from typing import Protocol

from tests.fakes.telegram.errors import ApiError, bad_request
from tests.fakes.telegram.limits import photo_size
from tests.fakes.telegram.params import Params, Upload
from tests.fakes.telegram.state import StoredFile, World


class Web(Protocol):
    async def fetch(self, url: str) -> tuple[str, bytes] | None:
        """MIME type and body; None when nothing usable answers."""


async def read_attachment(world: World, web: Web, params: Params, value: str, *, photo: bool) -> StoredFile:
    """`value` is what stands in the parameter; raises ApiError for what Telegram does not take."""
    if value.startswith(("http://", "https://")):
        return await _fetched(world, web, value, photo=photo)
    name = value.removeprefix("attach://")
    if upload := params.files.get(name):
        return store(world, upload, photo=photo)
    stored = world.files.by_id(value)
    if stored is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    if stored.is_photo != photo:
        was, wanted = ("Photo", "Document") if stored.is_photo else ("Document", "Photo")
        raise bad_request(f"can't use file of type {was} as {wanted}")
    return stored


async def read_parameter(world: World, web: Web, params: Params, name: str, *, photo: bool) -> StoredFile:
    """A file given in the parameter `name`, as a value or as the multipart part of that name."""
    value = params.text(name) or (f"attach://{name}" if name in params.files else "")
    if not value:
        raise bad_request(f"there is no {name} in the request")
    return await read_attachment(world, web, params, value, photo=photo)


def store(world: World, upload: Upload, *, photo: bool) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > world.limits.upload_bytes:
        raise ApiError(413, "Request Entity Too Large")
    if not photo:
        guessed = mimetypes.guess_type(upload.name)[0] or upload.mime
        return world.files.add(upload.data, upload.name, guessed)
    size = photo_size(upload.data, world.limits)
    return world.files.add(upload.data, "photo.jpg", upload.mime, size)


async def _fetched(world: World, web: Web, url: str, *, photo: bool) -> StoredFile:
    found = await web.fetch(url)
    if found is None:
        raise bad_request("failed to get HTTP URL content")
    mime, data = found
    if photo and not mime.startswith("image/"):
        raise bad_request("wrong type of the web page content")
    limit = world.limits.photo_url_bytes if photo else world.limits.download_bytes
    if len(data) > limit:
        raise bad_request("failed to get HTTP URL content")
    return store(world, Upload(url.rpartition("/")[2] or "file", mime, data), photo=photo)
