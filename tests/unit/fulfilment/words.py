"""The real words of the pictures, in each language."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from core.fulfilment.drawing import Say
from core.i18n.texts import Texts, load_texts


@cache
def _texts() -> Texts:
    return load_texts()


def say_in(language: str) -> Say:
    def say(key: str, **params: Any) -> str:
        return _texts().say(language, key, params)

    return say


def pixels(png: bytes) -> np.ndarray:
    """Rows of red, green and blue."""
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


def has_colour(png: bytes, colour: str) -> bool:
    """`colour` as #rrggbb."""
    wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    return bool((pixels(png) == wanted).all(axis=2).any())
