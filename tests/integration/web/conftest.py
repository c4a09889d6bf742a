from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from api.main import create_app
from core.bootstrap import App


@pytest.fixture
async def web(shop: App) -> AsyncIterator[httpx.AsyncClient]:
    """The web edge without a network."""
    transport = httpx.ASGITransport(create_app(shop), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


@pytest.fixture
def seller(shop: App, web: httpx.AsyncClient) -> dict[str, str]:
    """The seller's headers."""
    token = (shop.settings.home / "admin.token").read_text().strip()
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def chat(web: httpx.AsyncClient) -> str:
    """The secret of a conversation that has begun."""
    answer = await web.post("/v1/chat/sessions", json={"language": "ru"})
    assert answer.status_code == 201
    return str(answer.json()["conversation_id"])
