"""The plan of a day as those who sell and drive are shown it, from the data that is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.conversation.reply import Choice, Message, Picture, Reply, Text

MOST_PACKINGS = 20
"""Pictures of parcels and labels that are sent with a plan; a phone is no place for a hundred."""


def spoken(wave: dict[str, Any], language: str, *, packs: bool) -> dict[str, Any]:
    """The wave as whoever speaks the language reads it; as it was first written where it is not written for them.
    `packs`: who reads how orders are packed, not only how vans drive."""
    written = wave.get("ways", {}).get(language)
    return wave if written is None or (packs and "orders" not in written) else {**wave, **written}


def plan_replies(wave: dict[str, Any], day: date) -> tuple[Reply, ...]:
    """The day's plan for a seller: how every van goes and is loaded, and how every order is packed, unless
    there are so many that each is better looked at when it is packed."""
    routes = route_replies(wave, day, can_change="kept" in wave)
    return (*routes, *_packings(wave["orders"]), *_unserved(wave["unserved"]))


def route_replies(wave: dict[str, Any], day: date, *, can_change: bool) -> tuple[Reply, ...]:
    """What a courier has of the plan: the day, and for every van the way, the stops and the loading list; with what may
    be said of it while it is one that can be carried on."""
    figures = wave["figures"]
    key = "plan-figures" if figures["fill"] else "plan-figures-uncartoned"
    replies: list[Reply] = [Text(key, {"day": day, **figures})]
    for key in ("day_picture", "map"):
        if path := wave.get(key):
            replies.append(Picture(path, "plan-day" if key == "day_picture" else "plan-map", {"day": day}))
    for number, route in enumerate(wave["routes"], 1):
        replies += _route(route, number, day, can_change=can_change)
    return tuple(replies)


def change_replies(wave: dict[str, Any], changed: dict[str, Any], day: date) -> tuple[Reply, ...]:
    """What became of whom, then the routes that are driven otherwise, how new orders are packed, and the labels of those
    that ride with another van."""
    rows = tuple(_change(row) for row in changed["changes"]) or (Text("change-none"),)
    title = Text("day-changed", {"day": day})
    packed = _packings([one for one in wave["orders"] if one["number"] in changed["added"]])
    moved = _packings([one for one in wave["orders"] if one["number"] in changed["moved"]])
    return (
        Message(title.key, ((title,), (*rows, *_unserved(changed["unserved"])))),
        *rerouted(wave, changed, day),
        *packed,
        *(reply for reply in moved if not isinstance(reply, Picture) or reply.key == "plan-label"),
    )


def rerouted(wave: dict[str, Any], changed: dict[str, Any], day: date) -> tuple[Reply, ...]:
    """The routes that are driven otherwise, as they are now, and the day with them."""
    mine = [route for route in wave["routes"] if [route["van"], route["trip"]] in changed["routes"]]
    if not mine:
        return ()
    drawn = wave.get("day_picture")
    picture = (Picture(drawn, "plan-day", {"day": day}),) if drawn else ()
    return (
        *picture,
        *(reply for route in mine for reply in _route(route, route["van"], day, can_change=True)),
    )


def _route(route: dict[str, Any], number: int, day: date, *, can_change: bool) -> list[Reply]:
    number = route.get("van", number)
    van = van_called(number, route.get("trip", 1))
    params = {"van": van, "stops": len(route["stops"]), "km": route["km"], "list": route["text"]}
    has_doors = any(row.get("point_id") is None for row in route["stops"])
    choices = van_choices(day, number, has_doors=has_doors) if can_change else ()
    pages = route.get("sheets", ())
    sheets = (
        Picture(path, "plan-sheet", {"van": van, "page": page, "pages": len(pages)})
        for page, path in enumerate(pages, 1)
    )
    return [Picture(route["picture"], "plan-route", params, choices), *sheets]


def van_called(van: int, trip: int) -> str | Text:
    return Text("van-trip", {"van": van, "trip": trip}) if trip > 1 else str(van)


def van_choices(day: date, van: int, *, has_doors: bool) -> tuple[Choice, ...]:
    """What may go otherwise on the road; at a pickup point nobody has to be at home."""
    nobody = Choice(f"nobody:{day.isoformat()}:{van}", "button-nobody-home")
    return (
        Choice(f"vanlate:{day.isoformat()}:{van}", "button-van-late"),
        Choice(f"vandown:{day.isoformat()}:{van}", "button-van-down"),
        *((nobody,) if has_doors else ()),
    )


def _change(row: dict[str, Any]) -> Text:
    params = {"number": row["number"], "why": f"why-{row['why'].replace('_', '-')}"}
    if "van" in row:
        params |= {"van": van_called(row["van"], row["trip"]), "eta": row["eta"]}
    return Text(f"change-{row['what'].replace('_', '-')}", params)


def _unserved(rows: Sequence[dict[str, Any]]) -> tuple[Text, ...]:
    return tuple(
        Text("plan-unserved", {"number": str(row["number"]), "reason": f"unserved-{row['reason']}"})
        for row in rows
    )


def _packings(orders: Sequence[dict[str, Any]]) -> tuple[Reply, ...]:
    packed = tuple(reply for order in orders for reply in parcel_replies(order))
    return packed if len(packed) <= MOST_PACKINGS else (Text("plan-open-order"),)


def parcel_replies(packed: dict[str, Any]) -> tuple[Reply, ...]:
    """How one order is packed, and the labels of its parcels."""
    replies: list[Reply] = []
    for place, parcel in enumerate(packed["parcels"], 1):
        which = {"number": str(packed["number"]), "parcel": place, "parcels": len(packed["parcels"])}
        if cell := parcel.get("cell"):
            params = {**which, "cell": cell, "list": parcel["text"]}
            told = Picture(parcel["picture"], "plan-parcel-cell", params)
        elif parcel["carton"] is None:
            told = Picture(parcel["picture"], "plan-parcel-bulky", {**which, "list": parcel["text"]})
        else:
            params = {**which, "carton": parcel["carton"], "list": parcel["text"]}
            told = Picture(parcel["picture"], "plan-parcel", params)
        replies.append(told)
        if path := parcel.get("label"):
            replies.append(Picture(path, "plan-label", which))
    return tuple(replies)
