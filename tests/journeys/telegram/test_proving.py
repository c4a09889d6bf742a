"""In Telegram an order of doubtful reliability waits until the shopper shares the number it was placed with."""

from __future__ import annotations

from core.ordering.model import Order
from tests.fakes.telegram import User
from tests.journeys.telegram.conftest import Opening, Shop

FOREIGN = "+77051112233"


async def orders_typing_the_number(apa: User, number: str) -> None:
    await apa.sends("2 кило банан қосыңыз")
    await apa.sees("салып қойдым")
    await apa.taps("Рәсімдеу")
    await apa.sees("Атыңыз кім")
    await apa.sends("Айгүл")
    await apa.sees("Телефон нөміріңіз")
    await apa.sends(number)
    await apa.sees("Қайда жеткізейік")
    await apa.sends("ескі базардың артындағы көк үй")
    slots = await apa.sees("Қашан жеткізейік")
    await apa.taps(slots.buttons[0], on=slots)
    await apa.sees("Қалай төлейсіз")
    await apa.taps("Курьерге қолма-қол")
    await apa.sees("Тапсырысты тексеріңіз")
    await apa.taps("Дұрыс, тапсырыс беремін")
    await apa.sees("тапсырысы қабылданды")


async def only(shop: Shop) -> Order:
    (order,) = await shop.orders()
    return order


async def test_sharing_the_own_number_lets_the_order_go_on(open_shop: Opening) -> None:
    async with open_shop() as shop:
        seller, apa = shop.person(701), shop.person(702, first_name="Айгүл", phone="+77012345678")
        await seller.starts(await shop.invite())
        await orders_typing_the_number(apa, "87012345678")
        asked = await apa.sees("нөміріңіз өзіңіздікі екенін растаңызшы")
        assert (await only(shop)).state == "unproven" and apa.chat.reply_keyboard, asked.words

        await apa.sends("жеткізу қанша тұрады")
        await apa.sees("нөміріңіздің расталуын күтіп тұр")
        await apa.shares_contact("+77012345678", own=False)
        await apa.sees("басқа адамның нөмірі")
        assert (await only(shop)).state == "unproven", "a neighbour's card proves nothing"

        await apa.taps("📱 Нөмірімді жіберу")
        await apa.sees("нөміріңіз расталды")
        assert (await only(shop)).state == "reserved" and apa.chat.reply_keyboard is None
        await seller.sees("Жаңа тапсырыс: 1001")


async def test_the_orders_number_is_changed_to_the_shared_one(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(703, first_name="Айгүл", phone="+77012345678")
        await orders_typing_the_number(apa, FOREIGN)
        await apa.sees("растаңызшы")
        await apa.taps("📱 Нөмірімді жіберу")
        offered = await apa.sees("осыған ауыстырайық па")
        assert FOREIGN in offered.words and "+77012345678" in offered.words
        await apa.taps("Иә, нөмірді ауыстыру")
        await apa.sees("нөміріңіз расталды")
        order = await only(shop)
        assert (order.state, order.phone) == ("reserved", "+77012345678")
