"""A worker to be killed: writes what it runs into a file. Arguments: database URL, file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from core.adapters.jobs import JobWorker


async def main(url: str, diary: Path) -> None:
    def note(line: str) -> None:
        with diary.open("a") as file:
            file.write(line + "\n")

    async def remind(key: str) -> None:
        note(key)

    async def long(key: str) -> None:
        note(f"begun {key}")
        await asyncio.sleep(1.5)
        note(f"ended {key}")

    await JobWorker(url, {"remind": remind, "long": long}).start()
    note("ready")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
