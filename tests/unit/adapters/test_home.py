"""What the shop keeps in its home folder: drawn pictures and its own secrets."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.adapters.media import MediaFolder
from core.adapters.secrets import secret_of


def test_a_picture_is_kept_under_a_name_nobody_guesses(tmp_path: Path) -> None:
    media = MediaFolder(tmp_path / "media")
    names = {media.save("routes", b"png") for _ in range(20)}
    assert len(names) == 20
    for name in names:
        assert (tmp_path / "media" / name).read_bytes() == b"png"
        assert name.startswith("routes/") and name.endswith(".png") and len(name) >= 30


def test_a_secret_is_the_same_at_every_start_and_another_in_another_shop(tmp_path: Path) -> None:
    first = secret_of(tmp_path / "one", "sandbox")
    assert len(first) >= 32
    assert secret_of(tmp_path / "one", "sandbox") == first
    assert secret_of(tmp_path / "one", "receipts") != first
    assert secret_of(tmp_path / "two", "sandbox") != first


def test_a_secret_is_read_by_its_own_user_only(tmp_path: Path) -> None:
    secret_of(tmp_path, "sandbox")
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "sandbox").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "secrets").iterdir()] == ["sandbox"]


def test_processes_that_start_at_once_sign_with_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starting:
        found = set(starting.map(lambda _: secret_of(tmp_path, "sandbox"), range(40)))
    assert len(found) == 1 and len(found.pop()) >= 32
    assert [p.name for p in (tmp_path / "secrets").iterdir()] == ["sandbox"]
