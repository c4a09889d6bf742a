"""Who may tell us that money came: only the holder of the secret, only lately, only in words we know."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.adapters.gateways.sandbox import LARGEST_BODY, TOLERANCE_S, SandboxGateway
from core.kernel.clock import FixedClock
from core.kernel.errors import Forbidden, InvalidInput
from core.payments.model import Payment, PaymentNotice

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "event_id": "event",
    "payment_id": "pay",
    "outcome": "captured",
    "amount_minor": 5000,
    "currency": "KZT",
    "external_id": "charge",
}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def gateway(clock: FixedClock) -> SandboxGateway:
    return SandboxGateway("http://shop.example/", "secret", clock)


def body(**changes: Any) -> bytes:
    return json.dumps({**TOLD, **changes}).encode()


def test_a_signed_notice_is_read(gateway: SandboxGateway) -> None:
    assert gateway.read_notice(body(), gateway.sign(body())) == PaymentNotice(provider="sandbox", **TOLD)


def test_the_shopper_is_sent_to_our_page(gateway: SandboxGateway) -> None:
    payment = Payment("p/1", "s", "o", "card", 5000, "KZT", "pending", NOON, "sandbox")
    assert gateway.pay_url(payment) == "http://shop.example/pay/p%2F1?amount_minor=5000&currency=KZT"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "v1=",
        "t=1",
        "t=1,v1=zz",
        "t=-1,v1=" + "0" * 64,
        f"t={int(NOON.timestamp())},v1=" + "0" * 64,
        "я" * 99,
    ],
)
def test_a_notice_without_our_signature_is_refused(gateway: SandboxGateway, signature: str) -> None:
    with pytest.raises(Forbidden):
        gateway.read_notice(body(), signature)


def test_a_changed_body_an_old_signature_and_another_secret_are_refused(
    gateway: SandboxGateway, clock: FixedClock
) -> None:
    signature = gateway.sign(body())
    with pytest.raises(Forbidden):
        gateway.read_notice(body(amount_minor=1), signature)
    with pytest.raises(Forbidden):
        gateway.read_notice(body(), SandboxGateway("http://shop.example", "other", clock).sign(body()))
    clock.at = NOON + timedelta(seconds=TOLERANCE_S)
    assert gateway.read_notice(body(), signature).event_id == "event"
    for drift in (TOLERANCE_S + 1, -TOLERANCE_S - 1):
        clock.at = NOON + timedelta(seconds=drift)
        with pytest.raises(Forbidden):
            gateway.read_notice(body(), signature)


def test_a_huge_body_is_refused_before_it_is_hashed(gateway: SandboxGateway) -> None:
    huge = b" " * LARGEST_BODY + body()
    with pytest.raises(Forbidden):
        gateway.read_notice(huge, gateway.sign(huge))


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff\xfe",
        b"[" * 9000,
        b"null",
        b"[]",
        b"{}",
        body(amount_minor=0),
        body(amount_minor=-5),
        body(amount_minor=True),
        body(amount_minor="5000"),
        body(amount_minor=5000.0),
        body(outcome="refunded"),
        body(outcome=["captured"]),
        body(event_id=""),
        body(event_id="x" * 201),
        body(payment_id=None),
        body(external_id="a\x00b"),
    ],
)
def test_a_signed_body_we_do_not_understand_is_bad_input(gateway: SandboxGateway, told: bytes) -> None:
    with pytest.raises(InvalidInput):
        gateway.read_notice(told, gateway.sign(told))


def test_an_empty_secret_is_no_secret(clock: FixedClock) -> None:
    with pytest.raises(InvalidInput):
        SandboxGateway("http://shop.example", "", clock)
