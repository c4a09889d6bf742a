from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(help="The fulfilment engine: JSON on stdin, JSON on stdout.", no_args_is_help=True)

ABOUT = {
    "screen": "Judge whether an order can be relied on.",
    "group": "Join orders into the fewest stops.",
    "pack": "Pack items into cartons.",
    "route": "Plan the drives of a day.",
    "slots": "Tell which delivery slots can be driven.",
    "plan": "Do all of it for a wave of orders.",
}
DRAWN = ("pack", "route", "plan")
Schema = Annotated[bool, typer.Option("--schema", help="Print what goes in and comes out, as JSON Schemas.")]
Pictures = Annotated[
    Path | None,
    typer.Option("--pictures", metavar="DIR", file_okay=False, help="Draw the answer as PNG files into DIR."),
]
Language = Annotated[str, typer.Option("--lang", help="What is written on the pictures: kk, ru or en.")]


def _command(verb: str) -> Callable[[bool], None]:
    def command(schema: Schema = False) -> None:
        _run(verb, schema)

    command.__doc__ = ABOUT[verb]
    return command


def _drawing_command(verb: str) -> Callable[[bool, Path | None, str], None]:
    def command(schema: Schema = False, pictures: Pictures = None, lang: Language = "ru") -> None:
        from core.i18n.texts import LANGUAGES
        from core.kernel.errors import InvalidInput

        if lang not in LANGUAGES:
            raise InvalidInput("--lang", f"must be one of {', '.join(LANGUAGES)}, not {lang!r}")
        answered = _run(verb, schema)
        if pictures and answered:
            from api.cli.engine_pictures import draw

            drawn = draw(verb, *answered, pictures, lang)
            print(f"{drawn} picture{'s' if drawn != 1 else ''} in {pictures}", file=sys.stderr)

    command.__doc__ = ABOUT[verb]
    return command


def _run(verb: str, schema: bool) -> tuple[Any, dict[str, Any]] | None:
    """The question and the answer, which is printed; None when only the schema was asked for."""
    from core.fulfilment import engine

    if schema:
        _put(engine.schema(verb))
        return None
    data = _asked()
    with _standard_output_kept_clean():
        answer = engine.run(verb, data)
    _put(answer)
    return data, answer


def _asked() -> Any:
    """What stands on stdin. Raises InvalidInput with the place where it stops being JSON."""
    from core.kernel.errors import InvalidInput

    written = sys.stdin.buffer.read()
    if not written.strip():
        raise InvalidInput("", "stdin is empty; a JSON object is needed, --schema tells which")
    try:
        return json.loads(written, object_pairs_hook=_each_key_once)
    except json.JSONDecodeError as error:
        place = f"at line {error.lineno}, column {error.colno}"
        raise InvalidInput(
            "", f"stdin is not JSON {place}: {error.msg[:1].lower()}{error.msg[1:]}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("", "stdin is not JSON") from error


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON would take the last of two without a word. Raises InvalidInput."""
    from core.kernel.errors import InvalidInput

    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise InvalidInput(next(name for name in names if names.count(name) > 1), "is given twice")
    return found


@contextmanager
def _standard_output_kept_clean() -> Iterator[None]:
    """What libraries print by themselves goes to stderr: HiGHS, for one, prints where programs wait for JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # What they printed may still lie in the C library's buffer.
        os.dup2(kept, 1)
        os.close(kept)


def _put(answer: object) -> None:
    json.dump(answer, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


for _verb in ABOUT:
    app.command(_verb)(_drawing_command(_verb) if _verb in DRAWN else _command(_verb))
