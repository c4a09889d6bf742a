"""The widget's conversation over plain HTTP. The WebSocket is in `api/websocket.py`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.chatting import answer
from api.context import app_of, client_of, language_of, web_of
from api.errors import TooOften
from api.inbound import new_ticket, ticket_of
from api.schemas import TOKEN_PATTERN, ChatMessage, NewSession, Notices, Replies, Session

router = APIRouter(prefix="/v1/chat", tags=["chat"])


@router.post("/sessions", status_code=201)
async def open_session(request: Request, wanted: NewSession) -> Session:
    """Begins a conversation. Its id is a secret: whoever holds it reads and writes the conversation."""
    web = web_of(request)
    if not web.rate.allows(client_of(request)):
        raise TooOften("too many conversations from one address")
    store_id = wanted.store or (await web.app.default_store()).store_id
    async with web.app.units() as work:
        store = await work.stores.get(store_id)
    return Session(
        conversation_id=new_ticket(store.store_id).token,
        store=store.name,
        language=wanted.language or language_of(request),
        after=await web.hub.last(),
    )


@router.post("/messages")
async def send(request: Request, message: ChatMessage) -> Replies:
    """Says something and hears the replies. The same message id again gives the same replies, once done."""
    web, reader = web_of(request), language_of(request)
    return Replies(replies=await answer(web, ticket_of(message.token), message.message_id, message, reader))


@router.get("/messages")
async def notices(
    request: Request,
    token: Annotated[str, Query(pattern=TOKEN_PATTERN)],
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> Notices:
    """What came meanwhile: paid, accepted, on the way. `after` is the number the last answer gave."""
    came = await web_of(request).hub.notices(ticket_of(token).external_id, after)
    frames: list[dict[str, object]] = [dict(frame) for _, found in came for frame in found]
    return Notices(replies=frames, after=max((seq for seq, _ in came), default=after))


@router.get("/words")
async def words(request: Request) -> dict[str, str]:
    """The widget's own words in the reader's language."""
    texts, language = app_of(request).texts, language_of(request)
    return {key: texts.say(language, f"widget-{key}") for key in WIDGET_WORDS}


WIDGET_WORDS = (
    "open",
    "close",
    "title",
    "status",
    "placeholder",
    "phone-placeholder",
    "send",
    "typing",
    "offline",
    "location",
    "location-denied",
    "messages",
    "more",
    "less",
    "remove",
    "resend",
    "new-messages",
    "details",
)
