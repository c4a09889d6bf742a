"""Proof that a phone number is the shopper's own, before an order that looks unreliable goes on by itself.

Either the channel vouches for it (a contact shared in Telegram), or a code of four digits that was sent to it comes
back. The code itself is stored nowhere: what is stored is a random challenge, and the code is made of it with the
shop's secret whenever it is sent or compared (truncated as HOTP does, RFC 4226 section 5.3, over a challenge as in
RFC 6287). So a sending that was interrupted sends the same code again.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import phonenumbers

from core.fulfilment.intake import ScreenPolicy
from core.kernel.clock import Clock
from core.ordering.lifecycle import PAST_TENSE, advance
from core.ordering.model import DomainEvent, Order, PhoneProof, Shopper
from core.ordering.ports import OrderingWork
from core.ordering.screening import judged

DIGITS = 4
TRIES = 3
CODE_LIVES = timedelta(minutes=10)
BETWEEN_SENDS = timedelta(minutes=1)
A_DAY = timedelta(days=1)
SENDS_A_DAY = 4
"""The first one and three more, to one number whoever asks, and for one shopper whatever the number."""

NO_WAY = "no way to prove the phone"
TOO_LATE = "the phone was not proven in time"
UNPROVEN = frozenset({NO_WAY, TOO_LATE})
"""Why an order is held: the seller calls the number."""

_MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


@dataclass(frozen=True, slots=True)
class Codes:
    """Makes and compares codes. `challenge` gives a new random one, never the same twice."""

    key: bytes
    challenge: Callable[[], str]

    def code(self, proof: PhoneProof) -> str:
        """The digits for the proof's challenge; another phone's would be others."""
        digest = hmac.digest(self.key, f"{proof.phone} {proof.challenge}".encode(), "sha256")
        offset = digest[-1] & 0x0F
        number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
        return f"{number % 10**DIGITS:0{DIGITS}}"

    def fits(self, proof: PhoneProof, said: str) -> bool:
        return hmac.compare_digest(self.code(proof).encode(), said.encode())


Verdict = Literal["proven", "wrong", "void"]


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of the wish to send a code; `at` is when the next may be sent.

    `live`: one is on its way or there already. `soon`: the last one is less than a minute old. `spent`: no more today.
    """

    outcome: Literal["sent", "live", "soon", "spent"]
    proof: PhoneProof
    at: datetime


def lives(proof: PhoneProof, now: datetime) -> bool:
    """Whether a code was made that still counts."""
    return proof.expires_at is not None and now < proof.expires_at and proof.tries_left > 0


def with_code(proof: PhoneProof, challenge: str, now: datetime) -> PhoneProof:
    """A new code; the one before counts no more."""
    return replace(proof, challenge=challenge, expires_at=now + CODE_LIVES, tries_left=TRIES, sent_at=None)


def proven(proof: PhoneProof, now: datetime) -> PhoneProof:
    return replace(proof, proven_at=now, challenge=None, expires_at=None, tries_left=0, sent_at=None)


def tried(proof: PhoneProof, codes: Codes, said: str, now: datetime) -> tuple[PhoneProof, Verdict]:
    """One try at the code: every wrong one counts, and after the last the code is `void`, as it is when it is old."""
    if not lives(proof, now):
        return proof, "void"
    if codes.fits(proof, said):
        return proven(proof, now), "proven"
    return replace(proof, tries_left=proof.tries_left - 1), "wrong"


def next_sending(sent: Sequence[datetime], now: datetime) -> datetime:
    """When a code may be sent at the earliest; `sent` are the sendings so far, oldest first."""
    recent = [at for at in sent if at > now - A_DAY]
    if len(recent) >= SENDS_A_DAY:
        return recent[-SENDS_A_DAY] + A_DAY
    return max(now, recent[-1] + BETWEEN_SENDS) if recent else now


def can_be_texted(phone: str) -> bool:
    """A mobile number of the shop's own country: a message abroad costs much and is a known way to steal from shops."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return False
    at_home = phonenumbers.region_code_for_number(number) == ScreenPolicy().region
    return at_home and phonenumbers.number_type(number) in _MOBILE


async def is_proven(work: OrderingWork, shopper: Shopper, phone: str) -> bool:
    return (await work.proofs.get(shopper.store_id, shopper.shopper_id, phone)).proven_at is not None


async def may_be_sent(work: OrderingWork, shopper: Shopper, phone: str, now: datetime) -> bool:
    """Whether a code can reach the phone today, at the latest in a minute, or is there already."""
    if not can_be_texted(phone):
        return False
    proof = await work.proofs.get(shopper.store_id, shopper.shopper_id, phone)
    return lives(proof, now) or await _next(work, shopper, phone, now) - now <= BETWEEN_SENDS


async def send(
    work: OrderingWork, codes: Codes, shopper: Shopper, phone: str, now: datetime, *, again: bool
) -> Sending:
    """A new code, when there is no live one or it is wanted `again`, within what a number and a shopper may be sent.

    The caller schedules the sending itself for after the commit.
    """
    proof = await work.proofs.get(shopper.store_id, shopper.shopper_id, phone)
    if lives(proof, now) and not again:
        return Sending("live", proof, now)
    at = await _next(work, shopper, phone, now)
    if at > now:
        return Sending("soon" if at - now <= BETWEEN_SENDS else "spent", proof, at)
    proof = with_code(proof, codes.challenge(), now)
    await work.proofs.save(proof)
    for whose in _counted(shopper, phone):
        before = await work.proofs.sendings(whose)
        await work.proofs.save_sendings(whose, (*(x for x in before if x > now - A_DAY), now))
    return Sending("sent", proof, now + BETWEEN_SENDS)


async def _next(work: OrderingWork, shopper: Shopper, phone: str, now: datetime) -> datetime:
    sent = [await work.proofs.sendings(whose) for whose in _counted(shopper, phone)]
    return max(next_sending(before, now) for before in sent)


def _counted(shopper: Shopper, phone: str) -> tuple[str, str]:
    """Whose sendings are counted, in the order they are locked in."""
    return f"phone:{phone}", f"shopper:{shopper.shopper_id}"


async def check(
    work: OrderingWork, codes: Codes, shopper: Shopper, phone: str, said: str, now: datetime
) -> tuple[PhoneProof, Verdict]:
    """The try is counted in the caller's transaction, so a wrong code is an answer and no error."""
    proof = await work.proofs.get(shopper.store_id, shopper.shopper_id, phone)
    proof, verdict = tried(proof, codes, said, now)
    await work.proofs.save(proof)
    return proof, verdict


async def vouch(work: OrderingWork, shopper: Shopper, phone: str, now: datetime) -> None:
    """The channel knows the number to be the shopper's own."""
    proof = await work.proofs.get(shopper.store_id, shopper.shopper_id, phone)
    if proof.proven_at is None:
        await work.proofs.save(proven(proof, now))


async def release(work: OrderingWork, shopper: Shopper, phone: str, clock: Clock) -> list[Order]:
    """Every order of the shopper's that waited for the proof of this phone goes on by itself."""
    waiting = await work.orders.unproven(shopper.shopper_id)
    return [await _reserved(work, order, clock) for order in waiting if order.phone == phone]


async def _reserved(work: OrderingWork, order: Order, clock: Clock) -> Order:
    order = advance(order, "reserved", clock.now(), "shopper", "the phone was proven")
    await work.orders.save(order)
    return order


async def give_up(work: OrderingWork, order: Order, clock: Clock, reason: str) -> Order | None:
    """The seller decides instead, as of any order that is held. None when the order waits for no proof."""
    if order.state != "unproven":
        return None
    order = advance(order, "held", clock.now(), "system", reason)
    await work.orders.save(order)
    return order


async def change_phone(work: OrderingWork, order: Order, phone: str, clock: Clock) -> Order:
    """Another number to call for an order that waits, which is screened with it anew: it waits on until that one is
    proven, or is held for a person's look. However good the number, the order has looked doubtful once.
    Raises OrderRefused; then nothing has changed.
    """
    now = clock.now()
    changed = DomainEvent("OrderPhoneChanged", order.order_id, now, "shopper", order.phone)
    order = replace(order, phone=phone, events=(*order.events, changed))
    found = await judged(work, order, now)
    screened = DomainEvent(PAST_TENSE["screened"], order.order_id, now, "system", f"score {found.score}")
    codes = tuple(finding.code for finding in found.findings)
    order = replace(order, screening=codes, events=(*order.events, screened))
    if found.outcome == "hold":
        order = advance(order, "held", now, "system")
    await work.orders.save(order)
    return order


def waits_for_call(order: Order) -> bool:
    """Held only because nobody could prove the phone."""
    held = [event for event in order.events if event.name == "OrderHeld"]
    return order.state == "held" and bool(held) and held[-1].reason in UNPROVEN
