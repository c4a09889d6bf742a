"""The Settings come from Duken's own variables, and from nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Settings


def test_a_fresh_shop_lives_in_var_whatever_else_is_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DUKEN_HOME", "DUKEN_HOST", "DUKEN_DATABASE_URL", "DUKEN_STORE", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "HOST", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "STORE_ID"):
        monkeypatch.setenv(name, "somebody-elses")
    settings = Settings()
    assert (settings.home, settings.host, settings.port) == (Path("var"), "127.0.0.1", 8000)
    assert settings.database_url is settings.redis_url is settings.public_url is settings.store_id is None


def test_the_variables_of_the_contract_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUKEN_HOME", str(tmp_path))
    monkeypatch.setenv("DUKEN_DATABASE_URL", "postgresql://shop")
    monkeypatch.setenv("DUKEN_REDIS_URL", "redis://cache")
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:token")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    settings = Settings()
    assert (settings.home, settings.port, settings.telegram_bot_token) == (tmp_path, 8123, "1:token")
    assert (settings.database, settings.redis_url) == ("postgresql://shop", "redis://cache")
    assert settings.telegram_api_url == "http://127.0.0.1:1"
