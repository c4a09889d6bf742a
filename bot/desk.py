"""Where an update meets the shop: a turn, its replies to the sender, and a word to the person when it goes wrong."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar
from weakref import WeakValueDictionary

from aiogram.types import User

from bot.inbound import Origin
from bot.labels import typed_actions
from bot.outgoing import Outgoing, TextOut
from bot.render import Renderer, in_place
from bot.sender import Delivery, Sender
from core.bootstrap import App
from core.conversation.message import InboundMessage
from core.conversation.plain import Speaker
from core.conversation.reply import Choice, Reply, Text
from core.i18n.texts import LANGUAGES
from core.kernel.store import Store
from core.nlu.understanding import Language

T = TypeVar("T")

CHANNEL = "telegram"
CHATS_REMEMBERED = 10_000
# What a tap on these shows takes the place of what was tapped: a cart and a day's slots are turned over, not piled up.
IN_PLACE = ("set:", "del:", "day:")


class Desk:
    def __init__(self, app: App, sender: Sender, news: Callable[[], None] = lambda: None) -> None:
        """`news` is called when a turn may have queued notifications."""
        self.app = app
        self.sender = sender
        self.typed = typed_actions(app.texts)
        self.news = news
        self._store: Store | None = None
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        # Chats where a keyboard that asks for a contact or a location stays open until it is taken away.
        self._keyboards: OrderedDict[int, bool] = OrderedDict()
        self._languages: OrderedDict[int, Language] = OrderedDict()

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
        _remember(self._languages, int(message.external_id), turn.language)
        place = tapped if message.action and message.action.startswith(IN_PLACE) else None
        self.reply(int(message.external_id), turn.replies, turn.language, place)
        self.news()

    def reply(
        self, chat_id: int, replies: tuple[Reply, ...], language: str, tapped: int | None = None
    ) -> asyncio.Task[Delivery] | None:
        """None when there is nothing to say."""
        if not replies:
            return None
        rendered = self.renderer(language).all(replies)
        turned = in_place(replies, rendered) if tapped else None
        if turned is not None:
            return self.sender.post(chat_id, (turned,), instead_of=tapped)
        return self.sender.post(chat_id, self._closing(chat_id, rendered, language))

    def notify(
        self, chat_id: int, replies: tuple[Reply, ...], language: str
    ) -> asyncio.Task[Delivery] | None:
        """For somebody who did not just write: a question that is open for them stays open."""
        if not replies:
            return None
        return self.sender.post(chat_id, self.renderer(language).all(replies))

    def renderer(self, language: str) -> Renderer:
        store_id = self._store.store_id if self._store else ""
        return Renderer(Speaker(self.app.texts, language), self.app.settings, store_id)

    def _closing(self, chat_id: int, messages: Sequence[Outgoing], language: str) -> tuple[Outgoing, ...]:
        """Takes away the keyboard of a question that was answered: with the first message that has no buttons
        of its own, for one message carries one keyboard; without such a message, with a short word."""
        if any(isinstance(m, TextOut) and m.asking for m in messages):
            _remember(self._keyboards, chat_id, True)
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

    async def tell(
        self,
        origin: Origin,
        key: str,
        choices: tuple[Choice, ...] = (),
        ask: Literal["contact"] | None = None,
        **params: object,
    ) -> None:
        """A word outside of any turn, in the language of the conversation."""
        self.reply(origin.user.id, (Text(key, params, choices, ask),), await self.language(origin))

    def apologise(self, user: User) -> None:
        """Asks nothing of the parts that may just have failed."""
        hint = (user.language_code or "").partition("-")[0]
        language = self._languages.get(user.id) or (hint if hint in LANGUAGES else "ru")
        self.reply(user.id, (Text("error-generic"),), language)

    async def language(self, origin: Origin) -> Language:
        """What the conversation speaks; what the app of the person speaks until they have written something."""
        known = self._languages.get(origin.user.id)
        if known is not None:
            return known
        hint: Language = origin.language_hint if origin.language_hint in LANGUAGES else "ru"  # type: ignore[assignment]
        async with self.app.units() as work:
            person = await work.people.shopper(origin.store_id, CHANNEL, str(origin.user.id), hint)
            await work.commit()
        return person.language


def _remember(chats: OrderedDict[int, T], chat_id: int, value: T) -> None:
    chats[chat_id] = value
    chats.move_to_end(chat_id)
    if len(chats) > CHATS_REMEMBERED:
        chats.popitem(last=False)
