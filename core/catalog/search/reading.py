"""What a query asks for: its words as ideas, each with what it may be found by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from core.catalog.search.guessing import Guesses, exact, guesses, joined, made_from
from core.catalog.search.ports import DESCRIPTION_TIER, Idea, Option, Reader
from core.catalog.search.vocabulary import Wordlist
from core.catalog.search.words import LONGEST_PHRASE, Word, codes, names_goods, numbers, same, words, written
from core.nlu.normalize import layout_variants

SAME_MEANING_WORTH = 0.9
LAYOUT_WORTH = 0.95
LEAST_SURENESS, LEAST_BESIDE = 0.5, 0.35
"""Of a word alone or first, and of one that stands beside it: who wants "чай Пила" means the brand "Пиала"."""
SURE_THING = 0.65
_STOPS = re.compile(r"[,.;]+(?:\s|$)")
"""Letters of another layout, or what they are."""
SHORTEST_RETYPED = 5
SHARPNESS = 2
"""Of two guesses the one that is half as good counts for a quarter."""
_RUSSIAN = re.compile(r"[^a-zәіңғүұқөһ]*")
MAX_QUERY_WORDS = 16
KNOWN_SHARE = 0.74
"""Of the letters of a query: an unknown word among so many known ones is passed over."""


@dataclass(frozen=True, slots=True)
class Term:
    """One idea of the query: phrases of keys it may be found by, each with its worth; none when it is unknown."""

    text: str
    found_by: Guesses
    sure: bool
    descriptive: bool = False

    @property
    def worth(self) -> float:
        return max(self.found_by.values(), default=0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """`marks`: how many letters and digits stand in amounts and types that the catalogue has."""

    text: str
    terms: tuple[Term, ...]
    worth: float
    marks: int = 0

    @property
    def required(self) -> tuple[Term, ...]:
        """What a hit must have; nothing where too little was understood to speak of hits."""
        least = [LEAST_SURENESS, *[LEAST_BESIDE] * len(self.terms)]
        known = [t for t, enough in zip(self.terms, least, strict=False) if t.worth >= enough]
        missed = [t for t in self.terms if t not in known and not t.descriptive]
        letters = self.marks + sum(len(t.text) for t in known)
        asked = letters + sum(len(t.text) for t in missed)
        if missed and (missed[0] is self.terms[0] or letters < KNOWN_SHARE * asked):
            return ()
        return tuple(known)

    @property
    def nearly_known(self) -> bool:
        """Enough of it to doubt the rest."""
        return sum(t.sure for t in self.terms) + bool(self.marks) > 1

    @property
    def things(self) -> tuple[Term, ...]:
        """Where the query says what the thing is, if the catalogue knows that word: first of all but adjectives, or, in
        Kazakh and English, last."""
        first = next((t for t in self.terms if not t.descriptive), None)
        last = self.terms[-1] if self.terms and not _RUSSIAN.fullmatch(self.text.lower()) else None
        found = [first] if first is not None and first.worth >= SURE_THING else []
        return (*found, last) if last is not None and last.sure else tuple(found)

    @property
    def evidence(self) -> float:
        """0 to 1: how much of what was written the catalogue knows, by letters; the least sure word weighs as much
        as all of them together, for one wrong noun makes another thing."""
        letters = sum(len(t.text) for t in self.terms)
        if not letters:
            return self.worth
        mean = sum(t.worth * len(t.text) for t in self.terms) / letters
        return (mean + min(t.worth for t in self.terms)) / 2


class QueryReader:
    """Reads queries against one state of a catalogue."""

    def __init__(self, goods: Reader, known: Wordlist) -> None:
        self._goods = goods
        self._known = known
        self._guesses = lru_cache(maxsize=5_000)(self._guessed)
        self._frequencies = lru_cache(maxsize=50_000)(goods.frequencies)
        self._size = max(len(goods), 1)

    def read(self, text: str, *, doubting: bool = False) -> Reading:
        """As written, or as it would be in the other keyboard layout, whichever the catalogue knows better.
        `doubting`: what no name writes so may be a slip even where it looks like a form of something known."""
        if doubting:
            return self._terms(text, 1.0, doubting=True)
        as_written = self._terms(text, 1.0)
        if as_written.terms and all(t.sure for t in as_written.terms):
            return as_written
        strange = not any(t.worth for t in as_written.terms)
        others = [
            reading
            for typed in dict.fromkeys((text, _STOPS.sub(" ", text)))
            for reading in (self._terms(variant, LAYOUT_WORTH) for variant in self._retyped(typed))
            if self._makes_sense(typed, reading, strange)
        ]
        return max([as_written, *others], key=lambda reading: (reading.worth, -len(reading.terms)))

    def idea(self, term: Term) -> Idea:
        """The options to look for. Those of a guess share one rarity: a rare word is no likelier to be meant."""
        rarities = {keys: self._rarity(keys) for keys in term.found_by}
        found = {keys: rarity for keys, rarity in rarities.items() if rarity is not None}
        if not term.sure and found:
            rarity, best = max(min(found.values()), 0.5), max(map(term.found_by.__getitem__, found))
            found = {keys: rarity * (term.found_by[keys] / best) ** SHARPNESS for keys in found}
        return tuple(Option(keys, term.found_by[keys] * rarity) for keys, rarity in found.items())

    def resembling(self, text: str) -> tuple[Term, ...]:
        """Words that look like those of the text, when nothing better was found: three slips in eight letters."""
        terms = []
        for word in words(text)[:MAX_QUERY_WORDS]:
            slips = (len(word.sound) - 1) // 3
            near = sorted(self._known.near(word.sound, min(slips, 3)), key=lambda n: n[2]) if slips else []
            looks: Guesses = {(key,): 0.4 for form, key, _ in near[:3] if form[:1] == word.sound[:1]}
            if looks:
                terms.append(Term(word.text, looks, sure=False))
        return tuple(terms)

    def _rarity(self, keys: tuple[str, ...]) -> float | None:
        """None for what no product has."""
        counted = min((sum(self._frequencies(key)) for key in keys), default=0)
        return log(1 + self._size / (1 + counted)) if counted else None

    def _makes_sense(self, text: str, reading: Reading, strange: bool) -> bool:
        """Out of a slip in the right layout the others make anything: a retyped word must be known as it is, or look
        like one where nothing else does."""
        changed = [new for old, new in zip(text.split(), reading.text.split(), strict=True) if old != new]
        for chunk in changed:
            if 2 * sum(len(w.text) for w in words(chunk) if exact(self._known, w)) > len(chunk):
                return True
        return strange and any(t.worth and len(t.text) >= SHORTEST_RETYPED for t in reading.terms)

    def _retyped(self, text: str) -> list[str]:
        """In the other layouts; words that the catalogue knows as written are left, for a Latin brand among Russian
        words is typed without changing the layout."""
        whole = layout_variants(text)
        chunks = text.split()
        kept = [self._is_known(chunk) for chunk in chunks]
        mixed = [
            " ".join(
                old if known else new for old, new, known in zip(chunks, variant.split(), kept, strict=True)
            )
            for variant in whole
            if any(kept) and len(variant.split()) == len(chunks)
        ]
        return list(dict.fromkeys((*mixed, *whole)))

    def _is_known(self, chunk: str) -> bool:
        measured = any(self._goods.measured(written(mark)) for mark in codes(chunk) or numbers(chunk))
        if measured or any(c.isdigit() for c in chunk):
            return measured
        found = words(chunk)
        return all(len(w.text) > 2 and exact(self._known, w) for w in found)

    def _marks(self, text: str) -> int:
        chunks = [c for c in text.split() if any(letter.isdigit() for letter in c)]
        return sum(len(c) for c in chunks if self._is_known(c))

    def _terms(self, text: str, worth: float, *, doubting: bool = False) -> Reading:
        found = words(text)[:MAX_QUERY_WORDS]
        if not any(names_goods(word) for word in found):
            return Reading(text, tuple(self._one(word, doubting) for word in found), 0.0)
        terms: list[Term] = []
        at = 0
        while at < len(found):
            term, taken = self._term(found[at:], doubting)
            if taken > 1 or names_goods(found[at]):
                terms.append(term)
            at += taken
        mean = sum(t.worth for t in terms) / len(terms) if terms else 0.0
        return Reading(text, tuple(terms), mean * worth, self._marks(text))

    def _term(self, rest: tuple[Word, ...], doubting: bool) -> tuple[Term, int]:
        """The idea the words begin with, and how many of them it takes."""
        for length in range(min(LONGEST_PHRASE, len(rest)), 1, -1):
            phrase = tuple(w.key for w in rest[:length])
            if others := self._present(same(phrase)):
                text = " ".join(w.text for w in rest[:length])
                found = {phrase: 1.0} | dict.fromkeys(others, SAME_MEANING_WORTH)
                return Term(text, found, sure=True), length
        word = rest[0]
        apart = len(rest) > 1 and exact(self._known, word) and exact(self._known, rest[1])
        if len(rest) > 1 and not apart and (keys := joined(self._known, word, rest[1])):
            whole: Guesses = {(key,): 1.0 for key in keys}
            return Term(f"{word.text} {rest[1].text}", whole, sure=True), 2
        return self._one(word, doubting), 1

    def _one(self, word: Word, doubting: bool) -> Term:
        known: Guesses = {(key,): 1.0 for key in exact(self._known, word)}
        alike = dict.fromkeys(self._present(same((word.key,))), SAME_MEANING_WORTH)
        if doubting and not self._known.keys_of(word.sound):
            found = guesses(self._known, word, must_be_wrong=True) | alike | known
            return Term(word.text, found, sure=False, descriptive=word.descriptive)
        if known:
            found = made_from(self._known, word) if word.descriptive else {}
            return Term(word.text, found | alike | known, sure=True, descriptive=word.descriptive)
        if alike:
            return Term(word.text, alike, sure=True)
        return Term(word.text, dict(self._guesses(word)), sure=False, descriptive=word.descriptive)

    def _guessed(self, word: Word) -> Guesses:
        found = made_from(self._known, word) if word.descriptive else {}
        found |= guesses(self._known, word)
        for phrase, worth in list(found.items()):
            for other in self._present(same(phrase)):
                found.setdefault(other, worth * SAME_MEANING_WORTH)
        if self._frequencies(word.key)[DESCRIPTION_TIER]:
            found[(word.key,)] = 1.0
        return found

    def _present(self, phrases: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        return [p for p in phrases if p and all(self._known.is_key(key) for key in p)]
