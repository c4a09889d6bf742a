from __future__ import annotations

import typer

from api.cli.common import Json, put, say, settings

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def upgrade(as_json: Json = False) -> None:
    """Bring the tables to this version of the code."""
    from core.adapters.persistence import migrate

    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(chosen.database)
    head = migrate.revisions()[-1]
    put({"revision": head}) if as_json else say(f"The database is at revision {head}.")


@app.command()
def check(as_json: Json = False) -> None:
    """Say whether the tables are this code's; exit code 1 when they are not."""
    from core.adapters.persistence import migrate

    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    problems = migrate.check(chosen.database)
    if as_json:
        put({"problems": problems})
    else:
        say("\n".join(problems) or "The tables are this code's.")
    if problems:
        raise typer.Exit(1)
