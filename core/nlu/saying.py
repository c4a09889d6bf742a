"""Whether words say something, as a sentence or a question does, or name somebody.

Told by grammar and not by meaning: verbs, question words and what never stands in a name on one side; on the other
names that a dictionary knows and the shape of surnames. In doubt words do neither, for a name must never be refused.
The words themselves are in `data/saying.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.nlu.language_data import read_yaml
from core.nlu.normalize import fold, skeleton, tokens
from core.nlu.stemming import is_russian_name, is_russian_thing, russian_beside_names, russian_parts_of_speech

_DATA = Path(__file__).parent / "data" / "saying.yaml"
_VERBS = frozenset({"VERB", "INFN", "PRED"})
_SHORT_CLASSES = frozenset({"NPRO", "PREP", "CONJ", "PRCL", "INTJ", "ADVB"})
LONG = 6
"""Letters of a Russian word that is no name by chance, such as "Жали", when it stands alone or beside a name."""
LONG_BESIDE = 5
PRONOUN = 4
"""Letters of a Russian verb and of a pronoun that are none beside other words ("Ван Пей")."""

_KAZAKH_VERB = re.compile(
    # Negated; asked or told politely; said of oneself.
    r"\w{2,}(?:(?:[мбп]ады|[мбп]еді)(?:м|ң|ңыз|ңіз|қ|к)?|[мбп][ае]й(?:ды|ді|мын|мін|сың|сің|сыз|сіз|мыз|міз)"
    r"|[ыіиуүұаеә][ңн][ыіи]з(?:дар|дер)?(?:ш[ыіи])?|[аеәйпн]м[ыіи][нз]|[аеәй]й[ыі][нқк]|[мңпй]с[ыі]з|\w[дт][ыі]м)"
)
_PARTED = r"[\s:,–-]+"
# Words up to a mark, a number or the end.
_ONE_OR_TWO = r"([^\W\d_]+(?:[ -][^\W\d_]+)?)(?=\s*(?:[,.;\n]|$|\d|\+))"
_NEGATED = re.compile(r"(\w+?)n['’]?t")


@dataclass(frozen=True, slots=True)
class _Words:
    """Small letters; `names` and `names_in_capitals` are sounds."""

    asks: frozenset[str]
    kazakh_last: frozenset[str]
    kazakh_beside: frozenset[str]
    english_beside: frozenset[str]
    english_negated: frozenset[str]
    english_verbs: frozenset[str]
    names: frozenset[str]
    names_in_capitals: frozenset[str]
    introduced: re.Pattern[str]
    introduced_within: re.Pattern[str]
    introduced_after: re.Pattern[str]
    surname: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = read_yaml(_DATA)
    kazakh, english = data["kazakh"], data["english"]
    anywhere, after = data["introduced"]["anywhere"], _any_of(data["introduced_after"])
    return _Words(
        asks=frozenset(data["asks"]),
        kazakh_last=frozenset(kazakh["last"]),
        kazakh_beside=frozenset(kazakh["beside"]),
        english_beside=frozenset(english["beside"]),
        english_negated=frozenset(english["negated"]),
        english_verbs=frozenset(english["verbs"]),
        names=frozenset(map(skeleton, data["names"])),
        names_in_capitals=frozenset(map(skeleton, data["names_in_capitals"])),
        introduced=re.compile(
            rf"{_any_of([*anywhere, *data['introduced']['at_start']])}{_PARTED}(?=\w)", re.IGNORECASE
        ),
        introduced_within=re.compile(rf"(?<!\w){_any_of(anywhere)}{_PARTED}{_ONE_OR_TWO}", re.IGNORECASE),
        introduced_after=re.compile(rf"[\s,–-]+{after}\W*$", re.IGNORECASE),
        surname=re.compile(rf"\w{{3,}}{_any_of(data['surname_endings'])}"),
    )


def _any_of(phrases: Iterable[str]) -> str:
    """The longest first: "зовите меня" before "зовите"."""
    return f"(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))})"


def is_question_word(word: str) -> bool:
    return word in _words().asks


def without_introduction(text: str) -> str:
    """ "Это Олег", "менің атым Айгүл", "I am John": the name alone; a sentence about oneself stays whole."""
    found = _words().introduced.match(text)
    rest = _words().introduced_after.sub("", text[found.end() :] if found else text)
    return text if says_something(rest) else rest


def introduced(text: str) -> re.Match[str] | None:
    """Words such as "my name is" anywhere in a message, with the name that they introduce as the first group."""
    found = _words().introduced_within.search(text)
    return None if found is None or says_something(found[1]) else found


def says_something(text: str) -> bool:
    words = [token.text.lower() for token in tokens(text)]
    if not words:
        return False
    if is_question_word(words[0]):
        return True
    return _says_in_russian(words) or _says_in_kazakh(words) or _says_in_english(words)


def names_somebody(text: str) -> bool:
    """Whether these are the words of a name whatever else they may mean: "Болсын", "Рахмет Ахметов", "Вера"."""
    alone = without_introduction(text)
    words = tokens(alone)
    if not words or "?" in text or "\n" in text.strip() or says_something(alone):
        return False
    if any(not w.text[0].isalpha() for w in words):
        return False
    folded = [fold(w.text) for w in words]
    if all(w.text[0].isupper() for w in words) and (
        alone != text or any(skeleton(w) in _words().names_in_capitals for w in folded)
    ):
        return True
    if len(folded) > 1 and any(map(is_russian_thing, folded)):
        return False  # "шоколад Рахат"
    return any(map(_is_name, folded)) or (len(folded) > 1 and any(map(_is_surname, folded)))


@lru_cache(maxsize=10_000)
def _is_name(word: str) -> bool:
    return skeleton(word) in _words().names or is_russian_name(word)


def _is_surname(word: str) -> bool:
    return _words().surname.fullmatch(word) is not None and not russian_parts_of_speech(word)


def _says_in_russian(words: list[str]) -> bool:
    kinds = [russian_parts_of_speech(word) for word in words]
    for negation, kind in zip(words, kinds[1:], strict=False):
        if negation in {"не", "ни"} and kind and kind <= _VERBS:
            return True
    beside = [(word, kind) for word, kind in zip(words, kinds, strict=True) if russian_beside_names(word)]
    named = any(is_russian_name(word) or _is_surname(word) for word in words)
    if len(words) == 1 or named:
        return any(len(word) >= LONG for word, _ in beside)
    least = {word: PRONOUN if kind <= _SHORT_CLASSES else LONG_BESIDE for word, kind in beside}
    return any(len(word) >= least[word] or kind == {"PREP"} for word, kind in beside)


def _says_in_kazakh(words: list[str]) -> bool:
    if any(map(_KAZAKH_VERB.fullmatch, words)):
        return True
    said = _words()
    return len(words) > 1 and (words[-1] in said.kazakh_last or not said.kazakh_beside.isdisjoint(words))


def _says_in_english(words: list[str]) -> bool:
    if len(words) == 1:
        return False
    said = _words()
    if not said.english_beside.isdisjoint(words) or any(map(_is_negated, words)):
        return True
    return words[0] == "i" and words[1] in said.english_verbs


def _is_negated(word: str) -> bool:
    """ "Didn't", "wont"."""
    found = _NEGATED.fullmatch(word)
    return found is not None and found[1] in _words().english_negated
