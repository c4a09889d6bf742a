"""Pictures of strangers opened with care and made small."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image, ImageOps

from core.kernel.errors import InvalidInput

LONGER_SIDE = 800
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 85
PAPER = (255, 255, 255)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def shrunk(source: Path) -> bytes:
    """What `core.catalog.pictures.Shrink` promises: upright as its EXIF says, on white, without anything hidden in it."""
    try:
        # The size stands in the header: what is too large is never unpacked.
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_many(f"{image.width}x{image.height}")
            return _jpeg(image)
    except _BOMBS as error:
        raise _too_many(str(error)) from error
    except _BROKEN as error:
        raise InvalidInput("picture", "not a picture that can be shown", key="error-picture") from error


def _jpeg(image: Image.Image) -> bytes:
    turned = image.getexif().get(0x0112, 1)
    image.draft("RGB", (LONGER_SIDE, LONGER_SIDE))
    small: Image.Image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((LONGER_SIDE, LONGER_SIDE))
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, PAPER)
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    small.getexif()[0x0112] = turned
    upright = ImageOps.exif_transpose(small)
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return out.getvalue()


def _too_many(said: str) -> InvalidInput:
    return InvalidInput("picture", f"more than {MAX_PIXELS} pixels: {said}", key="error-picture-pixels")
