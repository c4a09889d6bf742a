from __future__ import annotations

import httpx

URL = "/v1/catalog/columns"
TABLE = "Код;Тауар;Опт\nq1;Қымыз;900\n".encode()


async def test_a_program_shows_and_names_the_columns(web: httpx.AsyncClient, seller: dict[str, str]) -> None:
    asked = {"store": "demo", "format": "csv"}
    assert (await web.post(URL, params=asked, content=TABLE)).status_code == 401
    assert (await web.post(URL, params=asked, content=TABLE, headers=seller)).status_code == 422
    named = await web.post(URL, params={**asked, "set": "Опт=price"}, content=TABLE, headers=seller)
    assert [(c["column"], c["meaning"], c["confirmed"]) for c in named.json()] == [
        ("Код", "id", True),
        ("Тауар", "name_kk", True),
        ("Опт", "price", True),
    ]
    shown = await web.post(URL, params={"store": "demo"}, content=TABLE, headers=seller)
    assert shown.json() == named.json()
    for wrong in ("Опт", "Опт=баға", "Нан=price"):
        answer = await web.post(URL, params={**asked, "set": wrong}, content=TABLE, headers=seller)
        assert answer.status_code == 422
    feed = await web.post(URL, params={"store": "demo"}, content=b"<yml_catalog/>", headers=seller)
    assert feed.json() == []
