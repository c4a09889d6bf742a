"""The words of one catalogue, and which of them a typed word may stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.catalog.search.words import Word, noun_root
from core.nlu.stemming import russian_lemma

SHORTEST_PREFIX = 3
PREFIX_WORTH, TYPO_WORTH, SPLIT_WORTH, ROOT_WORTH, SHARED_WORTH = 0.6, 0.85, 0.9, 0.7, 0.85
SHORTEST_WHOLE, SHORTEST_SHARED, WHOLE_PART, SHARED_PART = 4, 5, 0.5, 0.75
RESEMBLES_PERCENT = 65
MOST_GUESSES = 12
REAL_WORD_DOUBT = 0.6
"""A word of the dictionary is no slip and no beginning: who writes "стол" wants no "столовая вода"."""

Guesses = dict[tuple[str, ...], float]
"""Keys that must all be there -> how sure we are, 0 to 1."""


def typos_allowed(length: int) -> int:
    """None in a word of three letters, where one letter makes another word: "сок", "сом"."""
    return 0 if length <= 3 else 1 if length <= 5 else 2


class Vocabulary:
    """`keys`: stems by sound; `forms`: sounds of words as they stand in names -> their keys."""

    def __init__(self, keys: Iterable[str], forms: Mapping[str, str]) -> None:
        self.keys = frozenset(keys)
        self.forms = dict(forms)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_prefix: dict[str, list[str]] = defaultdict(list)
        for form in sorted({*self.keys, *self.forms}):
            self._by_length[len(form)].append(form)
        for key in sorted(self.keys):
            self._by_prefix[key[:SHORTEST_PREFIX]].append(key)
        self._guessed: dict[str, Guesses] = {}

    def exact(self, word: Word) -> str | None:
        """The key the word is known under."""
        if word.key in self.keys:
            return word.key
        return self.forms.get(word.sound)

    def joined(self, left: Word, right: Word) -> str | None:
        """Two words that the catalogue writes as one: "мульти варка"."""
        sound = left.sound + right.sound
        return self.forms.get(sound) or (sound if sound in self.keys else None)

    def guesses(self, word: Word) -> Guesses:
        """What an unknown word may be: the beginning of a known one, two known ones run together, or a slip."""
        if word.sound not in self._guessed:
            if len(self._guessed) > 20_000:
                self._guessed.clear()
            doubt = REAL_WORD_DOUBT if russian_lemma(word.text) is not None else 1.0
            found: Guesses = {}
            for guesses, trust in (
                (self._typos(word), doubt), (self._longer(word), doubt), (self._shared(word), 1.0), (self._split(word), 1.0)
            ):  # fmt: skip
                for phrase, worth in guesses.items():
                    found[phrase] = max(found.get(phrase, 0.0), worth * trust)
            best = sorted(found.items(), key=lambda g: -g[1])[:MOST_GUESSES]
            self._guessed[word.sound] = dict(best)
        return self._guessed[word.sound]

    def _longer(self, word: Word) -> Guesses:
        if len(word.key) < SHORTEST_PREFIX:
            return {}
        starts = self._by_prefix.get(word.key[:SHORTEST_PREFIX], [])
        return {
            (key,): PREFIX_WORTH + (1 - PREFIX_WORTH) * len(word.key) / len(key) * 0.8
            for key in starts
            if key.startswith(word.key) and key != word.key
        }

    def made_from(self, word: Word) -> Guesses:
        """The nouns an adjective may be made from."""
        root = noun_root(word)
        if root is None or len(root) < SHORTEST_WHOLE:
            return {}
        starts = self._by_prefix.get(root[:SHORTEST_PREFIX], [])
        return {(key,): ROOT_WORTH for key in starts if key.startswith(root)}

    def resembling(self, word: Word) -> Guesses:
        """Whatever looks a little like it, when nothing better was found."""
        looks = process.extract(
            word.sound, list(self.forms), scorer=fuzz.ratio, score_cutoff=RESEMBLES_PERCENT, limit=3
        )
        return {(self.forms[form],): ratio / 200 for form, ratio, _ in looks}

    def _shared(self, word: Word) -> Guesses:
        """Words of one beginning: "хлебушек" and "хлеб", "туалетка" and "туалетная"."""
        found: Guesses = {}
        for key in self._by_prefix.get(word.key[:SHORTEST_PREFIX], []):
            shared = next((i for i, (a, b) in enumerate(zip(word.key, key, strict=False)) if a != b), None)
            length = min(len(word.key), len(key)) if shared is None else shared
            whole = length == len(key)
            shortest, part = (SHORTEST_WHOLE, WHOLE_PART) if whole else (SHORTEST_SHARED, SHARED_PART)
            if length >= shortest and length >= part * len(word.key):
                found[(key,)] = SHARED_WORTH * length / len(word.key)
        return found

    def _split(self, word: Word) -> Guesses:
        for cut in range(3, len(word.sound) - 2):
            left, right = word.sound[:cut], word.sound[cut:]
            keys = (self.forms.get(left), self.forms.get(right))
            if keys[0] is not None and keys[1] is not None:
                return {(keys[0], keys[1]): SPLIT_WORTH}
        return {}

    def _typos(self, word: Word) -> Guesses:
        """Optimal string alignment distance (Boytsov 2011): a swap of two neighbours is one slip."""
        found: Guesses = {}
        for typed in {word.sound, word.key}:
            allowed = typos_allowed(len(typed))
            for length in range(len(typed) - allowed, len(typed) + allowed + 1):
                near = process.extract_iter(
                    typed, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=allowed
                )
                for form, distance, _ in near:
                    # In four letters only a swap or a wrong letter inside: "стол" is not "соль".
                    if len(typed) <= 4 and (form[:1] != typed[:1] or len(form) != len(typed)):
                        continue
                    key = (self.forms.get(form, form),)
                    # A slip in the first letter is rarer than in the others.
                    cost = distance + (0.3 if form[:1] != typed[:1] else 0)
                    worth = TYPO_WORTH * max(0.0, 1 - cost / (len(typed) + 1))
                    found[key] = max(found.get(key, 0.0), worth)
        return found
