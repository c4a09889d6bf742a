"""What the commands share: the open App, JSON in and out, progress."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TypeVar

import typer

if TYPE_CHECKING:
    from core.bootstrap import App
    from core.config import Settings
    from core.conversation.ports import UnitsOfWork
    from core.kernel.clock import Clock

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
StoreId = Annotated[str | None, typer.Option("--store", help="The store's id; the only one when absent.")]
Now = Annotated[str | None, typer.Option("--now", metavar="ISO", help="Act as if it were this moment.")]

TRAINED = "intents-*.joblib"
"""What a home folder's models are called once there are any."""


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@asynccontextmanager
async def opened(
    chosen: Settings | None = None, *, clock: Clock | None = None, worker: bool = False
) -> AsyncIterator[App]:
    """The App of the settings, by default those in the environment. The first one in a home folder learns."""
    with busy("Opening the shop"):
        from core.bootstrap import open_app
    quiet_logs()
    chosen = chosen or settings()
    async with AsyncExitStack() as stack:
        with learning(chosen):
            app = await stack.enter_async_context(open_app(chosen, worker=worker, clock=clock))
        yield app


def settings() -> Settings:
    """The Settings. Raises InvalidInput, naming the variable."""
    from pydantic import ValidationError

    from core.config import Settings
    from core.kernel.errors import InvalidInput

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(str(first["loc"][0]), first["msg"]) from error


def quiet_logs() -> None:
    """Logs go to stderr, and only what needs somebody's eye: stdout is for results."""
    import logging

    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("%Y-%m-%d %H:%M:%S", utc=False),
            # The other formatters write out local variables: people's secrets, and seconds of work.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


@asynccontextmanager
async def opened_units() -> AsyncIterator[UnitsOfWork]:
    """The database alone, brought to this version: for what needs neither the language model nor the jobs."""
    from core.adapters.persistence.engine import create_engine
    from core.adapters.persistence.migrate import upgrade
    from core.adapters.persistence.unit_of_work import SqlUnitsOfWork

    quiet_logs()
    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(upgrade, chosen.database)
    engine = create_engine(chosen.database)
    try:
        yield SqlUnitsOfWork(engine)
    finally:
        await engine.dispose()


async def store_of(units: UnitsOfWork, store_id: str | None) -> str:
    """The store that is meant, the only one when none is named. Raises NotFound and InvalidInput."""
    from core.kernel.errors import InvalidInput, NotFound

    wanted = store_id or settings().store_id
    async with units() as work:
        if wanted is not None:
            return (await work.stores.get(wanted)).store_id
        stores = await work.stores.all()
    if not stores:
        raise NotFound("there is no store yet; create one with `duken store create`")
    if len(stores) > 1:
        raise InvalidInput("--store", "there are several stores, name one")
    return stores[0].store_id


def moment(written: str | None) -> datetime | None:
    """Raises InvalidInput for what is no ISO moment; one without a zone is Almaty's."""
    if written is None:
        return None
    from zoneinfo import ZoneInfo

    from core.kernel.errors import InvalidInput

    try:
        read = datetime.fromisoformat(written)
    except ValueError as error:
        raise InvalidInput(
            "now", f"{written!r} is not an ISO moment such as 2026-06-15T10:00:00+05:00"
        ) from error
    if not 1970 < read.year < 2200:
        raise InvalidInput("now", f"{written!r} is no time for a shop")
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo("Asia/Almaty"))


def clock_at(now: datetime | None) -> Clock:
    from core.kernel.clock import FixedClock, SystemClock

    return FixedClock(now) if now else SystemClock()


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, `-` for stdin. Raises InvalidInput with the line's number."""
    with _reading(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _row(line, number)


def _row(line: bytes, number: int) -> dict[str, Any]:
    from core.kernel.errors import InvalidInput

    try:
        row = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"line {number}", "is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"line {number}", "is not JSON") from error
    if not isinstance(row, dict):
        raise InvalidInput(f"line {number}", "is not a JSON object")
    return row


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Raises InvalidInput for a file that cannot be read."""
    from core.kernel.errors import InvalidInput

    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise InvalidInput("file", f"cannot read {path}: {error.strerror}") from error
    with file:
        yield file


def text_of(row: dict[str, Any], name: str) -> str:
    """A field that must be text. Raises InvalidInput."""
    from core.kernel.errors import InvalidInput

    value = row.get(name)
    if not isinstance(value, str):
        raise InvalidInput(name, f"row {row.get('id')!r} needs it as text")
    return value


def put(data: Any) -> None:
    """One JSON value on one line of stdout, at once: a reader may wait for every row."""
    print(json.dumps(data, ensure_ascii=False), flush=True)


def say(line: str = "") -> None:
    print(line, flush=True)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """A turning wheel on stderr, for a person at a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield


@contextmanager
def learning(chosen: Settings) -> Iterator[None]:
    """Says why the first start in a home folder takes longer; without a terminal, in a line of its own."""
    if any(chosen.models.glob(TRAINED)):
        yield
        return
    what = "Learning Kazakh, Russian and English; this first time takes half a minute"
    if not sys.stderr.isatty():
        print(what, file=sys.stderr, flush=True)
    with busy(what):
        yield


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr that is told (how many, of how many); None while nobody knows."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
