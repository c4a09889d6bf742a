from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Annotated

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
Schema = Annotated[bool, typer.Option("--schema", help="Print what goes in and comes out, as JSON Schemas.")]


def _command(verb: str) -> Callable[[bool], None]:
    def command(schema: Schema = False) -> None:
        from core.fulfilment import engine
        from core.kernel.errors import InvalidInput

        if schema:
            return _put(engine.schema(verb))
        try:
            data = json.loads(sys.stdin.buffer.read())
        except (ValueError, RecursionError) as error:
            raise InvalidInput("", "stdin is not JSON") from error
        return _put(engine.run(verb, data))

    command.__doc__ = ABOUT[verb]
    return command


def _put(answer: object) -> None:
    json.dump(answer, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


for _verb in ABOUT:
    app.command(_verb)(_command(_verb))
