"""Tiles of a street map, asked of any server that has them as /{z}/{x}/{y} (OpenStreetMap's own, a shop's own)."""

from __future__ import annotations

import io
import os
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

import httpx
import numpy as np
import structlog
from PIL import Image

from core.fulfilment.drawing import Dots
from core.fulfilment.routing.ground import Ground, TileAt, Tiles, no_tiles
from core.kernel.clock import Clock
from core.kernel.errors import InvalidInput
from core.kernel.ids import code

MOST_TILES = 64
MAX_BYTES = 2**20
MAX_SIDE = 1024
MAX_SECONDS = 10.0
"""For all tiles of a map together."""
TIMEOUT = httpx.Timeout(4.0)
AT_ONCE = 2
"""As many as OpenStreetMap's tile usage policy lets one program ask at once."""
KEPT = timedelta(days=30)
MOST_KEPT_BYTES = 256 * 2**20
"""On disk: several cities at the depths that maps are drawn in, at some 20 kB a tile; a stranger's orders from all over
the world fill no disk."""
SPARED = 0.9
"""Of the most, after room was made: it is not made again for every map."""
PAUSE = timedelta(minutes=5)
"""A server that does not answer is let alone for so long."""
FORMATS = ("PNG", "JPEG", "WEBP")
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
log = structlog.get_logger()


@dataclass(slots=True)
class TileServer:
    """What `core.fulfilment.routing.ground.Tiles` promises. `url` is a template with {z}, {x} and {y}; tiles are
    kept in `folder` for thirty days, and longer while the server is silent, `most_bytes` of them at most: those that were
    fetched longest ago go first. A city has a few thousand.

    Raises InvalidInput for a template that is none.
    """

    url: str
    credit: str
    folder: Path
    clock: Clock
    agent: str = "duken"
    """What it calls itself: whoever runs a server wants to know whom to turn to."""
    max_seconds: float = MAX_SECONDS
    most_bytes: int = MOST_KEPT_BYTES
    _silent_until: datetime | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        try:
            address = httpx.URL(self._address(TileAt(0, 0, 0)))
        except httpx.InvalidURL as error:
            raise InvalidInput("DUKEN_TILES_URL", str(error)) from error
        if address.scheme not in ("http", "https") or not address.host:
            raise InvalidInput("DUKEN_TILES_URL", "must be an http or https address")
        if missing := [part for part in ("{z}", "{x}", "{y}") if part not in self.url]:
            raise InvalidInput("DUKEN_TILES_URL", f"lacks {', '.join(missing)}")

    def __call__(self, wanted: list[TileAt]) -> Ground:
        found = {tile: self._kept(tile) for tile in wanted[:MOST_TILES]}
        due = [tile for tile, dots in found.items() if dots is None or not self._is_fresh(tile)]
        if due:
            found |= self._asked_all(due)
        return Ground({tile: dots for tile, dots in found.items() if dots is not None}, self.credit)

    def _asked_all(self, due: list[TileAt]) -> dict[TileAt, Dots]:
        ends = time.monotonic() + self.max_seconds
        headers = {"user-agent": self.agent}
        with (
            httpx.Client(timeout=TIMEOUT, headers=headers, trust_env=False) as client,
            ThreadPoolExecutor(AT_ONCE) as askers,
        ):
            answers = list(askers.map(lambda tile: self._asked(client, tile, ends), due))
        got = {tile: dots for tile, dots in zip(due, answers, strict=True) if dots is not None}
        if got:
            self._make_room()
        if len(got) < len(due):
            log.warning("tiles.missing", url=self.url, missing=len(due) - len(got), wanted=len(due))
        return got

    def _asked(self, client: httpx.Client, tile: TileAt, ends: float) -> Dots | None:
        if time.monotonic() > ends or self._is_let_alone():
            return None
        try:
            answer = _answer(client, self._address(tile), ends)
        except (httpx.HTTPError, TimeoutError) as error:
            self._silent_until = self.clock.now() + PAUSE
            log.warning("tiles.silent", url=self.url, error=repr(error))
            return None
        dots = _opened(answer)
        if dots is not None:
            self._keep(tile, answer)
        return dots

    def _is_let_alone(self) -> bool:
        return self._silent_until is not None and self.clock.now() < self._silent_until

    def _address(self, tile: TileAt) -> str:
        told = {"{z}": tile.zoom, "{x}": tile.x, "{y}": tile.y}
        address = self.url
        for part, number in told.items():
            address = address.replace(part, str(number))
        return address

    # -- on disk ----------------------------------------------------------------------------------------

    def _file(self, tile: TileAt) -> Path:
        server = sha256(self.url.encode()).hexdigest()[:12]
        return self.folder / server / str(tile.zoom) / str(tile.x) / f"{tile.y}.tile"

    def _kept(self, tile: TileAt) -> Dots | None:
        try:
            return _opened(self._file(tile).read_bytes())
        except OSError:
            return None

    def _is_fresh(self, tile: TileAt) -> bool:
        return self._file(tile).stat().st_mtime > (self.clock.now() - KEPT).timestamp()

    def _keep(self, tile: TileAt, content: bytes) -> None:
        """Whole or not at all: another process may read it now. A full disk is no reason to draw nothing."""
        file, now = self._file(tile), self.clock.now().timestamp()
        part = file.with_suffix(f".{code(8)}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            os.utime(part, (now, now))
            part.replace(file)
        except OSError as error:
            log.warning("tiles.not_kept", file=str(file), error=repr(error))
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """The oldest out, of whatever server. Another process may do the same at once."""
        found: list[tuple[float, int, Path]] = []
        for file in self.folder.rglob("*"):
            with suppress(OSError):
                about = file.lstat()
                if S_ISREG(about.st_mode):
                    found.append((about.st_mtime, about.st_size, file))
        total = sum(size for _, size, _ in found)
        if total <= self.most_bytes:
            return
        for _, size, file in sorted(found):
            if total <= self.most_bytes * SPARED:
                return
            with suppress(OSError):
                file.unlink(missing_ok=True)
                total -= size


def map_tiles(
    url: str | None, credit: str, folder: Path, clock: Clock, public_url: str | None = None
) -> Tiles:
    """Of the server at `url`, none without one. Raises InvalidInput."""
    if not url:
        return no_tiles
    return TileServer(url, credit, folder, clock, f"duken (+{public_url})" if public_url else "duken")


def _answer(client: httpx.Client, url: str, ends: float) -> bytes:
    """Empty where the map ends and for what is too large. Raises httpx.HTTPError for a server that is down or
    wants to be left alone, TimeoutError when it drips."""
    content = b""
    with client.stream("GET", url) as response:
        if response.status_code == httpx.codes.NOT_FOUND:
            return b""
        response.raise_for_status()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > MAX_BYTES:
                return b""
            if time.monotonic() > ends:
                raise TimeoutError("too slow")
    return content


def _opened(content: bytes) -> Dots | None:
    """On white where it is transparent; None for what is no square picture of at most 1024 pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width != image.height or image.width > MAX_SIDE:
                return None
            whole = image.convert("RGBA")
    except _BROKEN:
        return None
    paper = Image.new("RGB", whole.size, "white")
    paper.paste(whole, mask=whole.getchannel("A"))
    return np.asarray(paper)
