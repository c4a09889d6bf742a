"""Pictures the shop draws, kept under the home folder by unguessable names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.kernel.ids import code


@dataclass(frozen=True, slots=True)
class MediaFolder:
    root: Path

    def save(self, folder: str, content: bytes) -> str:
        """The path relative to the root, under which edges serve it."""
        name = f"{folder}/{code(20)}.png"
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return name
