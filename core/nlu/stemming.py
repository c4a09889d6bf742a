"""Word forms to one stem: Russian by dictionary (pymorphy3), Kazakh by suffix stripping, English by endings.

Kazakh words agglutinate in a fixed order, stem + plural + possessive + case, and every suffix echoes the last
vowel of the stem. Both facts are used: suffixes are taken from the end, in that order, and only when they
agree. Kazakh letters may have been dropped (и for і, н for ң, г for ғ, к for қ); those agree with anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

FRONT = frozenset("әеөүіэ")
BACK = frozenset("аоұыя")
NEUTRAL = frozenset("иую")
KAZAKH_ONLY = frozenset("әіңғүұқөһ")

# Kazakh words for common goods whose forms read as Russian words too ("суды" is not "суд").
KAZAKH_ROOTS = frozenset(
    {"алма", "су", "нан", "ет", "май", "шай", "бал", "бидай", "аяк", "асхана", "кант", "туз", "сабын", "доп"}
    | {"калам", "сагат", "сырга", "ана", "бала", "шана", "шам", "мата", "жун"}
)

_CASES = (
    "нікі|дікі|тікі|нын|дын|тын|нин|дин|тин|ның|нің|дың|дің|тың|тің|"
    "нда|нде|ндагы|ндағы|ндегі|дағы|дегі|тағы|тегі|нан|нен|дан|ден|тан|тен|"
    "мен|бен|пен|ға|ге|қа|ке|га|ка|да|де|та|те|на|не|ны|ні|ни|ды|ді|ди|ты|ті|ти"
)
_POSSESSIVES = "ымыз|іміз|имиз|ыңыз|іңіз|ыныз|иниз|ларың|лерің|лары|лері|лери|ым|ім|ың|ің|сы|сі|си"
_PLURALS = "лар|лер|дар|дер|тар|тер"
_VOICED = "аәеиоөуұүыіэюялмнңрйзж"
"""A suffix that begins voiceless follows none of these: the т of "торты" is the cake's own."""
_CONSONANTS = "бвгғджзкқлмнңпрстфхцчшщй"


def _endings(suffixes: str) -> re.Pattern[str]:
    voiceless = "|".join(s for s in suffixes.split("|") if s[0] in "тқкп")
    other = "|".join(s for s in suffixes.split("|") if s[0] not in "тқкп")
    return re.compile(rf"(?:(?:{other})|(?<![{_VOICED}])(?:{voiceless}))$" if voiceless else rf"(?:{other})$")


_CASE = _endings(_CASES)
_POSSESSIVE = _endings(_POSSESSIVES)
_POSSESSIVE_VOWEL = re.compile(rf"(?<=[{_CONSONANTS}у])[ыі]$")
_PLURAL = _endings(_PLURALS)
_HARDENED = re.compile(r"ғ$|(?<=[еіөүә])г$")
_POSSESSIVE_ACCUSATIVE = re.compile(r"(?<=[ыі])н$")
_POSSESSIVE_DATIVE = re.compile(r"(?<=[ыі])на$|(?<=[ыі])не$|(?<=[ыі][мң])[ае]$")


def harmonious(stem: str, suffix: str) -> bool:
    """Whether the suffix could follow the stem: both front, both back, or one of them undecided."""
    last = next((c for c in reversed(stem) if c in FRONT or c in BACK or c in NEUTRAL), "")
    first = next((c for c in suffix if c in FRONT or c in BACK), "")
    return not (last in FRONT and first in BACK) and not (last in BACK and first in FRONT)


def _strip(word: str, pattern: re.Pattern[str], shortest: int) -> str:
    found = pattern.search(word)
    if found is None:
        return word
    rest = word[: found.start()]
    whole = len(rest) > 2 or _is_short_stem(rest)
    return rest if whole and len(rest) >= shortest and harmonious(rest, found.group()) else word


def _is_short_stem(rest: str) -> bool:
    """Two letters are a word when they close ("ет", "ай") or glide ("су"): "сүті" is no accusative of "сү"."""
    return len(rest) == 2 and (rest[1] in _CONSONANTS or rest[1] == "у")


def kazakh_stem(word: str) -> str:
    """`word` is folded Cyrillic. "сүттерімізді" -> "сүт", "корзинада" -> "корзина".

    Stripped until nothing more comes off, so that a form and its stem always end at the same place.
    """
    while (shorter := _strip_once(word)) != word:
        word = shorter
    return word


def _strip_once(word: str) -> str:
    word = _strip(word, _POSSESSIVE_ACCUSATIVE, 3)
    word = _strip(word, _POSSESSIVE_DATIVE, 3)
    word = _strip(word, _CASE, 2)
    owned = _strip(word, _POSSESSIVE, 3 if len(word) < 6 else 4)
    if owned == word:
        owned = _strip(word, _POSSESSIVE_VOWEL, 2 if len(word) < 6 else 4)
    return _strip(_HARDENED.sub(_hard, owned) if owned != word else word, _PLURAL, 2)


def _hard(found: re.Match[str]) -> str:
    """What a possessive made soft: "балығы" is of "балық"."""
    return "қ" if found.group() == "ғ" else "к"


@lru_cache(maxsize=1)
def _morphology() -> Any:
    import pymorphy3  # 0.3 s and 15 MB, paid by the first Russian word, not by an import of this room

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=50_000)
def russian_lemma(word: str) -> str | None:
    """The dictionary form, ё as е, a noun reading first (goods are nouns); None for an unknown word."""
    morphology = _morphology()
    if not morphology.word_is_known(word):
        return None
    parses = morphology.parse(word)
    common = [p for p in parses if not {"Surn", "Name", "Abbr", "Patr"} & p.tag.grammemes] or parses
    best = next((p for p in common if p.tag.POS == "NOUN"), common[0])
    return str(best.normal_form).replace("ё", "е")


@lru_cache(maxsize=50_000)
def russian_nouns(word: str) -> tuple[str, ...]:
    """Every noun the word may be a form of, ё as е: "носки" are of "носка" and of "носок"."""
    found = [p for p in _morphology().parse(word) if p.tag.POS == "NOUN" and p.is_known]
    return tuple(dict.fromkeys(str(p.normal_form).replace("ё", "е") for p in found))


def english_stem(word: str) -> str:
    """Plurals and the two commonest verb endings; enough to let "boxes" meet "box"."""
    for ending, replacement, shortest in (
        ("ies", "y", 5), ("sses", "ss", 5), ("shes", "sh", 5), ("ches", "ch", 5), ("xes", "x", 4),
        ("oes", "o", 5), ("ing", "", 6), ("ed", "", 6), ("s", "", 4),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) >= shortest and not word.endswith("ss"):
            return word[: -len(ending)] + replacement
    return word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """One stem for the forms of a folded word of any of the three languages; digits come back as they are."""
    if not word.isalpha() or len(word) > 40:
        return word
    if word.isascii():
        return english_stem(word)
    if kazakh_stem(word) in KAZAKH_ROOTS:
        return kazakh_stem(word)
    while True:
        # Stripping ends at a Russian word: "корзинада" is "корзина" with a Kazakh case, not "корзи".
        if not KAZAKH_ONLY & set(word) and (known := russian_lemma(word)) is not None:
            return known
        if (shorter := _strip_once(word)) == word:
            return word
        word = shorter


@lru_cache(maxsize=50_000)
def russian_parts_of_speech(word: str) -> frozenset[str]:
    """The parts of speech a Russian word may be, by OpenCorpora tags ("NOUN", "VERB", ...); empty when unknown."""
    morphology = _morphology()
    if word.isascii() or not morphology.word_is_known(word):
        return frozenset()
    return frozenset(str(p.tag.POS) for p in morphology.parse(word) if p.score > 0.05)


_NAMES = frozenset({"Name", "Surn", "Patr"})


@lru_cache(maxsize=50_000)
def is_russian_name(word: str) -> bool:
    """Whether the dictionary has the word as somebody's name, surname or patronymic as one gives it."""
    morphology = _morphology()
    if word.isascii() or not morphology.word_is_known(word):
        return False
    tags = [p.tag for p in morphology.parse(word) if _NAMES & p.tag.grammemes]
    return any(tag.case == "nomn" and tag.number == "sing" for tag in tags)


@lru_cache(maxsize=50_000)
def is_russian_thing(word: str) -> bool:
    """Whether a Russian word is a noun of something that lives not, and nobody's name."""
    morphology = _morphology()
    if word.isascii() or not morphology.word_is_known(word):
        return False
    tags = [p.tag for p in morphology.parse(word)]
    return all(tag.animacy == "inan" and not _NAMES & tag.grammemes for tag in tags)


@lru_cache(maxsize=50_000)
def russian_beside_names(word: str) -> bool:
    """Whether a Russian word stands in no name: a verb, a particle, a noun in another case than the first."""
    morphology = _morphology()
    if word.isascii() or not morphology.word_is_known(word):
        return False
    tags = [p.tag for p in morphology.parse(word)]
    return not any(_NAMES & tag.grammemes or tag.case == "nomn" for tag in tags)


@lru_cache(maxsize=50_000)
def names_subject(word: str) -> bool | None:
    """Whether a Russian word may be a noun in the nominative or accusative; None for an unknown word."""
    morphology = _morphology()
    if word.isascii() or not morphology.word_is_known(word):
        return None
    nouns = [p for p in morphology.parse(word) if p.tag.POS == "NOUN" and p.score > 0.05]
    return any(p.tag.case in {"nomn", "accs"} for p in nouns)


def adjective_forms(word: str) -> frozenset[str]:
    """Every form of a Russian adjective given in its dictionary form; empty for anything else."""
    parses = [] if word.isascii() else _morphology().parse(word)
    known = [
        p
        for p in parses
        if p.is_known and p.tag.POS in {"ADJF", "PRTF"} and p.normal_form.replace("ё", "е") == word
    ]
    return frozenset(
        str(form.word).replace("ё", "е")
        for parse in known[:1]
        for form in parse.lexeme
        if form.tag.POS != "COMP"
    )
