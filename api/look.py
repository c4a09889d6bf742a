"""How the shop window is looked at: what is searched, narrowed to what, in which order, which page. Told by the link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from api.pages import Markup, fill, join
from core.catalog.model import localized
from core.catalog.search import Facets, Order, SearchQuery
from core.conversation.plain import Speaker
from core.conversation.shelf import Shelf

SHOWN = 24
OFFERED = 8
"""Sections and brands to narrow by."""
_SORTS: tuple[tuple[Order, str], ...] = (
    ("relevance", "store-sort-relevance"), ("price", "store-sort-price"), ("-price", "store-sort-dearest")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """`cat`: a category's id. `sort`: None is by relevance for a search, by price in a category."""

    lang: str
    q: str = ""
    cat: str = ""
    brand: str = ""
    sort: Order | None = None
    page: int = 1

    @property
    def order(self) -> Order:
        return self.sort or ("relevance" if self.q else "price")

    @property
    def query(self) -> SearchQuery:
        """One more than is shown, to know whether there is another page."""
        return SearchQuery(
            text=self.q,
            category=self.cat or None,
            brand=self.brand or None,
            order=self.order,
            offset=(self.page - 1) * SHOWN,
            limit=SHOWN + 1,
        )

    def link(self, **changes: Any) -> str:
        """The same look but for the changes, from its first page."""
        changed = replace(self, **{"page": 1, **changes})
        told = {name: value for name in ("q", "cat", "brand", "sort") if (value := getattr(changed, name))}
        page = {"page": changed.page} if changed.page > 1 else {}
        return "/?" + urlencode({**told, **page, "lang": changed.lang})


def filters(look: Look, shelf: Shelf, said: Speaker, facets: Facets) -> Markup:
    """Links that sort and narrow what is shown; what cannot be chosen is not offered."""
    sorts = [s for s in _SORTS if look.q or s[0] != "relevance"]
    rows = [
        (
            "store-sort",
            [_link(said.say(key), look.link(sort=sort), sort == look.order) for sort, key in sorts],
        ),
        ("store-sections", _sections(look, shelf, said, facets) if look.q else []),
        ("store-brands", _brands(look, facets)),
    ]
    return join(
        fill("store_filter", title=said.say(key), choices=join(links))
        for key, links in rows
        if len(links) > 1
    )


def pages(look: Look, said: Speaker, more: bool) -> Markup:
    """To the page before and the page after, where there are any."""
    links = []
    if look.page > 1:
        links.append(_link(said.say("store-previous"), look.link(page=look.page - 1), current=False))
    if more:
        links.append(_link(said.say("store-next"), look.link(page=look.page + 1), current=False))
    return join(links)


def _sections(look: Look, shelf: Shelf, said: Speaker, facets: Facets) -> list[Markup]:
    names = {c.category_id: localized(c.names, said.language) for c in shelf.categories}
    known = {category_id: count for category_id, count in facets.categories.items() if category_id in names}
    links = [
        _link(
            f"{names[category_id]} {known[category_id]}", look.link(cat=category_id), category_id == look.cat
        )
        for category_id in _most(known)
    ]
    return [_link(said.say("store-all"), look.link(cat=""), current=not look.cat), *links]


def _brands(look: Look, facets: Facets) -> list[Markup]:
    """A brand that is chosen is left by choosing it again."""
    return [
        _link(
            f"{brand} {facets.brands[brand]}",
            look.link(brand="" if brand == look.brand else brand),
            brand == look.brand,
        )
        for brand in _most(facets.brands)
    ]


def _most(counts: dict[str, int]) -> Iterable[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))[:OFFERED]


def _link(text: str, link: str, current: bool) -> Markup:
    return fill(
        "store_choice",
        text=text,
        link=link,
        current=Markup(' aria-current="true"') if current else Markup(""),
    )
