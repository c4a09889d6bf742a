"""One writing for the many ways people write a word.

`fold` keeps the length of the text, so places in the folded text are places in the original. `skeleton` is
where "сүт", "сут", "sut" and "süt" meet; `stem` is where "яблок" meets "яблоки" and "сүтті" meets "сүт".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.nlu.layout import layout_variants
from core.nlu.stemming import stem

__all__ = ["SearchTerm", "Token", "fold", "layout_variants", "search_terms", "skeleton", "stem", "tokens"]

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_TWO_SCRIPTS = re.compile(r"[a-zA-Z][^\W\d_a-zA-Z]|[^\W\d_a-zA-Z][a-zA-Z]")
# Latin letters that look like Cyrillic ones. "i" stands for the Kazakh і, which many phones lack.
_LATIN_LOOKS = dict(zip("aeopcyxikmthbj", "аеорсухікмтнвј", strict=True)) | {"ә": "ә", "h": "һ"}
_CYRILLIC_LOOKS = dict(zip("аеорсухікмтнв", "aeopcyxikmthb", strict=True))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number as written, at `start:end` of the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """The three keys of one word: as folded, by stem, by sound."""

    word: str
    stem: str
    skeleton: str


def tokens(text: str) -> list[Token]:
    """Words and numbers; a decimal or a time ("1,5", "18:30") stays whole, "2кг" is two tokens."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _one_script(found: re.Match[str]) -> str:
    """A word of two scripts is a word of the script it mostly has."""
    word = found.group()
    latin = sum(c.isascii() for c in word)
    if latin in (0, len(word)):
        return word
    looks = _LATIN_LOOKS if latin <= len(word) - latin else _CYRILLIC_LOOKS
    return "".join(looks.get(c, c) for c in word)


def fold(text: str) -> str:
    """Lower case, ё as е, look-alike letters of another script put right. Same length as `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    lowered = lowered.replace("ё", "е")
    return _LETTERS.sub(_one_script, lowered) if _TWO_SCRIPTS.search(lowered) else lowered


_CYRILLIC_SOUNDS = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "j",
    "з": "z", "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f",
    "х": "h", "һ": "h", "ц": "ts", "ч": "c", "ш": "x", "щ": "x", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia",
}  # fmt: skip
_LATIN_SOUNDS = {
    "y": "i", "q": "k", "w": "v", "x": "h", "á": "a", "ä": "a", "ó": "o", "ö": "o", "ú": "u", "ü": "u",
    "ý": "u", "ū": "u", "ı": "i", "í": "i", "ğ": "g", "ǵ": "g", "ş": "x", "š": "x", "ñ": "n", "ń": "n",
    "ž": "j", "č": "c", "ç": "c", "ə": "a",
}  # fmt: skip
# Longest first. "c" alone is the look-alike of Cyrillic с; in "coffee", "cola", "cream" it sounds k.
_LATIN_GROUPS = (
    ("shch", "x"), ("sch", "x"), ("tch", "\x01"), ("sh", "x"), ("ch", "\x01"), ("zh", "j"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"), ("ck", "k"), ("ca", "ka"), ("co", "ko"), ("cl", "kl"), ("cr", "kr"), ("c", "s"),
)  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")


def _latin_sound(word: str) -> str:
    # x and c are output letters too: those of the input are set apart before the digraphs are replaced.
    word = word.replace("x", "\x02")
    for group, sound in _LATIN_GROUPS:
        word = word.replace(group, sound)
    word = word.replace("\x01", "c").replace("\x02", "h")
    return "".join(c if c == "x" else _LATIN_SOUNDS.get(c, c) for c in word)


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """How the word sounds, in Latin letters, in any alphabet: "қайда", "кайда", "qaida" -> "kaida"."""
    word = fold(word)
    sounds = _latin_sound(word) if word.isascii() or not any(c in _CYRILLIC_SOUNDS for c in word) else word
    sounds = "".join(_CYRILLIC_SOUNDS.get(c, c) for c in sounds if c not in "'’ʼ")
    return _REPEATED.sub(r"\1", sounds.replace("ng", "n"))


def search_terms(text: str) -> tuple[SearchTerm, ...]:
    """The words of a query or of a product name, in order, each with its keys."""
    words = (t.text for t in tokens(fold(text)))
    return tuple(SearchTerm(w, stem(w), skeleton(w)) for w in words)
