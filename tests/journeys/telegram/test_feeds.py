"""A seller sends the price list to the shop's bot and hears what it would change before it does."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.telegram import Limits
from tests.journeys.telegram.conftest import STORE, Opening, Shop
from tests.journeys.telegram.test_staff import seller_of

LIST = "Код;Атауы;Бағасы;Қалдық;Материал\nq1;Қымыз 1 л;1 200;7;сүт\nq2;Шұбат 1 л;жоқ;3;сүт\n".encode()


async def price_of(shop: Shop, offer_id: str) -> int | None:
    async with shop.app.units() as work:
        product = await work.products.get(STORE, offer_id)
    return product.price_minor if product else None


def files(shop: Shop) -> list[Path]:
    return list(shop.app.settings.feeds.glob("*"))


async def test_a_price_list_sent_to_the_bot_comes_into_the_shop(open_shop: Opening) -> None:
    async with open_shop(worker=True) as shop:
        seller = await seller_of(shop)
        await seller.uploads_document("баға.csv", LIST, deliver_twice=True)
        await seller.sees("Файлды алдым")
        asked = await seller.sees("«баға.csv» файлын оқыдым", timeout=30)
        assert "Жаңасы 1" in asked.words and "алынбағаны 1" in asked.words
        assert "«Бағасы»: бағасы" in asked.words and "«Материал»: тауардың қасиеті" in asked.words
        assert "3-жол q2: Бағасын түсіну мүмкін болмады: жоқ." in asked.words
        assert "олар сатылымнан алынар еді" in asked.words
        assert await price_of(shop, "q1") is None

        await seller.taps("Бәрі дұрыс, жүкте", on=asked)
        await seller.sees("Жүктеп жатырмын")
        await seller.sees("«баға.csv» файлы жүктелді", timeout=30)
        assert await price_of(shop, "q1") == 1200_00
        await seller.taps("Бәрі дұрыс, жүкте", on=asked)
        await seller.sees("жүктеліп қойған")
        assert files(shop) == []

        await seller.uploads_document("баға.csv", LIST.replace(b"1 200", b"1 300"))
        again = await seller.sees("өзгеретіні 1", timeout=30)
        assert "Бағандарды" not in again.words
        assert again.buttons == ["Иә, жүкте", "Керек емес"]
        await seller.taps("Керек емес", on=again)
        await seller.sees("Жарайды")
        assert await price_of(shop, "q1") == 1200_00


async def test_a_file_too_large_for_telegram_has_other_ways_in(open_shop: Opening) -> None:
    async with open_shop(limits=Limits(download_bytes=1000).without_rates()) as shop:
        seller = await seller_of(shop)
        await seller.uploads_document("big.csv", LIST * 100)
        said = await seller.sees("20 МБ-тан үлкен")
        assert "duken catalog feed set" in said.words and "zip" in said.words
        assert files(shop) == []


async def test_a_picture_of_a_price_list_and_rubbish_are_refused_in_words(open_shop: Opening) -> None:
    async with open_shop(worker=True) as shop:
        seller = await seller_of(shop)
        await seller.uploads_document("баға.pdf", b"%PDF-1.7 \x00\xff rubbish")
        refused = await seller.sees("«баға.pdf» файлы жүктелмеді", timeout=30)
        assert "yml" in refused.words and refused.buttons == []
        assert files(shop) == []


async def test_whoever_is_no_seller_brings_no_goods(open_shop: Opening) -> None:
    async with open_shop() as shop:
        shopper, courier = shop.person(712, first_name="Айгүл"), shop.person(713, first_name="Серік")
        await courier.starts(await shop.invite("courier"))
        await courier.sees("курьерісіз")
        for person in (shopper, courier):
            await person.uploads_document("price.csv", LIST)
            await person.sees("файл оқымаймын")
        assert files(shop) == []
