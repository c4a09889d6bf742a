"""Finding goods in one committed state of a store's index; never changed, so it may be read from anywhere.

Scoring is a sum over the words of the query of idf x the weight of the part of the product the word stands in
(what it is, its name, brand, category), in the spirit of BM25F (Zaragoza et al. 2004) without its length
normalisation, for names are all short. A word counts where it, a word of the same meaning, or, when the catalogue
does not know it, what it may have been meant as, is found. A hit has every word that means goods. Storage finds the
short list; likeness to the query as it was spelled, and what is in stock, order what scores alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from core.catalog.model import Category, Product
from core.catalog.search.ports import TIERS, Facets, Found, Limits, Option, Reader, Wanted
from core.catalog.search.query import Hit, SearchQuery, SearchResult, Understood
from core.catalog.search.reading import QueryReader, Reading, Term
from core.catalog.search.vocabulary import Wordlist
from core.catalog.search.words import codes, measures, names_goods, words, written

RELATIVE_CUTOFF = 0.45
RERANKED = 60
NEAR_LIMIT = 5
MAX_HITS = 200
MEASURE_SHARE = 0.5
OUT_OF_STOCK_FACTOR = 0.85
SPELLING_BONUS = 0.15
MAX_QUERY_CHARS = 400


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query worked out: what storage shall look for, and what the words mean."""

    reading: Reading
    measures: tuple[str, ...]
    limits: Limits
    wanted: Wanted | None
    """None when too little was understood for a hit."""


class SearchIndex:
    def __init__(
        self, goods: Reader, categories: Iterable[Category], before: SearchIndex | None = None
    ) -> None:
        """`before`: the index of an earlier state, whose words are built upon."""
        self.goods = goods
        self._categories = {c.category_id: c for c in categories}
        if before is not None and before.goods.state.version <= goods.state.version and len(before._known):
            self._known: Wordlist = before._known.with_more(goods.forms(since=before.goods.state.version))
        else:
            self._known = Wordlist(goods.forms())
        self._queries = QueryReader(goods, self._known)

    def __len__(self) -> int:
        return len(self.goods)

    def get(self, offer_id: str) -> Product | None:
        return self.goods.product(offer_id)

    def search(self, query: SearchQuery) -> SearchResult:
        """The best first. `near` is filled only when there is no hit: what comes nearest instead."""
        asked = self._asked(query)
        known = self._by_id(query, asked.limits)
        if known is not None:
            understood = Understood(asked.reading.text, (), (), 1.0)
            return SearchResult((Hit(known.offer_id, 1.0),), (), understood)
        found = self._hits(asked, query)
        first = query.offset
        near = () if found or first else self._near(asked)
        hits = self._scored(found, asked.reading.evidence)[first : first + query.limit]
        return SearchResult(hits, near, self._understood(asked, found))

    def facets(self, query: SearchQuery) -> Facets:
        """How the hits of the query, all of them, divide by category, brand, attribute and price."""
        asked = self._asked(query)
        return self.goods.facets(asked.wanted) if asked.wanted else Facets(0, {}, {}, {}, None, None)

    def matches_measures(self, offer_id: str, text: str) -> bool:
        """Whether the product has every amount that is in the text."""
        entry = self.goods.entry(offer_id)
        return entry is not None and entry.measures.issuperset(self._measures(text))

    def heads(self, offer_id: str) -> frozenset[str]:
        """The keys of what the product is."""
        entry = self.goods.entry(offer_id)
        return entry.heads if entry else frozenset()

    # Reading the query

    def _asked(self, query: SearchQuery) -> _Asked:
        text = " ".join((query.text, *query.attributes)).strip()[:MAX_QUERY_CHARS]
        reading = self._queries.read(text)
        sizes = self._measures(reading.text)
        limits = Limits(
            query.price_min_minor,
            query.price_max_minor,
            self._shelves(query.category) if query.category else None,
            frozenset(w.key for w in words(query.brand or "")),
            query.in_stock,
        )
        required = reading.required
        if required:
            wanted = self._wanted(required, sizes, limits)
        elif not reading.terms and (sizes or query.filters):
            wanted = Wanted(measured=sizes, limits=limits)
        else:
            wanted = None
        return _Asked(reading, sizes, limits, wanted)

    def _wanted(self, terms: Sequence[Term], sizes: tuple[str, ...], limits: Limits) -> Wanted | None:
        ideas = tuple(self._queries.idea(term) for term in terms)
        if not all(ideas):
            return None
        return Wanted(ideas, bonuses=_bonuses(ideas, sizes), limits=limits)

    def _measures(self, text: str) -> tuple[str, ...]:
        marks = [written(c) for c in codes(text)]
        known = [m for m in marks if self.goods.measured(m)]
        return tuple(sorted({*(written(m) for m in measures(text)), *known}))

    def _by_id(self, query: SearchQuery, limits: Limits) -> Found | None:
        text = query.text.strip()
        if not text or len(text) > MAX_QUERY_CHARS:
            return None
        found = self.goods.entry(text) or self.goods.by_barcode(text)
        if found is None or (
            query.filters and not self.goods.count(Wanted(limits=limits, offer_id=found.offer_id))
        ):
            return None
        return found

    def _understood(self, asked: _Asked, found: Sequence[Found]) -> Understood:
        terms = asked.reading.terms
        return Understood(
            asked.reading.text,
            tuple(t.text for t in terms if t.found_by),
            tuple(t.text for t in terms if not t.found_by),
            min((t.worth for t in terms), default=1.0),
            self._meant(asked.reading, found[0]) if found else None,
        )

    def _meant(self, reading: Reading, best: Found) -> str | None:
        """The query with the words that were guessed as the best hit writes them: "did you mean"."""
        product = self.goods.product(best.offer_id)
        unsure = [t for t in reading.terms if not t.sure and t.found_by]
        if product is None or not unsure:
            return None
        said = {w.key: w.text for text in product.names.values() for w in words(text)}
        text = reading.text
        for term in unsure:
            keys = next((keys for keys in term.found_by if all(key in said for key in keys)), None)
            if keys:
                text = text.lower().replace(term.text, " ".join(said[key] for key in keys))
        return text if text != reading.text else None

    # Finding

    def _hits(self, asked: _Asked, query: SearchQuery) -> list[Found]:
        """Products that have every word of goods; an unknown adjective is passed over, an unknown noun is not."""
        if asked.wanted is None:
            return []
        most = min(max(RERANKED, query.offset + query.limit), MAX_HITS)
        if query.order != "relevance":
            # By price the far ones must not come first: what is no fair match by score is no match.
            fair = self._ranked(self.goods.find(asked.wanted, MAX_HITS), asked)
            falling = query.order == "-price"
            return sorted(fair, key=lambda f: (-f.price_minor if falling else f.price_minor, -f.score))
        return self._ranked(self.goods.find(asked.wanted, most), asked)

    def _near(self, asked: _Asked) -> tuple[Hit, ...]:
        """Products that have some of the words, else those that would be hits were it not for the limits."""
        for limits in (asked.limits, Limits()):
            wanted = (
                self._wanted(asked.reading.required, asked.measures, limits)
                if asked.reading.required
                else None
            )
            found = self.goods.find(wanted, RERANKED) if wanted else ()
            if found:
                return self._scored(self._ranked(found, asked), asked.reading.evidence / 2)[:NEAR_LIMIT]
        terms = [t for t in asked.reading.terms if t.found_by] or self._queries.resembling(asked.reading.text)
        ideas = tuple(idea for t in terms if (idea := self._queries.idea(t)))
        if not ideas:
            return ()
        for limits in (asked.limits, Limits()):
            wanted = Wanted(wished=ideas, bonuses=_bonuses(ideas, asked.measures), limits=limits)
            if found := self.goods.find(wanted, RERANKED):
                break
        return self._scored(self._ranked(found, asked), asked.reading.evidence / 2)[:NEAR_LIMIT]

    def _named(self, scored: list[Found], asked: _Asked) -> list[Found]:
        """Where some goods are what a word says, others that merely share their category are not: "сок" in "Соки и
        лимонад". Where none is, the word names the category."""
        for term in asked.reading.required:
            keys = {key for phrase in term.found_by for key in phrase}
            if any(keys & each.heads for each in scored):
                scored = [each for each in scored if keys & each.heads or self._says(each, keys)]
        return scored

    def _says(self, found: Found, keys: set[str]) -> bool:
        return any((self._known.key_of(sound) or sound) in keys for sound in found.spelled.split())

    def _ranked(self, found: Sequence[Found], asked: _Asked) -> list[Found]:
        if not found:
            return []
        spelled = " ".join(w.sound for w in words(asked.reading.text) if names_goods(w))
        scored = []
        for place, each in enumerate(found):
            score = each.score * (1 if each.in_stock else OUT_OF_STOCK_FACTOR)
            if place < RERANKED and spelled:
                alike = fuzz.token_set_ratio(spelled, each.spelled) + fuzz.ratio(spelled, each.spelled) / 4
                score *= 1 + SPELLING_BONUS * alike / 125
            scored.append(replace(each, score=score))
        floor = RELATIVE_CUTOFF * max(each.score for each in scored)
        scored = self._named([each for each in scored if each.score >= floor], asked)
        return sorted(scored, key=lambda each: (-each.score, each.offer_id))

    @staticmethod
    def _scored(found: Sequence[Found], evidence: float) -> tuple[Hit, ...]:
        best = max((each.score for each in found), default=1.0) or 1.0
        return tuple(Hit(each.offer_id, round(evidence * each.score / best, 4)) for each in found)

    def _shelves(self, category: str) -> frozenset[str]:
        """The categories of this id, or of this name in any language; storage adds what is under them."""
        named = {w.key for w in words(category)}
        return frozenset(
            c.category_id
            for c in self._categories.values()
            if c.category_id == category
            or any(named and named <= {w.key for w in words(n)} for n in c.names.values())
        )


def _bonuses(ideas: tuple[tuple[Option, ...], ...], sizes: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Having all the amounts is worth as much as half of the words."""
    if not sizes:
        return ()
    whole = sum(max(option.score for option in idea) for idea in ideas) * TIERS[-3] * MEASURE_SHARE
    return tuple((size, whole / len(sizes)) for size in sizes)
