"""A store's feed fetched by itself from an address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.common import Json, StoreId, busy, opened_units, put, run, say, settings, store_of

if TYPE_CHECKING:
    from core.catalog.incoming import FeedSource
    from core.conversation.feeding import Feeds

app = typer.Typer(help="Goods fetched from an address on a schedule.", no_args_is_help=True)

PACE = re.compile(r"(\d{1,4})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
COUNTS = ("imported", "updated", "unchanged", "hidden", "rejected")


@app.command("set")
def set_source(
    url: Annotated[str, typer.Argument(help="Where the feed is: http or https, on the open internet.")],
    store: StoreId = None,
    every: Annotated[str, typer.Option(help="How often, such as 30m, 6h or 1d.")] = "6h",
    as_json: Json = False,
) -> None:
    """Fetch the store's goods from an address by itself; the worker does it, for the first time within a minute."""

    async def work() -> FeedSource:
        from core.catalog.incoming import FeedSource

        async with _opened() as feeds:
            store_id = await store_of(feeds.units, store)
            source = FeedSource.checked(store_id, url, _pace(every), feeds.clock.now())
            async with feeds.units() as unit:
                await unit.feeds.save_source(source)
                await unit.commit()
        return source

    _show(run(work()), as_json)


@app.command()
def show(store: StoreId = None, as_json: Json = False) -> None:
    """Where the goods come from, and how it went the last time."""

    async def work() -> FeedSource:
        from core.kernel.errors import NotFound

        async with _opened() as feeds:
            store_id = await store_of(feeds.units, store)
            async with feeds.units() as unit:
                source = await unit.feeds.source(store_id)
        if source is None:
            raise NotFound("this store fetches no feed; set one with `duken catalog feed set URL`")
        return source

    _show(run(work()), as_json)


@app.command()
def remove(store: StoreId = None, as_json: Json = False) -> None:
    """Fetch no longer; the goods stay."""

    async def work() -> bool:
        async with _opened() as feeds:
            store_id = await store_of(feeds.units, store)
            async with feeds.units() as unit:
                removed = await unit.feeds.remove_source(store_id)
                await unit.commit()
        return removed

    removed = run(work())
    put({"removed": removed}) if as_json else say("Removed." if removed else "There was none.")


@app.command()
def now(store: StoreId = None, as_json: Json = False) -> None:
    """Fetch at once and tell how it went."""

    async def work() -> dict[str, Any]:
        async with _opened() as feeds:
            return await feeds.fetch(await store_of(feeds.units, store))

    with busy("Fetching the feed"):
        report = _plain(run(work()))
    put(report) if as_json else say(_told(report))
    if report["state"] in ("failed", "held"):
        typer.echo(f"duken: {report['reason']}", err=True)
        raise typer.Exit(1)


@asynccontextmanager
async def _opened() -> AsyncIterator[Feeds]:
    from core.adapters.feed_download import FeedDownload
    from core.conversation.feeding import Feeds
    from core.kernel.clock import SystemClock

    async with opened_units() as units:
        yield Feeds(units, FeedDownload(), settings().feeds, SystemClock())


def _pace(written: str) -> timedelta:
    """Raises InvalidInput for what is no pace."""
    from core.kernel.errors import InvalidInput

    found = PACE.fullmatch(written.strip().lower())
    if found is None:
        raise InvalidInput("--every", f"{written!r} is no pace such as 30m, 6h or 1d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _show(source: FeedSource, as_json: bool) -> None:
    report = _plain(source.report)
    if as_json:
        put(
            {
                "url": source.url,
                "every_s": int(source.every.total_seconds()),
                "due_at": source.due_at.isoformat(),
                "checked_at": source.checked_at.isoformat() if source.checked_at else None,
                "report": report,
            }
        )
        return
    say(f"url      {source.url}")
    say(f"every    {source.every}")
    say(f"next     {source.due_at:%Y-%m-%d %H:%M} UTC")
    say(f"last     {source.checked_at:%Y-%m-%d %H:%M} UTC" if source.checked_at else "last     never")
    if report:
        say(f"outcome  {_told(report)}")


def _plain(report: dict[str, Any]) -> dict[str, Any]:
    """Reasons as sentences."""
    from core.i18n.texts import load_texts

    texts = load_texts()

    def said(one: dict[str, Any]) -> str:
        return texts.say("en", one["key"], one["params"])

    shown = {name: value for name, value in report.items() if name in ("state", *COUNTS)}
    if "rows" in report:
        shown["rows"] = [
            {"row": r["row"], "offer_id": r["offer_id"], "reason": said(r)} for r in report["rows"]
        ]
    reason = report if "key" in report else report.get("held")
    return {**shown, "reason": said(reason)} if reason else shown


def _told(report: dict[str, Any]) -> str:
    counts = [f"{name} {report[name]}" for name in COUNTS if name in report]
    return ", ".join([report["state"], *counts]) + (f": {report['reason']}" if "reason" in report else "")
