"""Where the files of an exchange with 1C wait until they are taken in: one folder a session, gone after a day."""

from __future__ import annotations

import re
import secrets
import shutil
import time
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.catalog.feeds.source import MAX_RATIO, SMALL_BYTES
from core.kernel.errors import Forbidden, InvalidInput

SESSION_BYTES = 2 * 1024**3
KEPT_S = 24 * 3600
TOKEN = re.compile(r"[0-9a-f]{32}")
NAME = re.compile(r"[A-Za-z0-9_.\-]{1,100}\.(?:xml|zip)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExchangeFiles:
    """`root` is the folder of all sessions of one store."""

    root: Path

    def open_session(self) -> str:
        """A new session's token; what is left of old ones goes."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in self.root.iterdir():
            if folder.stat().st_mtime < time.time() - KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)
        token = secrets.token_hex(16)
        (self.root / token).mkdir(mode=0o700)
        return token

    def folder(self, token: str) -> Path:
        """Raises Forbidden for a session there is not."""
        folder = self.root / token
        if not TOKEN.fullmatch(token) or not folder.is_dir():
            raise Forbidden("no such exchange session")
        return folder

    async def append(self, token: str, filename: str, chunks: AsyncIterator[bytes]) -> None:
        """The next piece of a file; 1C sends a large one in several. Pictures are let through unkept.

        Raises InvalidInput when the session grows too large.
        """
        folder, name = self.folder(token), PurePosixPath(filename.replace("\\", "/")).name
        if not NAME.fullmatch(name):
            async for _ in chunks:
                pass
            return
        held = sum(p.stat().st_size for p in folder.iterdir())
        with (folder / name).open("ab") as file:
            async for chunk in chunks:
                held += file.write(chunk)
                if held > SESSION_BYTES:
                    raise InvalidInput(
                        "file", "the exchange is too large",
                        key="error-feed-too-large", megabytes=SESSION_BYTES // 2**20,
                    )  # fmt: skip

    def feed(self, token: str, filename: str) -> Path:
        """The file that is to be taken in, out of its archive if it came in one. Raises InvalidInput."""
        folder, name = self.folder(token), PurePosixPath(filename.replace("\\", "/")).name
        for archive in sorted(folder.glob("*.zip")):
            _unpack(archive, folder)
            archive.unlink()
        path = folder / name
        if not NAME.fullmatch(name) or not path.is_file():
            raise InvalidInput("filename", f"{name[:100]} was not sent", key="error-feed-empty")
        return path


def _unpack(archive: Path, folder: Path) -> None:
    """Only feeds, by their bare names, and no more than an honest archive holds."""
    allowed = max(SMALL_BYTES, archive.stat().st_size * MAX_RATIO)
    try:
        with zipfile.ZipFile(archive) as packed:
            for entry in packed.infolist():
                name = PurePosixPath(entry.filename).name
                if not NAME.fullmatch(name) or name.lower().endswith(".zip"):
                    continue
                with packed.open(entry) as source, (folder / name).open("wb") as target:
                    while chunk := source.read(64 * 1024):
                        allowed -= target.write(chunk)
                        if allowed < 0:
                            raise InvalidInput(
                                "file", "the archive is a bomb", key="error-feed-too-large", megabytes=2048
                            )
    except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise InvalidInput(
            "file", f"{archive.name} is not a whole archive", key="error-feed-unreadable", file=archive.name
        ) from error
