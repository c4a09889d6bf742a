"""The `duken` command. Heavy parts are imported inside the commands, so that help comes at once."""

from __future__ import annotations

import os
import sys
import traceback

import typer
from typer.exceptions import TyperException

from api.cli import bench, catalog, chat, db, demo, engine, nlu, search, serve, store

app = typer.Typer(
    name="duken",
    help="A shop that sells in conversation, and the engine that packs and routes its orders.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
demo.add_to(app)
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
    for stream in (sys.stdout, sys.stderr):
        # Half a character has no UTF-8; its escape is the one JSON knows.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: list[str] | None) -> int:
    from core.kernel.errors import DukenError, InvalidInput, NotFound

    try:
        _ensure_text(sys.argv[1:] if arguments is None else arguments)
        return app(arguments, standalone_mode=False) or 0
    except typer.Exit as left:
        return left.exit_code
    except TyperException as error:
        return _told(error.format_message().replace("Value error, ", ""), BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except BrokenPipeError:
        # Whoever read the answer has seen enough; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (InvalidInput, NotFound) as error:
        return _told(str(error), BAD_INPUT)
    except OSError as error:
        return _told(_plain(error), FAILED)
    except DukenError as error:
        return _told(str(error), FAILED)
    except Exception as error:  # noqa: BLE001 - the last door: a sentence and an exit code, no traceback
        return _told(f"unexpected {type(error).__name__}: {error}", FAILED)


def _ensure_text(arguments: list[str]) -> None:
    from core.kernel.errors import InvalidInput

    for place, argument in enumerate(arguments, start=1):
        if not argument.isascii() and any("\ud800" <= letter <= "\udfff" for letter in argument):
            raise InvalidInput(f"argument {place}", "is not UTF-8")


def _plain(error: OSError) -> str:
    """The system's own words without its numbers."""
    return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)


def _told(sentence: str, code: int) -> int:
    """Without a sentence the help was shown instead."""
    if os.environ.get("DUKEN_DEBUG") == "1":
        traceback.print_exc()
    if sentence:
        print(f"duken: {' '.join(sentence.split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
