"""The description is true, and nothing anybody may send breaks the server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.schemas import OpenApiSchema

from api.admin import admin_token
from api.cli.demo import DEMO
from core.bootstrap import open_app
from core.config import Settings
from tests.parts.shop import copy_of, free_socket, serving

EXAMPLES = 15


@pytest.fixture(scope="module")
def home(shop_template: Path, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(shop_template, models, tmp_path_factory.mktemp("shop") / "home")


@pytest.fixture(scope="module")
def described(home: Path) -> Iterator[OpenApiSchema]:
    """The schema of a shop that is served from a thread of its own, for schemathesis calls without asyncio."""
    with free_socket() as listening:
        port = listening.getsockname()[1]
    chosen = Settings(home=home, port=port, store_id=DEMO)
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with open_app(chosen) as app, serving(app):
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(60)
    yield schemathesis.openapi.from_url(f"{chosen.url}/openapi.json")
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_nothing_that_is_sent_breaks_the_server(described: OpenApiSchema, home: Path) -> None:
    """Every door, as the seller, so that the locked ones are tried as well."""
    headers = {"Authorization": f"Bearer {admin_token(home)}"}
    doors = [found.ok() for found in described.get_all_operations()]
    assert len(doors) > 20
    for door in doors:
        _try(door, headers)


def _try(door: APIOperation, headers: dict[str, str]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=door.as_strategy())
    def tried(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=[not_a_server_error])

    tried()
