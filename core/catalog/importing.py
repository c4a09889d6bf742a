"""Taking a feed in: every good row is kept, every bad one is named, and nothing is changed by a slip of units."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from core.catalog.feeds.rows import CategoryRow, FeedEnd, FeedRow, ProductRow, Reason, Rejected, RowWarning
from core.catalog.fingerprint import fingerprint
from core.catalog.model import Category, Product
from core.catalog.ports import CategoryRepository, ProductMark, ProductRepository

PRICE_FACTOR = 5
PRICES_ENOUGH_TO_JUDGE = 10
PRICES_ENOUGH_WHEN_ALL_ALIKE = 3
VANISHED_SHARE_PERCENT = 80
PRODUCTS_ENOUGH_TO_VANISH = 5
BATCH = 500

Sentence = Callable[[str, dict[str, Any]], str]


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
class _Plan:
    """What the feed would do to the store."""

    report: ImportReport = field(default_factory=ImportReport)
    categories: dict[str, Category] = field(default_factory=dict)
    changed: list[Product] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    ratios: list[tuple[int, int]] = field(default_factory=list)
    complete: bool = False


@dataclass(frozen=True, slots=True)
class ImportCatalog:
    """Use case. The caller opens the transaction and gives the rows of `feeds.read`."""

    products: ProductRepository
    categories: CategoryRepository

    async def __call__(
        self,
        store_id: str,
        rows: Iterable[FeedRow],
        *,
        dry_run: bool = False,
        confirm: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Writes unless `dry_run`, or unless it looks like a slip and nobody confirmed it.

        `progress` gets the number of rows read so far. Raises what `rows` raises (InvalidInput); nothing is
        written before the last row was read.
        """
        marks = await self.products.marks(store_id)
        stored = {c.category_id: c for c in await self.categories.all(store_id)}
        plan = await _read(rows, marks, set(stored), progress)
        _find_vanished(plan, marks)
        report = plan.report
        if not confirm:
            report.held = _slip(plan, marks)
        if report.held is None and not dry_run:
            await self._write(store_id, plan, stored)
        return report

    async def _write(self, store_id: str, plan: _Plan, stored: dict[str, Category]) -> None:
        categories = _as_tree(plan, stored)
        if changed := [c for c in categories if stored.get(c.category_id) != c]:
            await self.categories.upsert_many(changed)
        for start in range(0, len(plan.changed), BATCH):
            await self.products.upsert_many(plan.changed[start : start + BATCH])
        if plan.vanished:
            await self.products.hide(store_id, plan.vanished)


async def _read(
    rows: Iterable[FeedRow],
    marks: dict[str, ProductMark],
    stored_categories: set[str],
    progress: Callable[[int], None] | None,
) -> _Plan:
    plan = _Plan()
    early: list[ProductRow] = []
    for count, row in enumerate(rows, start=1):
        match row:
            case CategoryRow(category):
                plan.categories.setdefault(category.category_id, category)
            case ProductRow(product=product):
                if product.category_id in plan.categories or product.category_id is None:
                    _compare(plan, row, marks)
                else:
                    early.append(row)
            case Rejected():
                plan.report.rejected.append(row)
                if row.offer_id is not None:
                    plan.named.add(row.offer_id)
            case RowWarning():
                plan.report.warnings.append(row)
            case FeedEnd(complete):
                plan.complete = complete
        if count % 100 == 0:
            # Chats go on while a long feed is read.
            await asyncio.sleep(0)
            if progress is not None:
                progress(count)
    for row in early:
        _compare(plan, _in_known_category(plan, row, stored_categories), marks)
    return plan


def _in_known_category(plan: _Plan, row: ProductRow, stored: set[str]) -> ProductRow:
    """Judged at the end of the feed: a category may stand behind its products, or be known from before."""
    category_id = row.product.category_id or ""
    if category_id in plan.categories or category_id in stored:
        return row
    reason = Reason("import-reason-unknown-category", {"category": category_id[:40]})
    plan.report.warnings.append(RowWarning(row.row, row.product.offer_id, reason))
    return replace(row, product=replace(row.product, category_id=None))


def _compare(plan: _Plan, row: ProductRow, marks: dict[str, ProductMark]) -> None:
    product = row.product
    plan.named.add(product.offer_id)
    mark = marks.get(product.offer_id)
    if mark is None:
        plan.report.imported += 1
        plan.changed.append(product)
        return
    plan.ratios.append((mark.price_minor, product.price_minor))
    if mark.fingerprint == fingerprint(product) and not mark.hidden:
        plan.report.unchanged += 1
        return
    plan.report.updated += 1
    plan.changed.append(product)
    if _jumps(mark.price_minor, product.price_minor):
        params = {"old_minor": mark.price_minor, "new_minor": product.price_minor}
        reason = Reason("import-reason-price-jump", _major(params))
        plan.report.warnings.append(RowWarning(row.row, product.offer_id, reason))


def _major(params: dict[str, int]) -> dict[str, str | int]:
    return {name.removesuffix("_minor"): f"{minor / 100:.2f}" for name, minor in params.items()}


def _jumps(old: int, new: int) -> bool:
    return max(old, new) >= PRICE_FACTOR * min(old, new)


def _find_vanished(plan: _Plan, marks: dict[str, ProductMark]) -> None:
    """Only a whole feed proves what is gone. A rejected row did not vanish: its product stays as it was."""
    if plan.complete:
        plan.vanished = sorted(i for i, mark in marks.items() if not mark.hidden and i not in plan.named)
    plan.report.hidden = len(plan.vanished)


def _slip(plan: _Plan, marks: dict[str, ProductMark]) -> Reason | None:
    """Why the feed looks like a mistake: prices in other units, or most of the shop gone."""
    jumped = [(old, new) for old, new in plan.ratios if _jumps(old, new)]
    most = len(jumped) * 2 > len(plan.ratios) and len(plan.ratios) >= PRICES_ENOUGH_TO_JUDGE
    # All by exactly one factor is a change of units, however few they are.
    old_first, new_first = plan.ratios[0] if plan.ratios else (1, 1)
    alike = len(jumped) == len(plan.ratios) >= PRICES_ENOUGH_WHEN_ALL_ALIKE and all(
        new * old_first == old * new_first for old, new in jumped
    )
    if most or alike:
        params: dict[str, str | int] = {
            "changed": len(jumped),
            "total": len(plan.ratios),
            "factor": PRICE_FACTOR,
        }
        return Reason("import-held-prices", params)
    visible = sum(1 for mark in marks.values() if not mark.hidden)
    enough = visible >= PRODUCTS_ENOUGH_TO_VANISH or len(plan.vanished) == visible
    if plan.vanished and enough and len(plan.vanished) * 100 > visible * VANISHED_SHARE_PERCENT:
        return Reason("import-held-vanished", {"hidden": len(plan.vanished), "total": visible})
    return None


def _as_tree(plan: _Plan, stored: dict[str, Category]) -> list[Category]:
    """The feed's categories; one whose parent is unknown, or is under itself, stands at the top."""
    known = {**stored, **plan.categories}

    def rooted(category: Category) -> bool:
        seen, at = {category.category_id}, category.parent_id
        while at is not None:
            if at in seen or at not in known:
                return False
            seen.add(at)
            at = known[at].parent_id
        return True

    return [c if rooted(c) else replace(c, parent_id=None) for c in plan.categories.values()]
