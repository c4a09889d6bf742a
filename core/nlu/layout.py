"""Text typed with the wrong keyboard layout: "vjkjrj" for "молоко", "c8n" for "сүт", "руддщ" for "hello".

Every conversion maps one character to one character, so places stay the same.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable

_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
# The Kazakh layout is the Russian one with its own letters on the digit row.
_DIGIT_ROW = dict(zip("234589" + "0-=", "әіңғүұ" + "қөһ", strict=True))
_SHIFTED = dict(zip('{}:"<>~', "ХЪЖЭБЮЁ", strict=True))

_TO_RUSSIAN = {**dict(zip(_QWERTY, _RUSSIAN, strict=True)), **_SHIFTED}
_TO_RUSSIAN |= {a.upper(): b.upper() for a, b in zip(_QWERTY, _RUSSIAN, strict=True) if a.isalpha()}
_TO_QWERTY = {b: a for a, b in zip(_QWERTY, _RUSSIAN, strict=True)}
_TO_QWERTY |= {b.upper(): a.upper() for a, b in zip(_QWERTY, _RUSSIAN, strict=True)}
_TO_QWERTY |= {b: a for a, b in _DIGIT_ROW.items()}

_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
# "3k" and "2kg" are amounts, not "іл" and "әлп" of the Kazakh layout.
_AMOUNT = re.compile(
    r"[\d\s.,:;+%()/*x×-]+(?:(?<=\d)(?:k|kg|g|gr|l|ml|mm|cm|m|gb|tb|mb|w|am|pm|st|nd|rd|th))?", re.IGNORECASE
)
_END_MARKS = ",.;:'\""


def _to_russian(word: str) -> str:
    return "".join(_TO_RUSSIAN.get(c, c) for c in word)


def _to_kazakh(word: str) -> str:
    return "".join(_DIGIT_ROW.get(c) or _TO_RUSSIAN.get(c, c) for c in word)


def _to_qwerty(word: str) -> str:
    return "".join(_TO_QWERTY.get(c, c) for c in word)


def _per_word(text: str, convert: Callable[[str], str], needs: re.Pattern[str]) -> str:
    """Amounts and words without a letter of the script are left: "2 in" is "2 шт", not "ә шт"."""

    def one(found: re.Match[str]) -> str:
        word = found.group()
        return convert(word) if needs.search(word) and not _AMOUNT.fullmatch(word) else word

    return _WORD.sub(one, text)


def layout_variants(text: str) -> list[str]:
    """What the text would be under the other layouts, same length each; [] when nothing changes."""
    found = []
    if _LATIN.search(text):
        found += [_per_word(text, _to_russian, _LATIN), _per_word(text, _to_kazakh, _LATIN)]
    if _CYRILLIC.search(text):
        found.append(_per_word(text, _to_qwerty, _CYRILLIC))
    return [v for i, v in enumerate(found) if v != text and v not in found[:i]]


class LayoutRepair:
    """Tells a wrong layout by how unlike any known language the letters run.

    A letter-trigram model with additive smoothing over the words of the language data. A word is converted
    when the conversion is likelier by more than `margin` nats a letter; a known word is never converted, and
    a conversion that is a known word gets a bonus.
    """

    def __init__(self, words: Iterable[str], margin: float = 0.9) -> None:
        self._known = frozenset(words)
        self._margin = margin
        self._trigrams: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        for word in self._known:
            padded = f"^^{word}$"
            for i in range(len(padded) - 2):
                self._trigrams[padded[i : i + 3]] += 1
                self._pairs[padded[i : i + 2]] += 1

    def repair(self, text: str) -> str:
        """The text with words of a wrong layout converted, same length."""
        return _WORD.sub(lambda found: self._best(found.group()), text)

    def _best(self, word: str) -> str:
        if len(word) > 60 or _AMOUNT.fullmatch(word) or _bare(word) in self._known:
            return word
        readings = self._readings(word)
        if not readings:
            return word
        worth, reading = max((self._worth(r), r) for r in readings)
        return reading if worth > self._worth(word) + self._margin else word

    @staticmethod
    def _readings(word: str) -> list[str]:
        if _LATIN.search(word) and _CYRILLIC.search(word):
            return []  # One layout types one script.
        if _LATIN.search(word):
            # A mark at the end is a mark or a letter: "nfr," may be "так," or "такб".
            body, tail = word.rstrip(_END_MARKS), word[len(word.rstrip(_END_MARKS)) :]
            return [_to_russian(word), _to_kazakh(word), _to_russian(body) + tail, _to_kazakh(body) + tail]
        return [_to_qwerty(word)] if _CYRILLIC.search(word) else []

    def _worth(self, word: str) -> float:
        """Mean log-probability of a letter, and the bonus of a known word."""
        bare = _bare(word)
        padded = f"^^{bare}$"
        total = sum(
            math.log((self._trigrams[padded[i : i + 3]] + 0.1) / (self._pairs[padded[i : i + 2]] + 4.0))
            for i in range(len(padded) - 2)
        )
        return total / (len(padded) - 2) + (3.0 if len(bare) > 1 and bare in self._known else 0.0)


def _bare(word: str) -> str:
    return word.strip(_END_MARKS).lower()
