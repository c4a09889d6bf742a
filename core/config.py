"""The one Settings: read from the environment once, at the start."""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables as in the README; everything else is a choice of the code."""

    # The prefix is for the fields' own names: without it `home` would be read from HOME, `host` from HOST.
    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True, env_prefix="DUKEN_")

    home: Path = Field(Path("var"), validation_alias="DUKEN_HOME")
    database_url: str | None = Field(None, validation_alias="DUKEN_DATABASE_URL")
    redis_url: str | None = Field(None, validation_alias="DUKEN_REDIS_URL")
    port: int = Field(8000, validation_alias="PORT", ge=0, le=65535)
    host: str = Field("127.0.0.1", validation_alias="DUKEN_HOST")
    public_url: str | None = Field(None, validation_alias="DUKEN_PUBLIC_URL")
    telegram_bot_token: str | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_url: str = Field("https://api.telegram.org", validation_alias="TELEGRAM_API_URL")
    telegram_webhook_secret: str | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_SECRET")
    telegram_provider_token: str | None = Field(None, validation_alias="TELEGRAM_PROVIDER_TOKEN")
    store_id: str | None = Field(None, validation_alias=AliasChoices("DUKEN_STORE", "DUKEN_STORE_ID"))
    """The store the bot and the storefront serve; the only one there is when it is not said."""
    reminder_after_s: int = Field(7200, validation_alias="DUKEN_REMINDER_AFTER_S", ge=1)
    unpaid_after_s: int = Field(1800, validation_alias="DUKEN_UNPAID_AFTER_S", ge=1)
    unproven_after_s: int = Field(1800, validation_alias="DUKEN_UNPROVEN_AFTER_S", ge=1)
    plans_kept_days: int = Field(60, validation_alias="DUKEN_PLANS_KEPT_DAYS", ge=1, le=10_000)
    """How long the plans of past days stay to be looked up."""

    osrm_url: str | None = Field(None, validation_alias="DUKEN_OSRM_URL")
    """An OSRM server that knows the roads; without one ways are reckoned as the crow flies, and longer."""

    sms_url: str | None = Field(None, validation_alias="DUKEN_SMS_URL")
    """Who sends short messages: an http(s) address, or `log:` to write them to the log of a shop that is tried out."""
    sms_token: SecretStr = Field(SecretStr(""), validation_alias="DUKEN_SMS_TOKEN")
    tiles_url: str | None = Field(None, validation_alias="DUKEN_TILES_URL")
    """A server of map tiles, with {z}, {x} and {y} in its address; without one maps show the streets we know."""
    tiles_credit: str = Field("© OpenStreetMap", validation_alias="DUKEN_TILES_CREDIT")

    @property
    def url(self) -> str:
        """Where people reach the shop."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.home.resolve() / 'duken.db'}"

    @property
    def jobs_database(self) -> str:
        """The job engine's own tables: beside the shop's on PostgreSQL, in a file of their own when embedded."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'jobs.db'}"

    @property
    def pictures(self) -> Path:
        """Product pictures: `<store id>/<path as the feed has it>`."""
        return self.home / "pictures"

    @property
    def media(self) -> Path:
        """Pictures the shop draws: packings and routes."""
        return self.home / "media"

    @property
    def tiles(self) -> Path:
        """Map tiles that were fetched."""
        return self.home / "tiles"

    @property
    def feeds(self) -> Path:
        """Feeds that wait to be taken in."""
        return self.home / "feeds"

    @property
    def models(self) -> Path:
        return self.home / "models"
