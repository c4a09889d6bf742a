from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from api.cli.common import say


def add_to(root: typer.Typer) -> None:
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    root.command(context_settings=settings)(bench)


def bench(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Which one; a list of all when absent.")] = None,
    data: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="The folder of its data, if it needs one."),
    ] = None,
) -> None:
    """Run a benchmark of the source tree; options it does not know itself go to the benchmark."""
    from core.kernel.errors import InvalidInput

    benchmarks = _benchmarks()
    if name is None:
        for called, module in benchmarks.items():
            say(f"{called}\t{(module.__doc__ or '').partition(chr(10))[0]}")
        return
    if name not in benchmarks:
        raise InvalidInput("name", f"no benchmark {name!r}; there are {', '.join(benchmarks)}")
    given = ["--data", str(data)] if data else []
    raise typer.Exit(benchmarks[name].main([*given, *context.args]))


def _benchmarks() -> dict[str, ModuleType]:
    """Modules of `benchmarks` with a `main`, by the first word of their names: `plan` is `plan_almaty`."""
    from importlib import import_module
    from pkgutil import iter_modules

    from core.kernel.errors import Unavailable

    try:
        package = import_module("benchmarks")
    except ModuleNotFoundError as error:
        raise Unavailable("benchmarks are in the source tree; run this from there") from error
    names = sorted(module.name for module in iter_modules(package.__path__))
    modules = {name.partition("_")[0]: import_module(f"benchmarks.{name}") for name in names}
    return {called: module for called, module in modules.items() if hasattr(module, "main")}
