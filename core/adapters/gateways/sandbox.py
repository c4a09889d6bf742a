"""A card provider for trying things out: our own page takes the card, a signed webhook tells the shop.

The signature header is `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`; old ones are refused, so that a webhook
that was overheard cannot be sent again later.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.kernel.clock import Clock
from core.kernel.errors import Forbidden, InvalidInput
from core.payments.model import Payment, PaymentNotice

TOLERANCE_S = 300
Id = Annotated[str, Field(min_length=1, max_length=100)]


class _Notice(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    event_id: Id
    payment_id: Id
    outcome: Literal["captured", "failed"]
    amount_minor: Annotated[int, Field(gt=0, le=10**12)]
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    external_id: Id


@dataclass(frozen=True, slots=True)
class SandboxGateway:
    public_url: str
    secret: str
    clock: Clock
    provider: str = "sandbox"

    def pay_url(self, payment: Payment) -> str:
        return f"{self.public_url}/pay/{payment.payment_id}"

    def sign(self, body: bytes) -> str:
        """The signature header for a body that is sent now."""
        moment = int(self.clock.now().timestamp())
        return f"t={moment},v1={self._digest(moment, body)}"

    def read_notice(self, body: bytes, signature: str) -> PaymentNotice:
        """Raises Forbidden for a wrong or old signature, InvalidInput for a body it does not understand."""
        fields = dict(part.partition("=")[::2] for part in signature.split(","))
        moment = fields.get("t", "")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
            raise Forbidden("the webhook is not signed")
        # Bytes, because compare_digest refuses text that is not ASCII.
        if not hmac.compare_digest(fields.get("v1", "").encode(), self._digest(int(moment), body).encode()):
            raise Forbidden("the webhook's signature is wrong")
        if abs(self.clock.now().timestamp() - int(moment)) > TOLERANCE_S:
            raise Forbidden("the webhook's signature is too old")
        try:
            notice = _Notice.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise InvalidInput(".".join(map(str, first["loc"])), first["msg"]) from error
        return PaymentNotice(provider=self.provider, **notice.model_dump())

    def _digest(self, moment: int, body: bytes) -> str:
        return hmac.new(self.secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
