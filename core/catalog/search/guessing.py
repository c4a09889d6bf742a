"""What a word that the catalogue does not know may have been meant as."""

from __future__ import annotations

from core.catalog.search.vocabulary import Wordlist
from core.catalog.search.words import Word, noun_root
from core.nlu.normalize import skeleton
from core.nlu.stemming import russian_lemma

SHORTEST_PREFIX = 3
PREFIX_WORTH, PREFIX_GAIN, TYPO_WORTH, SPLIT_WORTH, ROOT_WORTH, SHARED_WORTH = 0.35, 0.6, 0.85, 0.9, 0.7, 0.85
SHORTEST_WHOLE, SHORTEST_SHARED, WHOLE_PART, SHARED_PART = 4, 5, 0.5, 0.75
MOST_GUESSES = 12
FIRST_LETTER_COST = 0.3
REAL_WORD_DOUBT = 0.55
"""A word of the dictionary is no slip and no beginning: who writes "стол" wants no "столовая вода"."""

Guesses = dict[tuple[str, ...], float]
"""Keys that must all be there -> how sure we are, 0 to 1."""


def typos_allowed(length: int) -> int:
    """None in a word of three letters, where one letter makes another word: "сок", "сом"."""
    return 0 if length <= 3 else 1 if length <= 5 else 2


def exact(known: Wordlist, word: Word) -> tuple[str, ...]:
    """The keys the word is known under: by its stem and as some name writes it."""
    stem = (word.key,) if known.is_key(word.key) else ()
    found = (*stem, *known.keys_of(word.sound))
    return tuple(dict.fromkeys(found)) or known.keys_of(word.key) or _romanised(known, word)


def _romanised(known: Wordlist, word: Word) -> tuple[str, ...]:
    """ё is written yo by some: "myod"."""
    return _sounding(known, word.text.replace("yo", "e")) if word.text.isascii() and "yo" in word.text else ()


def joined(known: Wordlist, left: Word, right: Word) -> tuple[str, ...]:
    """Two words that the catalogue writes as one: "мульти варка"."""
    return _sounding(known, left.text + right.text)


def _sounding(known: Wordlist, text: str) -> tuple[str, ...]:
    sound = skeleton(text)
    return known.keys_of(sound) or ((sound,) if known.is_key(sound) else ())


def made_from(known: Wordlist, word: Word) -> Guesses:
    """The nouns an adjective may be made from."""
    root = noun_root(word)
    if root is None or len(root) < SHORTEST_WHOLE:
        return {}
    return {(key,): ROOT_WORTH for key in known.starting(root)}


def guesses(known: Wordlist, word: Word, *, must_be_wrong: bool = False) -> Guesses:
    """What an unknown word may be: the beginning of a known one, two known ones run together, or a slip.
    `must_be_wrong`: also when it is a word of the dictionary, for all around it is known."""
    real = not must_be_wrong and russian_lemma(word.text) is not None
    doubt = REAL_WORD_DOUBT if real else 1.0
    found: Guesses = {}
    for guessed, trust in (
        (_typos(known, word, real), doubt),
        (_longer(known, word), doubt),
        (_shared(known, word), 1.0),
        (_split(known, word.text), 1.0),
    ):
        for phrase, worth in guessed.items():
            found[phrase] = max(found.get(phrase, 0.0), worth * trust)
    return dict(sorted(found.items(), key=lambda g: -g[1])[:MOST_GUESSES])


def _longer(known: Wordlist, word: Word) -> Guesses:
    if len(word.key) < SHORTEST_PREFIX:
        return {}
    return {
        (key,): PREFIX_WORTH + PREFIX_GAIN * len(word.key) / len(key)
        for key in known.starting(word.key)
        if key != word.key
    }


def _shared(known: Wordlist, word: Word) -> Guesses:
    """Words of one beginning: "хлебушек" and "хлеб", "туалетка" and "туалетная"."""
    found: Guesses = {}
    for key in known.starting(word.sound[:SHORTEST_WHOLE]) if len(word.sound) >= SHORTEST_WHOLE else ():
        if key.startswith(word.sound):
            continue
        differing = next((i for i, (a, b) in enumerate(zip(word.sound, key, strict=False)) if a != b), None)
        length = min(len(word.sound), len(key)) if differing is None else differing
        whole = length == len(key)
        shortest, part = (SHORTEST_WHOLE, WHOLE_PART) if whole else (SHORTEST_SHARED, SHARED_PART)
        if length >= shortest and length >= part * len(word.sound):
            found[(key,)] = SHARED_WORTH * length / len(word.sound)
    return found


def _split(known: Wordlist, text: str) -> Guesses:
    for cut in sorted(range(3, len(text) - 2), key=lambda cut: abs(2 * cut - len(text))):
        left, right = _sounding(known, text[:cut]), _sounding(known, text[cut:])
        if left and right:
            return {(left[0], right[0]): SPLIT_WORTH}
    return {}


def _typos(known: Wordlist, word: Word, real: bool) -> Guesses:
    """The fewest slips there are: who is one slip from a known word meant no word two slips away."""
    for slips in range(1, typos_allowed(len(_spelled_out(word))) + 1):
        found = _slipped(known, word, slips, real)
        if found:
            return found
    return {}


def _slipped(known: Wordlist, word: Word, slips: int, real: bool) -> Guesses:
    found: Guesses = {}
    for typed in {word.sound, word.key, _spelled_out(word)}:
        if slips > typos_allowed(len(typed)):
            continue
        for form, key, distance in known.near(typed, slips):
            if len(typed) <= 4 and not _slip_of_short(typed, form, real):
                continue
            # Hardly one slip in fifteen is in the first letter (Pollock and Zamora 1984).
            cost = distance + (0 if form[:1] == typed[:1] else FIRST_LETTER_COST)
            worth = TYPO_WORTH * max(0.0, 1 - cost / (len(typed) + 1))
            found[(key,)] = max(found.get((key,), 0.0), worth)
    return found


def _spelled_out(word: Word) -> str:
    """With doubles, which the sound of a word does not have: a letter may have got lost between, "саар", "чайик"."""
    return word.sound if word.text.isascii() else "".join(map(skeleton, word.text))


def _slip_of_short(typed: str, form: str, real: bool) -> bool:
    """In four letters a swap or a wrong letter inside, "стол" is not "соль"; or a lost one, "лмпа", in what is no word."""
    if len(form) > len(typed):
        return not real
    return len(form) == len(typed) and form[:1] == typed[:1]
