"""The `duken` command. Heavy parts are imported inside the commands, so that help comes at once."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from api.cli import bench, catalog, chat, db, engine, nlu, search, serve, store

app = typer.Typer(
    name="duken",
    help="A shop that sells in conversation, and the engine that packs and routes its orders.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
serve.add_to(app)
app.add_typer(db.app, name="db")
app.add_typer(store.app, name="store")
app.add_typer(catalog.app, name="catalog")
search.add_to(app)
nlu.add_to(app)
chat.add_to(app)
app.add_typer(engine.app, name="engine")
bench.add_to(app)

FAILED, BAD_INPUT, STOPPED = 1, 2, 130


def main(arguments: list[str] | None = None) -> None:
    """Exits with 0, 1 (the work failed) or 2 (bad usage or bad input); what went wrong is one sentence on stderr."""
    from core.kernel.errors import DukenError, InvalidInput, NotFound

    try:
        code = app(arguments, standalone_mode=False) or 0
    except typer.Exit as left:
        code = left.exit_code
    except TyperException as error:
        code = _told(error.format_message(), BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except (InvalidInput, NotFound) as error:
        code = _told(str(error), BAD_INPUT)
    except (DukenError, OSError) as error:
        code = _told(str(error), FAILED)
    except Exception as error:  # noqa: BLE001 - the last door: a sentence and an exit code, no traceback
        code = _told(f"unexpected {type(error).__name__}: {error}", FAILED)
    sys.exit(code)


def _told(sentence: str, code: int) -> int:
    print(f"duken: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
