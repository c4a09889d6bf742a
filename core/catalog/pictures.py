"""Pictures that a feed gives by their addresses, fetched once and kept as files of our own.

A picture is known by its address: another address is another picture, the same one is not fetched again. What could
not be had is remembered with the reason and tried again a day later. Nothing waits for pictures: they come by a job,
`MOST` in a run, and a card shows the address itself until the file is there.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from core.catalog.incoming import Freshness
from core.catalog.ports import Download, PictureUnits
from core.catalog.product_picture import Reason, TriedPicture, cached_name
from core.kernel.clock import Clock
from core.kernel.errors import InvalidInput, Unavailable

MOST = 200
AT_ONCE = 8
RETRY_AFTER = timedelta(days=1)
REASONS: dict[str, Reason] = {
    "error-feed-address": "address",
    "error-feed-too-large": "too-large",
    "error-feed-unreachable": "unreachable",
    "error-picture-pixels": "too-many-pixels",
}


class Shrink(Protocol):
    def __call__(self, source: Path) -> bytes:
        """The picture as a JPEG no larger than a card needs. Raises InvalidInput for what is no picture, and with
        the key `error-picture-pixels` for one that is too large to be opened."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """`folder` holds a folder a store, as the edges serve it."""

    units: PictureUnits
    download: Download
    shrink: Shrink
    folder: Path
    clock: Clock

    async def due(self) -> list[str]:
        """The stores that have pictures to fetch."""
        async with self.units() as work:
            return await work.pictures.stores_due(self.clock.now() - RETRY_AFTER)

    async def fetch(self, store_id: str, most: int = MOST) -> int:
        """Fetches what is due, `most` at most, and tells how many were tried. No transaction is open meanwhile."""
        async with self.units() as work:
            urls = await work.pictures.due(store_id, self.clock.now() - RETRY_AFTER, most)
        for start in range(0, len(urls), AT_ONCE):
            tried = await asyncio.gather(*(self._tried(store_id, u) for u in urls[start : start + AT_ONCE]))
            async with self.units() as work:
                await work.pictures.save(tried)
                await work.commit()
        return len(urls)

    async def _tried(self, store_id: str, url: str) -> TriedPicture:
        try:
            await self._kept(store_id, url)
        except (InvalidInput, Unavailable) as error:
            reason = REASONS.get(error.key, "no-picture")
            return TriedPicture(store_id, url, self.clock.now(), reason, error.detail[:300])
        return TriedPicture(store_id, url, self.clock.now())

    async def _kept(self, store_id: str, url: str) -> None:
        folder = self.folder / store_id
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="fetch-") as aside:
            got = await self.download(url, Freshness(), Path(aside))
            if got.path is None:
                raise Unavailable("the server sent nothing", key="error-feed-unreachable")
            ready = Path(aside) / "ready"
            ready.write_bytes(await asyncio.to_thread(self.shrink, got.path))
            # Whole or not at all, for it may be served this moment.
            ready.replace(folder / cached_name(url))
