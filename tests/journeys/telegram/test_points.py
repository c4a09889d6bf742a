"""Picking an order up in Telegram: a locker is chosen from the list, paid, packed for its cell, and opened by a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from core.conversation.keeping import Keeping
from core.delivery.points_file import read_points
from core.kernel.clock import FixedClock
from core.ordering.model import Order
from tests.fakes.telegram import Message, User
from tests.journeys.telegram.conftest import PROVIDER_TOKEN, ROOT, STORE, Opening, Shop
from tests.journeys.telegram.steps import LIST, is_invoice
from tests.journeys.telegram.test_staff import seller_of

CODE = re.compile(r"Алу коды: (\d{6})\b")


async def with_points(shop: Shop) -> None:
    points, _ = read_points((ROOT / "demo" / "points.yaml").read_bytes(), "points.yaml", STORE)
    async with shop.app.units() as work:
        await work.points.save(points)
        await work.commit()


async def orders_to_the_locker(shop: Shop, apa: User) -> Order:
    """By words and buttons, from a pasted list to an order that is paid."""
    await apa.sends(LIST)
    await apa.sees("Себетке салдым", timeout=20)
    await apa.taps("Рәсімдеу")
    await apa.sees("Атыңыз кім")
    await apa.sends("Айгүл")
    await apa.sees("Телефон нөміріңіз")
    await apa.taps("📱 Нөмірімді жіберу")
    await apa.sees("Қайда жеткізейік")
    await apa.taps("Өзім аламын")
    listed = await apa.sees("Қай жерден алып кеткен ыңғайлы")
    assert all(name in listed.words for name in ("Достық", "Ақсай", "Абай"))
    await apa.taps("«Абай» постаматы", on=listed)
    await apa.sees("Орын сізге сақталды")
    asked = await apa.sees("Қалай төлейсіз")
    assert not any("қолма-қол" in button.lower() for button in asked.buttons), "nobody takes cash there"
    await apa.taps("Картамен", on=asked)
    summary = await apa.sees("Тапсырысты тексеріңіз")
    assert "«Абай» постаматы" in summary.words and "Қашаннан алуға болады" in summary.words
    await apa.taps("Дұрыс, тапсырыс беремін")
    await apa.sees("тапсырысы қабылданды")
    await apa.sees(is_invoice)
    assert (await apa.pays()).status == "paid"
    await apa.sees("Төлем түсті")
    [order] = await shop.orders()
    return order


async def puts_it_there(seller: User) -> None:
    await seller.taps("Қабылдау", on=await seller.sees("Жаңа тапсырыс: "))
    for button in ("Жиналды", "Курьерге берілді", "Алып кету орнына қойылды"):
        await seller.sees(_offers(button))
        await seller.taps(button)


def _offers(button: str) -> Callable[[Message], bool]:
    return lambda message: button in message.buttons


def _ready(message: Message) -> bool:
    return CODE.search(message.words) is not None and "күтіп тұр" in message.words


async def test_a_locker_is_chosen_from_the_list_and_opened_by_the_code(open_shop: Opening) -> None:
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        await with_points(shop)
        seller = await seller_of(shop)
        apa = shop.person(711, first_name="Айгүл", language_code="kk", phone="+77012345678")
        order = await orders_to_the_locker(shop, apa)
        assert order.point_id == "abay-locker"
        await puts_it_there(seller)
        told = await apa.sees(_ready)
        [order] = await shop.orders()
        (code,) = CODE.findall(told.words)
        assert code == order.pickup_code and "сақталады" in told.words and "Ұяшықтар" in told.words
        await seller.taps("Сатып алушыға берілді")
        await apa.sees("Игілігіңізге жаратыңыз")
        assert (await shop.orders())[0].state == "delivered"


async def test_who_does_not_come_is_reminded_and_gets_the_money_back(open_shop: Opening) -> None:
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        await with_points(shop)
        seller = await seller_of(shop)
        apa = shop.person(712, first_name="Айгүл", language_code="kk", phone="+77012345678")
        await orders_to_the_locker(shop, apa)
        await puts_it_there(seller)
        await apa.sees(_ready)
        clock = FixedClock(shop.app.clock.now())
        keeping = Keeping(shop.app.units, clock)
        for said in ("сақтау мерзімі жақында бітеді", "дүкенге қайтты"):
            clock.at += timedelta(days=1)
            (job,) = await keeping.to_schedule()
            clock.at = max(clock.at, job.at)
            await keeping.look_after(job.key)
            await apa.sees(said)
        await apa.sees("ақшасы қайтарылды")
        fetched = await seller.sees("ешкім уақытында алмады")
        assert "Абай даңғылы 44" in fetched.words
        assert (await shop.orders())[0].state == "refunded"


async def test_the_days_plan_names_the_cell(open_shop: Opening) -> None:
    async with open_shop(worker=True, telegram_provider_token=PROVIDER_TOKEN) as shop:
        await with_points(shop)
        seller = await seller_of(shop)
        apa = shop.person(713, first_name="Айгүл", language_code="kk", phone="+77012345678")
        order = await orders_to_the_locker(shop, apa)
        await seller.taps("Қабылдау", on=await seller.sees("Жаңа тапсырыс: "))
        await seller.sees("қабылданды, сатып алушыға хабар берілді")
        await seller.sends(f"{order.window.start:%d.%m} маршруттары")
        await seller.sees("жоспарын жасап жатырмын")
        async with shop.app.units() as work:
            kept = {cell.kind for cell in await work.cells.of_order(order.order_id)}
        packed = await seller.sees(lambda m: m.photo is not None and "ұяшығы" in m.words, timeout=60)
        assert any(f"постаматтың {kind} ұяшығы" in packed.words for kind in kept)
