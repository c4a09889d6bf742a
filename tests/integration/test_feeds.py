"""A store's goods come by themselves from an address, and a seller is asked about what looks like a slip."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.adapters.persistence.outbox import OutboxReader
from core.adapters.persistence.unit_of_work import SqlUnitsOfWork
from core.bootstrap import Chores, open_app
from core.catalog.headings import ReadHeading
from core.catalog.importing import ImportCatalog
from core.catalog.incoming import FeedSource, Freshness, IncomingFeed
from core.catalog.ports import Downloaded
from core.config import Settings
from core.conversation.feed_news import feed_replies
from core.conversation.feeding import Feeds, fetch_job, try_job
from core.conversation.plain import Speaker
from core.i18n.texts import load_texts
from core.kernel.clock import FixedClock
from core.kernel.errors import InvalidInput, NotFound, Unavailable
from core.kernel.geo import GeoPoint
from core.kernel.store import Store

URL = "https://shop.example/feed.csv"
HEAD = "id;Название;Цена;Остаток\n"
ROWS = [f"{n};Сүт {n};{500 + n};5\n" for n in range(1, 13)]
FEED = HEAD + "".join(ROWS)


@dataclass
class Address:
    """What answers at the address; the real download is told of in test_feed_download."""

    content: str | Exception = FEED
    have: list[Freshness] = field(default_factory=list)

    async def __call__(self, url: str, have: Freshness, folder: Path) -> Downloaded:
        self.have.append(have)
        if isinstance(self.content, Exception):
            raise self.content
        fresh = Freshness(etag=str(hash(self.content)))
        return Downloaded(None, have) if have == fresh else Downloaded(_written(folder, self.content), fresh)


def _written(folder: Path, content: str) -> Path:
    path = folder / f"got-{len(list(folder.iterdir()))}"
    path.write_text(content)
    return path


@dataclass
class Shop:
    feeds: Feeds
    address: Address
    clock: FixedClock
    outbox: OutboxReader

    async def source(self) -> FeedSource:
        async with self.feeds.units() as work:
            found = await work.feeds.source("store")
        assert found is not None
        return found

    async def fetched(self) -> str:
        return str((await self.feeds.fetch("store"))["state"])

    async def goods(self) -> dict[str, tuple[int, bool]]:
        async with self.feeds.units() as work:
            found = await work.products.get_many("store", [str(n) for n in range(1, 13)])
        return {i: (p.price_minor, p.hidden) for i, p in sorted(found.items())}

    async def told(self, language: str = "ru") -> list[str]:
        """What the seller is told since the last time, with the actions of its buttons."""
        speaker = Speaker(load_texts(), language)
        said = []
        while claimed := await self.outbox.claim("telegram"):
            for one in claimed:
                await self.outbox.done(one.row_id)
                for reply in feed_replies(one.notification):
                    said.append(" ".join([speaker.text(reply), *(c.action for c in reply.choices)]))
        return said

    async def accept(self, feed_id: str) -> None:
        async with self.feeds.units() as work:
            feed = await work.feeds.incoming(feed_id)
            assert feed is not None
            await work.feeds.save_incoming(replace(feed, state="accepted"))
            await work.commit()

    def files(self) -> list[str]:
        return sorted(p.name for p in self.feeds.folder.iterdir())


@pytest.fixture
async def shop(units_of_work: SqlUnitsOfWork, engine: object, clock: FixedClock, tmp_path: Path) -> Shop:
    address = Address()
    feeds = Feeds(units_of_work, address, tmp_path / "feeds", clock)
    feeds.folder.mkdir()
    async with units_of_work() as work:
        await work.stores.add(Store("store", "Дүкен", "Almaty", GeoPoint(43.2, 76.9), "Абай 1", "+7700"))
        await work.people.accept_invite(await work.people.invite("store", "seller"), "telegram", "7", "ru")
        await work.feeds.save_source(FeedSource.checked("store", URL, timedelta(hours=6), clock.now()))
        await work.commit()
    return Shop(feeds, address, clock, OutboxReader(engine, clock))  # type: ignore[arg-type]


async def test_goods_come_by_themselves_and_only_what_is_new_is_fetched(shop: Shop) -> None:
    assert await shop.fetched() == "taken"
    assert len(await shop.goods()) == 12
    first = await shop.source()
    assert first.due_at == shop.clock.now() + timedelta(hours=6)
    assert first.report["imported"] == 12
    assert await shop.fetched() == "same"
    assert shop.address.have == [Freshness(), first.fresh]
    assert shop.files() == [] and await shop.told() == []


async def test_the_worker_fetches_what_the_sweep_found(
    shop_home: Path, clock: FixedClock, tmp_path: Path
) -> None:
    async with open_app(Settings(home=shop_home), clock=clock) as app:
        app.feeds = replace(app.feeds, download=Address(FEED))
        async with app.units() as work:
            await work.feeds.save_source(FeedSource.checked("demo", URL, timedelta(hours=6), clock.now()))
            await work.commit()
        chores = Chores(app)
        await chores.sweep()
        [job] = await app.feeds.to_schedule()
        await chores.handlers()[job.key.partition(":")[0]](job.key)
        async with app.units() as work:
            source = await work.feeds.source("demo")
        assert source is not None and source.report["state"] == "held"
        assert source.report["hidden"] > 400


async def test_a_job_that_comes_twice_or_late_fetches_once(shop: Shop) -> None:
    due = (await shop.source()).due_at
    for _ in range(3):
        await shop.feeds.fetch("store", due)
    assert len(shop.address.have) == 1
    assert fetch_job(await shop.source()) in await shop.feeds.to_schedule()


async def test_a_feed_in_tiyn_is_held_until_the_seller_says_yes(shop: Shop) -> None:
    await shop.fetched()
    before = await shop.goods()
    shop.address.content = HEAD + "".join(f"{n};Сүт {n};{(500 + n) * 100};5\n" for n in range(1, 13))
    assert await shop.fetched() == "held"
    assert await shop.goods() == before
    [asked] = await shop.told()
    assert "Цены точно в тенге" in asked and "shop.example" in asked
    feed_id = asked.partition("feedyes:")[2].split()[0]
    assert shop.files() == [feed_id]

    await shop.accept(feed_id)
    assert [j.key for j in await shop.feeds.to_schedule()][1:] == [f"feedtake:{feed_id}"]
    for _ in range(2):
        await shop.feeds.take(feed_id)
    assert (await shop.goods())["1"] == (50100_00, False)
    [done] = await shop.told()
    assert "загружен" in done and "изменено 12" in done
    assert shop.files() == []


async def test_of_several_held_feeds_the_newest_waits_and_not_for_ever(shop: Shop) -> None:
    await shop.fetched()
    for factor in (100, 1000):
        shop.address.content = HEAD + "".join(f"{n};Сүт {n};{500 * factor};5\n" for n in range(1, 13))
        assert await shop.fetched() == "held"
    older, newer = (s.partition("feedyes:")[2].split()[0] for s in await shop.told())
    assert shop.files() == [newer]
    shop.clock.at += timedelta(days=8)
    await shop.feeds.to_schedule()
    assert shop.files() == []
    for feed_id in (older, newer):
        await shop.feeds.take(feed_id)
    assert (await shop.goods())["1"] == (501_00, False)


@pytest.mark.parametrize(
    "trouble",
    [
        Unavailable("404", key="error-feed-unreachable"),
        InvalidInput("url", "private", key="error-feed-address"),
        "<html>Not Found</html>",
        "",
    ],
)
async def test_trouble_is_told_once_and_changes_nothing(shop: Shop, trouble: str | Exception) -> None:
    await shop.fetched()
    before = await shop.goods()
    shop.address.content = trouble
    for _ in range(3):
        assert await shop.fetched() == "failed"
        shop.clock.at += timedelta(hours=6)
    [said] = await shop.told()
    assert "Не удалось обновить" in said and URL in said
    assert await shop.goods() == before and shop.files() == []
    shop.address.content = FEED + "13;Нан;200;1\n"
    assert await shop.fetched() == "taken"


async def test_whoever_takes_the_address_away_is_not_fetched_for(shop: Shop) -> None:
    async with shop.feeds.units() as work:
        assert await work.feeds.remove_source("store")
        assert not await work.feeds.remove_source("store")
        await work.commit()
    with pytest.raises(NotFound):
        await shop.feeds.fetch("store")
    assert await shop.feeds.to_schedule() == []


@pytest.mark.parametrize(
    ("url", "every"),
    [
        ("ftp://shop.example/a", timedelta(hours=1)),
        ("/etc/passwd", timedelta(hours=1)),
        ("", timedelta(hours=1)),
        ("https://shop.example/" + "a" * 3000, timedelta(hours=1)),
        ("https://shop.example/\n", timedelta(hours=1)),
        (URL, timedelta(seconds=1)),
        (URL, timedelta(days=400)),
    ],
)
def test_an_address_or_pace_that_makes_no_sense_is_refused(
    clock: FixedClock, url: str, every: timedelta
) -> None:
    with pytest.raises(InvalidInput):
        FeedSource.checked("store", url, every, clock.now())


async def _sent(shop: Shop, content: str, update: str = "1") -> str:
    """The feed's id, as the bot leaves it."""
    feed = IncomingFeed(
        f"feed{update}", "store", "прайс.csv", shop.clock.now(),
        channel="telegram", external_id="7", language="ru",
    )  # fmt: skip
    shop.feeds.path(feed.feed_id).write_text(content)
    job = await shop.feeds.receive(feed, update)
    assert job == try_job(feed)
    return feed.feed_id


async def test_a_seller_sees_what_a_file_would_change_before_it_does(shop: Shop) -> None:
    feed_id = await _sent(shop, FEED + "13;Нан;жоқ;1\n")
    assert try_job(await _kept(shop, feed_id)) in await shop.feeds.to_schedule()
    for _ in range(2):
        await shop.feeds.try_out(feed_id)
    [asked] = await shop.told()
    assert "Новых 12" in asked and "не взято 1" in asked and "Не удалось понять цену: жоқ" in asked
    assert "«Остаток»: остаток" in asked
    assert await shop.goods() == {}
    await shop.accept(feed_id)
    await shop.feeds.take(feed_id)
    [done] = await shop.told()
    assert "Новых 12" in done and len(await shop.goods()) == 12

    again = await _sent(shop, FEED.replace("501", "502"), "2")
    await shop.feeds.try_out(again)
    [asked] = await shop.told()
    assert "изменится 1" in asked and "Колонки" not in asked


async def _kept(shop: Shop, feed_id: str) -> IncomingFeed:
    async with shop.feeds.units() as work:
        found = await work.feeds.incoming(feed_id)
    assert found is not None
    return found


async def test_a_file_that_changes_nothing_or_is_no_feed_asks_for_nothing(shop: Shop) -> None:
    await shop.fetched()
    await shop.feeds.try_out(await _sent(shop, FEED))
    await shop.feeds.try_out(await _sent(shop, "сәлем", "2"))
    same, refused = await shop.told()
    assert "менять нечего" in same and "feedyes" not in same
    assert "не загружен" in refused and "Формат файла не распознан" in refused
    assert shop.files() == []


async def test_prices_that_jumped_while_the_seller_thought_are_asked_about_again(shop: Shop) -> None:
    feed_id = await _sent(shop, HEAD + "".join(f"{n};Сүт {n};{50 + n};5\n" for n in range(1, 13)))
    await shop.feeds.try_out(feed_id)
    await shop.fetched()
    await shop.told()
    await shop.accept(feed_id)
    await shop.feeds.take(feed_id)
    [asked] = await shop.told()
    assert "Цены точно в тенге" in asked and f"feedyes:{feed_id}" in asked
    assert (await shop.goods())["1"] == (501_00, False)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
async def test_every_word_to_the_seller_is_there_in_every_language(shop: Shop, language: str) -> None:
    head = "id;Название;Цена;Остаток;Склад 2;Материал;фото\n"
    await shop.feeds.try_out(
        await _sent(shop, head + "".join(f"{n};a;x;1;2;3;4\n" for n in range(9)) + ROWS[0])
    )
    shop.address.content = Unavailable("gone", key="error-feed-unreachable")
    await shop.fetched()
    assert all(said and "{" not in said for said in await shop.told(language))


async def test_what_was_said_of_a_column_holds_for_every_later_table(shop: Shop, tmp_path: Path) -> None:
    units, path = shop.feeds.units, tmp_path / "опт.csv"
    path.write_text("Код;Тауар;Цена;Опт;Цена\n1;Чай;1000;800;5\n")
    read = ReadHeading(units)
    guessed = await read("store", path)
    assert [(c.column, c.meaning, c.confirmed) for c in guessed] == [
        ("Код", "id", False), ("Тауар", "name_kk", False), ("Цена", "price", False),
        ("Опт", "param:Опт", False), ("Цена", "param:Цена", False),
    ]  # fmt: skip
    said = await read("store", path, said={" ОПТ ": "price"}, confirm=True)
    assert [c.meaning for c in said] == ["id", "name_kk", "param:Цена", "price", "param:Цена"]
    assert all(c.confirmed for c in said)
    assert await read("store", path) == said
    await ImportCatalog(units)("store", path)
    assert (await shop.goods())["1"] == (800_00, False)

    other = tmp_path / "other.csv"
    other.write_text("Опт;Тауар;Код\n900;Чай;1\n")
    await ImportCatalog(units)("store", other)
    assert (await shop.goods())["1"] == (900_00, False)

    back = await read("store", path, said={"Цена": "price"}, confirm=True)
    assert [c.meaning for c in back] == ["id", "name_kk", "price", "param:Опт", "param:Цена"]


@pytest.mark.parametrize(
    "said", [{"Цена": "цена"}, {"Нет такой": "price"}, {"Цена": "param:"}, {"": "price"}]
)
async def test_a_meaning_or_a_column_there_is_not_is_refused(
    shop: Shop, tmp_path: Path, said: dict[str, str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(FEED)
    with pytest.raises(InvalidInput):
        await ReadHeading(shop.feeds.units)("store", path, said=said, confirm=True)
    async with shop.feeds.units() as work:
        assert await work.feeds.columns("store") == {}
