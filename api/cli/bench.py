from __future__ import annotations

from typing import Annotated

import typer

from api.cli.common import say


def add_to(root: typer.Typer) -> None:
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    root.command(context_settings=settings)(bench)


def bench(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Which one; all their names when absent.")] = None,
) -> None:
    """Run a benchmark of the source tree; what follows the name goes to it."""
    from importlib import import_module
    from pkgutil import iter_modules

    from core.kernel.errors import InvalidInput, Unavailable

    try:
        package = import_module("benchmarks")
    except ModuleNotFoundError as error:
        raise Unavailable("benchmarks are in the source tree; run this from there") from error
    names = sorted(module.name for module in iter_modules(package.__path__))
    runnable = {n: m for n in names if hasattr(m := import_module(f"benchmarks.{n}"), "main")}
    if name is None:
        return say("\n".join(runnable))
    if name not in runnable:
        raise InvalidInput("name", f"no benchmark {name!r}; there are {', '.join(runnable)}")
    raise typer.Exit(runnable[name].main(context.args))
