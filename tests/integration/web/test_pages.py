"""What people open: storefront, tracking, the description; and what programs ask of goods and of the engine."""

from __future__ import annotations

import re

import httpx
import pytest

from core.fulfilment.engine import VERBS
from tests.integration.web.shopping import order


@pytest.mark.parametrize(("language", "word"), [("kk", "Себетке"), ("ru", "В корзину"), ("en", "Add")])
async def test_the_storefront_speaks_three_languages(
    web: httpx.AsyncClient, language: str, word: str
) -> None:
    page = await web.get("/", params={"lang": language})
    assert page.status_code == 200 and f'<html lang="{language}">' in page.text and word in page.text
    assert page.text.count('class="product"') == 24


async def test_a_search_and_a_category_on_the_storefront(web: httpx.AsyncClient) -> None:
    found = await web.get("/", params={"q": "чай", "lang": "ru"})
    assert "Чай чёрный" in found.text and "По запросу «чай»" in found.text
    hostile = await web.get("/", params={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in hostile.text
    category = await web.get("/", params={"cat": "1", "lang": "kk"})
    assert "Азық-түлік" in category.text and category.text.count('class="tile"') > 1


async def test_the_storefront_sorts_narrows_turns_pages_and_says_what_it_read(web: httpx.AsyncClient) -> None:
    first = (await web.get("/", params={"q": "чай", "lang": "ru", "sort": "price"})).text
    prices = [int(re.sub(r"\D", "", p)) for p in re.findall(r'class="price"><strong>([\d\s\xa0]+)', first)]
    assert prices == sorted(prices) and len(prices) > 3
    brand = re.search(r'href="(/\?[^"]*brand=[^"]*)"', first)
    assert brand is not None
    narrowed = (await web.get(brand[1].replace("&amp;", "&"))).text
    assert 0 < narrowed.count('class="product"') < first.count('class="product"')
    assert "Похоже, вы искали «молоко»" in (await web.get("/", params={"q": "молако", "lang": "ru"})).text
    page, seen = "/?cat=1&lang=ru", []
    while page:
        text = (await web.get(page)).text
        seen += re.findall(r'data-action="show:([^"]+)"', text)
        more = re.search(r'href="([^"]+)">Дальше', text)
        page = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) > 24 and len(set(seen)) == len(seen)
    for bad in ("sort=x", "page=0", "page=99", f"brand={'b' * 300}"):
        assert (await web.get(f"/?q=tea&{bad}")).status_code == 422
    assert "<script>alert" not in (await web.get("/", params={"q": "чай", "brand": "<script>alert(1)"})).text


async def test_the_tracking_page_knows_no_more_than_it_must(web: httpx.AsyncClient, chat: str) -> None:
    placed = await order(web, chat, "cash")
    page = (await web.get(placed["tracking_url"])).text
    assert str(placed["number"]) in page and "Бананы" in page and "+7 701 ••• •• 67" in page
    assert "Марина" not in page and "1234567" not in page
    assert 'http-equiv="refresh"' in page


@pytest.mark.parametrize("code", ["x", "%00", "a" * 3000, "%F0%9F%8D%8C", "' OR 1=1 --"])
async def test_a_code_that_leads_nowhere(web: httpx.AsyncClient, code: str) -> None:
    assert (await web.get(f"/t/{code}")).status_code == 404


async def test_who_comes_with_a_browser_to_what_is_not_there_gets_a_page(web: httpx.AsyncClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "kk"}
    for path in ("/t/nosuchcode", "/nosuchpage", "/pay/nosuchpayment"):
        shown = await web.get(path, headers=browser)
        assert shown.status_code == 404 and shown.headers["Content-Type"].startswith("text/html")
        assert 'lang="kk"' in shown.text and "Дүкенге оралу" in shown.text
        told = await web.get(path)
        assert told.headers["Content-Type"] == "application/problem+json"


async def test_goods_for_programs(web: httpx.AsyncClient) -> None:
    found = (await web.get("/v1/catalog/search", params={"q": "чай", "limit": 3})).json()
    assert len(found["hits"]) == 3 and found["near"] == []
    offer_id = found["hits"][0]["offer_id"]
    assert found["total"] > 3 and found["did_you_mean"] is None
    assert sum(found["facets"]["brands"].values()) <= found["total"] and found["facets"]["categories"]
    guessed = (await web.get("/v1/catalog/search", params={"q": "молако"})).json()
    assert guessed["hits"] and guessed["did_you_mean"] == "молоко"
    limits: dict[str, str | int | bool] = {
        "q": "чай",
        "sort": "price",
        "price_min_minor": 50_000,
        "price_max_minor": 150_000,
        "in_stock": True,
    }
    cheap = [h["price_minor"] for h in (await web.get("/v1/catalog/search", params=limits)).json()["hits"]]
    assert cheap and cheap == sorted(cheap) and cheap[0] >= 50_000 and cheap[-1] <= 150_000
    assert (await web.get("/v1/catalog/search", params={"q": "x", "price_max_minor": -1})).status_code == 422
    assert (await web.get(f"/v1/catalog/products/{offer_id}")).json()["offer_id"] == offer_id
    assert (await web.get("/v1/catalog/products/nothing")).status_code == 404
    assert (await web.get("/v1/catalog/search", params={"q": ""})).status_code == 422
    assert (await web.get("/v1/catalog/search", params={"q": "x", "store": "none"})).status_code == 404


async def test_the_engine_packs_over_http_and_names_the_place_of_a_mistake(web: httpx.AsyncClient) -> None:
    item = {"id": "a", "length_mm": 100, "width_mm": 100, "height_mm": 100, "weight_g": 500, "quantity": 2}
    carton = {"id": "c", "length_mm": 200, "width_mm": 200, "height_mm": 200, "tare_g": 100}
    carton |= {"max_weight_g": 9000, "cost_minor": 100}
    packed = await web.post("/v1/engine/pack", json={"items": [item], "cartons": [carton]})
    assert packed.status_code == 200 and len(packed.json()["parcels"][0]["placements"]) == 2
    wrong = await web.post(
        "/v1/engine/pack", json={"items": [{**item, "length_mm": -1}], "cartons": [carton]}
    )
    assert wrong.status_code == 422 and wrong.json()["field"] == "items[0].length_mm"
    assert (await web.post("/v1/engine/bake", json={})).status_code == 422
    for verb in VERBS:
        assert (await web.get(f"/v1/engine/{verb}/schema")).json().keys() == {"request", "response"}


async def test_it_tells_how_it_is(web: httpx.AsyncClient, chat: str) -> None:
    assert (await web.get("/healthz")).json() == (await web.get("/readyz")).json() == {"status": "ok"}
    await order(web, chat, "cash")
    figures = (await web.get("/metrics")).text
    assert re.search(r'duken_turn_seconds_count\{intent="tapped"\} [1-9]', figures)


async def test_the_description_names_every_door(web: httpx.AsyncClient) -> None:
    page, described = (await web.get("/docs")).text, (await web.get("/openapi.json")).json()
    assert all(path in page for path in described["paths"])
    assert "//" not in re.sub(
        r"https?://json-schema|//[a-z]*\.test", "", "".join(re.findall(r'src="([^"]+)"', page))
    )
