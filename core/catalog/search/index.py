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
from itertools import compress

from rapidfuzz import fuzz

from core.catalog.model import Category, Product
from core.catalog.nearness import Phrase, sounds
from core.catalog.search.ports import TIERS, Facets, Found, Limits, Option, Reader, Wanted
from core.catalog.search.query import Hit, SearchQuery, SearchResult, Understood
from core.catalog.search.reading import QueryReader, Reading, Term
from core.catalog.search.vocabulary import Wordlist
from core.catalog.search.words import codes, measures, spelling, title, words, written

RELATIVE_CUTOFF = 0.45
RERANKED = 50
NEAR_LIMIT, LOOKED_AT = 5, 24
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
        self._shelf_words: dict[str | None, tuple[frozenset[str], frozenset[str]]] = {}
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
        if not found and asked.reading.nearly_known:
            doubted = self._asked(query, doubting=True)
            if found := self._hits(doubted, query):
                asked = doubted
        first = query.offset
        near = () if found or first else self._near(asked)
        hits = self._scored(found, asked.reading.evidence)[first : first + query.limit]
        return SearchResult(hits, near, self._understood(asked, found))

    def facets(self, query: SearchQuery) -> Facets:
        """How the hits of the query, all of them, divide by category, brand, attribute and price."""
        wanted = self._strict(self._asked(query))
        return self.goods.facets(wanted) if wanted else Facets(0, {}, {}, {}, None, None)

    def matches_measures(self, offer_id: str, text: str) -> bool:
        """Whether the product has every amount that is in the text."""
        entry = self.goods.entry(offer_id)
        return entry is not None and entry.measures.issuperset(self._measures(text))

    def heads(self, offer_id: str) -> frozenset[str]:
        """The keys of what the product is."""
        entry = self.goods.entry(offer_id)
        return entry.heads if entry else frozenset()

    # Reading the query

    def _asked(self, query: SearchQuery, *, doubting: bool = False) -> _Asked:
        text = " ".join((query.text, *query.attributes)).strip()[:MAX_QUERY_CHARS]
        reading = self._queries.read(text, doubting=doubting)
        sizes = self._measures(reading.text)
        limits = Limits(
            query.price_min_minor,
            query.price_max_minor,
            self._shelves(query.category) if query.category else None,
            frozenset(w.key for w in words(query.brand or "")),
            query.in_stock or None,
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
            query.filters
            and not self.goods.count(Wanted(limits=limits, offer_ids=frozenset({found.offer_id})))
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
        if query.order != "relevance":
            return self._sorted(asked, query)
        most = min(max(RERANKED, query.offset + query.limit), MAX_HITS)
        found = self.goods.find(asked.wanted, most) if asked.wanted else ()
        ranked = _ranked(asked.wanted, found, asked.reading) if asked.wanted else []
        whole = title(asked.reading.text)
        called = self.goods.find(Wanted(limits=asked.limits, title=whole), most) if whole else ()
        return _with_first(called, ranked)

    def _sorted(self, asked: _Asked, query: SearchQuery) -> list[Found]:
        """By price, what is sold out last."""
        strict, most = self._strict(asked), query.offset + query.limit
        if strict is None:
            return []
        found: list[Found] = []
        for in_stock in (True,) if query.in_stock else (True, False):
            wanted = replace(strict, limits=replace(strict.limits, in_stock=in_stock))
            found += (
                self.goods.find(wanted, most - len(found), order=query.order) if len(found) < most else ()
            )
        return found

    def _near(self, asked: _Asked) -> tuple[Hit, ...]:
        """What would be a hit were it not for the limits; else what shares words with the query, and not only in
        passing: "розовый единорог" is near to nothing pink."""
        evidence = asked.reading.evidence / 2
        if asked.wanted is not None and asked.wanted.limits != Limits():
            anywhere = replace(asked.wanted, limits=Limits())
            if found := self.goods.find(anywhere, RERANKED):
                return self._scored(_ranked(anywhere, found, asked.reading), evidence)[:NEAR_LIMIT]
        known = [t for t in asked.reading.terms if t.found_by]
        terms = known or self._queries.resembling(asked.reading.text)
        ideas = tuple(idea for t in terms if (idea := self._queries.idea(t)))
        bonuses, phrase = _bonuses(ideas, asked.measures), Phrase.of(asked.reading.text)
        for limits in dict.fromkeys((asked.limits, Limits())) if ideas else ():
            wanted = Wanted(wished=ideas, bonuses=bonuses, limits=limits)
            ranked = _likest(self.goods.find(wanted, LOOKED_AT), asked.reading)
            things = [each for each in ranked if self._is_thing(asked.reading, each)]
            if near := things or [each for each in ranked if self._is_like(phrase, each)]:
                return self._scored(near, evidence)[:NEAR_LIMIT]
        return ()

    def _is_thing(self, reading: Reading, found: Found) -> bool:
        """Of whatever sort: by what it is, or by the name of its category."""
        kinds = found.heads | self._shelf_names(found.category_id)[0]
        return any(_keys(term) & kinds for term in reading.things)

    def _is_like(self, phrase: Phrase, found: Found) -> bool:
        names = {sound for name in found.spelled for sound in name.split()}
        return phrase.is_met_by(found.named | names | self._shelf_names(found.category_id)[1])

    def _shelf_names(self, category_id: str | None) -> tuple[frozenset[str], frozenset[str]]:
        """Of a category's names the keys, and the sounds."""
        if category_id not in self._shelf_words:
            shelf = self._categories.get(category_id or "")
            texts = tuple(shelf.names.values()) if shelf else ()
            keys = frozenset(w.key for text in texts for w in words(text))
            self._shelf_words[category_id] = keys, frozenset().union(*map(sounds, texts))
        return self._shelf_words[category_id]

    def _strict(self, asked: _Asked) -> Wanted | None:
        """What tells hits apart by yes and no alone, for sorting and counting all of them."""
        if asked.wanted is None or not asked.reading.required:
            return asked.wanted
        found = self.goods.find(asked.wanted, MAX_HITS)
        best = _ranked(asked.wanted, found, asked.reading)
        if len(found) < MAX_HITS:
            return Wanted(limits=asked.limits, offer_ids=frozenset(each.offer_id for each in best))
        heads, named = [], []
        for keys in map(_keys, asked.reading.required):
            if 2 * sum(bool(keys & each.heads) for each in best) > len(best):
                heads.append(keys)
            elif any(keys & each.named for each in best):
                named.append(keys)
        return replace(asked.wanted, heads=tuple(heads), named=tuple(named))

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


def _ranked(wanted: Wanted, found: Sequence[Found], reading: Reading) -> list[Found]:
    """Those of a fair score. The first `RERANKED` of them by likeness and stock too; what follows stays in its place,
    so that pages agree."""
    if not found:
        return []
    # Without the amounts: "сыр 200 г" is all cheese, that of 200 g first.
    amounts = dict(wanted.bonuses)
    fits = [each.score - sum(amounts.get(m, 0.0) for m in each.measures) for each in found]
    floor = RELATIVE_CUTOFF * max(fits)
    fair = [fit >= floor for fit in fits]
    first = list(compress(found[:RERANKED], fair))
    rest = list(compress(found[RERANKED:], fair[RERANKED:]))
    # Where some goods are what a word says, others that merely share their category are not: "сок" in "Соки и лимонад".
    # Where none is, the word names the category.
    said = [keys for keys in map(_keys, reading.required) if any(keys & each.heads for each in first)]
    first, rest = (
        [each for each in part if all(keys & (each.heads | each.named) for keys in said)]
        for part in (first, rest)
    )
    return [*_likest(first, reading), *rest]


def _with_first(called: Sequence[Found], ranked: list[Found]) -> list[Found]:
    """What is called so, the whole name, before all else."""
    if not called:
        return ranked
    best = max(ranked[0].score if ranked else 1.0, 1.0)
    ids = {each.offer_id for each in called}
    first = [replace(each, score=best) for each in called]
    return [*first, *(each for each in ranked if each.offer_id not in ids)]


def _likest(found: Sequence[Found], reading: Reading) -> list[Found]:
    spelled = spelling(reading.text)
    scored = [replace(each, score=each.score * _likeness(spelled, each)) for each in found]
    return sorted(scored, key=lambda each: (-each.score, each.offer_id))


def _keys(term: Term) -> frozenset[str]:
    return frozenset(key for phrase in term.found_by for key in phrase)


_ASKED_FOR = 50
"""Likeness, of 100, from which a query is about this name and not only about its kind."""


def _likeness(spelled: str, found: Found) -> float:
    """What the score is multiplied by for being written as the query is, and for being there to buy."""
    stock = 1 if found.in_stock else OUT_OF_STOCK_FACTOR
    if not spelled:
        return stock
    alike = max((_alike(spelled, name) for name in found.spelled), default=0)
    return stock * (1 + SPELLING_BONUS * alike / 200)


def _alike(spelled: str, name: str) -> float:
    """0 to 200. Of a name that says far more than was asked ("milk") it tells nothing how much more it says."""
    whole = fuzz.ratio(spelled, name)
    return fuzz.token_set_ratio(spelled, name) + (whole if whole > _ASKED_FOR else 0)


def _bonuses(ideas: tuple[tuple[Option, ...], ...], sizes: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Having all the amounts is worth as much as half of the words."""
    if not sizes:
        return ()
    whole = sum(max(option.score for option in idea) for idea in ideas) * TIERS[-3] * MEASURE_SHARE
    return tuple((size, whole / len(sizes)) for size in sizes)
