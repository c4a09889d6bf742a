from __future__ import annotations

import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from api.cli import feed
from api.cli.common import Json, StoreId, counted, opened_units, put, run, say, settings, store_of

if TYPE_CHECKING:
    from core.catalog.headings import ShownColumn
    from core.catalog.product_picture import PictureReport
    from core.conversation.ports import UnitsOfWork

app = typer.Typer(help="Goods of a store.", no_args_is_help=True)
app.add_typer(feed.app, name="feed")

BROKEN_TOLD = 20


class Format(StrEnum):
    auto = "auto"
    yml = "yml"
    xlsx = "xlsx"
    csv = "csv"
    google = "google"
    kaspi = "kaspi"
    commerceml = "commerceml"


class Written(StrEnum):
    yml = "yml"
    google = "google"
    kaspi = "kaspi"
    xlsx = "xlsx"


class Language(StrEnum):
    kk = "kk"
    ru = "ru"
    en = "en"


@app.command()
def pictures(store: StoreId = None, as_json: Json = False) -> None:
    """How many pictures of the store's goods were fetched, and which could not be and why."""

    async def work() -> PictureReport:
        async with opened_units() as units:
            store_id = await store_of(units, store)
            async with units() as unit:
                return await unit.pictures.report(store_id, BROKEN_TOLD)

    report = run(work())
    broken = [
        {
            "offer_id": b.offer_id,
            "url": b.picture.url,
            "reason": b.picture.reason,
            "detail": b.picture.detail,
            "tried_at": b.picture.tried_at.isoformat(),
        }
        for b in report.first
    ]
    if as_json:
        put({"cached": report.cached, "broken": report.broken, "waiting": report.waiting, "first": broken})
        return
    say(f"cached {report.cached}, broken {report.broken}, waiting {report.waiting}")
    for row in broken:
        say(f"{row['offer_id']}\t{row['url']}\t{row['reason']}: {row['detail']}")


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="The feed.")],
    store: StoreId = None,
    feed_format: Annotated[
        Format, typer.Option("--format", help="What the feed is written in.")
    ] = Format.auto,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would happen, change nothing.")
    ] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Write even what looks like a slip.")] = False,
    lang: Annotated[Language, typer.Option(help="The language of reasons.")] = Language.en,
    as_json: Json = False,
) -> None:
    """Take a feed in: every good row is kept, every bad one named."""

    async def work() -> dict[str, Any]:
        async with opened_units() as units:
            store_id = await store_of(units, store)
            return await import_feed(
                units, file, store_id, feed_format, lang, dry_run=dry_run, confirm=confirm
            )

    report = run(work())
    if as_json:
        put(report)
    else:
        for row in (*report["rejected"], *report["warnings"]):
            say(f"row {row['row']}\t{row['offer_id'] or '-'}\t{row['reason']}")
        counts = ("imported", "updated", "unchanged", "hidden")
        rejected, warnings = len(report["rejected"]), len(report["warnings"])
        numbers = ", ".join(f"{name} {report[name]}" for name in counts)
        say(f"{numbers}, rejected {rejected}, warnings {warnings}.")
    if report["held"]:
        typer.echo(f"duken: {report['held']} (--confirm writes it)", err=True)
        raise typer.Exit(1)


@app.command()
def columns(
    file: Annotated[Path, typer.Argument(help="A table: Excel or CSV.")],
    store: StoreId = None,
    said: Annotated[
        list[str] | None, typer.Option("--set", metavar="COLUMN=MEANING", help="What a column is.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Remember what is shown.")] = False,
    as_json: Json = False,
) -> None:
    """Show what a table's columns are taken for; with --set or --confirm remember it for the store."""

    async def work() -> list[ShownColumn]:
        from core.catalog.feeds.columns import said_of_columns
        from core.catalog.headings import ReadHeading

        new = said_of_columns(said or [])
        async with opened_units() as units:
            store_id = await store_of(units, store)
            return await ReadHeading(units)(store_id, file, said=new, confirm=confirm or bool(new))

    shown = run(work())
    if as_json:
        put([{"column": c.column, "meaning": c.meaning, "confirmed": c.confirmed} for c in shown])
    elif not shown:
        say("This feed names its fields itself.")
    else:
        for c in shown:
            say(f"{c.column}\t{c.meaning}\t{'confirmed' if c.confirmed else 'guessed'}")


@app.command("export")
def give_out(
    store: StoreId = None,
    feed_format: Annotated[
        Written, typer.Option("--format", help="What the feed is written in.")
    ] = Written.yml,
    out: Annotated[Path | None, typer.Option(help="The file; standard output when absent.")] = None,
    as_json: Json = False,
) -> None:
    """Give the goods out as a feed that comes in again as the same goods."""
    from core.kernel.errors import InvalidInput

    if as_json and out is None:
        raise InvalidInput("out", "with --json the feed needs a file of its own: --out FILE")

    async def work(file: IO[bytes]) -> int:
        from core.catalog.exporting import ExportCatalog
        from core.kernel.clock import SystemClock

        async with opened_units() as units:
            store_id = await store_of(units, store)
            async with units() as unit:
                found = await unit.stores.get(store_id)
            return await ExportCatalog(units, SystemClock())(found, settings().url, feed_format, file)

    if out is None:
        run(work(sys.stdout.buffer))
        return
    with out.open("wb") as file:
        count = run(work(file))
    if as_json:
        put({"exported": count})
    else:
        say(f"{count} products in {out}.")


@app.command("exchange")
def exchange(store: StoreId = None, as_json: Json = False) -> None:
    """Where 1C sends its goods: the address, login and password for its exchange with a site."""
    from api.endpoints.exchange import exchange_password

    async def work() -> dict[str, str]:
        async with opened_units() as units:
            store_id = await store_of(units, store)
        return {
            "url": f"{settings().url}/v1/catalog/1c_exchange",
            "login": store_id,
            "password": exchange_password(settings(), store_id),
        }

    access = run(work())
    if as_json:
        put(access)
    else:
        for name, value in access.items():
            say(f"{name:<9} {value}")


async def import_feed(
    units: UnitsOfWork,
    file: Path,
    store_id: str,
    feed_format: str = "auto",
    lang: str = "en",
    *,
    dry_run: bool = False,
    confirm: bool = False,
) -> dict[str, Any]:
    """The report of the public contract, in words of `lang`. Raises InvalidInput for a file that is no feed."""
    from core.catalog.importing import ImportCatalog
    from core.i18n.texts import load_texts
    from core.kernel.errors import InvalidInput

    texts = load_texts()
    await _tell_guess(units, file, store_id, feed_format)
    with counted("Reading offers") as read:
        try:
            report = await ImportCatalog(units)(
                store_id,
                file,
                feed_format,
                dry_run=dry_run,
                confirm=confirm,
                progress=lambda rows: read(rows, None),
            )
        except InvalidInput as error:
            raise InvalidInput(error.field, texts.say(lang, error.key, error.params)) from error
    return report.to_json(lambda key, params: texts.say(lang, key, params))


async def _tell_guess(units: UnitsOfWork, file: Path, store_id: str, feed_format: str) -> None:
    """A guess that nobody confirmed is said on stderr, and the work goes on. A file that is no feed is told of later."""
    from core.catalog.headings import ReadHeading
    from core.kernel.errors import InvalidInput

    with suppress(InvalidInput):
        shown = await ReadHeading(units)(store_id, file, feed_format)
        if guessed := [f"{c.column} = {c.meaning}" for c in shown if not c.confirmed]:
            typer.echo(f"Columns: {'; '.join(guessed)}. `duken catalog columns` changes that.", err=True)
