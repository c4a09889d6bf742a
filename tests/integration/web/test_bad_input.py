"""Whatever comes, the answer is a problem document in the reader's language, and nothing has changed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from core.bootstrap import App

GOOD = {"message_id": "1", "text": "привет"}


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status and body["title"] and body["detail"] and body["type"]
    return body


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        ("empty text", {"text": ""}, "text"),
        ("only spaces", {"text": " \n "}, ""),
        ("control characters alone", {"text": "\x00\x01"}, "text"),
        ("a hundred thousand characters", {"text": "а" * 100_000}, "text"),
        ("a number for words", {"text": 7}, "text"),
        ("a list for words", {"text": ["привет"]}, "text"),
        ("nothing said", {"text": None}, ""),
        ("two things at once", {"action": "cart"}, ""),
        ("an unknown field", {"admin": True}, "admin"),
        ("an action too long", {"text": None, "action": "a" * 65}, "action"),
        ("no phone", {"text": None, "phone": "позвони мне"}, "phone"),
        ("a place beyond the pole", {"text": None, "location": {"lat": 91.0, "lon": 0.0}}, "location.lat"),
        ("a place without a length", {"text": None, "location": {"lat": 43.2}}, "location.lon"),
        ("no message id", {"message_id": ""}, "message_id"),
        ("a language we do not speak", {"language": "fr"}, "language"),
    ],
)
async def test_a_bad_message_is_named(
    web: httpx.AsyncClient, chat: str, name: str, change: dict[str, Any], field: str
) -> None:
    answer = await web.post("/v1/chat/messages", json={"token": chat, **GOOD, **change})
    assert problem(answer, 422).get("field", "") == field


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[]", b'"text"', b"[" * 100_000, b'{"token": NaN}', b'{"a":"\\ud800"}', b"\xff\xfe"],
)
async def test_a_body_that_is_no_message(web: httpx.AsyncClient, body: bytes) -> None:
    answer = await web.post("/v1/chat/messages", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "token", ["", "x", "a" * 32, "a" * 32 + ".", "a" * 500, "../../etc", "a" * 32 + ".но"]
)
async def test_what_is_no_conversation(web: httpx.AsyncClient, token: str) -> None:
    problem(await web.post("/v1/chat/messages", json={"token": token, **GOOD}), 422)


async def test_a_conversation_with_a_store_that_is_not_there(web: httpx.AsyncClient) -> None:
    problem(await web.post("/v1/chat/sessions", json={"store": "nowhere"}), 404)


async def test_the_sentence_is_in_the_readers_language(web: httpx.AsyncClient) -> None:
    said = {
        language: problem(await web.get("/t/NOSUCHCODE", headers={"Accept-Language": wish}), 404)["detail"]
        for language, wish in {
            "kk": "kk-KZ,ru;q=0.8",
            "ru": "fr,ru;q=0.5",
            "en": "ru;q=0.1, en;q=0.9",
        }.items()
    }
    assert said == {"kk": "Бізде ондай жоқ.", "ru": "Такого у нас нет.", "en": said["en"]}
    assert said["en"].isascii()


async def test_a_body_above_the_limit_is_not_read(web: httpx.AsyncClient) -> None:
    problem(await web.post("/v1/chat/messages", content=b"x" * 1_000_001), 413)


async def test_a_body_that_hides_its_length_is_stopped(web: httpx.AsyncClient) -> None:
    async def endless() -> Any:
        for _ in range(20):
            yield b" " * 100_000

    answer = await web.post(
        "/v1/chat/messages", content=endless(), headers={"Content-Type": "application/json"}
    )
    problem(answer, 413)


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/demo/%2e%2e/%2e%2e/admin.token",
        "/pictures/..%2f..%2fadmin.token",
        "/pictures//etc/passwd",
        "/media/%00.png",
        "/media/../duken.db",
        "/widget/%2e%2e%2fmain.py",
        "/assets/..%2f..%2fmain.py",
        "/pictures/" + "a" * 5000,
    ],
)
async def test_files_outside_the_folder_stay_there(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404


async def test_more_messages_than_a_person_types_wait(web: httpx.AsyncClient, chat: str, shop: App) -> None:
    message = {"token": chat, "message_id": "same", "text": "привет"}
    statuses = [(await web.post("/v1/chat/messages", json=message)).status_code for _ in range(200)]
    assert statuses[0] == 200 and statuses[-1] == 429


async def test_every_page_says_what_may_run_in_it(web: httpx.AsyncClient) -> None:
    headers = (await web.get("/")).headers
    assert (
        "script-src" not in headers["content-security-policy"]
        or "unsafe" not in headers["content-security-policy"]
    )
    assert headers["x-content-type-options"] == "nosniff"
