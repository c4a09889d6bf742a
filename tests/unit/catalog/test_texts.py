"""Every reason the catalogue can give has its sentence in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource

KEYS = {
    key
    for path in Path("core/catalog").rglob("*.py")
    for key in re.findall(
        r'"((?:import-(?:reason|held)|error-(?:feed|quantity))(?:-[a-z]+)*)"', path.read_text("utf-8")
    )
} | {f"import-reason-{kind}-price" for kind in ("negative", "unreadable")}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_reason_is_said(language: str) -> None:
    bundle = FluentBundle([language], use_isolating=False)
    for name in ("catalog.ftl", "feeds.ftl"):
        bundle.add_resource(FluentResource(Path(f"core/i18n/texts/{language}/{name}").read_text("utf-8")))
    missing = {key for key in KEYS if not bundle.has_message(key)}
    assert len(KEYS) > 30
    assert missing == set()
