from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.common import (
    Json,
    Now,
    StoreId,
    clock_at,
    moment,
    opened_units,
    put,
    rows_of,
    run,
    say,
    settings,
    text_of,
)

if TYPE_CHECKING:
    from datetime import datetime

    from core.nlu.understander import Understander
    from core.nlu.understanding import Question, Understanding

app = typer.Typer(help="The language model.", no_args_is_help=True)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="nlu")
    root.command()(parse)


def parse(
    text: Annotated[str | None, typer.Argument(help="One message.")] = None,
    store: StoreId = None,
    role: Annotated[str, typer.Option(help="shopper or seller.")] = "shopper",
    jsonl: Annotated[
        Path | None, typer.Option(help='Rows {"id", "text", "role"?, "context"?}; - for stdin.')
    ] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say what a message means: language, intent, entities."""
    if (text is None) == (jsonl is None):
        raise typer.BadParameter("give either a text or --jsonl FILE")
    at = clock_at(moment(now)).now()
    understander, brands = _understander(store)
    if jsonl is not None:
        for row in rows_of(jsonl):
            question = _question(text_of(row, "text"), at, row.get("role", role), row.get("context"))
            put({"id": row.get("id"), **as_data(understander.understand(question, brands))})
        return
    heard = as_data(understander.understand(_question(text or "", at, role, None), brands))
    if as_json:
        put(heard)
    else:
        say(f"{heard['language']}  {heard['intent']}  {heard['confidence']:.2f}")
        for entity in heard["entities"]:
            say(f"  {entity['entity']}: {entity['value']}")


def _understander(store: str | None) -> tuple[Understander, frozenset[str]]:
    """The model, and the brands of the store when one is named. Without one no database is touched."""
    if store is None:
        return _load(), frozenset()

    async def work() -> frozenset[str]:
        async with opened_units() as units, units() as unit:
            await unit.stores.get(store)
            goods = await unit.products.all(store)
            return frozenset(p.brand for p in goods if p.brand)

    return _load(), run(work())


def _load() -> Understander:
    from core.nlu.loading import NLU_DATA, load

    return load(NLU_DATA, settings().models)


def _question(text: str, now: datetime, role: Any, context: Any) -> Question:
    """Raises InvalidInput for a role or a context that is none."""
    from pydantic import TypeAdapter, ValidationError

    from core.kernel.errors import InvalidInput
    from core.nlu.understanding import Context, Question

    try:
        known = TypeAdapter(Context).validate_python(context or {})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("context", *first["loc"])))
        raise InvalidInput(place, first["msg"]) from error
    if role not in ("shopper", "seller"):
        raise InvalidInput("role", f"must be shopper or seller, not {role!r}")
    return Question(text, now, role, known)


def as_data(heard: Understanding) -> dict[str, Any]:
    """The public contract of `duken parse --json`."""
    return {
        "language": heard.language,
        "intent": heard.intent,
        "confidence": heard.confidence,
        "alternatives": [{"intent": name, "confidence": p} for name, p in heard.alternatives],
        "entities": [
            {
                "entity": e.entity,
                "value": _value(e.value),
                "start": e.start,
                "end": e.end,
                **({"line": e.line} if e.line is not None else {}),
            }
            for e in heard.entities
        ],
    }


def _value(value: Any) -> str | int | float:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value  # type: ignore[no-any-return]


@app.command()
def train(as_json: Json = False) -> None:
    """Train the model from nlu_data, unless it is trained already."""
    from time import perf_counter

    began = perf_counter()
    _load()
    took = round(perf_counter() - began, 1)
    put({"train_s": took}) if as_json else say(f"The model is ready; it took {took} s.")


@app.command()
def check(as_json: Json = False) -> None:
    """Validate nlu_data; exit code 1 when something is wrong."""
    from core.nlu.check import check as validate
    from core.nlu.loading import NLU_DATA

    problems = validate(NLU_DATA)
    if as_json:
        put({"problems": [{"place": p.place, "detail": p.detail} for p in problems]})
    else:
        say("\n".join(f"{p.place}: {p.detail}" for p in problems) or "The language data is fit.")
    if problems:
        raise typer.Exit(1)


@app.command("eval")
def evaluate(
    train_file: Annotated[Path, typer.Option("--train", help='JSONL of {"text", "intent"}.')],
    test_file: Annotated[Path, typer.Option("--test", help='JSONL of {"text", "intent"}.')],
    oos_label: Annotated[str | None, typer.Option(help="The intent of what is out of scope.")] = None,
    as_json: Json = False,
) -> None:
    """Train on one file, measure on another."""
    from core.nlu.evaluate import Row
    from core.nlu.evaluate import evaluate as measure
    from core.nlu.language_data import read_language_data
    from core.nlu.loading import NLU_DATA

    def read(path: Path) -> list[Row]:
        return [Row(text=text_of(row, "text"), intent=text_of(row, "intent")) for row in rows_of(path)]

    words = read_language_data(NLU_DATA).words
    figures = measure(read(train_file), read(test_file), oos_label, words)
    if as_json:
        # The contract names the figures for programs; what abstaining cost is for people.
        put({name: value for name, value in figures.items() if name != "given_up"})
    else:
        say("\n".join(f"{name:>16}  {value:.4f}" for name, value in figures.items()))
