from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.common import Now, StoreId, busy, clock_at, counted, moment, opened, put, rows_of, run, store_of

if TYPE_CHECKING:
    from rich.console import Console

    from core.bootstrap import App
    from core.conversation.plain import Speaker
    from core.conversation.reply import Choice, Reply
    from core.conversation.turn import Turn


def add_to(root: typer.Typer) -> None:
    root.command()(chat)


def chat(
    store: StoreId = None,
    script: Annotated[
        Path | None, typer.Option(help='Rows {"id", "lang", "turns": [...]}; - for stdin.')
    ] = None,
    now: Now = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --script, what is printed anyway.")] = False,
) -> None:
    """Talk with a store in the terminal, or play conversations from a file."""
    if script is None and as_json:
        raise typer.BadParameter("--json goes with --script")
    run(_talk(store, now) if script is None else _play(store, script, now))


async def _play(store: str | None, file: Path, now: str | None) -> None:
    with busy("Reading the script"):
        from api.cli.script import Stage, read_script

    at = moment(now)
    scripts = [read_script(row) for row in rows_of(file)]
    async with opened(clock=clock_at(at)) as app, Stage.built(app, await store_of(app.units, store)) as stage:
        with counted("Playing") as played:
            for number, script in enumerate(scripts, start=1):
                put(await stage.play(script))
                played(number, len(scripts))


async def _talk(store: str | None, now: str | None) -> None:
    from rich.console import Console

    console = Console()
    async with opened(clock=clock_at(moment(now))) as app:
        store_id = await store_of(app.units, store)
        turn = await _turn(app, store_id, action="start")
        choices = _show(console, app, turn)
        while True:
            try:
                said = console.input("[bold]> [/bold]").strip()
            except (EOFError, KeyboardInterrupt):
                return
            if not said:
                continue
            picked = choices.get(said)
            turn = (
                await _turn(app, store_id, action=picked) if picked else await _turn(app, store_id, text=said)
            )
            choices = _show(console, app, turn)


async def _turn(app: App, store_id: str, *, text: str | None = None, action: str | None = None) -> Turn:
    from core.conversation.message import InboundMessage
    from core.kernel.ids import new_id

    who = f"local:{getpass.getuser()}"
    return await app.turns.handle(
        InboundMessage(store_id, "terminal", who, new_id(), text=text, action=action)
    )


def _show(console: Console, app: App, turn: Turn) -> dict[str, str]:
    """Prints the replies; the choices are numbered, and the numbers lead to their actions."""
    from core.conversation.plain import Speaker

    speaker = Speaker(app.texts, turn.language)
    actions: dict[str, str] = {}
    for reply in turn.replies:
        console.print(speaker.text(reply), markup=False, highlight=False)
        for label, action in _offered(speaker, reply):
            actions[str(len(actions) + 1)] = action
            console.print(f"  {len(actions)}. {label}", markup=False, highlight=False, style="cyan")
    return actions


def _offered(speaker: Speaker, reply: Reply) -> list[tuple[str, str]]:
    from core.conversation.reply import Products, SlotPicker, Table

    offered: list[tuple[str, str]] = []
    if isinstance(reply, Products | Table):
        for card in reply.products:
            name = speaker.name(card.names)
            offered += [(f"{speaker.label(c)}: {name}", c.action) for c in card.choices]
    if isinstance(reply, SlotPicker):
        offered += [(speaker.slot(s), s.action) for s in reply.slots]
    choices: tuple[Choice, ...] = reply.choices
    return offered + [(speaker.label(c), c.action) for c in choices]
