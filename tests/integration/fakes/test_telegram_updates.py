"""The ways updates reach a bot: long polling, the webhook, and both gone wrong on demand."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientConnectionError, web

from tests.fakes.telegram import TelegramEmulator, User
from tests.integration.fakes.conftest import RawApi
from tests.integration.fakes.test_telegram_emulator import callback, inline


def ids(body: dict[str, Any]) -> list[int]:
    return [update["update_id"] for update in body["result"]]


async def test_an_offset_confirms_what_came_before(api: RawApi, user: User) -> None:
    await user.sends("бір")
    first, second = ids(await api("getUpdates"))
    assert ids(await api("getUpdates", limit=1)) == [first]
    assert ids(await api("getUpdates", offset=second)) == [second]
    assert ids(await api("getUpdates", offset=second + 1)) == []


async def test_a_long_poll_ends_when_something_comes(api: RawApi, user: User) -> None:
    last = ids(await api("getUpdates"))[-1]
    waiting = asyncio.create_task(api("getUpdates", offset=last + 1, timeout=10))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await user.sends("кеш")
    assert (await waiting)["result"][0]["message"]["text"] == "кеш"


async def test_a_second_poll_ends_the_first(api: RawApi, user: User) -> None:
    last = ids(await api("getUpdates"))[-1]
    waiting = asyncio.create_task(api("getUpdates", offset=last + 1, timeout=10))
    await asyncio.sleep(0.05)
    await api("getUpdates", offset=last + 1)
    body = await waiting
    assert body["error_code"] == 409
    assert "terminated by other getUpdates request" in body["description"]


async def test_polling_and_webhook_exclude_each_other(api: RawApi) -> None:
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    body = await api("getUpdates")
    assert body["error_code"] == 409
    assert body["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    await api("deleteWebhook")
    assert (await api("getUpdates"))["ok"]


async def test_only_allowed_updates_come(api: RawApi, user: User) -> None:
    last = ids(await api("getUpdates", allowed_updates=["callback_query"]))[-1]
    await user.sends("үнсіз")
    await api("sendMessage", chat_id=77, text="?", reply_markup=inline([callback("Иә")]))
    await user.taps("Иә")
    body = await api("getUpdates", offset=last + 1)
    assert [sorted(update) for update in body["result"]] == [["callback_query", "update_id"]]


async def test_an_update_is_delivered_twice_on_demand(api: RawApi, user: User) -> None:
    last = ids(await api("getUpdates"))[-1]
    await user.sends("қайта", deliver_twice=True)
    assert ids(await api("getUpdates", offset=last + 1)) == [last + 1]
    assert ids(await api("getUpdates", offset=last + 2)) == [last + 1]
    assert ids(await api("getUpdates", offset=last + 2)) == []


async def test_updates_are_reordered_on_demand(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    async with tg.reordered():
        await user.sends("бір")
        await user.sends("екі")
    updates = (await api("getUpdates", offset=-2))["result"]
    assert [update["message"]["text"] for update in updates] == ["екі", "бір"]


async def test_refusals_floods_and_lost_answers_on_demand(
    tg: TelegramEmulator, api: RawApi, user: User
) -> None:
    tg.refuses("sendMessage", 502, "Bad Gateway")
    assert (await api("sendMessage", chat_id=77, text="а"))["error_code"] == 502
    tg.floods("sendMessage", 7)
    assert (await api("sendMessage", chat_id=77, text="б"))["parameters"] == {"retry_after": 7}
    assert [message.text for message in user.messages if message.from_bot] == []
    tg.loses_answer("sendMessage")
    with pytest.raises(ClientConnectionError):
        await api("sendMessage", chat_id=77, text="в")
    assert [message.text for message in user.messages if message.from_bot] == ["в"]


# -- the webhook ---------------------------------------------------------------------------------------------


class Hook:
    """A bot's webhook that answers with the given statuses in turn, then 200 with `reply`."""

    def __init__(self, *statuses: int, reply: dict[str, Any] | None = None) -> None:
        self.statuses = list(statuses)
        self.reply = reply
        self.texts: list[str] = []
        self.secrets: list[str | None] = []
        self.url = ""
        self.came = asyncio.Event()
        app = web.Application()
        app.router.add_post("/hook", self.take)
        self.runner = web.AppRunner(app)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.texts.append(update["message"]["text"])
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.came.set()
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return web.json_response(self.reply) if self.reply else web.Response()

    async def __aenter__(self) -> Hook:
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def gets(self, count: int) -> list[str]:
        async with asyncio.timeout(3):
            while len(self.texts) < count:
                self.came.clear()
                await self.came.wait()
        return self.texts


async def test_the_webhook_gets_waiting_and_new_updates_with_the_secret(api: RawApi, user: User) -> None:
    async with Hook() as hook:
        await api("setWebhook", url=hook.url, secret_token="s3cret_-")
        await user.sends("сәлем")
        assert await hook.gets(2) == ["/start", "сәлем"]
        assert hook.secrets == ["s3cret_-", "s3cret_-"]


async def test_pending_updates_are_dropped_on_request(api: RawApi, user: User) -> None:
    async with Hook() as hook:
        await api("setWebhook", url=hook.url, drop_pending_updates=True)
        await user.sends("тек осы")
        assert await hook.gets(1) == ["тек осы"]
        assert hook.secrets == [None]


async def test_the_webhook_is_tried_again_until_it_takes_the_update(api: RawApi, user: User) -> None:
    async with Hook(500, 404) as hook:
        await api("setWebhook", url=hook.url, drop_pending_updates=True)
        await user.sends("бір")
        await user.sends("екі")
        assert await hook.gets(4) == ["бір", "бір", "бір", "екі"]
        info = (await api("getWebhookInfo"))["result"]
        assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


async def test_the_webhook_gets_an_update_twice_on_demand(api: RawApi, user: User) -> None:
    async with Hook() as hook:
        await api("setWebhook", url=hook.url, drop_pending_updates=True)
        await user.sends("қайта", deliver_twice=True)
        assert await hook.gets(2) == ["қайта", "қайта"]


async def test_a_method_in_the_webhooks_answer_is_carried_out(api: RawApi, user: User) -> None:
    async with Hook(reply={"method": "sendMessage", "chat_id": 77, "text": "жауап"}) as hook:
        await api("setWebhook", url=hook.url, drop_pending_updates=True)
        await user.sends("сұрақ")
        await user.sees("жауап")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"url": "http://shop.example/hook"}, "bad webhook: HTTPS url must be provided for webhook"),
        ({"url": "https://a.kz", "secret_token": "құпия"}, "secret token contains unallowed characters"),
        ({"url": "https://a.kz", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(api: RawApi, given: dict[str, str], reason: str) -> None:
    assert await api.refused("setWebhook", **given) == f"Bad Request: {reason}"
