"""An index of one store's products in memory: built whole, never changed, so it may be read from anywhere.

Scoring is a sum over the words of the query of idf x the weight of the part of the product the word stands in
(what it is, its name, brand, category), in the spirit of BM25F (Zaragoza et al. 2004) without its length
normalisation, for names are all short. A word counts where it, a word of the same meaning, or, when the catalogue
does not know it, what it may have been meant as, is found. A hit has every word that means goods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import log

from rapidfuzz import fuzz

from core.catalog.model import Category, Product
from core.catalog.search.document import DESCRIPTION, Document, document
from core.catalog.search.query import Hit, SearchQuery, SearchResult, Understood
from core.catalog.search.vocabulary import Guesses, Vocabulary
from core.catalog.search.words import LONGEST_PHRASE, Measure, Word, codes, measures, names_goods, same, words
from core.nlu.normalize import layout_variants

SAME_MEANING_WORTH = 0.9
LAYOUT_WORTH = 0.95
RELATIVE_CUTOFF = 0.45
LEAST_SURENESS = 0.5
RERANKED = 40
NEAR_LIMIT = 5
MAX_HITS = 200
ABSENT_MEASURE_FACTOR = 0.5
OUT_OF_STOCK_FACTOR = 0.85
SPELLING_BONUS = 0.15
MAX_QUERY_CHARS, MAX_QUERY_WORDS = 400, 16


Allowed = Callable[[int], bool]


def _all(_place: int) -> bool:
    return True


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
class _Reading:
    text: str
    terms: tuple[Term, ...]
    worth: float


class SearchIndex:
    def __init__(self, documents: Sequence[Document], categories: dict[str, Category]) -> None:
        self._documents = documents
        self._categories = categories
        self._by_offer = {d.product.offer_id: i for i, d in enumerate(documents)}
        self._by_barcode = {d.product.barcode: i for i, d in enumerate(documents) if d.product.barcode}
        self._gone = frozenset(i for i, d in enumerate(documents) if d.product.stock <= 0)
        self._postings: dict[str, dict[int, float]] = {}
        forms: dict[str, str] = {}
        for place, each in enumerate(documents):
            forms |= {sound: key for sound, key in each.forms.items() if each.weights[key] > DESCRIPTION}
            for key, weight in each.weights.items():
                self._postings.setdefault(key, {})[place] = weight
        telling = (k for k, weights in self._postings.items() if max(weights.values()) > DESCRIPTION)
        self._vocabulary = Vocabulary(telling, forms)
        self._codes = frozenset(m for d in documents for m in d.measures if m[0] == "code")
        self._children: dict[str | None, list[str]] = {}
        for category in categories.values():
            self._children.setdefault(category.parent_id, []).append(category.category_id)

    @classmethod
    def build(cls, products: Iterable[Product], categories: Iterable[Category]) -> SearchIndex:
        """Hidden products are left out."""
        by_id = {c.category_id: c for c in categories}
        return cls([document(p, by_id) for p in products if not p.hidden], by_id)

    def __len__(self) -> int:
        return len(self._documents)

    def get(self, offer_id: str) -> Product | None:
        place = self._by_offer.get(offer_id)
        return None if place is None else self._documents[place].product

    def search(self, query: SearchQuery) -> SearchResult:
        """The best first. `near` is filled only when there is no hit: what comes nearest instead."""
        text = " ".join((query.text, *query.attributes)).strip()[:MAX_QUERY_CHARS]
        allowed = self._allowed(query)
        known = self._by_offer.get(query.text.strip()) if query.text.strip() else None
        known = self._by_barcode.get(query.text.strip()) if known is None else known
        if known is not None and allowed(known):
            return SearchResult(
                (Hit(self._documents[known].product.offer_id, 1.0),), (), Understood(text, (), (), 1.0)
            )
        wanted = self._wanted(text)
        reading = self._read(text)
        understood = Understood(
            reading.text,
            tuple(t.text for t in reading.terms if t.found_by),
            tuple(t.text for t in reading.terms if not t.found_by),
            min((t.worth for t in reading.terms), default=1.0),
        )
        if not reading.terms and not wanted:
            hits = self._shelf(allowed, query) if query.filters else ()
            return SearchResult(hits[: query.limit], (), understood)
        hits = self._hits(reading, wanted, allowed)[: query.limit]
        near = () if hits else self._near(reading, wanted, allowed)
        return SearchResult(hits, near, understood)

    def matches_measures(self, offer_id: str, text: str) -> bool:
        """Whether the product has every amount that is in the text."""
        return self._wanted(text) <= self._documents[self._by_offer[offer_id]].measures

    def heads(self, offer_id: str) -> frozenset[str]:
        """The keys of what the product is."""
        return self._documents[self._by_offer[offer_id]].heads

    def in_category(self, category_id: str | None) -> list[Product]:
        """The products of exactly this category."""
        return [d.product for d in self._documents if d.product.category_id == category_id]

    def _wanted(self, text: str) -> frozenset[Measure]:
        return measures(text) | (codes(text) & self._codes)

    # Reading the query

    def _read(self, text: str) -> _Reading:
        """As written, or as it would be in the other keyboard layout, whichever the catalogue knows better."""
        as_written = self._terms(text, 1.0)
        if as_written.terms and all(t.sure for t in as_written.terms):
            return as_written
        others = [self._terms(variant, LAYOUT_WORTH) for variant in layout_variants(text)]
        return max([as_written, *others], key=lambda reading: reading.worth)

    def _terms(self, text: str, worth: float) -> _Reading:
        found = words(text)[:MAX_QUERY_WORDS]
        if not any(names_goods(word) for word in found):
            return _Reading(text, tuple(self._one(word) for word in found), 0.0)
        terms: list[Term] = []
        at = 0
        while at < len(found):
            term, taken = self._term(found[at:])
            if taken > 1 or names_goods(found[at]):
                terms.append(term)
            at += taken
        mean = sum(t.worth for t in terms) / len(terms) if terms else 0.0
        return _Reading(text, tuple(terms), mean * worth)

    def _term(self, rest: tuple[Word, ...]) -> tuple[Term, int]:
        """The idea the words begin with, and how many of them it takes."""
        for length in range(min(LONGEST_PHRASE, len(rest)), 1, -1):
            phrase = tuple(w.key for w in rest[:length])
            if others := self._present(same(phrase)):
                text = " ".join(w.text for w in rest[:length])
                return Term(
                    text, {phrase: 1.0} | dict.fromkeys(others, SAME_MEANING_WORTH), sure=True
                ), length
        word = rest[0]
        if len(rest) > 1 and not (self._vocabulary.exact(word) and self._vocabulary.exact(rest[1])):
            key = self._vocabulary.joined(word, rest[1])
            if key is not None:
                return Term(f"{word.text} {rest[1].text}", {(key,): 1.0}, sure=True), 2
        return self._one(word), 1

    def _one(self, word: Word) -> Term:
        key = self._vocabulary.exact(word)
        alike = dict.fromkeys(self._present(same((word.key,))), SAME_MEANING_WORTH)
        if key is not None:
            found = self._vocabulary.made_from(word) if word.descriptive else {}
            return Term(word.text, found | alike | {(key,): 1.0}, sure=True, descriptive=word.descriptive)
        if alike:
            return Term(word.text, alike, sure=True)
        guesses = self._vocabulary.made_from(word) if word.descriptive else {}
        guesses |= self._vocabulary.guesses(word)
        for phrase, worth in list(guesses.items()):
            for other in self._present(same(phrase)):
                guesses.setdefault(other, worth * SAME_MEANING_WORTH)
        if word.key in self._postings:
            guesses[(word.key,)] = 1.0
        return Term(word.text, guesses, sure=False, descriptive=word.descriptive)

    def _present(self, phrases: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        return [p for p in phrases if p and all(key in self._vocabulary.keys for key in p)]

    # Scoring

    def _hits(self, reading: _Reading, wanted: frozenset[Measure], allowed: Allowed) -> tuple[Hit, ...]:
        """Products that have every word of goods; an unknown adjective is passed over, an unknown noun is not."""
        required = [t for t in reading.terms if t.worth >= LEAST_SURENESS]
        if any(t not in required and not t.descriptive for t in reading.terms):
            return ()
        if not required:
            if reading.terms:
                return ()
            scored = {i: 1.0 for i, d in enumerate(self._documents) if wanted <= d.measures}
        else:
            scored = self._score(required[0])
            for term in required[1:]:
                more = self._score(term)
                scored = {place: score + more[place] for place, score in scored.items() if place in more}
        return self._ranked(self._within(scored, allowed), reading.text, wanted)

    def _near(self, reading: _Reading, wanted: frozenset[Measure], allowed: Allowed) -> tuple[Hit, ...]:
        """Products that have some of the words, else those that would be hits were it not for the limits."""
        scored: dict[int, float] = {}
        for term in reading.terms:
            for place, score in self._score(term).items():
                scored[place] = scored.get(place, 0.0) + score
        if not scored:
            for word in words(reading.text)[:MAX_QUERY_WORDS]:
                scored |= self._score(Term(word.text, self._vocabulary.resembling(word), sure=False))
        return self._ranked(self._within(scored, allowed) or scored, reading.text, wanted)[:NEAR_LIMIT]

    def _score(self, term: Term) -> dict[int, float]:
        scored: dict[int, float] = {}
        for phrase, worth in term.found_by.items():
            postings = [self._postings.get(key, {}) for key in phrase]
            shared = set(postings[0]).intersection(*postings[1:])
            rarity = log(1 + len(self._documents) / (1 + len(shared)))
            for place in shared:
                weight = sum(p[place] for p in postings) / len(postings)
                scored[place] = max(scored.get(place, 0.0), worth * rarity * weight)
        return scored

    def _ranked(self, scored: dict[int, float], text: str, wanted: frozenset[Measure]) -> tuple[Hit, ...]:
        if not scored:
            return ()
        if wanted:
            for place in scored:
                if not wanted <= self._documents[place].measures:
                    scored[place] *= ABSENT_MEASURE_FACTOR
        for place in self._gone & scored.keys():
            scored[place] *= OUT_OF_STOCK_FACTOR
        floor = RELATIVE_CUTOFF * max(scored.values())
        fair = (i for i, s in scored.items() if s >= floor)
        best = nsmallest(MAX_HITS, fair, key=lambda i: (-scored[i], i))
        spelled = " ".join(w.sound for w in words(text))
        for place in best[:RERANKED]:
            likeness = fuzz.token_set_ratio(spelled, self._documents[place].spelled) / 100
            scored[place] *= 1 + SPELLING_BONUS * likeness
        best.sort(key=lambda i: (-scored[i], i))
        return tuple(Hit(self._documents[i].product.offer_id, round(scored[i], 4)) for i in best)

    # Limits

    @staticmethod
    def _within(scored: dict[int, float], allowed: Allowed) -> dict[int, float]:
        return scored if allowed is _all else {place: s for place, s in scored.items() if allowed(place)}

    def _allowed(self, query: SearchQuery) -> Allowed:
        if not query.filters:
            return _all
        shelves = self._shelves(query.category) if query.category else None
        brand = {w.key for w in words(query.brand or "")}

        def check(place: int) -> bool:
            product = self._documents[place].product
            return (
                (query.price_min_minor is None or product.price_minor >= query.price_min_minor)
                and (query.price_max_minor is None or product.price_minor <= query.price_max_minor)
                and (shelves is None or product.category_id in shelves)
                and (not brand or brand <= {w.key for w in words(product.brand or "")})
            )

        return check

    def _shelves(self, category: str) -> set[str]:
        """The category, by id or by name in any language, with everything under it."""
        named = {w.key for w in words(category)}
        found = [
            c.category_id
            for c in self._categories.values()
            if c.category_id == category
            or any(named and named <= {w.key for w in words(n)} for n in c.names.values())
        ]
        shelves: set[str] = set()
        while found:
            category_id = found.pop()
            if category_id not in shelves:
                shelves.add(category_id)
                found += self._children.get(category_id, [])
        return shelves

    def _shelf(self, allowed: Allowed, query: SearchQuery) -> tuple[Hit, ...]:
        places = [i for i in range(len(self._documents)) if allowed(i)]
        places.sort(key=lambda i: (self._documents[i].product.stock <= 0, i))
        return tuple(Hit(self._documents[i].product.offer_id, 1.0) for i in places[: query.limit])
