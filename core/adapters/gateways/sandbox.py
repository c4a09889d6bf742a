"""A provider of our own for trying things out: its page is ours, its notices are signed like a real one's."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from typing import Any, get_args, get_type_hints
from urllib.parse import quote, urlencode

from core.kernel.clock import Clock
from core.kernel.errors import Forbidden, InvalidInput
from core.payments.model import Payment, PaymentNotice

TOLERANCE_S = 300
"""How old, or how far ahead, a signature may be: a notice somebody recorded cannot be replayed for ever."""
LARGEST_BODY = 16_384
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)
_OUTCOMES = get_args(get_type_hints(PaymentNotice)["outcome"])


class SandboxGateway:
    """Signature header `t={unix seconds},v1={hex}`: HMAC-SHA256 of `{t}.{raw body}`, as Stripe signs webhooks."""

    def __init__(self, public_url: str, secret: str, clock: Clock) -> None:
        """Raises InvalidInput for an empty secret, with which anybody could sign."""
        if not secret:
            raise InvalidInput("secret", "a gateway needs a secret")
        self._public_url = public_url.rstrip("/")
        self._secret = secret.encode()
        self._clock = clock

    @property
    def provider(self) -> str:
        return "sandbox"

    def pay_url(self, payment: Payment) -> str:
        what = urlencode({"amount_minor": payment.amount_minor, "currency": payment.currency})
        return f"{self._public_url}/pay/{quote(payment.payment_id, safe='')}?{what}"

    def sign(self, body: bytes) -> str:
        """The header our sandbox page sends with its notice."""
        moment = int(self._clock.now().timestamp())
        return f"t={moment},v1={self._digest(moment, body)}"

    def read_notice(self, body: bytes, signature: str) -> PaymentNotice:
        self._verify(body, signature)
        return _notice(_object(body), self.provider)

    def _verify(self, body: bytes, signature: str) -> None:
        parts = _SIGNATURE.fullmatch(signature)
        if parts is None or len(body) > LARGEST_BODY:
            raise Forbidden("the notice is not signed")
        moment = int(parts[1])
        if not hmac.compare_digest(self._digest(moment, body), parts[2]):
            raise Forbidden("the notice's signature is wrong")
        if abs(self._clock.now().timestamp() - moment) > TOLERANCE_S:
            raise Forbidden("the notice's signature is too old")

    def _digest(self, moment: int, body: bytes) -> str:
        return hmac.new(self._secret, b"%d.%s" % (moment, body), hashlib.sha256).hexdigest()


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("body", "not JSON") from error
    if not isinstance(told, dict):
        raise InvalidInput("body", "not a JSON object")
    return told


def _notice(told: dict[str, Any], provider: str) -> PaymentNotice:
    amount = told.get("amount_minor")
    if isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0:
        raise InvalidInput("amount_minor", "not a whole number above zero")
    outcome = _text(told, "outcome")
    if outcome not in _OUTCOMES:
        raise InvalidInput("outcome", f"neither of {', '.join(_OUTCOMES)}")
    return PaymentNotice(
        provider=provider,
        event_id=_text(told, "event_id"),
        payment_id=_text(told, "payment_id"),
        outcome="captured" if outcome == "captured" else "failed",
        amount_minor=amount,
        currency=_text(told, "currency"),
        external_id=_text(told, "external_id"),
    )


def _text(told: dict[str, Any], field: str) -> str:
    value = told.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise InvalidInput(field, "not a short text")
    return value
