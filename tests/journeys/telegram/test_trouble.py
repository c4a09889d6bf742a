"""Telegram slows the bot down, people block it, and some send what no shop expects."""

from __future__ import annotations

import asyncio
import io
import time

import pytest
from PIL import Image

from bot.main import run_bot
from core.bootstrap import App, SettleOutcome
from core.conversation.turn import Turns
from core.kernel.errors import InvalidInput
from core.payments.model import PaymentNotice
from tests.journeys.telegram.conftest import PROVIDER_TOKEN, Opening
from tests.journeys.telegram.steps import is_invoice, orders_by_hand
from tests.journeys.telegram.test_staff import seller_of

STRANGE = {
    "emoji": "🍎🥖🧀" * 20,
    "right to left": "مرحبا أريد أن أشتري الخبز",
    "hidden marks": "\u202eнаб\u202c \u200b\u200d",
    "html": "<b>нан</b> <script>alert(1)</script> &lt;",
    "sql": "'; DROP TABLE orders; --",
    "template": "{ $name } {{7*7}} %s",
    "only a control character": "\x07",
    "zero and minus": "0 нан, -5 кг банан, 99999999999999999999 сүт",
    "unknown command": "/nonsense@duken_bot \x00",
}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


async def test_a_reply_waits_as_long_as_telegram_says(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(801, first_name="Айгүл")
        began = time.monotonic()
        shop.tg.floods("sendMessage", 1, times=2)
        await apa.starts()
        await apa.sees("Сәлеметсіз бе", timeout=10)
        assert time.monotonic() - began >= 2


async def test_servers_that_fail_are_asked_again_and_the_order_of_words_is_kept(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(802, first_name="Айгүл")
        shop.tg.refuses("sendMessage", 502, "Bad Gateway", times=2)
        await apa.starts()
        await apa.sends("/help")
        await apa.sees("көмектесемін", timeout=10)
        said = [m.words[:10] for m in apa.messages if m.from_bot]
        assert said == ["Сәлеметсіз", "Осы чаттың"]


async def test_the_news_for_who_blocked_the_bot_is_given_up_and_others_hear_theirs(
    open_shop: Opening,
) -> None:
    async with open_shop() as shop:
        gone, seller = await seller_of(shop, 803), await seller_of(shop, 804)
        gone.blocks_bot()
        apa = shop.person(805, first_name="Айгүл", phone="+77012345678")
        await orders_by_hand(apa, "Курьерге қолма-қол")
        await seller.sees("Жаңа тапсырыс: ")
        await gone.never_sees("Жаңа тапсырыс: ", during=0.5)
        await gone.starts()
        await gone.sees("Сәлеметсіз бе")


async def test_who_meets_a_mistake_of_ours_hears_of_it_in_their_language(
    open_shop: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_shop() as shop:
        apa = shop.person(809, first_name="Айгүл")
        await apa.starts()
        await apa.sees("Сәлеметсіз бе")
        with monkeypatch.context() as broken:
            broken.setattr(Turns, "handle", _fails)
            await apa.taps("Каталог")
            await apa.sees("Бірдеңе дұрыс болмады")
        await apa.taps("Каталог")
        await apa.sees("Бөлімді таңдаңыз")


async def _fails(*_: object) -> None:
    raise RuntimeError("a mistake of ours")


async def test_money_that_could_not_be_settled_at_once_is_settled_later(
    open_shop: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, tries = App.settle_notice, []

    async def fails_once(app: App, notice: PaymentNotice) -> SettleOutcome:
        tries.append(notice.event_id)
        if len(tries) == 1:
            raise RuntimeError("the database went away")
        return await settle(app, notice)

    monkeypatch.setattr(App, "settle_notice", fails_once)
    async with open_shop(telegram_provider_token=PROVIDER_TOKEN) as shop:
        apa = shop.person(810, first_name="Айгүл", phone="+77012345678")
        await orders_by_hand(apa)
        await apa.sees(is_invoice)
        await apa.pays()
        await apa.sees("Төлем түсті", timeout=10)
        assert len(tries) == 2
        [order] = await shop.orders()
        assert [e.name for e in order.events].count("OrderPaid") == 1


async def test_what_was_written_while_the_bot_was_away_is_answered_once(open_shop: Opening) -> None:
    async with open_shop(polls=False) as shop:
        apa = shop.person(811, first_name="Айгүл")
        await apa.sends("2 кило банан қос")
        for _ in range(2):
            running = asyncio.create_task(run_bot(shop.app))
            await apa.sees("2 кг")
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert await shop.cart(apa) == {"131201": "2"}
        assert len([m for m in apa.messages if m.from_bot]) == 1


async def test_a_token_that_telegram_does_not_know_is_said(open_shop: Opening) -> None:
    async with open_shop(polls=False) as shop:
        shop.app.settings = shop.app.settings.model_copy(update={"telegram_bot_token": "4200:WRONG"})
        with pytest.raises(InvalidInput, match="TELEGRAM_BOT_TOKEN"):
            await run_bot(shop.app)


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
async def test_whatever_is_sent_is_answered_and_the_shop_goes_on(open_shop: Opening, text: str) -> None:
    async with open_shop() as shop:
        apa = shop.person(806, first_name="Айгүл <i>&amp;</i>")
        await apa.sends(text)
        await apa.sees(lambda m: bool(m.words))
        await apa.sends("/cart")
        await apa.sees(lambda m: m.words.startswith(("Себет", "Корзина", "Your cart")))
        assert await shop.cart(apa) == {}


async def test_an_essay_a_voice_a_picture_and_a_forged_button(open_shop: Opening) -> None:
    async with open_shop() as shop:
        apa = shop.person(807, first_name="Айгүл")
        await apa.sends("нан " * 5000)
        await apa.sees("тым ұзын")
        await apa.sends_photo(png())
        await apa.sees("суретті көре алмаймын")
        await apa.sends_photo(png(), caption="2 кило банан қос")
        await apa.sees("2 кг")
        await apa.sends("каталог")
        catalog = await apa.sees("Бөлімді")
        for data in (
            "pay:gold",
            "slot:99999999999999999999",
            "order:x",
            "add:нет такого",
            "cancelyes:1",
            ":::",
        ):
            catalog.content.inline_rows[0][0]["callback_data"] = data
            tapped = await apa.taps(catalog.buttons[0], on=catalog)
            await apa.sees(lambda m: bool(m.words))
            assert tapped.answered.is_set()  # type: ignore[union-attr]
        assert await shop.cart(apa) == {"131201": "2"}
