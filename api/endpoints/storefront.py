"""The demo storefront: a page of goods with the widget in its corner, and the files both are made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse

from api.context import Language, language_of, web_of
from api.look import SHOWN, Look, filters, pages
from api.pages import Markup, fill, join, page
from api.render import Renderer
from api.shelves import cards, fresh, shelf_of, speaker
from core.catalog.model import Category, localized
from core.catalog.search import Facets, Order, SearchResult
from core.conversation.plain import Speaker
from core.conversation.shelf import Shelf
from core.i18n.texts import LANGUAGES
from core.kernel.errors import NotFound

router = APIRouter(tags=["pages"])

HERE = Path(__file__).parent.parent
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
LOOKED_AT = 500


@router.get("/", response_class=HTMLResponse)
async def storefront(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    cat: Annotated[str, Query(max_length=64)] = "",
    brand: Annotated[str, Query(max_length=200)] = "",
    sort: Order | None = None,
    page_number: Annotated[int, Query(alias="page", ge=1, le=8)] = 1,
) -> HTMLResponse:
    """The shop window, with the chat on it."""
    web, language = web_of(request), language_of(request)
    store = await web.app.default_store()
    shelf = await shelf_of(web, store.store_id)
    said = speaker(web, language)
    renderer = Renderer(said, store.store_id, web.app.settings.pictures)
    category = next((c for c in shelf.categories if c.category_id == cat), None)
    look = Look(language, q.strip(), category.category_id if category else "", brand, sort, page_number)
    window = _window(shelf, said, look, category)
    goods = [renderer.card(c) for c in cards(await fresh(web, store.store_id, window.offer_ids))]
    tiles = shelf.children(category.category_id if category else None) if not look.q else []
    body = fill(
        "store",
        store=store.name,
        store_id=store.store_id,
        language=language,
        tagline=said.say("store-tagline"),
        hello=said.say("store-hello"),
        examples=join(fill("store_example", text=said.say(f"store-example-{n}")) for n in (1, 2, 3)),
        search=said.say("store-search"),
        find=said.say("store-find"),
        q=q,
        mode="finding" if look.q else "",
        languages=join(_language(look, code, said) for code in LANGUAGES),
        tiles=join(_tile(shelf, renderer, c, language) for c in tiles),
        title=window.title,
        filters=window.filters,
        pages=window.pages,
        goods=join(_product(renderer, frame) for frame in goods),
        empty=said.say("store-empty") if not goods and not tiles else "",
        footer=said.say("store-footer"),
        home=f"/?lang={language}",
    )
    return page(
        language, store.name, body, head=Markup('<script type="module" src="/assets/store.js"></script>')
    )


@dataclass(frozen=True, slots=True)
class _Window:
    title: str
    offer_ids: list[str]
    filters: Markup
    pages: Markup


def _window(shelf: Shelf, said: Speaker, look: Look, category: Category | None) -> _Window:
    """What was searched, a category's goods, or a bit of everything."""
    if not look.q and category is None:
        return _Window(said.say("store-today"), _bit_of_everything(shelf), Markup(""), Markup(""))
    found, facets = shelf.index.search(look.query), shelf.index.facets(look.query)
    title = (
        _found_title(said, look, found, facets)
        if look.q
        else localized((category.names if category else {}), said.language)
    )
    hits = [h.offer_id for h in found.hits]
    return _Window(
        title,
        hits[:SHOWN] or [h.offer_id for h in found.near],
        filters(look, shelf, said, facets) if hits else Markup(""),
        pages(look, said, more=len(hits) > SHOWN),
    )


def _found_title(said: Speaker, look: Look, found: SearchResult, facets: Facets) -> str:
    meant, count = found.understood.meant, max(facets.total, len(found.hits))
    if found.hits and meant:
        return said.say("search-meant", meant=meant)
    key = "search-found" if found.hits else "search-near" if found.near else "search-nothing"
    return said.say(key, phrase=look.q, count=count)


def _bit_of_everything(shelf: Shelf) -> list[str]:
    """Goods in turn from every top category, those with a picture, so that the first page shows the breadth."""
    rows = [
        [p.offer_id for p in shelf.in_category(c.category_id, LOOKED_AT) if p.picture and p.stock > 0][:40:5]
        for c in shelf.children(None)
    ]
    turns = max((len(row) for row in rows), default=0)
    return [row[turn] for turn in range(turns) for row in rows if turn < len(row)][:SHOWN]


def _tile(shelf: Shelf, renderer: Renderer, category: Category, language: Language) -> Markup:
    goods = shelf.in_category(category.category_id, SHOWN)
    picture = next((p.picture for p in goods if p.picture), None)
    return fill(
        "store_tile",
        link="/?" + urlencode({"cat": category.category_id, "lang": language}),
        name=localized(category.names, language),
        picture=_image(renderer.picture(picture)),
        count=shelf.count(category.category_id),
    )


def _product(renderer: Renderer, frame: dict[str, Any]) -> Markup:
    action = next((c for c in frame["choices"] if c["action"].startswith("add:")), None)
    button = fill("store_add", action=action["action"], label=action["label"]) if action else Markup("")
    old = fill("store_old_price", price=frame["old_price"]) if frame["old_price"] else Markup("")
    details = next(c for c in frame["choices"] if c["action"].startswith("show:"))
    return fill(
        "store_product",
        name=frame["name"],
        price=frame["price"],
        old=old,
        picture=_image(frame["picture"]),
        button=button or fill("store_sold_out", text=frame["availability"]),
        details=details["action"],
    )


def _image(path: str | None) -> Markup:
    return fill("image", path=path) if path else Markup("")


def _language(look: Look, code: str, said: Speaker) -> Markup:
    here = Markup(' aria-current="true"') if code == look.lang else Markup("")
    link = look.link(lang=code, page=look.page)
    return fill(
        "store_language", link=link, name=said.say(f"button-language-{code}"), code=code, current=here
    )


@router.get("/widget.js", response_class=FileResponse)
async def widget() -> FileResponse:
    """The `<duken-chat>` element, an ES module."""
    return _asset(HERE / "widget" / "widget.js")


@router.get("/widget/{name}", response_class=FileResponse)
async def widget_part(name: str) -> FileResponse:
    """The scripts and styles of the chat widget."""
    return _asset(_inside(HERE / "widget", name))


@router.get("/assets/{name}", response_class=FileResponse)
async def asset(name: str) -> FileResponse:
    """The scripts and styles of our own pages."""
    return _asset(_inside(HERE / "assets", name))


def _inside(folder: Path, name: str) -> Path:
    """Raises NotFound for anything but a file that stands in the folder by that name."""
    found = next((path for path in folder.iterdir() if path.name == name), None)
    if found is None:
        raise NotFound("no such file")
    return found


def _asset(path: Path) -> FileResponse:
    headers = {"Cache-Control": "public, max-age=300"}
    return FileResponse(path, media_type=TYPES[path.suffix], headers=headers)
