"""From a file to text: gzip and zip undone, the encoding found and named, the size bounded."""

from __future__ import annotations

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from core.kernel.errors import InvalidInput

MAX_BYTES = 4 * 1024**3
SMALL_BYTES, MAX_RATIO = 64 * 1024**2, 200
"""Of one file after unpacking: what is small may be packed as tightly as it likes, a bomb stops here."""
MAX_FILES = 50
CHUNK_BYTES = 64 * 1024
HEAD_BYTES = 256 * 1024
GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
WORKBOOK = "xl/workbook.xml"
FEED_SUFFIXES = frozenset({".xml", ".yml", ".csv", ".tsv", ".txt"})
BROKEN_ARCHIVE = (EOFError, zlib.error, zipfile.BadZipFile)

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# An explicit list: Python also has codecs such as "unicode_escape" and "idna", which are no encodings of a file.
_SINGLE_BYTE = (
    "cp1251",
    "kz1048",
    "ptcp154",
    "koi8-r",
    "koi8-u",
    "iso8859-5",
    "cp866",
    "cp1252",
    "iso8859-1",
)
_ENCODINGS = ("utf-8", "utf-16", "ascii", *_SINGLE_BYTE)


@dataclass(frozen=True, slots=True)
class Encoding:
    """`declared` is what the file says, `actual` what its bytes are; they differ in a mislabelled file."""

    declared: str
    actual: str
    bom_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """`head` is the first 256 KiB, unpacked. `others` are the further files of one archive or folder."""

    path: Path
    head: bytes
    member: str | None = None
    """The file inside of a zip archive."""
    others: tuple[Source, ...] = ()

    @classmethod
    def open(cls, path: Path) -> Source:
        """Raises InvalidInput for a file that cannot be read or holds nothing, and for an archive that is a bomb."""
        parts: list[tuple[Path, str | None]] = [(p, None) for p in _files(path)]
        if path.is_file() and (names := _members(path)) is not None:
            parts = [(path, name) for name in names]
        opened = [cls(p, _head(p, name), name) for p, name in parts[:MAX_FILES]]
        opened = [source for source in opened if source.head.strip()]
        if not opened:
            raise InvalidInput("file", f"{path.name} is empty", key="error-feed-empty")
        return replace(opened[0], others=tuple(opened[1:]))

    def encoding(self) -> Encoding:
        """Raises InvalidInput when the declared encoding is none we know."""
        for bom, name in _BOMS:
            if self.head.startswith(bom):
                return Encoding(name, name, len(bom))
        match = _DECLARED.match(self.head)
        declared = _known(match[1].decode("ascii", "replace")) if match else "utf-8"
        return Encoding(declared, _actual(declared, self.head))

    def text(self, encoding: Encoding) -> Iterator[str]:
        """Chunks of the text; a byte that is no letter becomes U+FFFD. A file cut short ends early."""
        decoder = codecs.getincrementaldecoder(encoding.actual)(errors="replace")
        skip = encoding.bom_bytes
        chunks = _chunks(self.path, self.member)
        while True:
            try:
                chunk = next(chunks, b"")
            except BROKEN_ARCHIVE:
                chunk = b""
            if not chunk:
                break
            yield decoder.decode(chunk[skip:])
            skip = 0
        yield decoder.decode(b"", final=True)


def _head(path: Path, member: str | None) -> bytes:
    chunks = _chunks(path, member)
    head = b""
    try:
        while len(head) < HEAD_BYTES and (chunk := next(chunks, b"")):
            head += chunk
    except BROKEN_ARCHIVE as error:
        # An archive cut short is still worth reading as far as it goes.
        if not head:
            raise _unreadable(path, "is not a whole archive") from error
    finally:
        chunks.close()
    return head


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.iterdir() if p.suffix.lower() in FEED_SUFFIXES)


def _members(path: Path) -> list[str] | None:
    """The feeds inside of a zip archive, the largest first; None for any other file, a workbook among them."""
    try:
        with path.open("rb") as probe:
            if probe.read(4) != ZIP_MAGIC:
                return None
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(path, "is not a whole archive") from error
    if any(e.filename == WORKBOOK for e in entries):
        return None
    feeds = [
        e
        for e in entries
        if Path(e.filename).suffix.lower() in FEED_SUFFIXES and "__MACOSX" not in e.filename
    ]
    if not feeds:
        raise InvalidInput("file", f"{path.name} holds no feed", key="error-feed-empty")
    return [e.filename for e in sorted(feeds, key=lambda e: (-e.file_size, e.filename))]


@contextmanager
def _opened(path: Path, member: str | None) -> Iterator[IO[bytes] | gzip.GzipFile]:
    if member is not None:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            yield file
        return
    with path.open("rb") as probe:
        packed = probe.read(2) == GZIP_MAGIC
    with path.open("rb") as file:
        yield gzip.GzipFile(fileobj=file) if packed else file


def _chunks(path: Path, member: str | None) -> Generator[bytes, None, None]:
    total = 0
    try:
        allowed = min(MAX_BYTES, max(SMALL_BYTES, path.stat().st_size * MAX_RATIO))
        with _opened(path, member) as file:
            while chunk := file.read(CHUNK_BYTES):
                total += len(chunk)
                if total > allowed:
                    raise InvalidInput(
                        "file", f"larger than {allowed} bytes",
                        key="error-feed-too-large", megabytes=allowed // 2**20,
                    )  # fmt: skip
                yield chunk
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise EOFError from error
        raise _unreadable(path, error.strerror or "cannot be read") from error
    except RuntimeError as error:
        raise _unreadable(path, "is locked with a password") from error


def _unreadable(path: Path, why: str) -> InvalidInput:
    return InvalidInput("file", f"{path.name}: {why}", key="error-feed-unreadable", file=path.name)


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):  # ValueError: a zero character in the name
        name = declared
    if name not in _ENCODINGS:
        raise InvalidInput(
            "file", f"unknown encoding {declared!r}", key="error-feed-encoding", encoding=declared
        )
    return name


def _actual(declared: str, head: bytes) -> str:
    """The encoding the bytes are in: UTF-8 text betrays itself, and Cyrillic that is not UTF-8 is windows-1251."""
    if head.isascii() or declared == "utf-16":
        return declared
    text = codecs.getincrementaldecoder("utf-8")(errors="replace").decode(head)
    broken = text.count("�")
    letters = sum(1 for char in text if char > "\x7f") - broken
    if declared in _SINGLE_BYTE:
        return "utf-8" if broken == 0 else declared
    # One bad byte in a good UTF-8 file costs its own row; a file that is mostly bad bytes is not UTF-8.
    return "cp1251" if broken > letters else "utf-8"
