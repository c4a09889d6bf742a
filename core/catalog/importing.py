"""Taking a feed in: every good row is kept, every bad one is named, and nothing is changed by a slip of units.

The feed is read once and judged before anything is written; what it would change waits in a file, so that memory
stays flat however long the feed is. Then it is written in small transactions, for the shop goes on selling.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.catalog import feeds
from core.catalog.feeds.rows import (
    CategoryRow,
    FeedEnd,
    FeedRow,
    ProductRow,
    Reason,
    Rejected,
    RowWarning,
    SameRow,
    UpdateRow,
)
from core.catalog.fingerprint import fingerprint
from core.catalog.marks import REJECTED, UNSEEN, Mark, Marks, pages_of_marks, short
from core.catalog.model import Category
from core.catalog.ports import CatalogUnits, CatalogWork
from core.catalog.spool import Spool

PRICE_FACTOR = 5
PRICES_ENOUGH_TO_JUDGE = 10
PRICES_ENOUGH_WHEN_ALL_ALIKE = 3
VANISHED_SHARE_PERCENT = 80
PRODUCTS_ENOUGH_TO_VANISH = 5
BATCH = 500
BREATHE_EVERY = 100

Sentence = Callable[[str, dict[str, Any]], str]
Progress = Callable[[int], None]


@dataclass(slots=True)
class ImportReport:
    """`held`: why nothing was written; the same feed with `confirm` goes through."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    hidden: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    held: Reason | None = None

    def to_json(self, sentence: Sentence) -> dict[str, Any]:
        """The public contract; `sentence(key, params)` speaks the reader's language."""

        def row(of: Rejected | RowWarning) -> dict[str, Any]:
            return {
                "row": of.row,
                "offer_id": of.offer_id,
                "reason": sentence(of.reason.key, of.reason.params),
            }

        return {
            "imported": self.imported,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "hidden": self.hidden,
            "rejected": [row(r) for r in self.rejected],
            "warnings": [row(w) for w in self.warnings],
            "held": sentence(self.held.key, self.held.params) if self.held else None,
        }


@dataclass(slots=True)
class _Prices:
    """How the prices of known products would change."""

    total: int = 0
    jumped: int = 0
    first: tuple[int, int] = (1, 1)
    alike: bool = True

    def add(self, old: int, new: int) -> bool:
        """Whether this one jumps."""
        if self.total == 0:
            self.first = (old, new)
        self.total += 1
        # All by exactly one factor is a change of units, however few they are.
        self.alike = self.alike and new * self.first[0] == old * self.first[1]
        jumps = max(old, new) >= PRICE_FACTOR * min(old, new)
        self.jumped += jumps
        return jumps

    def slip(self) -> Reason | None:
        most = self.jumped * 2 > self.total >= PRICES_ENOUGH_TO_JUDGE
        alike = self.alike and self.jumped == self.total >= PRICES_ENOUGH_WHEN_ALL_ALIKE
        if not (most or alike):
            return None
        params: dict[str, str | int] = {"changed": self.jumped, "total": self.total, "factor": PRICE_FACTOR}
        return Reason("import-held-prices", params)


@dataclass(frozen=True, slots=True)
class ImportCatalog:
    """Use case. `units` opens one transaction at a time."""

    units: CatalogUnits

    async def __call__(
        self,
        store_id: str,
        path: Path,
        feed_format: str = "auto",
        *,
        dry_run: bool = False,
        confirm: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Writes unless `dry_run`, or unless it looks like a slip and nobody confirmed it.

        `progress` gets the number of rows read so far. Raises what `feeds.read` raises (InvalidInput);
        nothing is written before the last row was read. A column of a table is what was confirmed for its
        name, else what it is called.
        """
        marks = await Marks.of(self.units, store_id)
        async with self.units() as work:
            stored = {c.category_id: c for c in await work.categories.all(store_id)}
            said = await work.feeds.columns(store_id)
        with Spool() as changed, Spool() as early:
            reading = _Reading(marks, stored, changed, early)
            for count, row in enumerate(
                feeds.read(path, store_id, feed_format, said, marks.is_same), start=1
            ):
                reading.take(row)
                if count % BREATHE_EVERY == 0:
                    # Chats go on while a long feed is read.
                    await asyncio.sleep(0)
                    if progress is not None:
                        progress(count)
            report = reading.end()
            if not confirm:
                report.held = reading.slip()
            if report.held is None and not dry_run:
                await self._write(store_id, reading)
        return report

    async def _write(self, store_id: str, reading: _Reading) -> None:
        if categories := [c for c in reading.tree() if reading.stored.get(c.category_id) != c]:
            async with self.units() as work:
                await work.categories.upsert_many(categories)
                await work.commit()
        for batch in reading.changed.batches(BATCH):
            async with self.units() as work:
                await _write_batch(work, store_id, batch)
                await work.commit()
        if reading.report.hidden:
            await self._hide(store_id, reading.marks)

    async def _hide(self, store_id: str, marks: Marks) -> None:
        async for page in pages_of_marks(self.units, store_id):
            gone = [m.offer_id for m in page if not m.hidden and marks.is_unnamed(m.offer_id)]
            async with self.units() as work:
                await work.products.hide(store_id, gone)
                await work.commit()


async def _write_batch(work: CatalogWork, store_id: str, batch: list[ProductRow | UpdateRow]) -> None:
    whole = [row for row in batch if isinstance(row, ProductRow)]
    await work.products.upsert_many([row.product for row in whole], [row.source for row in whole])
    for row in batch:
        if isinstance(row, UpdateRow):
            if row.price_minor is not None:
                await work.products.set_price(store_id, row.offer_id, row.price_minor)
            if row.stock is not None:
                await work.products.set_stock(store_id, row.offer_id, row.stock)


class _Reading:
    """The feed so far, compared with the store."""

    def __init__(self, marks: Marks, stored: dict[str, Category], changed: Spool, early: Spool) -> None:
        self.report = ImportReport()
        self.marks = marks
        self.stored = stored
        self.changed = changed
        self._early = early
        self._categories: dict[str, Category] = {}
        self._prices = _Prices()
        self._complete = False

    def take(self, row: FeedRow) -> None:
        match row:
            case SameRow():
                self._take_same(row)
            case CategoryRow(category):
                self._categories.setdefault(category.category_id, category)
            case ProductRow(product=product):
                if product.category_id in self._categories or product.category_id is None:
                    self._take_product(row)
                else:
                    # Its category may stand behind it, or be known from before: judged at the end of the feed.
                    self._early.put(row)
            case UpdateRow():
                self._take_update(row)
            case Rejected():
                self._reject(row)
            case RowWarning():
                self.report.warnings.append(row)
            case FeedEnd(complete):
                self._complete = complete

    def end(self) -> ImportReport:
        for batch in self._early.batches(BATCH):
            for row in batch:
                self._take_product(self._in_known_category(row))
        # Only a whole feed proves what is gone. A rejected row did not vanish: its product stays as it was.
        self.report.hidden = self.marks.vanished() if self._complete else 0
        return self.report

    def slip(self) -> Reason | None:
        """Why the feed looks like a mistake: prices in other units, or most of the shop gone."""
        hidden, visible = self.report.hidden, self.marks.visible
        enough = visible >= PRODUCTS_ENOUGH_TO_VANISH or hidden == visible
        if hidden and enough and hidden * 100 > visible * VANISHED_SHARE_PERCENT:
            return self._prices.slip() or Reason("import-held-vanished", {"hidden": hidden, "total": visible})
        return self._prices.slip()

    def tree(self) -> list[Category]:
        """The feed's categories; one whose parent is unknown, or is under itself, stands at the top."""
        known = {**self.stored, **self._categories}

        def rooted(category: Category) -> bool:
            seen, at = {category.category_id}, category.parent_id
            while at is not None:
                if at in seen or at not in known:
                    return False
                seen.add(at)
                at = known[at].parent_id
            return True

        return [c if rooted(c) else replace(c, parent_id=None) for c in self._categories.values()]

    def _take_same(self, row: SameRow) -> None:
        mark = self.marks.made_from(row.source)
        assert mark is not None, "the reader passes over only what is known"
        if mark.row > UNSEEN:
            self._reject(Rejected(row.row, None, _twice(mark)))
            return
        self.marks.name(mark, row.row)
        self.report.unchanged += 1
        self._prices.add(mark.price_minor, mark.price_minor)

    def _take_product(self, row: ProductRow) -> None:
        product = row.product
        mark = self.marks.find(product.offer_id)
        if mark is None:
            self.report.imported += 1
            self.changed.put(row)
            return
        if mark.row > UNSEEN:
            self._reject(Rejected(row.row, product.offer_id, _twice(mark)))
            return
        self.marks.name(mark, row.row)
        jumps = self._prices.add(mark.price_minor, product.price_minor)
        if mark.fingerprint == short(fingerprint(product)) and not mark.hidden:
            self.report.unchanged += 1
            return
        self.report.updated += 1
        self.changed.put(row)
        if jumps:
            self._warn_of_jump(row.row, product.offer_id, mark.price_minor, product.price_minor)

    def _take_update(self, row: UpdateRow) -> None:
        mark = self.marks.find(row.offer_id)
        if mark is None:
            self._reject(Rejected(row.row, row.offer_id, Reason("import-reason-unknown-product")))
            return
        self.marks.name(mark, row.row)
        price = mark.price_minor if row.price_minor is None else row.price_minor
        if self._prices.add(mark.price_minor, price):
            self._warn_of_jump(row.row, row.offer_id, mark.price_minor, price)
        self.report.updated += 1
        self.changed.put(row)

    def _reject(self, row: Rejected) -> None:
        self.report.rejected.append(row)
        mark = self.marks.find(row.offer_id) if row.offer_id is not None else None
        if mark is not None and mark.row == UNSEEN:
            self.marks.name(mark, REJECTED)

    def _in_known_category(self, row: ProductRow) -> ProductRow:
        category_id = row.product.category_id or ""
        if category_id in self._categories or category_id in self.stored:
            return row
        reason = Reason("import-reason-unknown-category", {"category": category_id[:40]})
        self.report.warnings.append(RowWarning(row.row, row.product.offer_id, reason))
        # Without a source it is read again the next time: the category may be there by then.
        return replace(row, product=replace(row.product, category_id=None), source=None)

    def _warn_of_jump(self, row: int, offer_id: str, old_minor: int, new_minor: int) -> None:
        old, new = (f"{Decimal(minor) / 100:.2f}" for minor in (old_minor, new_minor))
        reason = Reason("import-reason-price-jump", {"old": old, "new": new})
        self.report.warnings.append(RowWarning(row, offer_id, reason))


def _twice(mark: Mark) -> Reason:
    return Reason("import-reason-duplicate-id", {"first_row": mark.row})
