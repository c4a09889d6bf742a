from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.common import (
    Json,
    StoreId,
    busy,
    opened_units,
    put,
    rows_of,
    run,
    say,
    settings,
    store_of,
    text_of,
)

if TYPE_CHECKING:
    from core.catalog.search import SearchResult
    from core.conversation.shelf import Shelf


def add_to(root: typer.Typer) -> None:
    root.command()(search)


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    store: StoreId = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most this many.")] = 10,
    jsonl: Annotated[Path | None, typer.Option(help='Rows {"id", "query"}; - for stdin.')] = None,
    as_json: Json = False,
) -> None:
    """Search a store's goods, in any language, alphabet or keyboard layout."""
    if (query is None) == (jsonl is None):
        raise typer.BadParameter("give either a query or --jsonl FILE")
    shelf = run(_shelf(store))
    if jsonl is not None:
        for row in rows_of(jsonl):
            found = as_data(shelf, _found(shelf, text_of(row, "query"), limit))
            put({"id": row.get("id"), "hits": found["hits"], "near": found["near"]})
        return None
    found = as_data(shelf, _found(shelf, query or "", limit))
    if as_json:
        return put(found)
    for hit in found["hits"] or found["near"]:
        say(f"{hit['offer_id']}\t{hit['name']}\t{hit['price_minor'] / 100:.2f}\t{hit['score']:.3f}")
    if not found["hits"]:
        say("Nothing matches; these are near." if found["near"] else "Nothing matches.")
    return None


async def _shelf(store: str | None) -> Shelf:
    from core.adapters.search_index import GoodsIndex, index_folder
    from core.conversation.shelf import Shelves

    home = settings().home
    async with opened_units() as units:
        store_id = await store_of(units, store)
        with busy("Reading the catalogue"):
            return await Shelves(lambda named: GoodsIndex(index_folder(home, named)), units).whole(store_id)


def _found(shelf: Shelf, query: str, limit: int) -> SearchResult:
    from core.catalog.search import SearchQuery

    return shelf.index.search(SearchQuery(text=query, limit=limit))


def as_data(shelf: Shelf, found: SearchResult) -> dict[str, Any]:
    """The public contract of `duken search --json`."""
    from core.catalog.model import localized

    def row(hit: Any) -> dict[str, Any]:
        product = shelf.products[hit.offer_id]
        return {
            "offer_id": hit.offer_id,
            "name": localized(product.names, "ru"),
            "price_minor": product.price_minor,
            "score": round(hit.score, 4),
        }

    understood = found.understood
    return {
        "hits": [row(h) for h in found.hits],
        "near": [row(h) for h in found.near],
        "understood": {
            "text": understood.text,
            "found": list(understood.found),
            "unknown": list(understood.unknown),
            "meant": understood.meant,
        },
    }
