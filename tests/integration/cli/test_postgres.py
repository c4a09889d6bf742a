"""The command on PostgreSQL: the scratch copy of a conversation is its own, and the store's database hears nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Duken

FEED = str(Path(__file__).parents[3] / "demo" / "store.yml")


def test_conversations_are_played_beside_the_database(
    duken: Duken, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUKEN_DATABASE_URL", postgres_url)
    store = duken("store", "create", "Наурыз", "--json").data["store_id"]
    assert duken("catalog", "import", FEED, "--store", store, "--json").data["imported"] > 400
    turns = ["2 кг бананов", "оформить", "Олег", "+77771234567", "самовывоз", "наличными", "да"]
    script = json.dumps({"id": 1, "lang": "ru", "turns": turns})
    first, second = (duken("chat", "--store", store, "--script", "-", said=script).rows[0] for _ in range(2))
    assert first["state"]["order"]["lines"] == {"131201": 2}
    assert first["state"]["order"]["number"] == second["state"]["order"]["number"]
