"""How people spoil a sentence, for training: each function is one habit, given a seeded generator.

A wrong keyboard layout is not among them: it is repaired before the model reads the text."""

from __future__ import annotations

import random
from collections.abc import Sequence

from core.nlu.model import Example

_DROPPED = str.maketrans("әіңғүұқөһӘІҢҒҮҰҚӨҺ", "аингуукохАИНГУУКОХ")
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f",
    "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_LATIN_HABITS: tuple[dict[str, str], ...] = (
    {},
    {"қ": "q", "ж": "j", "й": "y"},
    {"ы": "i", "х": "kh", "я": "ia"},
    {"қ": "q", "ш": "w", "ж": "j"},
)


def drop_kazakh_letters(text: str, rng: random.Random) -> str:
    return text.translate(_DROPPED)


def latinise(text: str, rng: random.Random) -> str:
    table = {**_LATIN, **rng.choice(_LATIN_HABITS)}
    return "".join(table.get(c, c) for c in text.lower())


def mistype(text: str, rng: random.Random) -> str:
    """One letter lost, doubled, swapped with the next or replaced, every dozen letters or so."""
    letters = list(text)
    for _ in range(1 + len(text) // 14):
        at = rng.randrange(len(letters)) if letters else 0
        if at + 1 >= len(letters) or not letters[at].isalpha():
            continue
        match rng.randrange(4):
            case 0:
                del letters[at]
            case 1:
                letters.insert(at, letters[at])
            case 2:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            case _:
                letters[at] = rng.choice(text)
    return "".join(letters)


def spoil(text: str, language: str, rng: random.Random) -> str:
    """One habit, by how common it is among the writers of the language."""
    habits = [mistype, mistype]
    if language == "kk":
        habits += [drop_kazakh_letters, drop_kazakh_letters, latinise, latinise]
    elif language == "ru":
        habits += [latinise]
    spoiled = rng.choice(habits)(text, rng)
    return mistype(spoiled, rng) if rng.random() < 0.15 else spoiled


def with_noise(examples: Sequence[Example], copies: int, seed: int) -> list[Example]:
    """The examples, then each of them spoiled `copies` times; how, depends on no other example."""
    spoiled = [
        Example(
            spoil(e.text, e.language, random.Random(f"{seed} {copy} {e.text}")),
            e.intent,
            e.language,
            as_meant=False,
        )
        for copy in range(copies)
        for e in examples
    ]
    return [*examples, *spoiled]
