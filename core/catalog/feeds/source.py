"""From a file to text: gzip undone, the encoding found and named, the size bounded."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.kernel.errors import InvalidInput

MAX_BYTES = 512 * 1024 * 1024
"""After unpacking, so that a gzip bomb stops here."""
CHUNK_BYTES = 64 * 1024
HEAD_BYTES = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"

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
    """`head` is the first 256 KiB, unpacked."""

    path: Path
    head: bytes

    @classmethod
    def open(cls, path: Path) -> Source:
        """Raises InvalidInput for a file that cannot be read or holds nothing."""
        chunks = _chunks(path)
        head = b""
        try:
            while len(head) < HEAD_BYTES and (chunk := next(chunks, b"")):
                head += chunk
        except (EOFError, zlib.error) as error:
            # A gzip cut short is still worth reading as far as it goes.
            if not head:
                raise _unreadable(path, "is not a whole gzip file") from error
        finally:
            chunks.close()
        if not head.strip():
            raise InvalidInput("file", f"{path.name} is empty", key="error-feed-empty")
        return cls(path, head)

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
        chunks = _chunks(self.path)
        while True:
            try:
                chunk = next(chunks, b"")
            except (EOFError, zlib.error):
                chunk = b""
            if not chunk:
                break
            yield decoder.decode(chunk[skip:])
            skip = 0
        yield decoder.decode(b"", final=True)


def _chunks(path: Path) -> Generator[bytes, None, None]:
    total = 0
    try:
        with path.open("rb") as probe:
            packed = probe.read(2) == GZIP_MAGIC
        with gzip.open(path) if packed else path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                total += len(chunk)
                if total > MAX_BYTES:
                    raise InvalidInput(
                        "file", f"larger than {MAX_BYTES} bytes",
                        key="error-feed-too-large", megabytes=MAX_BYTES // 2**20,
                    )  # fmt: skip
                yield chunk
    except OSError as error:
        raise _unreadable(path, error.strerror or "cannot be read") from error


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
