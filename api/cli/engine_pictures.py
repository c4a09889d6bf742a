"""What an answer of the engine looks like, as PNG files in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from api.cli.common import counted, settings
from core.adapters.geocoder import load_gazetteer
from core.adapters.tiles import map_tiles
from core.fulfilment.drawing import Say, clock
from core.fulfilment.gantt import day_picture
from core.fulfilment.packing import PackRequest, PackResult
from core.fulfilment.packing.picture import packing_picture
from core.fulfilment.plan import PlanRequest, PlanResult, in_parts
from core.fulfilment.routing.ground import Street, Tiles
from core.fulfilment.routing.model import Depot, RouteRequest, RouteResult, Stop
from core.fulfilment.routing.picture import route_picture, tiles_under
from core.i18n.texts import load_texts
from core.kernel.clock import SystemClock
from core.kernel.errors import Unavailable
from core.ordering.plan_pictures import PlanPictures, Told

Drawn = Iterator[tuple[str, bytes]]
"""A file's name and what is in it. Names are numbers: what the caller calls things is no name for a file."""
EPOCH_S = 10**8
"""Times from here on are moments since 1970, to be shown in Almaty's time; lesser ones seconds of a day."""
ALMATY = timedelta(hours=5)
ROUTES, PLAN = "duken engine route", "duken engine plan"
"""Titles: who calls the engine knows what day it is."""


def draw(verb: str, data: Any, answer: dict[str, Any], folder: Path, language: str) -> int:
    """How many pictures there are now. Raises Unavailable where they cannot be written."""
    texts = load_texts()

    def say(key: str, **params: Any) -> str:
        return texts.say(language, key, params)

    drawn = {"pack": _pack, "route": _route, "plan": _plan}[verb](data, answer, say, language)
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with counted("Drawing") as tell:
            for name, png in drawn:
                (folder / name).write_bytes(png)
                count += 1
                tell(count, None)
    except OSError as error:
        raise Unavailable(f"cannot write pictures to {folder}: {error.strerror}") from error
    return count


def _pack(data: Any, answer: dict[str, Any], say: Say, language: str) -> Drawn:
    request = TypeAdapter(PackRequest).validate_python(data)
    result = TypeAdapter(PackResult).validate_python(answer)
    cartons = {carton.id: carton for carton in request.cartons}
    for n, parcel in enumerate(result.parcels, start=1):
        carton = cartons[parcel.carton_id] if parcel.carton_id is not None else None
        which = f"{n}/{len(result.parcels)}"
        png = packing_picture(request.items, carton, parcel, {}, say, which)
        yield f"parcel-{n:04}.png", png


def _route(data: Any, answer: dict[str, Any], say: Say, language: str) -> Drawn:
    request = TypeAdapter(RouteRequest).validate_python(data)
    result = TypeAdapter(RouteResult).validate_python(answer)
    vans = [route.vehicle_id for route in result.routes]
    yield "day.png", day_picture(request, result, say, ROUTES, vans)
    places: tuple[Depot | Stop, ...] = (request.depot, *request.stops)
    if all(place.lat is not None or place.x is not None for place in places):
        ground = _tiles()(tiles_under(request, result))
        yield "routes.png", route_picture(request, result, {}, say, ROUTES, vans, _streets(language), ground)


def _plan(data: Any, answer: dict[str, Any], say: Say, language: str) -> Drawn:
    request = in_parts(TypeAdapter(PlanRequest).validate_python(data))
    result = TypeAdapter(PlanResult).validate_python(answer)
    shift = ALMATY if any(order.slot[0] >= EPOCH_S for order in request.orders) else timedelta()
    pictures = PlanPictures(
        request=request,
        result=result,
        say=say,
        title=PLAN,
        store="",
        told={order.id: _told(order, shift, say) for order in request.orders},
        offset_s=int(shift.total_seconds()),
        streets=_streets(language),
        tiles=_tiles(),
    )
    yield "day.png", pictures.day()
    if result.routes:
        yield "routes.png", pictures.ways()
    for number in range(1, len(result.routes) + 1):
        yield f"route-{number:02}.png", pictures.way(number)
        for page, sheet in enumerate(pictures.loading(number), start=1):
            yield f"loading-{number:02}-{page}.png", sheet
    for n, (order_id, parcel) in enumerate(
        ((one.order_id, parcel) for one in result.orders for parcel in one.parcels), start=1
    ):
        yield f"parcel-{n:04}.png", pictures.packing(order_id, parcel)
        yield f"label-{n:04}.png", pictures.label(order_id, parcel)


def _told(order: Any, shift: timedelta, say: Say) -> Told:
    start, end = (seconds + shift.total_seconds() for seconds in order.slot)
    day = f"{datetime.fromtimestamp(start, UTC):%Y-%m-%d}" if shift else ""
    parts = {line.id for line in order.lines if line.quantity % 1}
    return Told(
        number=order.id,
        address=order.address_id,
        customer="",
        slot=(day, f"{clock(start)}–{clock(end)}"),
        link=order.id,
        code=order.id,
        names={line.id: line.id for line in order.lines},
        quantity=_quantity(parts, say),
    )


def _quantity(by_weight: set[str], say: Say) -> Callable[[str, Decimal], str]:
    def written(line_id: str, quantity: Decimal) -> str:
        sold_by = "weight" if line_id in by_weight else "piece"
        return say(f"quantity-{sold_by}", quantity=quantity)

    return written


def _streets(language: str) -> list[Street]:
    gazetteer = load_gazetteer()
    return [street for city in gazetteer.cities for street in gazetteer.ground(city.names[0], language)]


def _tiles() -> Tiles:
    chosen = settings()
    return map_tiles(chosen.tiles_url, chosen.tiles_credit, chosen.tiles, SystemClock(), chosen.public_url)
