"""Where an update meets the shop: a turn, its replies to the sender, and a word to the person when it goes wrong."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from weakref import WeakValueDictionary

import structlog

from bot.inbound import Origin
from bot.labels import typed_actions
from bot.outgoing import Outgoing, TextOut
from bot.render import Renderer, in_place
from bot.sender import Sender
from core.bootstrap import App
from core.conversation.message import InboundMessage
from core.conversation.plain import Speaker
from core.conversation.reply import Reply, Text
from core.dialogue.decide import language_of
from core.dialogue.state import load
from core.kernel.store import Store

log = structlog.get_logger()

CHANNEL = "telegram"
KEYBOARDS_REMEMBERED = 10_000
# What a tap on these shows takes the place of what was tapped: a cart and a day's slots are turned over, not piled up.
IN_PLACE = ("set:", "del:", "day:")


class Desk:
    def __init__(self, app: App, sender: Sender, news: Callable[[], None] = lambda: None) -> None:
        """`news` is called when a turn may have queued notifications."""
        self.app = app
        self.sender = sender
        self.typed = typed_actions(app.texts)
        self._news = news
        self._store: Store | None = None
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        # Chats where a keyboard that asks for a contact or a location stays open until it is taken away.
        self._keyboards: OrderedDict[int, None] = OrderedDict()

    async def store(self) -> Store:
        """Raises NotFound while there is none."""
        if self._store is None:
            self._store = await self.app.default_store()
        return self._store

    def in_turn(self, chat_id: int) -> asyncio.Lock:
        """Whoever holds it is the only one who handles this chat; the others get it in the order they came."""
        return self._turns.setdefault(chat_id, asyncio.Lock())

    async def hear(self, message: InboundMessage, tapped: int | None = None) -> None:
        """`tapped` is the message whose button it was. Returns when the turn is kept; the replies follow."""
        turn = await self.app.turns.handle(message)
        place = tapped if message.action and message.action.startswith(IN_PLACE) else None
        self.reply(int(message.external_id), turn.replies, turn.language, place)
        self._news()

    def reply(
        self, chat_id: int, replies: tuple[Reply, ...], language: str, tapped: int | None = None
    ) -> asyncio.Task[str] | None:
        """None when there is nothing to say."""
        if not replies:
            return None
        rendered = self.renderer(language).all(replies)
        turned = in_place(replies, rendered) if tapped else None
        if turned is not None:
            return self.sender.post(chat_id, (turned,), instead_of=tapped)
        return self.sender.post(chat_id, self._closing(chat_id, rendered, language))

    def renderer(self, language: str) -> Renderer:
        store_id = self._store.store_id if self._store else ""
        return Renderer(Speaker(self.app.texts, language), self.app.settings, store_id)

    def _closing(self, chat_id: int, messages: Sequence[Outgoing], language: str) -> tuple[Outgoing, ...]:
        """Takes away the keyboard of a question that was answered: with the first message that has no buttons
        of its own, for one message carries one keyboard; without such a message, with a short word."""
        if any(isinstance(m, TextOut) and m.asking for m in messages):
            self._keyboards[chat_id] = None
            if len(self._keyboards) > KEYBOARDS_REMEMBERED:
                self._keyboards.popitem(last=False)
            return tuple(messages)
        if chat_id not in self._keyboards:
            return tuple(messages)
        del self._keyboards[chat_id]
        first = messages[0]
        if isinstance(first, TextOut) and not first.rows:
            return (TextOut(first.text, closes=True), *messages[1:])
        return (TextOut(self.app.texts.say(language, "bot-fine"), closes=True), *messages)

    async def once(self, origin: Origin) -> bool:
        """False for an update that was handled before; for those that no turn remembers."""
        async with self.app.units() as work:
            first = await work.conversations.first_time(CHANNEL, str(origin.update_id))
            await work.commit()
        return first

    async def tell(self, origin: Origin, key: str, **params: object) -> None:
        """A word outside of any turn, in the language of the conversation."""
        self.reply(origin.user.id, (Text(key, params),), await self.language(origin))

    async def language(self, origin: Origin) -> str:
        """What the conversation speaks, without making a shopper of whoever only looked in."""
        hint = origin.language_hint if origin.language_hint in ("kk", "ru", "en") else "ru"
        return hint
