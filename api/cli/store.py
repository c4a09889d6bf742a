from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from api.cli import points
from api.cli.common import Json, opened_units, put, run, say, store_of

app = typer.Typer(help="Stores.", no_args_is_help=True)
app.add_typer(points.app, name="points")


class Role(StrEnum):
    seller = "seller"
    courier = "courier"


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What people call the store.")],
    city: Annotated[str, typer.Option(help="Where it delivers.")] = "Almaty",
    as_json: Json = False,
) -> None:
    """Open a store that works at once: delivery, pickup, four ways to pay."""

    async def work() -> None:
        from core.adapters.geocoder import load_gazetteer

        store = load_gazetteer().new_store(name, city)
        async with opened_units() as units, units() as unit:
            await unit.stores.add(store)
            await unit.commit()
        put({"store_id": store.store_id}) if as_json else say(
            f"{store.name} is open; its id is {store.store_id}."
        )

    run(work())


@app.command("list")
def list_stores(as_json: Json = False) -> None:
    """Every store, one a line."""

    async def work() -> None:
        async with opened_units() as units, units() as unit:
            stores = await unit.stores.all()
        if as_json:
            put([{"store_id": s.store_id, "name": s.name, "city": s.city} for s in stores])
        else:
            for store in stores:
                say(f"{store.store_id}\t{store.name}\t{store.city}")

    run(work())


@app.command()
def invite(
    store: Annotated[str, typer.Argument(help="The store's id.")],
    role: Annotated[Role, typer.Option(help="What the invited person does.")] = Role.seller,
    as_json: Json = False,
) -> None:
    """Make a one-time code; who sends the bot `/start CODE` becomes staff."""

    async def work() -> None:
        async with opened_units() as units:
            store_id = await store_of(units, store)
            async with units() as unit:
                code = await unit.people.invite(store_id, role.value)
                await unit.commit()
        put({"code": code}) if as_json else say(f"Send this to the bot: /start {code}")

    run(work())
