"""Two independent libraries, python-telegram-bot and aiogram, must understand whatever the emulator says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
import telegram
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
)
from aiogram.types import CallbackQuery as AiogramCallback
from telegram.error import BadRequest, Forbidden, RetryAfter

from tests.fakes.telegram import CallbackQuery, Payment, TelegramEmulator, User, transcript_html
from tests.integration.fakes.conftest import PROVIDER_TOKEN, RawApi, png

PHOTO = png()


def inline(text: str, data: str) -> telegram.InlineKeyboardMarkup:
    return telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton(text, callback_data=data)]])


async def ptb_invoice(ptb: telegram.Bot) -> telegram.Message:
    return await ptb.send_invoice(
        77,
        title="Тапсырыс",
        description="Екі нан",
        payload="order:1",
        provider_token=PROVIDER_TOKEN,
        currency="KZT",
        prices=[telegram.LabeledPrice("Нан", 90_000)],
        need_name=True,
    )


# -- python-telegram-bot -------------------------------------------------------------------------------------


async def test_ptb_reads_every_kind_of_update(ptb: telegram.Bot, user: User) -> None:
    await user.sends("/help нан", reply_to=user.messages[0])
    await user.shares_contact("+77015550101")
    await user.shares_location(43.25, 76.95)
    await user.uploads_document("list.csv", b"a;b\n", caption="баға")
    await user.sends_photo(PHOTO, caption="міне")
    await user.edits(await user.sends("нна"), "нан")
    await ptb.send_message(77, "Аламыз ба?", reply_markup=inline("Иә", "yes"))
    await user.taps("Иә")
    await ptb_invoice(ptb)
    paying = asyncio.create_task(user.pays())
    await asyncio.sleep(0)
    updates = list(await ptb.get_updates())
    checkout = updates[-1].pre_checkout_query
    assert checkout is not None
    assert (checkout.total_amount, checkout.order_info and checkout.order_info.name) == (90_000, "Айгерім")
    assert await checkout.answer(ok=True)
    assert (await paying).status == "paid"
    user.blocks_bot()
    updates += await ptb.get_updates(offset=updates[-1].update_id + 1)

    start, reply, contact, place, document, photo, _, edited, tap, _, paid, blocked = updates
    assert start.message is not None
    assert start.message.from_user is not None
    assert start.message.from_user.language_code == "kk"
    assert reply.message is not None
    assert reply.message.reply_to_message is not None
    assert [entity.type for entity in reply.message.entities] == ["bot_command"]
    assert contact.message.contact.user_id == 77
    assert (place.message.location.latitude, place.message.location.longitude) == (43.25, 76.95)
    assert (document.message.document.file_name, document.message.caption) == ("list.csv", "баға")
    assert (photo.message.photo[-1].width, photo.message.photo[-1].height) == (40, 30)
    assert edited.edited_message.text == "нан"
    assert (tap.callback_query.data, tap.callback_query.message.text) == ("yes", "Аламыз ба?")
    assert paid.message.successful_payment.invoice_payload == "order:1"
    assert blocked.my_chat_member.new_chat_member.status == "kicked"


async def test_ptb_reads_the_answer_of_every_method(ptb: telegram.Bot, user: User) -> None:
    assert (await ptb.get_me()).username == "duken_bot"
    assert (await ptb.get_chat(77)).first_name == "Айгерім"
    text = await ptb.send_message(77, "<b>Нан</b>", parse_mode="HTML", reply_markup=inline("Иә", "y"))
    assert text.parse_entities() == {text.entities[0]: "Нан"}
    assert (await text.edit_text("Сүт", reply_markup=inline("Жоқ", "n"))).edit_date is not None  # type: ignore[union-attr]
    assert isinstance(await text.edit_reply_markup(inline("Бәлкім", "m")), telegram.Message)
    photo = await ptb.send_photo(77, PHOTO, caption="нан", filename="bread.png")
    again = await ptb.send_photo(77, photo.photo[-1].file_id, reply_to_message_id=text.message_id)
    assert again.reply_to_message is not None
    assert isinstance(await photo.edit_caption("сүт"), telegram.Message)
    assert isinstance(await photo.edit_media(telegram.InputMediaPhoto(png(color="red"))), telegram.Message)
    album = await ptb.send_media_group(77, [telegram.InputMediaPhoto(PHOTO, caption="1")] * 2)
    assert [len(message.photo) for message in album] == [1, 1]
    document = await ptb.send_document(77, b"a;b", filename="баға.csv")
    assert document.document is not None
    assert bytes(await (await document.document.get_file()).download_as_bytearray()) == b"a;b"
    assert (await ptb.send_location(77, 43.2, 76.9)).location is not None
    assert (await ptb.send_contact(77, "+77010000000", "Курьер")).contact is not None
    invoice = await ptb_invoice(ptb)
    assert invoice.invoice is not None
    assert invoice.invoice.total_amount == 90_000
    assert await ptb.send_chat_action(77, "typing")
    assert await ptb.set_my_commands([("start", "Бастау")], language_code="kk")
    assert [c.command for c in await ptb.get_my_commands(language_code="kk")] == ["start"]
    button = telegram.MenuButtonWebApp("Дүкен", telegram.WebAppInfo("https://shop.example"))
    assert await ptb.set_chat_menu_button(77, button)
    assert await ptb.get_chat_menu_button(77) == button
    assert (await ptb.copy_message(77, 77, text.message_id)).message_id
    assert (await ptb.forward_message(77, 77, text.message_id)).text == "Сүт"
    assert await text.delete()
    assert await ptb.set_webhook("https://shop.example/hook", secret_token="s")
    assert (await ptb.get_webhook_info()).url == "https://shop.example/hook"
    assert await ptb.delete_webhook()


async def test_ptb_reads_the_errors(
    tg: TelegramEmulator, ptb: telegram.Bot, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library's coming form of retry_after; its present one warns.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(1, "а")
    tg.floods("sendMessage", 5)
    with pytest.raises(RetryAfter) as flood:
        await ptb.send_message(77, "а")
    assert flood.value.retry_after == timedelta(seconds=5)
    user.blocks_bot()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await ptb.send_message(77, "а")


# -- aiogram -------------------------------------------------------------------------------------------------


def shop_bot() -> Dispatcher:
    """A small aiogram bot: says hello with a picture, counts taps, sells bread."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text == "сәлем")
    async def hello(message: Message) -> None:
        button = InlineKeyboardButton(text="Сатып алу", callback_data="buy")
        await message.answer_photo(
            BufferedInputFile(PHOTO, "bread.png"),
            caption="<b>Нан</b> 900 ₸",
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]),
        )

    @dispatcher.callback_query(F.data == "buy")
    async def buy(query: AiogramCallback) -> None:
        await query.answer("Шот жіберілді", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_caption(caption="Нан таңдалды")
        await query.message.answer_invoice(
            title="Нан",
            description="Бір бөлке",
            payload="order:2",
            provider_token=PROVIDER_TOKEN,
            currency="KZT",
            prices=[LabeledPrice(label="Нан", amount=90_000)],
        )

    @dispatcher.pre_checkout_query()
    async def checkout(query: PreCheckoutQuery) -> None:
        await query.answer(ok=True)

    @dispatcher.message(F.successful_payment)
    async def thanks(message: Message) -> None:
        await message.answer(f"Рақмет! {message.successful_payment.total_amount // 100} ₸")

    return dispatcher


@pytest.fixture
async def polling(bot: Bot) -> AsyncIterator[Dispatcher]:
    dispatcher = shop_bot()
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    await asyncio.sleep(0.05)
    yield dispatcher
    await dispatcher.stop_polling()
    await task


async def buys_bread(user: User) -> Payment:
    await user.sends("сәлем")
    card = await user.sees("Нан 900 ₸")
    assert (card.photo, card.buttons) == (PHOTO, ["Сатып алу"])
    tap = await user.taps("Сатып алу")
    await user.sees(lambda message: message.invoice is not None)
    assert isinstance(tap, CallbackQuery)
    assert (tap.text, tap.show_alert) == ("Шот жіберілді", True)
    assert (card.caption, [content.caption for content in card.edits]) == ("Нан таңдалды", ["Нан 900 ₸"])
    paid = await user.taps("Pay 900.00 KZT")
    await user.sees("Рақмет! 900 ₸")
    assert isinstance(paid, Payment)
    return paid


async def test_an_aiogram_bot_sells_bread_over_polling(polling: Dispatcher, user: User) -> None:
    assert (await buys_bread(user)).status == "paid"


async def test_an_aiogram_bot_sells_bread_over_the_webhook(
    bot: Bot, user: User, serve: Callable[[Dispatcher, Bot, str], Awaitable[str]]
) -> None:
    url = await serve(shop_bot(), bot, "s3cret")
    await bot.set_webhook(url, secret_token="s3cret", drop_pending_updates=True)
    assert (await buys_bread(user)).status == "paid"


async def test_aiogram_reads_albums_and_downloads(bot: Bot, user: User) -> None:
    album = await bot.send_media_group(
        77, [InputMediaPhoto(media=BufferedInputFile(png(color=c), f"{c}.png")) for c in ("red", "blue")]
    )
    assert [message.media_group_id for message in album] == [album[0].media_group_id] * 2
    photo = album[1].photo
    assert photo is not None
    content = await bot.download(photo[-1])
    assert content is not None
    assert content.read() == png(color="blue") == user.messages[-1].photo


async def test_aiogram_reads_the_errors(tg: TelegramEmulator, bot: Bot, user: User) -> None:
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(77, "<b>а", parse_mode="HTML")
    tg.floods("sendMessage", 5)
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(77, "а")
    assert flood.value.retry_after == 5
    user.blocks_bot()
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(77, "а")


# -- what a person sees --------------------------------------------------------------------------------------


async def test_seeing_is_about_what_came_after_the_last_action(api: RawApi, user: User) -> None:
    await api("sendMessage", chat_id=77, text="ескі")
    await user.sees("ескі")
    await user.sends("тағы")
    await user.never_sees("ескі", 0.05)
    with pytest.raises(AssertionError, match="did not see 'жаңа'") as failure:
        await user.sees("жаңа", 0.05)
    assert "Айгерім: тағы" in str(failure.value)


async def test_a_transcript_is_a_safe_page_and_always_the_same(ptb: telegram.Bot, user: User) -> None:
    await user.sends("<script>alert(1)</script>")
    await ptb.send_photo(
        77, PHOTO, caption="🍞 <b>Нан &amp; сүт</b>", parse_mode="HTML", reply_markup=inline("Ал", "y")
    )
    await ptb.send_media_group(77, [telegram.InputMediaPhoto(PHOTO)] * 2)
    await ptb.send_document(77, b"a" * 3000, filename="баға.csv")
    await ptb.send_message(77, "Қалай?", reply_markup=telegram.ReplyKeyboardMarkup([["Курьер", "Өзім"]]))
    await ptb_invoice(ptb)
    page = transcript_html(user)
    assert page == transcript_html(user)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "🍞 <b>Нан &amp; сүт</b>" in page
    assert page.count("<img") == 3
    for part in ("<span>Ал</span>", "баға.csv", "<span>Курьер</span>", "900 ₸", "14:30"):
        assert part in page
