"""Short messages through a service on the loopback that takes JSON over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import structlog

from core.adapters.sms import HttpSms, LogSms, code_sender
from core.kernel.errors import InvalidInput, Unavailable

PHONE, TEXT = "+77012345678", "4821 — код для заказа в магазине «Дүкен»."


class Service(BaseHTTPRequestHandler):
    took: list[dict[str, Any]]
    status: int

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.took.append({**body, "authorization": self.headers["Authorization"]})
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Silent."""


@contextmanager
def service(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    took: list[dict[str, Any]] = []
    handler = type("TheService", (Service,), {"took": took, "status": status})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running = Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/send", took
    finally:
        server.shutdown()
        server.server_close()
        running.join()


async def test_a_message_goes_out_with_its_number_its_id_and_the_token() -> None:
    with service(202) as (url, took):
        sender = code_sender(url, "token-7")
        assert isinstance(sender, HttpSms)
        await sender.send(PHONE, TEXT, "m1")
    assert took == [{"phone": PHONE, "text": TEXT, "id": "m1", "authorization": "Bearer token-7"}]
    assert "token-7" not in repr(sender)


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503, 302])
async def test_trouble_of_the_service_may_be_tried_again(status: int) -> None:
    with service(status) as (url, _), pytest.raises(Unavailable):
        await HttpSms(url).send(PHONE, TEXT, "m1")


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_refused_number_is_not_tried_again(status: int) -> None:
    with service(status) as (url, _), pytest.raises(InvalidInput) as refused:
        await HttpSms(url).send(PHONE, TEXT, "m1")
    assert PHONE not in str(refused.value)


async def test_nobody_there_is_trouble() -> None:
    with service() as (url, _):
        pass
    with pytest.raises(Unavailable):
        await HttpSms(url).send(PHONE, TEXT, "m1")


async def test_a_shop_that_is_tried_out_writes_its_messages_to_the_log() -> None:
    sender = code_sender("log:", "")
    assert isinstance(sender, LogSms)
    with structlog.testing.capture_logs() as written:
        await sender.send(PHONE, TEXT, "m1")
    assert written[0]["text"] == TEXT


@pytest.mark.parametrize("url", ["ftp://x/y", "sms", "http://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_said_at_the_start(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        code_sender(url, "")
    assert refused.value.field == "DUKEN_SMS_URL"


@pytest.mark.parametrize("url", [None, ""])
def test_without_an_address_nobody_sends(url: str | None) -> None:
    assert code_sender(url, "token") is None
