"""What follows an order that waits for its phone: the code is sent after the commit, and one day nobody waits on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from core.conversation.notices import announce
from core.conversation.ports import UnitOfWork, UnitsOfWork
from core.conversation.proving import code_key, late_key
from core.conversation.scene import Job
from core.i18n.texts import Texts
from core.kernel.clock import Clock
from core.kernel.errors import InvalidInput
from core.ordering import proof
from core.ordering.model import Order, PhoneProof
from core.ordering.ports import CodeSender
from core.ordering.proof import Codes

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CodeMail:
    """How codes are made, and who carries them."""

    codes: Codes
    sender: CodeSender


@dataclass(frozen=True, slots=True)
class ProofJobs:
    """Every one may come twice and does its work once. Without `mail` no codes are sent."""

    units: UnitsOfWork
    texts: Texts
    clock: Clock
    waits: timedelta
    mail: CodeMail | None

    async def stop_waiting(self, key: str) -> None:
        """The proof did not come: the seller decides."""
        async with self.units() as work:
            await self._hold(work, await work.orders.get(key.split(":")[1]))
            await work.commit()

    async def send_code(self, key: str) -> None:
        """A code that a newer one took the place of, or that is too old to be used, is not sent any more.

        Raises Unavailable when it may be tried again.
        """
        _, proof_id, challenge = key.split(":")
        if self.mail is None:
            return
        async with self.units() as work:
            of = await work.proofs.by_id(proof_id)
            if of is None or of.challenge != challenge or of.sent_at or not proof.lives(of, self.clock.now()):
                return
            language = (await work.people.get_shopper(of.shopper_id)).language
            store = await work.stores.get(of.store_id)
        text = self.texts.say(language, "sms-code", {"code": self.mail.codes.code(of), "store": store.name})
        try:
            await self.mail.sender.send(of.phone, text, challenge)
        except InvalidInput as error:
            log.warning("code_refused", error=str(error))
            await self._refused(of)
        else:
            await self._handed_over(of)

    async def to_schedule(self) -> list[Job]:
        """All that is due or will be, for the sweep."""
        now = self.clock.now()
        async with self.units() as work:
            waiting = await work.orders.unproven()
            unsent = await work.proofs.unsent(now)
        late = [Job(late_key(order), max(now, order.placed_at + self.waits)) for order in waiting]
        return [*late, *(Job(code_key(of), now) for of in unsent)]

    async def _handed_over(self, of: PhoneProof) -> None:
        async with self.units() as work:
            now = await work.proofs.by_id(of.proof_id)
            if now is not None and now.challenge == of.challenge:
                await work.proofs.save(replace(now, sent_at=self.clock.now()))
                await work.commit()

    async def _refused(self, of: PhoneProof) -> None:
        """No message will ever reach this number, so nobody need wait for one."""
        async with self.units() as work:
            now = await work.proofs.by_id(of.proof_id)
            if now is not None and now.challenge == of.challenge:
                await work.proofs.save(replace(now, challenge=None, expires_at=None, tries_left=0))
            for order in await work.orders.unproven(of.shopper_id):
                if order.phone == of.phone:
                    await self._hold(work, order)
            await work.commit()

    async def _hold(self, work: UnitOfWork, order: Order) -> None:
        held = await proof.give_up(work, order, self.clock, proof.TOO_LATE)
        if held is not None:
            payment = await work.payments.of_order(order.order_id)
            await announce(work, held, payment, since=len(order.events))
