"""A seller who works from the same chat: invited, told of orders, decides, and asks for the day's plan."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.fakes.telegram import User
from tests.journeys.telegram.conftest import PROVIDER_TOKEN, Opening, Shop
from tests.journeys.telegram.steps import is_invoice, orders_by_hand

STORE_ZONE = ZoneInfo("Asia/Almaty")


async def seller_of(shop: Shop, id: int = 700) -> User:  # noqa: A002 - the Bot API's own word
    seller = shop.person(id, first_name="Ержан", language_code="kk")
    await seller.starts(await shop.invite())
    await seller.sees("дүкенінің сатушысысыз")
    return seller


async def test_an_invitation_makes_one_seller_once(open_shop: Opening) -> None:
    async with open_shop() as shop:
        code = await shop.invite()
        seller, stranger = shop.person(701, first_name="Ержан"), shop.person(702, first_name="Бөтен")
        await seller.starts(code)
        welcome = await seller.sees("сатушысысыз")
        assert "Тапсырыстар" in welcome.buttons
        await stranger.starts(code)
        await stranger.sees("қолданылып қойған")
        await stranger.sends("тапсырыстарды көрсет")
        await stranger.never_sees("Ашық тапсырыс")
        await stranger.uploads_document("price.yml", b"<yml_catalog/>")
        await stranger.sees("сөзбен")


async def test_an_order_is_accepted_and_the_days_plan_comes_with_pictures(open_shop: Opening) -> None:
    async with open_shop(worker=True, telegram_provider_token=PROVIDER_TOKEN) as shop:
        seller = await seller_of(shop)
        apa = shop.person(703, first_name="Айгүл", phone="+77012345678")
        await orders_by_hand(apa)
        await apa.sees(is_invoice)
        await seller.never_sees("Жаңа тапсырыс: ")
        await apa.pays()
        news = await seller.sees("Жаңа тапсырыс: ")
        assert {"Қабылдау", "Қабылдамау"} <= set(news.buttons)
        await seller.taps("Қабылдау", on=news)
        await seller.sees("қабылданды, сатып алушыға хабар берілді")
        await apa.sees("жинай бастады")
        await seller.taps("Қабылдау", on=news)
        await seller.sees("күйінде олай істеуге болмайды")

        [order] = await shop.orders()
        day = order.window.start.astimezone(order.window.start.tzinfo)
        await seller.sends(f"{day:%d.%m} маршруттары")
        await seller.sees("жоспарын жасап жатырмын")
        await seller.sees(lambda m: m.photo is not None and "жүгі" in m.words, timeout=60)
        await seller.sees(lambda m: m.photo is not None and "аялдама" in m.words, timeout=5)
        await seller.sees("жоспары: 1 тапсырыс", timeout=5)


async def test_an_order_is_rejected_for_a_reason_that_the_shopper_hears(open_shop: Opening) -> None:
    async with open_shop() as shop:
        seller = await seller_of(shop)
        apa = shop.person(704, first_name="Айгүл", phone="+77012345678")
        await orders_by_hand(apa, "Курьерге қолма-қол")
        news = await seller.sees("Жаңа тапсырыс: ")
        await seller.taps("Қабылдамау", on=news)
        await seller.sees("неге қабылдамаймыз")
        await seller.taps("тауар жоқ")
        await seller.sees("қабылданбады")
        told = await apa.sees("орындай алмайды")
        assert "тауар жоқ" in told.words


async def test_a_reason_in_the_sellers_own_words(open_shop: Opening) -> None:
    async with open_shop() as shop:
        seller = await seller_of(shop)
        apa = shop.person(705, first_name="Айгүл", phone="+77012345678")
        await orders_by_hand(apa, "Курьерге қолма-қол")
        await seller.taps("Қабылдамау", on=await seller.sees("Жаңа тапсырыс: "))
        await seller.sees("неге қабылдамаймыз")
        await seller.sends("бананның бәрі піспеген")
        assert "бананның бәрі піспеген" in (await apa.sees("орындай алмайды")).words


async def test_a_van_that_broke_down_is_said_by_a_button_and_another_brings_its_order(
    open_shop: Opening,
) -> None:
    async with open_shop(worker=True) as shop:
        seller = await seller_of(shop)
        courier = shop.person(706, first_name="Данияр", language_code="ru")
        await courier.starts(await shop.invite("courier"))
        apa = shop.person(707, first_name="Айгүл", phone="+77012345678")
        await orders_by_hand(apa, "Курьерге қолма-қол")
        await seller.taps("Қабылдау", on=await seller.sees("Жаңа тапсырыс: "))
        await seller.sees("қабылданды, сатып алушыға хабар берілді")
        [order] = await shop.orders()
        day = order.window.start.astimezone(STORE_ZONE)
        await seller.sends(f"{day:%d.%m} маршруттары")
        route = await seller.sees(
            lambda m: m.photo is not None and "1-көлік: 1 аялдама" in m.words, timeout=60
        )
        assert {"Кешігіп жатыр", "Бұзылып қалды", "Үйде ешкім жоқ"} <= set(route.buttons)
        his = await courier.sees(
            lambda m: m.photo is not None and "Машина 1: остановок 1" in m.words, timeout=20
        )
        assert "Сломалась" in his.buttons

        await seller.taps("Бұзылып қалды", on=route)
        asked = await seller.sees("енді жүрмей ме?")
        await seller.taps("Иә, бұзылды", on=asked)
        await seller.sees("1-көлік бұзылған. Жоспарды өзгертіп")
        await seller.sees("жоспары өзгерді", timeout=60)
        number = order.number
        await seller.sees(f"{number} тапсырысын енді 2-көлік жеткізеді", timeout=5)
        await seller.sees(lambda m: m.photo is not None and "2-көлік: 1 аялдама" in m.words, timeout=10)
        await courier.sees("маршрут изменился", timeout=10)
        await courier.sees(lambda m: m.photo is not None and "Машина 2: остановок 1" in m.words, timeout=10)
        await apa.never_sees("кешігіп жатыр")
        await seller.taps("Бұзылып қалды", on=route)
        await seller.sees("1-көлік бұл күні енді жүрмейді")
