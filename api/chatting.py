"""One message of a web shopper, whichever door it came through."""

from __future__ import annotations

from time import perf_counter

from api.context import Language, Web
from api.errors import TooOften
from api.inbound import Ticket, inbound
from api.render import Frame, Renderer
from api.schemas import LONGEST_SAID, Said
from core.conversation.message import InboundMessage
from core.conversation.plain import Speaker
from core.conversation.reply import Text


async def answer(web: Web, ticket: Ticket, message_id: str, said: Said, reader: Language) -> list[Frame]:
    """The replies as frames; the same for the same message id. Raises InvalidInput and TooOften."""
    message = inbound(ticket, message_id, said)
    if not web.rate.allows(ticket.external_id):
        raise TooOften("too many messages of one conversation")
    if message.text is not None and len(message.text) > LONGEST_SAID:
        speaker = Speaker(web.app.texts, said.language or reader)
        return Renderer(speaker, ticket.store_id, web.app.settings.pictures).frames([Text("error-too-long")])
    return await web.answered.once(message.message_id, lambda: _turn(web, message))


async def _turn(web: Web, message: InboundMessage) -> list[Frame]:
    began = perf_counter()
    try:
        turn = await web.app.turns.handle(message)
    except Exception:
        web.metrics.failed()
        raise
    web.metrics.turn(turn.heard, perf_counter() - began)
    web.hub.nudge()
    speaker = Speaker(web.app.texts, turn.language)
    return Renderer(speaker, message.store_id, web.app.settings.pictures).frames(turn.replies)
