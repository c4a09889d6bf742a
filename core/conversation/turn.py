"""The spine: one message in, replies out, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import structlog

from core.conversation import checking_out
from core.conversation.execute import execute
from core.conversation.left_cart import remember_cart
from core.conversation.message import InboundMessage
from core.conversation.ports import Conversation, UnitOfWork, UnitsOfWork
from core.conversation.reply import Reply, Text
from core.conversation.scene import Outcome, Scene, Services
from core.conversation.several import Told
from core.conversation.shelf import Shelves
from core.dialogue import proving, state
from core.dialogue.commands import GiveAddress, OfferPoints, Proceed
from core.dialogue.decide import WORDS_OF_THEIR_OWN, decide, language_of
from core.dialogue.decision import Decision, do
from core.dialogue.state import DialogueState
from core.dialogue.tapped import decide_action
from core.engagement.ports import Jobs
from core.kernel.errors import DukenError, InvalidInput
from core.nlu.clauses import wishes
from core.nlu.understander import LONGEST, Understander
from core.nlu.understanding import Entity, Language, Question, Role, Understanding

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message led to. `heard` is None for a tapped choice, a contact or a location."""

    replies: tuple[Reply, ...]
    language: Language
    heard: Understanding | None


class Turns:
    """Handles the messages of every store."""

    def __init__(
        self,
        units: UnitsOfWork,
        understander: Understander,
        services: Services,
        jobs: Jobs,
        shelves: Shelves,
    ) -> None:
        self._units = units
        self._understander = understander
        self._services = services
        self._jobs = jobs
        self._shelves = shelves

    async def handle(self, message: InboundMessage) -> Turn:
        """Replies in order; none for a message that was handled before. What cannot be done
        is said, and nothing has changed. Raises NotFound for a store that there is not."""
        try:
            turn, scene = await self._in_one_transaction(message)
        except DukenError as error:
            log.info("turn_refused", error=str(error), key=error.key)
            return await self._refused(message, error)
        if scene is not None:
            for job in scene.jobs:
                await self._jobs.schedule(job.key, job.at)
        return turn

    async def _in_one_transaction(self, message: InboundMessage) -> tuple[Turn, Scene | None]:
        async with self._units() as work:
            conversation, scene = await self._load(work, message)
            if not await work.conversations.first_time(message.channel, message.message_id):
                return Turn((), scene.language, None), None
            before = state.load(conversation.state)
            _ensure_readable(message)
            heard = self._understand(message, before, scene)
            outcome = await self._done(message, before, heard, scene)
            await checking_out.let_go(scene, before.form, outcome.state.form)
            await self._save(work, conversation, outcome, scene)
            await work.commit()
        return Turn(outcome.replies, scene.language, heard), scene

    async def _load(self, work: UnitOfWork, message: InboundMessage) -> tuple[Conversation, Scene]:
        store = await work.stores.get(message.store_id)
        hint = message.language_hint if message.language_hint in ("kk", "ru", "en") else "ru"
        shopper = await work.people.shopper(message.store_id, message.channel, message.external_id, hint)
        conversation = await work.conversations.load(
            message.store_id, shopper.shopper_id, message.channel, message.external_id
        )
        staff = await work.people.staff(message.store_id, message.channel, message.external_id)
        shelf = await self._shelves.of(work.products, work.categories, store.store_id)
        now = self._services.clock.now()
        return conversation, Scene(work, self._services, store, shopper, staff, shelf, shopper.language, now)

    def _understand(
        self, message: InboundMessage, before: DialogueState, scene: Scene
    ) -> Understanding | None:
        if message.text is None:
            return None
        question = self._question(message.text, before, scene)
        return self._understander.understand(question, scene.shelf.brands)

    async def _done(
        self, message: InboundMessage, before: DialogueState, heard: Understanding | None, scene: Scene
    ) -> Outcome:
        """The wishes of the message decided and carried out one after another."""
        if heard is not None:
            return await self._wishes(before, heard, scene)
        decision = self._not_in_words(message, before, scene)
        scene.language = language_of(decision.state, scene.language)
        return await execute(scene, decision.state, decision.steps)

    async def _wishes(self, before: DialogueState, heard: Understanding, scene: Scene) -> Outcome:
        question = self._question(heard.text, before, scene)
        brands = scene.shelf.brands
        whole = before.pending in WORDS_OF_THEIR_OWN or scene.staff is not None
        whole = whole or proving.answer(before, heard) is not None
        parts = (heard,) if whole else wishes(heard, partial(self._clause, question, brands))
        told = Told(before)
        for part in parts:
            read = partial(self._read, question, part.language, brands)
            decision = told.next(decide(told.state, part, read, scene.staff is not None))
            scene.language = language_of(decision.state, scene.language)
            told.done(await execute(scene, decision.state, decision.steps))
        return told.together(await execute(scene, told.state, told.last_steps))

    def _clause(self, question: Question, brands: frozenset[str], text: str) -> Understanding:
        return self._understander.understand(replace(question, text=text), brands)

    def _read(
        self, question: Question, language: Language, brands: frozenset[str], text: str, intent: str
    ) -> tuple[Entity, ...]:
        return self._understander.entities(replace(question, text=text), intent, language, brands)

    def _question(self, text: str, before: DialogueState, scene: Scene) -> Question:
        role: Role = "seller" if scene.staff else "shopper"
        return Question(text, scene.now, role, before.context(), language_of(before, scene.language))

    def _not_in_words(self, message: InboundMessage, before: DialogueState, scene: Scene) -> Decision:
        if message.phone is not None:
            return proving.shared(before, message.phone, message.phone_is_own)
        if message.location is not None:
            if before.pending == "point":
                # Where the shopper is, and not where to bring it.
                return do(before, OfferPoints(near=message.location))
            return do(before, GiveAddress(point=message.location), Proceed())
        return decide_action(before, message.action or "", scene.staff is not None)

    async def _save(
        self, work: UnitOfWork, conversation: Conversation, outcome: Outcome, scene: Scene
    ) -> None:
        await remember_cart(scene)
        if scene.language != scene.shopper.language:
            shopper = await work.people.get_shopper(scene.shopper.shopper_id)
            await work.people.save_shopper(replace(shopper, language=scene.language))
        if scene.staff is not None and scene.staff.language != scene.language:
            await work.people.save_language(replace(scene.staff, language=scene.language))
        await work.conversations.save(replace(conversation, state=state.dump(outcome.state)))

    async def _refused(self, message: InboundMessage, error: DukenError) -> Turn:
        """The transaction is gone; the person hears why, in the language of the conversation."""
        async with self._units() as work:
            conversation, scene = await self._load(work, message)
            before = state.load(conversation.state)
            heard = self._understand(message, before, scene)
            language = language_of(before, heard.language if heard else scene.language)
            if not await work.conversations.first_time(message.channel, message.message_id):
                return Turn((), language, None)
            # Outside of checkout an open question led here: asked again, it would lead here again.
            after = before if before.form else before.asking(None)
            await work.conversations.save(replace(conversation, state=state.dump(after)))
            await work.commit()
        return Turn((Text(error.key, error.params),), language, heard)


def _ensure_readable(message: InboundMessage) -> None:
    """Half a shopping list is another list, so what is too long is not read at all. Raises InvalidInput."""
    if message.text is not None and len(message.text) > LONGEST:
        raise InvalidInput("text", f"longer than {LONGEST} characters", key="error-too-long")
