"""Sentences from keys. Fluent files in `texts/<language>/*.ftl`; every key is there in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk

from core.i18n.formats import Formats
from core.kernel.hours import OpeningHours
from core.kernel.money import Money
from core.kernel.timewindow import TimeWindow

LANGUAGES = ("kk", "ru", "en")
FOLDER = Path(__file__).parent / "texts"
# Babel and Fluent know plain "ru" as Russia's, where tenge is written KZT.
LOCALES = {"kk": "kk-KZ", "ru": "ru-KZ", "en": "en-GB"}


class MissingText(LookupError):
    """A key or a parameter that the texts do not have: a mistake of ours, never of a user."""


@dataclass(frozen=True, slots=True)
class Texts:
    bundles: dict[str, FluentBundle]
    formats: dict[str, Formats]

    def say(self, language: str, key: str, params: Mapping[str, Any] | None = None) -> str:
        """The sentence. Money, TimeWindow, dates, quantities and localized names are written out for `language`.

        Raises MissingText.
        """
        bundle = self.bundles[language]
        pattern = bundle.get_message(key).value if bundle.has_message(key) else None
        if pattern is None:
            raise MissingText(f"{language}: {key}")
        arguments = {name: self.write(language, value) for name, value in (params or {}).items()}
        text, errors = bundle.format_pattern(pattern, arguments)
        if errors:
            raise MissingText(f"{language}: {key}: {errors}")
        return str(text)

    def has(self, key: str) -> bool:
        return all(b.has_message(key) for b in self.bundles.values())

    def write(self, language: str, value: Any) -> Any:
        """A value as people read it; plain numbers stay numbers, so that plurals work."""
        formats = self.formats[language]
        if isinstance(value, Money):
            return formats.money(value)
        if isinstance(value, TimeWindow):
            return formats.window(value)
        if isinstance(value, OpeningHours):
            return formats.week(value)
        if isinstance(value, Decimal):
            return formats.number(value)
        if isinstance(value, Mapping):
            return value.get(language) or value.get("ru") or next(iter(value.values()), "")
        return formats.moment(value) if hasattr(value, "isoformat") else value


@lru_cache(maxsize=4)
def load_texts(zone: str = "Asia/Almaty", folder: Path = FOLDER) -> Texts:
    """Reads all the files once. `zone` is where the readers of times live."""
    return Texts(
        bundles={language: _bundle(language, folder) for language in LANGUAGES},
        formats={language: Formats(language, zone) for language in LANGUAGES},
    )


def _bundle(language: str, folder: Path) -> FluentBundle:
    bundle = FluentBundle([LOCALES[language]], use_isolating=False)
    for path in sorted((folder / language).glob("*.ftl")):
        resource = FluentResource(path.read_text(encoding="utf-8"))
        broken = [entry.content for entry in resource.body if isinstance(entry, Junk)]
        if broken:
            raise MissingText(f"{path.name}: {broken[0]!r}")
        bundle.add_resource(resource)
    return bundle
