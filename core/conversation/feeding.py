"""Feeds that come by themselves or from a seller's chat: tried, held for a word, taken in, and told of.

Each step is a job that may come twice. What is told goes into the transaction that makes it true.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.catalog.feeds.rows import Rejected, RowWarning
from core.catalog.headings import ReadHeading
from core.catalog.importing import ImportCatalog, ImportReport
from core.catalog.incoming import KEPT, FeedSource, Freshness, IncomingFeed
from core.catalog.ports import Download
from core.conversation.notices import notify_staff
from core.conversation.ports import Notification, UnitOfWork, UnitsOfWork
from core.conversation.scene import Job
from core.kernel.clock import Clock
from core.kernel.errors import DukenError, InvalidInput, NotFound, Unavailable
from core.kernel.ids import new_id

ROWS_TOLD = 5
CELL_CHARS = 40


@dataclass(frozen=True, slots=True)
class Feeds:
    """`folder` keeps the files that wait: one a feed, by its id."""

    units: UnitsOfWork
    download: Download
    folder: Path
    clock: Clock

    def path(self, feed_id: str) -> Path:
        return self.folder / feed_id

    @contextmanager
    def place_for(self, feed: IncomingFeed) -> Iterator[Path]:
        """Where its file is to be written; taken away again when something goes wrong meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            yield self.path(feed.feed_id)
        except BaseException:
            self._remove([feed])
            raise

    async def receive(self, feed: IncomingFeed, message_id: str) -> Job | None:
        """Keeps a feed whose file is in its place; None for a message that was handled before, and its file is gone."""
        async with self.units() as work:
            if not await work.conversations.first_time(feed.channel, message_id):
                self._remove([feed])
                return None
            await work.feeds.save_incoming(feed)
            await work.commit()
        return try_job(feed)

    async def try_out(self, feed_id: str) -> None:
        """What it would change is told to its sender, who decides."""
        feed = await self._in_state(feed_id, "new")
        if feed is None:
            return
        try:
            report = await ImportCatalog(self.units)(feed.store_id, self.path(feed_id), dry_run=True)
        except InvalidInput as error:
            await self._refused(feed, error)
            return
        columns = await self._unconfirmed(feed)
        changes = report.imported + report.updated + report.hidden > 0
        after = replace(feed, state="tried" if changes else "dropped", held=report.held is not None)
        await self._told(
            after, "feed_tried", {**told(report), "feed_id": feed_id, "changes": changes, "columns": columns}
        )

    async def take(self, feed_id: str) -> None:
        """An accepted feed, written. What looks like a slip only now is held once more."""
        feed = await self._in_state(feed_id, "accepted")
        if feed is None:
            return
        try:
            report = await ImportCatalog(self.units)(feed.store_id, self.path(feed_id), confirm=feed.held)
        except InvalidInput as error:
            await self._refused(feed, error)
            return
        if report.held is not None:
            again = replace(feed, state="tried", held=True)
            await self._told(again, "feed_tried", {**told(report), "feed_id": feed_id, "changes": True})
            return
        await ReadHeading(self.units)(feed.store_id, self.path(feed_id), confirm=True)
        await self._told(replace(feed, state="taken"), "feed_taken", told(report))

    async def fetch(self, store_id: str, due_at: datetime | None = None) -> dict[str, Any]:
        """Fetches and takes in the store's feed, and tells what happened: `report` of its source.

        With `due_at` only what is due then. Raises NotFound when the store has no source.
        """
        async with self.units() as work:
            source = await work.feeds.source(store_id)
        if source is None:
            raise NotFound(f"store {store_id} fetches no feed", key="error-no-feed-source")
        if due_at is not None and source.due_at != due_at:
            return source.report
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            got = await self.download(source.url, source.fresh, self.folder)
        except (InvalidInput, Unavailable) as error:
            return await self._failed(source, error)
        if got.path is None:
            return await self._checked(source, {**source.report, "state": "same"})
        return await self._fetched(source, got.path, got.freshness)

    async def to_schedule(self) -> list[Job]:
        """What must be on the schedule; feeds nobody decided about are dropped after a while."""
        now = self.clock.now()
        async with self.units() as work:
            sources, waiting = await work.feeds.sources(), await work.feeds.open_incoming()
            late = [f for f in waiting if f.state == "tried" and f.received_at < now - KEPT]
            for feed in late:
                await work.feeds.save_incoming(replace(feed, state="dropped"))
            await work.commit()
        self._remove(late)
        jobs = {"new": try_job, "accepted": take_job}
        return [fetch_job(s) for s in sources] + [jobs[f.state](f) for f in waiting if f.state in jobs]

    async def _fetched(self, source: FeedSource, path: Path, fresh: Freshness) -> dict[str, Any]:
        """What could not be read is fetched anew the next time: it counts as not had."""
        name = urlsplit(source.url).hostname or ""
        feed = IncomingFeed(new_id(), source.store_id, name, self.clock.now(), "tried", held=True)
        self._keep(path, feed)
        try:
            report = await ImportCatalog(self.units)(source.store_id, self.path(feed.feed_id))
        except InvalidInput as error:
            self._remove([feed])
            return await self._failed(source, error)
        source = replace(source, fresh=fresh)
        if report.held is not None:
            return await self._checked(source, {**told(report), "state": "held"}, feed)
        self._remove([feed])
        return await self._checked(source, {**told(report), "state": "taken"})

    async def _checked(
        self, source: FeedSource, report: dict[str, Any], held: IncomingFeed | None = None
    ) -> dict[str, Any]:
        """The source after a look at it; of several held feeds only the newest waits."""
        now = self.clock.now()
        late: list[IncomingFeed] = []
        async with self.units() as work:
            if await work.feeds.source(source.store_id) is not None:
                after = replace(source, checked_at=now, due_at=now + source.every, report=report)
                await work.feeds.save_source(after)
            if held is not None:
                late = [f for f in await work.feeds.open_incoming() if _is_older(f, held)]
                for feed in late:
                    await work.feeds.save_incoming(replace(feed, state="dropped"))
                await work.feeds.save_incoming(held)
                params = {**report, "name": held.name, "feed_id": held.feed_id, "changes": True}
                await notify_staff(work, held.store_id, f"feed:{held.feed_id}", "feed_tried", params)
            await work.commit()
        self._remove(late)
        return report

    async def _failed(self, source: FeedSource, error: DukenError) -> dict[str, Any]:
        """Sellers hear of the first failure only."""
        report = {"state": "failed", "key": error.key, "params": _plain(error.params), "url": source.url}
        if source.report.get("state") != "failed":
            key = f"feed:{source.store_id}:{int(source.due_at.timestamp())}"
            async with self.units() as work:
                await notify_staff(work, source.store_id, key, "feed_failed", report)
                await work.commit()
        return await self._checked(source, report)

    async def _unconfirmed(self, feed: IncomingFeed) -> list[tuple[str, str]]:
        """The columns of a table that nobody has said yes to as a whole."""
        shown = await ReadHeading(self.units)(feed.store_id, self.path(feed.feed_id))
        if all(column.confirmed for column in shown):
            return []
        return [(column.column[:CELL_CHARS], column.meaning) for column in shown]

    async def _in_state(self, feed_id: str, state: str) -> IncomingFeed | None:
        async with self.units() as work:
            feed = await work.feeds.incoming(feed_id)
        return feed if feed is not None and feed.state == state else None

    async def _refused(self, feed: IncomingFeed, error: InvalidInput) -> None:
        # Its file is kept under an id; people know it by its name.
        params = {"key": error.key, "params": _plain({**error.params, "file": feed.name})}
        await self._told(replace(feed, state="dropped"), "feed_refused", params)

    async def _told(self, feed: IncomingFeed, kind: str, params: dict[str, Any]) -> None:
        """To its sender, or to every seller when nobody sent it. The state and the news are one."""
        async with self.units() as work:
            now = await work.feeds.incoming(feed.feed_id)
            if now is None or now.state in ("taken", "dropped"):
                return
            await work.feeds.save_incoming(feed)
            await _notify(work, feed, kind, {**params, "name": feed.name})
            await work.commit()
        if feed.state in ("taken", "dropped"):
            self._remove([feed])

    def _keep(self, path: Path, feed: IncomingFeed) -> None:
        path.rename(self.path(feed.feed_id))

    def _remove(self, feeds: list[IncomingFeed]) -> None:
        for feed in feeds:
            self.path(feed.feed_id).unlink(missing_ok=True)


def fetch_job(source: FeedSource) -> Job:
    """Each time it is due is a job of its own."""
    return Job(f"feed:{source.store_id}:{source.due_at.isoformat()}", source.due_at)


def try_job(feed: IncomingFeed) -> Job:
    return Job(f"feedtry:{feed.feed_id}", feed.received_at)


def take_job(feed: IncomingFeed) -> Job:
    return Job(f"feedtake:{feed.feed_id}", feed.received_at)


def told(report: ImportReport) -> dict[str, Any]:
    """The counts, and the first reasons, as plain data that any language can say."""
    rows: list[Rejected | RowWarning] = [*report.rejected, *report.warnings]
    return {
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "hidden": report.hidden,
        "rejected": len(report.rejected),
        "warnings": len(report.warnings),
        "rows": [
            {"row": r.row, "offer_id": r.offer_id or "", "key": r.reason.key, "params": dict(r.reason.params)}
            for r in rows[:ROWS_TOLD]
        ],
        "held": {"key": report.held.key, "params": dict(report.held.params)} if report.held else None,
    }


async def _notify(work: UnitOfWork, feed: IncomingFeed, kind: str, params: dict[str, Any]) -> None:
    key = f"{kind}:{feed.feed_id}:{feed.held}"
    if not feed.external_id:
        await notify_staff(work, feed.store_id, key, kind, params)
        return
    await work.outbox.put(
        Notification(key, feed.store_id, feed.channel, feed.external_id, kind, params, feed.language)
    )


def _is_older(feed: IncomingFeed, held: IncomingFeed) -> bool:
    fetched = not feed.external_id and feed.state == "tried"
    return fetched and feed.store_id == held.store_id and feed.feed_id != held.feed_id


def _plain(params: dict[str, Any]) -> dict[str, str | int]:
    return {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
