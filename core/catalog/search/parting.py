"""Goods named in one breath: "молоко хлеб яйца" is three things, "сок яблоко" is one."""

from __future__ import annotations

from core.catalog.search.index import SearchIndex
from core.catalog.search.query import SearchQuery
from core.catalog.search.words import Word, words

_LOOKED_AT = 40


def parted(index: SearchIndex, phrase: str) -> tuple[str, ...]:
    """The things a phrase names; itself alone while some product is called by all its words.

    A thing begins with each word that says what some product is; what describes goes with the word after it.
    """
    said = words(phrase)
    heads = [i for i, w in enumerate(said) if index.is_head(w.key)]
    if len(heads) < 2 or _is_one(index, phrase, said):
        return (phrase,)
    starts = [_with_adjectives(said, heads, i) for i in heads]
    ends = [*starts[1:], len(said)]
    return tuple(" ".join(w.text for w in said[a:b]) for a, b in zip([0, *starts[1:]], ends, strict=True))


def _is_one(index: SearchIndex, phrase: str, said: tuple[Word, ...]) -> bool:
    keys = {w.key for w in said}
    for hit in index.search(SearchQuery(phrase, limit=_LOOKED_AT)).hits:
        product = index.get(hit.offer_id)
        if product and any(keys <= {w.key for w in words(name)} for name in product.names.values()):
            return True
    return False


def _with_adjectives(said: tuple[Word, ...], heads: list[int], at: int) -> int:
    while at - 1 >= 0 and at - 1 not in heads and said[at - 1].descriptive:
        at -= 1
    return at
