"""Whether words say something, as a sentence with a verb or a question does; the name of a person does not.

Told by grammar and not by meaning: a negated verb, a verb among words that are no nouns, a question word in front. In
doubt they say nothing, for a name must never be refused.
"""

from __future__ import annotations

import re

from core.nlu.normalize import tokens
from core.nlu.stemming import russian_parts_of_speech

_VERBS = frozenset({"VERB", "INFN", "PRED"})
_BESIDE_VERBS = _VERBS | {"NPRO", "PRCL", "ADVB", "PREP", "CONJ", "INTJ"}
"""What stands in a sentence of a few words and in no name."""
_BESIDE = frozenset({"уже"})
"""Read as a noun too."""
LONG = 6
"""Letters of a Russian verb that is no short name by chance, such as "Жали"."""

_ASKS = frozenset({
    "зачем", "почему", "отчего", "куда", "откуда", "где", "когда", "как", "что", "кто", "какой", "какая", "какое",
    "неге", "қалай", "қайда", "қашан", "кім", "қанша", "why", "what", "where", "when",
})  # fmt: skip
_KAZAKH_NEGATED = re.compile(
    r"\w{2,}(?:(?:[мбп]ады|[мбп]еді)(?:м|ң|ңыз|ңіз|қ|к)?|[мбп][ае]й(?:ды|ді|мын|мін|сың|сің|сыз|сіз|мыз|міз))"
)
_KAZAKH_LAST = frozenset({"жоқ", "емес", "керек", "жатыр", "ғой", "екен"})
_ENGLISH = re.compile(
    r"(?:did|do|does|is|was|are|were|have|has|had|could|would|should|ca|wo)n['’]?t|not|cannot|nothing|nobody"
)
_ENGLISH_SUBJECTS = frozenset({"it", "this", "that", "they", "nothing", "nobody"})
_ENGLISH_VERBS = frozenset({
    "did", "does", "do", "has", "have", "had", "will", "would", "can", "could", "came", "come", "comes", "goes", "went",
    "got", "get", "need", "needs", "want", "wants", "know", "think", "changed", "already", "just", "never",
})  # fmt: skip


def says_something(text: str) -> bool:
    words = [token.text.lower() for token in tokens(text)]
    if not words:
        return False
    asks = len(words) > 1 and words[0] in _ASKS
    return asks or _says_in_russian(words) or _says_in_kazakh(words) or _says_in_english(words)


def _says_in_russian(words: list[str]) -> bool:
    kinds = [russian_parts_of_speech(word) for word in words]
    for negation, kind in zip(words, kinds[1:], strict=False):
        if negation in {"не", "ни"} and kind and kind <= _VERBS:
            return True
    has_verb = any(
        len(word) >= LONG and kind and kind <= _VERBS for word, kind in zip(words, kinds, strict=True)
    )
    return has_verb and all(
        word in _BESIDE or (kind and kind <= _BESIDE_VERBS) for word, kind in zip(words, kinds, strict=True)
    )


def _says_in_kazakh(words: list[str]) -> bool:
    return bool(_KAZAKH_NEGATED.fullmatch(words[-1])) or (len(words) > 1 and words[-1] in _KAZAKH_LAST)


def _says_in_english(words: list[str]) -> bool:
    if len(words) == 1:
        return False
    subject = words[0] in _ENGLISH_SUBJECTS or words[0] == "i"
    return any(map(_ENGLISH.fullmatch, words)) or (subject and words[1] in _ENGLISH_VERBS)
