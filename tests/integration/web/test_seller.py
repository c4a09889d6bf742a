"""The seller's doors: locked without the token, every lawful step, no other."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import httpx
import pytest

from api.cli.demo import DEMO, FEED
from core.bootstrap import App
from core.ordering.plan_day import plan_key
from tests.integration.web.shopping import order
from tests.parts.shop import STORE

DOORS = [
    ("GET", "/v1/seller/orders"),
    ("POST", "/v1/seller/orders/1001/accept"),
    ("POST", "/v1/catalog/import?store=demo"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
@pytest.mark.parametrize("said", [None, "Bearer ", "Bearer wrong", "Basic YTpi", "Bearer ңқ"])
async def test_nobody_comes_in_without_the_token(
    web: httpx.AsyncClient, method: str, path: str, said: str | None
) -> None:
    headers = {"Authorization": said.encode()} if said else {}
    answer = await web.request(method, path, headers=headers)
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"


async def test_the_token_is_the_owners_alone_to_read(seller: dict[str, str], shop: App) -> None:
    assert (shop.settings.home / "admin.token").stat().st_mode & 0o777 == 0o600


async def test_an_order_goes_from_hand_to_hand(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str]
) -> None:
    placed = await order(web, chat, "cash")
    [listed] = (await web.get("/v1/seller/orders", headers=seller)).json()
    assert listed["name"] == "Марина" and listed["phone"] == "+77011234567"
    door = f"/v1/seller/orders/{placed['number']}"
    for step, state in (("accept", "accepted"), ("packed", "packed"), ("dispatched", "dispatched")):
        assert (await web.post(f"{door}/{step}", headers=seller)).json()["state"] == state
    page = (await web.get(placed["tracking_url"])).text
    assert 'class="now" aria-current="step"' in page
    assert (await web.post(f"{door}/accept", headers=seller)).status_code == 409
    assert (await web.post(f"{door}/delivered", headers=seller)).json()["payment"] == "captured"


async def test_an_order_accepted_over_http_is_planned_at_its_cut_off_as_one_accepted_in_the_chat(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str], shop: App
) -> None:
    placed = await order(web, chat, "cash")
    accepted = await web.post(f"/v1/seller/orders/{placed['number']}/accept", headers=seller)
    begins = datetime.fromisoformat(accepted.json()["window"][0])
    day = begins.astimezone(STORE.tz).date()
    with sqlite3.connect(shop.settings.home / "jobs.db") as jobs:
        found = [name for (name,) in jobs.execute("SELECT workflow_uuid FROM workflow_status")]
    assert f"{plan_key(DEMO, day, begins - shop.services.policy.lead)}#1" in found


async def test_an_order_that_waits_for_money_is_not_accepted(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str]
) -> None:
    placed = await order(web, chat, "card")
    answer = await web.post(f"/v1/seller/orders/{placed['number']}/accept", headers=seller)
    assert answer.status_code == 403 and "не оплачен" in answer.json()["detail"]


async def test_a_rejection_tells_its_reason(
    web: httpx.AsyncClient, chat: str, seller: dict[str, str]
) -> None:
    placed = await order(web, chat, "cash")
    door = f"/v1/seller/orders/{placed['number']}/reject"
    assert (await web.post(door, headers=seller, json={})).status_code == 422
    assert (await web.post(door, headers=seller, json={"reason": "нет бананов"})).json()[
        "state"
    ] == "rejected"
    came = (await web.get("/v1/chat/messages", params={"token": chat})).json()["replies"]
    assert any("нет бананов" in reply["text"] for reply in came)


@pytest.mark.parametrize("number", ["0", "-1", "999999", str(10**30), "x"])
async def test_an_order_that_is_not_there(
    web: httpx.AsyncClient, seller: dict[str, str], number: str
) -> None:
    answer = await web.post(f"/v1/seller/orders/{number}/accept", headers=seller)
    assert answer.status_code in {404, 422}


async def test_a_feed_is_taken_in_over_http(web: httpx.AsyncClient, seller: dict[str, str]) -> None:
    answer = await web.post("/v1/catalog/import?store=demo", content=FEED.read_bytes(), headers=seller)
    assert answer.status_code == 200 and answer.json()["unchanged"] > 400 and answer.json()["imported"] == 0
    assert (await web.post("/v1/catalog/import?store=demo", content=b"", headers=seller)).status_code == 422
    hostile = b'<!DOCTYPE a [<!ENTITY b "c">]><yml_catalog>&b;</yml_catalog>'
    assert (
        await web.post("/v1/catalog/import?store=demo", content=hostile, headers=seller)
    ).status_code == 422
    assert (await web.post("/v1/catalog/import?store=none", content=b"x", headers=seller)).status_code == 404


async def test_the_goods_are_given_out_to_the_seller_alone(
    web: httpx.AsyncClient, seller: dict[str, str]
) -> None:
    assert (await web.get("/v1/catalog/export?store=demo")).status_code == 401
    answer = await web.get("/v1/catalog/export?store=demo&format=kaspi", headers=seller)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    assert b"kaspi_catalog" in answer.content
    book = await web.get("/v1/catalog/export?store=demo&format=xlsx", headers=seller)
    assert book.content.startswith(b"PK")
