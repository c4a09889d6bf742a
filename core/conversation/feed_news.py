"""What a seller is told of a feed: what it would change, what it changed, or why it could not be read."""

from __future__ import annotations

from typing import Any

from core.conversation.ports import Notification
from core.conversation.reply import Choice, Message, Reply, Text

COUNTS = ("imported", "updated", "unchanged", "hidden", "rejected")
CALLED = {"currencyId": "currency", "vendorCode": "vendor-code"}
PARAM = "param:"
PLACE = "stock_at:"


def feed_replies(notice: Notification) -> tuple[Reply, ...]:
    params = notice.params
    match notice.kind:
        case "feed_refused":
            refused = Text("feed-refused", {"name": params["name"]})
            return (Message("feed-refused", ((refused, Text(params["key"], params["params"])),)),)
        case "feed_failed":
            failed = Text("feed-failed", {"url": params["url"]})
            return (Message("feed-failed", ((failed, Text(params["key"], params["params"])),)),)
        case "feed_taken":
            return (Message("feed-taken", (_first("feed-taken", params), *_rows(params))),)
        case _:
            return (_tried(params),)


def _tried(params: dict[str, Any]) -> Message:
    key = "feed-tried" if params["changes"] else "feed-nothing-new"
    blocks = [_first(key, params), *_columns(params), *_rows(params)]
    if params["held"]:
        blocks.append((Text(params["held"]["key"], params["held"]["params"]),))
    if not params["changes"]:
        return Message(key, tuple(blocks))
    yes = "button-feed-confirm" if params["held"] else "button-feed-yes"
    choices = (
        Choice(f"feedyes:{params['feed_id']}", yes),
        Choice(f"feedno:{params['feed_id']}", "button-feed-no"),
    )
    return Message(key, tuple(blocks), choices)


def _first(key: str, params: dict[str, Any]) -> tuple[Text, ...]:
    done = "feed-counts-done" if key == "feed-taken" else "feed-counts"
    counts = Text(done, {name: params[name] for name in COUNTS})
    return (Text(key, {"name": params.get("name", "")}), counts)


def _columns(params: dict[str, Any]) -> list[tuple[Text, ...]]:
    """How the columns of a table were understood, where nobody has confirmed it yet."""
    columns = params.get("columns", [])
    return [(Text("feed-columns"), *(column_row(cell, what) for cell, what in columns))] if columns else []


def column_row(cell: str, what: str) -> Text:
    if what.startswith(PARAM):
        return Text("column-as-param", {"column": cell})
    if what.startswith(PLACE):
        return Text("column-as-stock-at", {"column": cell, "place": what.removeprefix(PLACE)})
    meaning = CALLED.get(what, what.replace("_", "-"))
    return Text("column-as", {"column": cell, "meaning": Text(f"column-{meaning}")})


def _rows(params: dict[str, Any]) -> list[tuple[Text, ...]]:
    """The first rows that were not taken as they are, each with its reason."""
    rows = tuple(
        Text(
            "feed-row" if row["row"] else "feed-row-of-all",
            {"row": row["row"], "offer": row["offer_id"], "reason": Text(row["key"], row["params"])},
        )
        for row in params["rows"]
    )
    more = params["rejected"] + params["warnings"] - len(rows)
    if more > 0:
        rows = (*rows, Text("feed-rows-more", {"count": more}))
    return [(Text("feed-rows"), *rows)] if rows else []
