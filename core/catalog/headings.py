"""What the columns of a store's tables are taken for: guessed, shown, and remembered once a person has said yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.catalog import feeds
from core.catalog.feeds.columns import ensure_meaning, folded, guess
from core.catalog.ports import CatalogUnits
from core.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """`confirmed`: somebody of the store has said so, of this header or of another that calls a column the same."""

    column: str
    meaning: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReadHeading:
    """Use case."""

    units: CatalogUnits

    async def __call__(
        self,
        store_id: str,
        path: Path,
        feed_format: str = "auto",
        *,
        said: Mapping[str, str] | None = None,
        confirm: bool = False,
    ) -> list[ShownColumn]:
        """The columns of the table with their meanings; [] for a feed that has none to guess.

        `said` (header -> meaning) is right against the guess. With `confirm` all that is shown is remembered for the
        store. Raises InvalidInput for a meaning or a column there is not, and what `feeds.heading` raises.
        """
        new = {folded(header): ensure_meaning(meaning) for header, meaning in (said or {}).items()}
        async with self.units() as work:
            before = await work.feeds.columns(store_id)
        heading = feeds.heading(path, feed_format, {**before, **new})
        if heading is None:
            return []
        names = [folded(cell) for cell in heading.cells]
        if missing := set(new) - set(names):
            raise InvalidInput("set", f"no such column: {min(missing)}", key="error-feed-column")
        # What is said now takes its meaning away from the column that had it.
        before = {name: meaning for name, meaning in before.items() if meaning not in new.values()}
        columns = guess(heading.cells, {**before, **new})
        # Of two columns with one name the first has its meaning; the other is no news.
        meanings: dict[str, str] = {}
        for place, name in enumerate(names):
            if name:
                meanings.setdefault(name, columns.get(place, "ignored"))
        if confirm:
            async with self.units() as work:
                await work.feeds.remember_columns(store_id, meanings)
                await work.commit()
            before = meanings
        return [
            ShownColumn(cell, columns.get(place, "ignored"), name in before)
            for place, (cell, name) in enumerate(zip(heading.cells, names, strict=True))
            if name
        ]
