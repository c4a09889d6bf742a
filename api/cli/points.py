"""Where a store's orders can be picked up besides the store itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.common import Json, StoreId, opened_units, put, run, say, store_of

if TYPE_CHECKING:
    from core.conversation.ports import UnitsOfWork
    from core.delivery.points import PickupPoint

app = typer.Typer(help="Pickup points and parcel lockers.", no_args_is_help=True)


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="YAML or CSV; docs/pickup-points.md tells its fields.")],
    store: StoreId = None,
    as_json: Json = False,
) -> None:
    """Take pickup points in: every good one is added or replaced by its id, every bad one named."""

    async def work() -> dict[str, Any]:
        async with opened_units() as units:
            return await import_points(units, file, await store_of(units, store))

    report = run(work())
    if as_json:
        put(report)
        return
    for row in report["rejected"]:
        say(f"row {row['row']}\t{row['id'] or '-'}\t{row['reason']}")
    counts = ", ".join(f"{name} {report[name]}" for name in ("added", "updated", "unchanged"))
    say(f"{counts}, rejected {len(report['rejected'])}.")


@app.command("list")
def list_points(store: StoreId = None, as_json: Json = False) -> None:
    """Every pickup point, one a line; of a locker the cells that are free and that there are."""

    async def work() -> list[dict[str, Any]]:
        async with opened_units() as units:
            return await _shown(units, await store_of(units, store))

    points = run(work())
    if as_json:
        put(points)
        return
    for point in points:
        cells = " ".join(f"{c['id']} {c['free']}/{c['count']}" for c in point["cells"])
        state = "" if point["active"] else "\tclosed"
        say(
            f"{point['id']}\t{point['kind']}\t{point['name']}\t{point['address']}\t{point['hours']}\t{cells}{state}"
        )


async def import_points(units: UnitsOfWork, file: Path, store_id: str) -> dict[str, Any]:
    """What `duken store points import --json` prints. Raises InvalidInput for a file that cannot be read."""
    from core.delivery.points_file import read_points
    from core.kernel.errors import InvalidInput

    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise InvalidInput("file", f"cannot read {file}: {error.strerror}") from error
    points, rejected = read_points(data, file.name, store_id)
    async with units() as work:
        before = {p.point_id: p for p in await work.points.of_store(store_id, active=False)}
        await work.points.save(points)
        await work.commit()
    return {
        "added": sum(p.point_id not in before for p in points),
        "updated": sum(p.point_id in before and p != before[p.point_id] for p in points),
        "unchanged": sum(p == before.get(p.point_id) for p in points),
        "rejected": [{"row": r.row, "id": r.point_id, "reason": r.reason} for r in rejected],
    }


async def _shown(units: UnitsOfWork, store_id: str) -> list[dict[str, Any]]:
    from core.kernel.clock import SystemClock

    now = SystemClock().now()
    async with units() as work:
        points = await work.points.of_store(store_id, active=False)
        taken = {p.point_id: await work.cells.taken(store_id, p.point_id, now) for p in points if p.is_locker}
    return [_plain(point, taken.get(point.point_id, frozenset())) for point in points]


def _plain(point: PickupPoint, taken: frozenset[Any]) -> dict[str, Any]:
    from core.delivery.points import with_free
    from core.i18n.formats import Formats

    return {
        "id": point.point_id,
        "kind": point.kind,
        "name": next(iter(point.names.values())),
        "address": point.address,
        "lat": point.point.lat,
        "lon": point.point.lon,
        "hours": Formats("en", "UTC").week(point.hours),
        "kept_days": point.kept_days,
        "cells": [{"id": c.id, "free": c.empty, "count": c.count} for c in with_free(point, taken)],
        "active": point.active,
    }
