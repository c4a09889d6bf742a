"""The widget's conversation over a WebSocket: frames both ways, and what comes unasked."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from api.chatting import answer
from api.context import Web, language_of, web_of
from api.errors import invalid, problem_of
from api.hub import OpenChat
from api.inbound import Ticket, ticket_of
from api.schemas import Frame
from core.kernel.errors import DukenError, InvalidInput, NotFound, Unavailable

router = APIRouter()

log = structlog.get_logger()

NOT_A_CONVERSATION = 4404


@router.websocket("/v1/chat/ws")
async def chat(socket: WebSocket) -> None:
    """`?token=` the conversation, `?after=` the number of the last notice the client has."""
    web = web_of(socket)
    try:
        ticket = ticket_of(socket.query_params.get("token", ""))
        async with web.app.units() as work:
            await work.stores.get(ticket.store_id)
    except NotFound as error:
        await socket.accept()
        await socket.send_json({"type": "error", "in_reply_to": None, "problem": problem_of(socket, error)})
        return await socket.close(NOT_A_CONVERSATION)
    except Unavailable as error:
        # Not let in: a client that was would take the line for up.
        log.error("unavailable", path=socket.url.path, error=str(error))
        return await socket.close()
    await socket.accept()
    open_chat = OpenChat(ticket.external_id, after=_number(socket.query_params.get("after", "")))
    writer = asyncio.create_task(_write(socket, open_chat))
    try:
        await web.hub.open(open_chat)
        web.metrics.chats(web.hub.count)
        await _read(socket, web, ticket, open_chat)
    except WebSocketDisconnect:
        pass
    finally:
        web.hub.close(open_chat)
        web.metrics.chats(web.hub.count)
        writer.cancel()


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else 0


async def _read(socket: WebSocket, web: Web, ticket: Ticket, chat: OpenChat) -> None:
    """One message after the other, as they were said."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        await chat.outgoing.put(await _answered(socket, web, ticket, message))


async def _answered(
    socket: WebSocket, web: Web, ticket: Ticket, message: dict[str, Any] | Any
) -> dict[str, Any]:
    said_id = None
    try:
        data = _json(message)
        said_id = _echoed(data.get("id"))
        frame = _frame(data)
        replies = await answer(web, ticket, frame.id, frame, language_of(socket))
    except DukenError as error:
        return {"type": "error", "in_reply_to": said_id, "problem": problem_of(socket, error)}
    except Exception as error:
        log.exception("frame_failed", exc_info=error)
        problem = problem_of(socket, DukenError("the turn broke"))
        return {"type": "error", "in_reply_to": said_id, "problem": problem}
    return {"type": "reply", "in_reply_to": frame.id, "replies": replies}


def _echoed(said_id: object) -> str | None:
    """The id to answer to, when it is fit to be sent back."""
    fit = isinstance(said_id, str) and said_id.isascii() and len(said_id) <= 64
    return str(said_id) if fit else None


def _json(message: dict[str, Any]) -> dict[str, Any]:
    try:
        data = json.loads(message.get("text") or "")
    except (ValueError, RecursionError) as error:
        raise InvalidInput("", "a frame is a JSON object") from error
    if not isinstance(data, dict):
        raise InvalidInput("", "a frame is a JSON object")
    return data


def _frame(data: dict[str, Any]) -> Frame:
    try:
        return Frame.model_validate(data)
    except ValidationError as error:
        raise invalid(list(error.errors())) from error


async def _write(socket: WebSocket, chat: OpenChat) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_json(await chat.outgoing.get())
