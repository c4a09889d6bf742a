"""The engine for programs: JSON in, JSON out, the same for the command line and for HTTP.

Input is taken strictly: an unknown field, a number in quotes, true where a number belongs, NaN or infinity
are refused with the path of the place. 3.0 is taken for 3, as some JSON writers write it. How much one
request may ask for:

| verb   | at most                                            |
|--------|----------------------------------------------------|
| screen | 1 000 lines                                        |
| group  | 20 000 orders                                      |
| pack   | 20 000 kinds of items, 100 000 units               |
| route  | 3 000 stops                                        |
| slots  | 3 000 stops and candidates, 1 000 slots            |
| plan   | 10 000 orders, 100 000 lines, 500 000 units        |
| any    | 5 million JSON values, 64 levels, 600 s of time,   |
|        | 2 000 characters in a text                         |
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from core.fulfilment.grouping import GroupRequest, GroupResult, group
from core.fulfilment.intake import ScreenRequest, ScreenResult, screen
from core.fulfilment.packing import PackRequest, PackResult, pack
from core.fulfilment.plan import PlanRequest, PlanResult, plan
from core.fulfilment.routing.model import RouteRequest, RouteResult, SlotsRequest, SlotsResult
from core.kernel.errors import InvalidInput

VerbName = Literal["screen", "group", "pack", "route", "slots", "plan"]
VERBS: tuple[VerbName, ...] = get_args(VerbName)

MAX_VALUES = 5_000_000
MAX_DEPTH = 64
MAX_NUMBER = 10**15
MAX_TEXT = 2_000
MAX_TIME_LIMIT_S = 600.0
MAX_ROWS = {"screen": ("order.lines", 1_000), "pack": ("items", 20_000)}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Verb:
    """`timed`: the time of the request begins with the reading of it."""

    request: Any
    response: Any
    run: Callable[..., Any]
    timed: bool = False


def run(verb: str, data: object, max_time_limit_s: float = MAX_TIME_LIMIT_S) -> dict[str, Any]:
    """The answer of the verb as JSON values. `data` is what json.loads gave; a server that others share
    lowers the time a request may ask for.

    Raises InvalidInput, whose field is a path such as `items[3].length_mm`.
    """
    began = monotonic()
    chosen = _verb(verb)
    if not isinstance(data, dict):
        raise InvalidInput("", "a JSON object is needed")
    clean = _clean(data)
    request = _parsed(chosen.request, clean)
    _check_size(verb, request, max_time_limit_s)
    result = chosen.run(request, began=began) if chosen.timed else chosen.run(request)
    answer: dict[str, Any] = _adapter(chosen.response).dump_python(result, mode="json")
    return answer


def schema(verb: str) -> dict[str, Any]:
    """JSON Schemas: {"request": …, "response": …}. Raises InvalidInput for an unknown verb."""
    chosen = _verb(verb)
    return {
        "request": _adapter(chosen.request).json_schema(mode="validation"),
        "response": _adapter(chosen.response).json_schema(mode="serialization"),
    }


def _verb(verb: str) -> _Verb:
    verbs = {
        "screen": _Verb(ScreenRequest, ScreenResult, screen),
        "group": _Verb(GroupRequest, GroupResult, group),
        "pack": _Verb(PackRequest, PackResult, pack, timed=True),
        "route": _Verb(RouteRequest, RouteResult, _route),
        "slots": _Verb(SlotsRequest, SlotsResult, _slots),
        "plan": _Verb(PlanRequest, PlanResult, plan),
    }
    if verb not in verbs:
        raise InvalidInput("verb", f"must be one of {', '.join(verbs)}, not {verb!r}")
    return verbs[verb]


def _route(request: RouteRequest) -> RouteResult:
    from core.fulfilment.routing.solver import route  # PyVRP takes a while to load, and few verbs need it.

    return route(request)


def _slots(request: SlotsRequest) -> SlotsResult:
    from core.fulfilment.slots import offer_slots

    return offer_slots(request)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _parsed(shape: Any, clean: object) -> Any:
    try:
        # Through JSON text, because only there does strict mean: a list is a tuple, a string is no number.
        return _adapter(shape).validate_json(json.dumps(clean, ensure_ascii=False), strict=True)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        raise InvalidInput(_path(first["loc"]), _sentence(first["type"], first["msg"])) from invalid


def _path(loc: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")


def _sentence(kind: str, message: str) -> str:
    plain = {
        "missing": "is missing",
        "unexpected_keyword_argument": "no such field",
        "int_type": "a whole number is needed",
        "int_from_float": "a whole number is needed",
        "float_type": "a number is needed",
        "string_type": "a text is needed",
        "bool_type": "true or false is needed",
        "tuple_type": "a list is needed",
        "dataclass_type": "an object is needed",
    }
    return plain.get(kind) or message[:1].lower() + message[1:]


def _check_size(verb: str, request: Any, max_time_limit_s: float) -> None:
    if verb in MAX_ROWS:
        field, most = MAX_ROWS[verb]
        rows = request
        for name in field.split("."):
            rows = getattr(rows, name)
        if len(rows) > most:
            raise InvalidInput(field, f"at most {most} in one request, got {len(rows)}")
    if getattr(request, "time_limit_s", 0) > max_time_limit_s:
        raise InvalidInput("time_limit_s", f"must be at most {max_time_limit_s:g}")


def _clean(data: object) -> object:
    """`data` with 3.0 for 3; refuses what JSON has no number for, and what is too much to look at."""
    seen = 0

    def count(values: int) -> None:
        nonlocal seen
        seen += values
        if seen > MAX_VALUES:
            raise InvalidInput("", f"at most {MAX_VALUES} values in one request")

    def visit(value: object, path: Path) -> object:
        # Most values are such; ten thousand goods have a hundred thousand.
        if isinstance(value, str) and len(value) <= MAX_TEXT and value.isascii():
            return value
        if type(value) is int and -MAX_NUMBER <= value <= MAX_NUMBER:
            return value
        if len(path) > MAX_DEPTH:
            raise InvalidInput(_path(path[:3]), f"at most {MAX_DEPTH} levels deep")
        if isinstance(value, dict):
            count(len(value))
            return {(name := _text(key, path)): visit(inner, (*path, name)) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            count(len(value))
            # A row of a travel matrix: a thousand whole numbers are looked at in one go, not one by one.
            if value and set(map(type, value)) == {int} and max(map(abs, value)) <= MAX_NUMBER:
                return value
            return [visit(inner, (*path, i)) for i, inner in enumerate(value)]
        if isinstance(value, str):
            return _text(value, path)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return _number(value, path)
        raise InvalidInput(_path(path), f"{type(value).__name__} is no JSON value")

    return visit(data, ())


def _number(value: float, path: Path) -> float:
    if not math.isfinite(value):
        raise InvalidInput(_path(path), "a finite number is needed")
    if abs(value) > MAX_NUMBER:
        raise InvalidInput(_path(path), f"must be between -{MAX_NUMBER} and {MAX_NUMBER}")
    return int(value) if value == int(value) else value


def _text(value: object, path: Path) -> str:
    text = str(value)
    if len(text) > MAX_TEXT:
        raise InvalidInput(_path(path), f"a text has at most {MAX_TEXT} characters, this one {len(text)}")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as half:
        raise InvalidInput(_path(path), "holds half a character (a lone surrogate)") from half
    return text
