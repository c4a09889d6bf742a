"""A Kazakh shopper in Telegram, from /start to an order that is paid."""

from __future__ import annotations

from tests.fakes.telegram import Message, Payment
from tests.journeys.telegram.conftest import PROVIDER_TOKEN, Opening


async def test_from_start_to_a_paid_order(open_shop: Opening) -> None:
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        apa = shop.person(501, first_name="Айгүл", language_code="kk", phone="+77012345678")
        await apa.starts()
        hello = await apa.sees("Сәлеметсіз бе")
        assert "Каталог" in hello.buttons

        await apa.taps("Каталог")
        await apa.sees("Бөлімді таңдаңыз")
        await apa.sends("банан бар ма")
        await apa.sees("Банан")
        await apa.sends("2 кило банан, 3 кило картоп және 1 батон қосыңыз")
        cart = await apa.sees("Себетке салдым")
        await apa.taps("➕", on=cart)
        await apa.sees("3 кг")
        await apa.taps("Рәсімдеу")
        await apa.sees("Атыңыз кім")
        await apa.sends("Айгүл")
        await apa.sees("Телефон нөміріңіз")
        await apa.taps("📱 Нөмірімді жіберу")
        await apa.sees("Қайда жеткізейік")
        await apa.taps("📍 Геолокация жіберу")
        slots = await apa.sees("Қашан жеткізейік")
        await apa.taps(slots.buttons[0], on=slots)
        await apa.sees("Қалай төлейсіз")
        await apa.taps("Картамен")
        await apa.sees("Тапсырысты тексеріңіз")
        await apa.taps("Дұрыс, тапсырыс беремін")
        bill = await apa.sees(_is_invoice)
        assert bill.invoice is not None
        [order] = await shop.orders()
        assert bill.invoice.total_minor == order.total_minor
        paid = await apa.pays()
        assert (paid.status, isinstance(paid, Payment)) == ("paid", True)
        await apa.sees("Төлем түсті")
        [order] = await shop.orders()
        assert [e.name for e in order.events].count("OrderPaid") == 1


def _is_invoice(message: Message) -> bool:
    return message.invoice is not None
