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


def exact(known: Wordlist, word: Word) -> str | None:
    """The key the word is known under."""
    if known.is_key(word.key):
        return word.key
    return known.key_of(word.sound) or known.key_of(word.key) or _romanised(known, word)


def _romanised(known: Wordlist, word: Word) -> str | None:
    """ё is written yo by some: "myod"."""
    if not word.text.isascii() or "yo" not in word.text:
        return None
    sound = skeleton(word.text.replace("yo", "e"))
    return known.key_of(sound) or (sound if known.is_key(sound) else None)


def joined(known: Wordlist, left: Word, right: Word) -> str | None:
    """Two words that the catalogue writes as one: "мульти варка"."""
    sound = left.sound + right.sound
    return known.key_of(sound) or (sound if known.is_key(sound) else None)


def made_from(known: Wordlist, word: Word) -> Guesses:
    """The nouns an adjective may be made from."""
    root = noun_root(word)
    if root is None or len(root) < SHORTEST_WHOLE:
        return {}
    return {(key,): ROOT_WORTH for key in known.starting(root)}


def guesses(known: Wordlist, word: Word) -> Guesses:
    """What an unknown word may be: the beginning of a known one, two known ones run together, or a slip."""
    doubt = REAL_WORD_DOUBT if russian_lemma(word.text) is not None else 1.0
    found: Guesses = {}
    for guessed, trust in (
        (_typos(known, word), doubt),
        (_longer(known, word), doubt),
        (_shared(known, word), 1.0),
        (_split(known, word), 1.0),
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
    for key in known.starting(word.key[:SHORTEST_WHOLE]) if len(word.key) >= SHORTEST_WHOLE else ():
        if key.startswith(word.key):
            continue
        differing = next((i for i, (a, b) in enumerate(zip(word.key, key, strict=False)) if a != b), None)
        length = min(len(word.key), len(key)) if differing is None else differing
        whole = length == len(key)
        shortest, part = (SHORTEST_WHOLE, WHOLE_PART) if whole else (SHORTEST_SHARED, SHARED_PART)
        if length >= shortest and length >= part * len(word.key):
            found[(key,)] = SHARED_WORTH * length / len(word.key)
    return found


def _split(known: Wordlist, word: Word) -> Guesses:
    for cut in range(3, len(word.sound) - 2):
        left, right = known.key_of(word.sound[:cut]), known.key_of(word.sound[cut:])
        if left is not None and right is not None:
            return {(left, right): SPLIT_WORTH}
    return {}


def _typos(known: Wordlist, word: Word) -> Guesses:
    """The fewest slips there are: who is one slip from a known word meant no word two slips away."""
    for slips in range(1, typos_allowed(len(_spelled_out(word))) + 1):
        found = _slipped(known, word, slips)
        if found:
            return found
    return {}


def _slipped(known: Wordlist, word: Word, slips: int) -> Guesses:
    found: Guesses = {}
    elsewhere: Guesses = {}
    for typed in {word.sound, word.key, _spelled_out(word)}:
        if slips > typos_allowed(len(typed)):
            continue
        for form, key, distance in known.near(typed, slips):
            first_is_right = form[:1] == typed[:1]
            if len(typed) <= 4 and not _slip_of_short(word, typed, form):
                continue
            cost = distance + (0 if first_is_right else FIRST_LETTER_COST)
            worth = TYPO_WORTH * max(0.0, 1 - cost / (len(typed) + 1))
            among = found if first_is_right else elsewhere
            among[(key,)] = max(among.get((key,), 0.0), worth)
    # Hardly one slip in fifteen is in the first letter (Pollock and Zamora 1984).
    return found or elsewhere


def _spelled_out(word: Word) -> str:
    """With doubles, which the sound of a word does not have: a letter may have got lost between, "саар", "чайик"."""
    return word.sound if word.text.isascii() else "".join(map(skeleton, word.text))


def _slip_of_short(word: Word, typed: str, form: str) -> bool:
    """In four letters a swap or a wrong letter inside, "стол" is not "соль"; or a lost one, "лмпа", in what is no word."""
    if len(form) > len(typed):
        return russian_lemma(word.text) is None
    return len(form) == len(typed) and form[:1] == typed[:1]
