"""The widget's doors: replies as frames, one answer per message, nobody in another's conversation."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import websockets

from core.bootstrap import App
from tests.integration.web.shopping import order, say


async def test_a_list_comes_back_as_a_cart_with_every_word_written(web: httpx.AsyncClient, chat: str) -> None:
    [cart] = await say(web, chat, "2 кг бананов и батон")
    assert cart["kind"] == "cart" and cart["editable"]
    assert [line["name"].split()[0] for line in cart["lines"]] == ["Бананы", "Батон"]
    assert cart["lines"][0]["more"].startswith("set:3:")
    assert {"action": "checkout", "label": "Оформить"} in cart["choices"]


async def test_the_sums_of_an_order_lead_from_its_lines_to_its_total(
    web: httpx.AsyncClient, chat: str
) -> None:
    placed = await order(web, chat)
    delivery, total = placed["sums"]
    assert delivery.startswith("Доставка: ") and total == f"Итого: {placed['total']}"


async def test_the_same_message_again_hears_the_same_and_adds_nothing(
    web: httpx.AsyncClient, chat: str
) -> None:
    message = {"token": chat, "message_id": "once", "text": "2 кг бананов"}
    answers = await asyncio.gather(*(web.post("/v1/chat/messages", json=message) for _ in range(3)))
    assert len({answer.text for answer in answers}) == 1
    [cart] = await say(web, chat, action="cart")
    assert cart["lines"][0]["amount"] == "2"


async def test_two_shoppers_with_the_same_message_id_do_not_meet(web: httpx.AsyncClient, chat: str) -> None:
    other = (await web.post("/v1/chat/sessions", json={})).json()["conversation_id"]
    for token, words in ((chat, "2 кг бананов"), (other, "3 кг картофеля")):
        message = {"token": token, "message_id": "1", "text": words}
        assert (await web.post("/v1/chat/messages", json=message)).json()["replies"]
    [mine], [others] = await say(web, chat, action="cart"), await say(web, other, action="cart")
    assert mine["lines"][0]["name"] == "Бананы" and others["lines"][0]["name"] == "Картофель"


async def test_the_database_never_holds_the_secret(web: httpx.AsyncClient, chat: str, shop: App) -> None:
    await say(web, chat, "привет")
    written = b"".join(path.read_bytes() for path in shop.settings.home.glob("duken.db*"))
    assert chat.encode() not in written and chat.partition(".")[0].encode() not in written


async def test_what_came_meanwhile_is_given_once(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str]
) -> None:
    placed = await order(web, chat, "cash")
    assert (await web.get("/v1/chat/messages", params={"token": chat})).json()["replies"] == []
    accepted = await web.post(f"/v1/seller/orders/{placed['number']}/accept", headers=seller)
    assert accepted.json()["state"] == "accepted"
    came = (await web.get("/v1/chat/messages", params={"token": chat})).json()
    assert "Продавец принял заказ" in came["replies"][0]["text"]
    again = await web.get("/v1/chat/messages", params={"token": chat, "after": came["after"]})
    assert again.json() == {"replies": [], "after": came["after"]}


async def test_nobody_reads_a_conversation_without_its_secret(web: httpx.AsyncClient, chat: str) -> None:
    await say(web, chat, "2 кг бананов")
    guessed = "A" * 32 + ".demo"
    assert (await web.get("/v1/chat/messages", params={"token": guessed})).json()["replies"] == []
    [reply] = await say(web, guessed, action="cart")
    assert reply["kind"] == "text"


async def test_a_message_too_long_to_read_is_answered_in_words(web: httpx.AsyncClient, chat: str) -> None:
    [reply] = await say(web, chat, "бананы " * 400)
    assert "слишком длинное" in reply["text"]


async def test_any_site_may_hold_the_widget_and_no_other_door_opens(web: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    preflight = await web.options("/v1/chat/messages", headers=asked)
    assert preflight.status_code == 204 and preflight.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in preflight.headers
    seller = await web.get("/v1/seller/orders", headers={"Origin": "https://shop.example"})
    assert "access-control-allow-origin" not in seller.headers


async def heard(socket: websockets.ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 20))
    return frame


async def test_the_socket_answers_and_tells_what_comes_unasked(shop: App, shop_url: str) -> None:
    async with httpx.AsyncClient(base_url=shop_url) as web:
        token = (await web.post("/v1/chat/sessions", json={"language": "ru"})).json()["conversation_id"]
        placed = await order(web, token)
        async with websockets.connect(f"{shop_url.replace('http', 'ws')}/v1/chat/ws?token={token}") as socket:
            await socket.send(json.dumps({"id": "a", "text": "где мой заказ"}))
            frame = await heard(socket)
            assert frame["in_reply_to"] == "a" and frame["replies"][0]["number"] == placed["number"]
            await web.post(f"/pay/{placed['payment_id']}", data={"number": "4242 4242 4242 4242"})
            pushed = await heard(socket)
            assert pushed["in_reply_to"] is None and "Оплата получена" in pushed["replies"][0]["text"]
        after = pushed["after"]
        address = f"{shop_url.replace('http', 'ws')}/v1/chat/ws?token={token}&after={after}"
        async with websockets.connect(address) as socket:
            await socket.send(json.dumps({"id": "b", "action": "cart"}))
            assert (await heard(socket))["in_reply_to"] == "b"


async def test_a_bad_frame_is_answered_and_the_chat_goes_on(shop_url: str) -> None:
    async with httpx.AsyncClient(base_url=shop_url) as web:
        token = (await web.post("/v1/chat/sessions", json={})).json()["conversation_id"]
    bad = (
        "not json",
        "[1]",
        "{}",
        '{"id":"x","text":""}',
        '{"id":"x","text":7}',
        '{"id":"x","text":"a","extra":1}',
    )
    hostile = ("[" * 100_000, json.dumps({"id": "x", "text": "a" * 100_000}), '{"id":"\\ud800","text":"a"}')
    async with websockets.connect(f"{shop_url.replace('http', 'ws')}/v1/chat/ws?token={token}") as socket:
        for frame in (*bad, *hostile, b"\x00\x01"):
            await socket.send(frame)
            answer = await heard(socket)
            assert answer["type"] == "error" and answer["problem"]["status"] == 422, frame[:50]
        await socket.send(json.dumps({"id": "ok", "text": "привет"}))
        assert (await heard(socket))["in_reply_to"] == "ok"


async def test_a_socket_without_a_conversation_is_closed(shop_url: str) -> None:
    async with websockets.connect(f"{shop_url.replace('http', 'ws')}/v1/chat/ws?token=nobody") as socket:
        assert (await heard(socket))["problem"]["status"] == 404
        await socket.wait_closed()
        assert socket.close_code == 4404
