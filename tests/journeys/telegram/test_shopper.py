"""A Kazakh shopper in Telegram, from /start to an order that is paid."""

from __future__ import annotations

from tests.fakes.telegram import Opened
from tests.journeys.telegram.conftest import PROVIDER_TOKEN, Opening
from tests.journeys.telegram.steps import is_invoice, orders_by_hand


async def test_from_start_to_a_paid_order(open_shop: Opening) -> None:
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        apa = shop.person(501, first_name="Айгүл", language_code="kk", phone="+77012345678")
        await apa.starts()
        hello = await apa.sees("Сәлеметсіз бе")
        assert "Каталог" in hello.buttons

        await orders_by_hand(apa)
        bill = await apa.sees(is_invoice)
        assert bill.invoice is not None
        [order] = await shop.orders()
        assert bill.invoice.total_minor == order.total_minor
        assert len(bill.invoice.prices) == 4, "three goods and the delivery"
        assert apa.chat.reply_keyboard is None, "the question about the place was answered"

        assert (await apa.pays()).status == "paid"
        await apa.sees("Төлем түсті")
        [order] = await shop.orders()
        assert [e.name for e in order.events].count("OrderPaid") == 1


async def test_a_cart_is_turned_over_in_its_own_message(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(502, first_name="Айгүл")
        await apa.sends("2 кило банан, 3 кило картоп және 1 батон қосыңыз")
        cart = await apa.sees("Себетке салдым")
        await apa.taps("➕", on=cart)
        changed = await apa.sees("Түзеттім")
        assert changed is cart, "edited, not sent again"
        assert "Банан, 3 кг" in cart.words
        await apa.taps("🗑", on=cart)
        await apa.sees("Алып тастадым")
        assert "батон" not in cart.words.split("Себетіңіз")[1]
        await apa.taps("➖", on=cart)
        await apa.sees("Түзеттім")
        assert await shop.cart(apa) == {"131201": "2", "132101": "3"}


async def test_goods_are_looked_at_before_they_are_bought(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(503, first_name="Айгүл")
        await apa.sends("банан бар ма")
        banana = await apa.sees("Банан")
        assert banana.photo, "one thing found is shown with its picture"
        await apa.sends("шай керек")
        teas = await apa.sees("табылды")
        assert [b for b in teas.buttons if b.isdigit()] == ["1", "2", "3", "4", "5"]
        await apa.taps("2", on=teas)
        await apa.sees(lambda m: "Себетке" in m.buttons)
        await apa.taps("Себетке")
        await apa.sees("салып қойдым")
        await apa.taps("🛒 1", on=teas)
        await apa.sees("салып қойдым")
        assert len(await shop.cart(apa)) == 2


async def test_a_picture_is_uploaded_once(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa, ata = shop.person(504), shop.person(505)
        for person in (apa, ata, apa):
            await person.sends("банан бар ма")
            assert (await person.sees("Банан")).photo
        sent = [call for call in shop.tg.calls if call.method == "sendPhoto"]
        assert len(sent) == 3
        assert len({m.content.photo_file.file_id for p in (apa, ata) for m in p.messages if m.photo}) == 1  # type: ignore[union-attr]


async def test_without_a_provider_the_order_is_paid_by_a_link(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(506, first_name="Айгүл")
        await orders_by_hand(apa, "Kaspi")
        bill = await apa.sees("төлемді күтіп тұр: ")
        opened = await apa.taps("төлеу", on=bill)
        assert isinstance(opened, Opened)
        assert opened.value.startswith("http://127.0.0.1:8000/pay/")


async def test_a_sum_that_telegram_refuses_is_paid_by_the_link(open_shop: Opening) -> None:
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        shop.tg.refuses("sendInvoice", 400, "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID")
        apa = shop.person(507, first_name="Айгүл")
        await orders_by_hand(apa)
        bill = await apa.sees(lambda m: any("төлеу" in b for b in m.buttons))
        assert isinstance(await apa.taps("төлеу", on=bill), Opened)


async def test_an_order_that_was_cancelled_is_not_charged(open_shop: Opening) -> None:
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        apa = shop.person(508, first_name="Айгүл")
        await orders_by_hand(apa)
        await apa.sees(is_invoice)
        await apa.taps("Бас тарту")
        await apa.sees("бас тартасыз ба")
        await apa.taps("Иә, бас тартамын")
        await apa.sees("тоқтатылды")
        refused = await apa.pays()
        assert (refused.status, "болмайды" in refused.error_message) == ("declined", True)


async def test_only_ones_own_number_counts(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(509, first_name="Айгүл")
        await apa.shares_contact("+77770000000", own=False)
        await apa.sees("басқа адамның нөмірі")


async def test_menu_commands_and_leaving_checkout_by_its_button(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(510, first_name="Айгүл")
        await apa.sends("/cart")
        await apa.sees("бос")
        await apa.sends("/orders")
        await apa.sees("тапсырыс жоқ")
        await apa.sends("/catalog")
        await apa.sees("Бөлімді таңдаңыз")
        await apa.sends("/help")
        await apa.sees("көмектесемін")
        await apa.sends("/language")
        await apa.sees("Қай тілде")
        await apa.taps("Русский")
        await apa.sees(lambda m: "Корзина" in m.buttons)
        await apa.taps("Корзина")
        await apa.sees("пуста")
        await apa.sends("добавь 2 кг бананов")
        await apa.sees("2 кг")
        await apa.taps("Оформить")
        await apa.sees("зовут")
        await apa.sends("Айгуль")
        await apa.sees("номер")
        await apa.taps("Отложить")
        left = await apa.sees("на месте")
        assert apa.chat.reply_keyboard is None, left.words
