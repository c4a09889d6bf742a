"""1C hands over its goods the way it does to any site."""

from __future__ import annotations

import io
import zipfile

import httpx
import pytest

from api.endpoints.exchange import exchange_password
from core.bootstrap import App
from tests.unit.catalog.test_feed_formats import IMPORT, OFFERS

URL = "/v1/catalog/1c_exchange?type=catalog&mode="


async def _log_in(web: httpx.AsyncClient, shop: App) -> dict[str, str]:
    answer = await web.get(URL + "checkauth", auth=("demo", exchange_password(shop.settings, "demo")))
    first, name, value = answer.text.split()
    assert (answer.status_code, first) == (200, "success")
    return {"Cookie": f"{name}={value}"}


async def _send(web: httpx.AsyncClient, headers: dict[str, str], name: str, content: bytes) -> str:
    """In two pieces, as a large file comes."""
    half = len(content) // 2
    for piece in (content[:half], content[half:]):
        answer = await web.post(f"{URL}file&filename={name}", content=piece, headers=headers)
        assert answer.text == "success\n"
    return name


@pytest.mark.parametrize("packed", [False, True])
async def test_goods_and_their_prices_come_from_1c(web: httpx.AsyncClient, shop: App, packed: bool) -> None:
    headers = await _log_in(web, shop)
    assert "zip=yes" in (await web.get(URL + "init", headers=headers)).text
    offers = OFFERS.replace('СодержитТолькоИзменения="false"', 'СодержитТолькоИзменения="true"')
    goods = IMPORT.replace('СодержитТолькоИзменения="false"', 'СодержитТолькоИзменения="true"')
    if packed:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("webdata/import0_1.xml", goods)
            file.writestr("webdata/offers0_1.xml", offers)
        await _send(web, headers, "v8_1.zip", archive.getvalue())
    else:
        await _send(web, headers, "import0_1.xml", goods.encode())
        await _send(web, headers, "offers0_1.xml", offers.encode())
    assert (await web.get(f"{URL}import&filename=import0_1.xml", headers=headers)).text.startswith("success")
    done = (await web.get(f"{URL}import&filename=offers0_1.xml", headers=headers)).text
    assert done.startswith("success\nНовых 3,"), done
    async with shop.units() as work:
        shirt = await work.products.get("demo", "t1#m")
    assert shirt is not None
    assert (shirt.price_minor, shirt.stock) == (550000, 7)


async def test_whoever_has_no_password_or_session_brings_nothing(web: httpx.AsyncClient, shop: App) -> None:
    for auth in (("demo", "wrong"), ("../demo", "x"), ("", "")):
        answer = await web.get(URL + "checkauth", auth=auth)
        assert answer.status_code == 401 and answer.text.startswith("failure")
    for cookie in ("", "demo.", "demo." + "0" * 32, "../../etc." + "0" * 32):
        for mode in ("init", "file&filename=a.xml", "import&filename=a.xml"):
            answer = await web.post(URL + mode, content=b"x", headers={"Cookie": f"duken-exchange={cookie}"})
            assert answer.text.startswith("failure"), (cookie, mode)


async def test_a_file_name_that_climbs_out_stays_in_its_folder(web: httpx.AsyncClient, shop: App) -> None:
    headers = await _log_in(web, shop)
    for name in ("../../../../evil.xml", "..\\..\\evil.xml", "/etc/evil.xml"):
        await web.post(f"{URL}file&filename={name}", content=b"<a/>", headers=headers)
    found = {p.name for p in shop.settings.home.rglob("evil.xml")}
    assert found == {"evil.xml"}
    assert all("exchange" in p.parts for p in shop.settings.home.rglob("evil.xml"))
    assert (await web.get(f"{URL}import&filename=none.xml", headers=headers)).text.startswith("failure")


async def test_a_feed_that_would_empty_the_shop_is_held(web: httpx.AsyncClient, shop: App) -> None:
    headers = await _log_in(web, shop)
    await _send(web, headers, "import.xml", IMPORT.encode())
    await _send(web, headers, "offers.xml", OFFERS.encode())
    answer = (await web.get(f"{URL}import&filename=offers.xml", headers=headers)).text
    assert answer.startswith("failure\nНичего не изменено")
