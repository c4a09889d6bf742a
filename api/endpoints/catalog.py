"""Goods for programs: search, one product, and a feed taken in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.admin import require_admin
from api.context import app_of, language_of, web_of
from api.render import Renderer
from api.schemas import Card, Counted, FeedColumn, Hits
from api.shelves import cards, fresh, shelf_of, speaker
from core.catalog.exporting import ExportCatalog
from core.catalog.feeds.columns import said_of_columns
from core.catalog.headings import ReadHeading
from core.catalog.importing import ImportCatalog
from core.catalog.search import Order, SearchQuery
from core.kernel.errors import InvalidInput, NotFound

router = APIRouter(prefix="/v1/catalog", tags=["catalog"])

Store = Annotated[str | None, Query(max_length=64, description="The default store when absent.")]
MOST_MINOR = 10**15
Format = Literal["auto", "yml", "xlsx", "csv", "google", "kaspi", "commerceml"]


@router.get("/search")
async def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    store: Store = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    offset: Annotated[int, Query(ge=0, le=150)] = 0,
    sort: Annotated[Order, Query(description="-price: the dearest first.")] = "relevance",
    category: Annotated[str | None, Query(max_length=200, description="Its id or its name.")] = None,
    brand: Annotated[str | None, Query(max_length=200)] = None,
    price_min_minor: Annotated[int | None, Query(ge=0, le=MOST_MINOR)] = None,
    price_max_minor: Annotated[int | None, Query(ge=0, le=MOST_MINOR)] = None,
    in_stock: bool = False,
) -> Hits:
    """`near` holds what is offered when nothing matches."""
    web = web_of(request)
    store_id = store or (await web.app.default_store()).store_id
    query = SearchQuery(
        text=q,
        price_min_minor=price_min_minor,
        price_max_minor=price_max_minor,
        category=category,
        brand=brand,
        limit=limit,
        offset=offset,
        order=sort,
        in_stock=in_stock,
    )
    index = (await shelf_of(web, store_id)).index
    found, facets = index.search(query), index.facets(query)
    return Hits(
        hits=await _cards(request, store_id, [h.offer_id for h in found.hits]),
        near=await _cards(request, store_id, [h.offer_id for h in found.near]),
        total=max(facets.total, offset + len(found.hits)) if found.hits else facets.total,
        did_you_mean=found.understood.meant,
        facets=Counted(
            categories=facets.categories,
            brands=facets.brands,
            attributes=facets.attributes,
            price_min_minor=facets.price_min_minor,
            price_max_minor=facets.price_max_minor,
        ),
    )


@router.get("/products/{offer_id:path}")
async def product(request: Request, offer_id: str, store: Store = None) -> Card:
    """One product as the shop sells it now; 404 when there is none."""
    store_id = store or (await app_of(request).default_store()).store_id
    found = await _cards(request, store_id, [offer_id])
    if not found:
        raise NotFound(f"no offer {offer_id!r} in store {store_id!r}")
    return found[0]


async def _cards(request: Request, store_id: str, offer_ids: list[str]) -> list[Card]:
    web = web_of(request)
    renderer = Renderer(speaker(web, language_of(request)), store_id, web.app.settings.pictures)
    shown = [renderer.card(c) for c in cards(await fresh(web, store_id, offer_ids))]
    return [Card(**{name: frame[name] for name in Card.model_fields}) for frame in shown]


@router.post("/import", dependencies=[Depends(require_admin)])
async def take_in(
    request: Request,
    store: Annotated[str, Query(min_length=1, max_length=64)],
    format: Format = "auto",  # noqa: A002 - the query parameter's public name
    dry_run: bool = False,
    confirm: bool = False,
) -> dict[str, Any]:
    """The body is the feed file itself. `held` tells why nothing was written; `confirm` writes all the same."""
    app, language = app_of(request), language_of(request)
    with tempfile.TemporaryDirectory() as folder:
        path = await _received(request, Path(folder) / "feed")
        async with app.units() as work:
            await work.stores.get(store)
        report = await ImportCatalog(app.units)(store, path, format, dry_run=dry_run, confirm=confirm)
    return report.to_json(lambda key, params: app.texts.say(language, key, params))


@router.post("/columns", dependencies=[Depends(require_admin)])
async def columns(
    request: Request,
    store: Annotated[str, Query(min_length=1, max_length=64)],
    format: Format = "auto",  # noqa: A002 - the query parameter's public name
    set: Annotated[list[str] | None, Query(description="COLUMN=MEANING")] = None,  # noqa: A002 - as above
    confirm: bool = False,
) -> list[FeedColumn]:
    """What the columns of the table in the body are taken for; remembered for the store with `confirm` or `set`."""
    app = app_of(request)
    with tempfile.TemporaryDirectory() as folder:
        path = await _received(request, Path(folder) / "feed")
        async with app.units() as work:
            await work.stores.get(store)
        said = said_of_columns(set or [])
        shown = await ReadHeading(app.units)(store, path, format, said=said, confirm=confirm or bool(said))
    return [FeedColumn(column=c.column, meaning=c.meaning, confirmed=c.confirmed) for c in shown]


_MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@router.get("/export", dependencies=[Depends(require_admin)])
async def give_out(
    request: Request,
    store: Annotated[str, Query(min_length=1, max_length=64)],
    format: Literal["yml", "google", "kaspi", "xlsx"] = "yml",  # noqa: A002 - the query parameter's public name
) -> FileResponse:
    """The goods of the store as a feed."""
    app = app_of(request)
    async with app.units() as work:
        found = await work.stores.get(store)
    with tempfile.NamedTemporaryFile(prefix="duken-", delete=False) as file:
        path = Path(file.name)
        await ExportCatalog(app.units, app.clock)(found, app.settings.url, format, file)
    name = f"{store}-{format}.{'xlsx' if format == 'xlsx' else 'xml'}"
    media = _MEDIA.get(format, "application/xml")
    return FileResponse(path, media_type=media, filename=name, background=BackgroundTask(path.unlink))


async def _received(request: Request, path: Path) -> Path:
    """The body on disk; it may be larger than memory ought to hold."""
    received = 0
    with path.open("wb") as file:
        async for chunk in request.stream():
            received += file.write(chunk)
    if not received:
        raise InvalidInput("file", "the feed is empty")
    return path
