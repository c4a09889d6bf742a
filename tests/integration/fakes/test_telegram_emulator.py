"""Each limit of the Bot API that the emulator holds, in a test of its own."""

from __future__ import annotations

import io
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from core.kernel.clock import FixedClock
from tests.fakes.telegram import CallbackQuery, Limits, Opened, TelegramEmulator, User
from tests.integration.fakes.conftest import LIMITS, PROVIDER_TOKEN, RawApi, advance, png

INVOICE: dict[str, Any] = {
    "title": "Тапсырыс №1042",
    "description": "Екі нан, бір сүт",
    "payload": "order:1042",
    "provider_token": PROVIDER_TOKEN,
    "currency": "KZT",
    "prices": [{"label": "Тауарлар", "amount": 145_000}, {"label": "Жеткізу", "amount": 99_000}],
}


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def callback(text: str = "Иә", data: str = "yes") -> dict[str, Any]:
    return {"text": text, "callback_data": data}


# -- text, captions, entities --------------------------------------------------------------------------------


async def test_text_holds_4096_characters_after_tags_are_taken_out(api: RawApi, user: User) -> None:
    fits = f"<b>{'ә' * 4096}</b>"
    assert (await api("sendMessage", chat_id=77, text=fits, parse_mode="HTML"))["ok"]
    description = await api.refused("sendMessage", chat_id=77, text="ә" * 4097)
    assert description == "Bad Request: message is too long"


@pytest.mark.parametrize("text", ["", "   \n ", "<b></b>"])
async def test_empty_text_is_refused(api: RawApi, user: User, text: str) -> None:
    description = await api.refused("sendMessage", chat_id=77, text=text, parse_mode="HTML")
    assert description == "Bad Request: message text is empty"


async def test_an_emoji_counts_as_two_characters(api: RawApi, user: User) -> None:
    assert (await api("sendMessage", chat_id=77, text="🍞" * 2048))["ok"]
    assert "too long" in await api.refused("sendMessage", chat_id=77, text="🍞" * 2049)


async def test_caption_holds_1024_characters(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    tg.hosts("https://shop.example/bread.png", png(), "image/png")
    photo = {"chat_id": 77, "photo": "https://shop.example/bread.png"}
    assert (await api("sendPhoto", **photo, caption="н" * 1024))["ok"]
    assert (await api("sendPhoto", **photo))["ok"]
    description = await api.refused("sendPhoto", **photo, caption="н" * 1025)
    assert description == "Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("нан <br> сүт", 'Unsupported start tag "br" at byte offset 7'),
        ("<b>нан", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>нан</i>", 'Unmatched end tag at byte offset 9, expected "</b>", found "</i>"'),
        ("нан</b>", "Unexpected end tag at byte offset 6"),
        ("<span>нан</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
    ],
)
async def test_broken_html_cannot_be_parsed(api: RawApi, user: User, text: str, reason: str) -> None:
    description = await api.refused("sendMessage", chat_id=77, text=text, parse_mode="HTML")
    assert description == f"Bad Request: can't parse entities: {reason}"


async def test_html_becomes_entities_with_utf16_offsets(api: RawApi, user: User) -> None:
    text = ' 🍞 <b>Нан <i>1&lt;2</i></b> &amp; <a href="https://a.kz/?x=1&amp;y=2">сайт</a> AT&T '
    sent = (await api("sendMessage", chat_id=77, text=text, parse_mode="HTML"))["result"]
    assert sent["text"] == "🍞 Нан 1<2 & сайт AT&T"
    assert sent["entities"] == [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "italic", "offset": 7, "length": 3},
        {"type": "text_link", "offset": 13, "length": 4, "url": "https://a.kz/?x=1&y=2"},
    ]


async def test_a_reference_to_no_character_stays_as_written(api: RawApi, user: User) -> None:
    text = "&#8376; &#x20B8; &#9999999; &#xD800; &nbsp;"
    sent = (await api("sendMessage", chat_id=77, text=text, parse_mode="HTML"))["result"]
    assert sent["text"] == "₸ ₸ &#9999999; &#xD800; &nbsp;"


# -- keyboards -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "taken"), [("d" * 64, True), ("d" * 65, False), ("ә" * 33, False), ("", False)]
)
async def test_callback_data_holds_1_to_64_bytes(api: RawApi, user: User, data: str, taken: bool) -> None:
    body = await api("sendMessage", chat_id=77, text="?", reply_markup=inline([callback(data=data)]))
    assert body["ok"] is taken
    assert taken or body["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_keyboard_holds_100_buttons(api: RawApi, user: User) -> None:
    rows = [[callback(str(n), str(n)) for n in range(10)] for _ in range(10)]
    assert (await api("sendMessage", chat_id=77, text="?", reply_markup=inline(*rows)))["ok"]
    description = await api.refused(
        "sendMessage", chat_id=77, text="?", reply_markup=inline(*rows, [callback()])
    )
    assert description == "Bad Request: reply markup is too long"


async def test_an_inline_button_needs_one_action_and_a_label(api: RawApi, user: User) -> None:
    for button, part in (
        ({"text": "Иә"}, "Text buttons are unallowed"),
        ({"callback_data": "x"}, 'Field "text"'),
    ):
        assert part in await api.refused("sendMessage", chat_id=77, text="?", reply_markup=inline([button]))


async def test_a_button_does_not_open_localhost(api: RawApi, user: User) -> None:
    button = {"text": "Қарау", "url": "http://localhost:8000/t/AB"}
    description = await api.refused("sendMessage", chat_id=77, text="?", reply_markup=inline([button]))
    assert "is invalid: Wrong HTTP URL" in description


@pytest.mark.parametrize("markup", ["[1]", "{", '{"inline_keyboard": {}}'])
async def test_a_malformed_keyboard_is_refused(api: RawApi, user: User, markup: str) -> None:
    await api.refused("sendMessage", chat_id=77, text="?", reply_markup=markup)


# -- pictures, albums, files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "taken"),
    [((5000, 5000), True), ((9000, 1001), False), ((2100, 100), False), ((2000, 100), True)],
)
async def test_photo_sides_and_ratio(
    tg: TelegramEmulator, api: RawApi, user: User, size: tuple[int, int], taken: bool
) -> None:
    tg.hosts("https://shop.example/p.png", png(*size), "image/png")
    body = await api("sendPhoto", chat_id=77, photo="https://shop.example/p.png")
    assert body["ok"] is taken
    assert taken or body["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_a_photo_holds_10_megabytes(tg: TelegramEmulator, user: User) -> None:
    form = FormData({"chat_id": "77"})
    form.add_field("photo", io.BytesIO(png() + bytes(10 * 1024 * 1024)), filename="big.png")
    async with (
        ClientSession() as session,
        session.post(f"{tg.url}/bot{tg.token}/sendPhoto", data=form) as response,
    ):
        description = (await response.json())["description"]
    assert "is too big for a photo; the maximum size is 10485760 bytes" in description


async def test_what_is_not_a_picture_is_not_a_photo(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    tg.hosts("https://shop.example/page", b"<html>", "text/html")
    tg.hosts("https://shop.example/broken.jpg", b"not a jpeg")
    for url, reason in (
        ("https://shop.example/page", "wrong type of the web page content"),
        ("https://shop.example/broken.jpg", "IMAGE_PROCESS_FAILED"),
        ("http://127.0.0.1:9/none.jpg", "failed to get HTTP URL content"),
        ("AgACunknown", "wrong remote file identifier specified: Wrong string length"),
        ("", "there is no photo in the request"),
    ):
        assert await api.refused("sendPhoto", chat_id=77, photo=url) == f"Bad Request: {reason}"


@pytest.mark.parametrize(("count", "taken"), [(0, False), (1, False), (2, True), (10, True), (11, False)])
async def test_an_album_holds_2_to_10_items(
    tg: TelegramEmulator, api: RawApi, user: User, count: int, taken: bool
) -> None:
    tg.hosts("https://shop.example/p.png", png(), "image/png")
    media = [{"type": "photo", "media": "https://shop.example/p.png"}] * count
    body = await api("sendMediaGroup", chat_id=77, media=media)
    assert body["ok"] is taken
    if taken:
        assert len({message["media_group_id"] for message in body["result"]}) == 1


async def test_a_file_goes_up_and_comes_down_unchanged(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    await user.uploads_document("баға.csv", b"id;price\n1;450\n")
    update = (await api("getUpdates", offset=-1))["result"][0]
    document = update["message"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("баға.csv", "text/csv")
    path = (await api("getFile", file_id=document["file_id"]))["result"]["file_path"]
    async with ClientSession() as session, session.get(f"{tg.url}/file/bot{tg.token}/{path}") as response:
        assert await response.read() == b"id;price\n1;450\n"
    description = await api.refused("sendPhoto", chat_id=77, photo=document["file_id"])
    assert description == "Bad Request: can't use file of type Document as Photo"


async def test_a_bot_downloads_at_most_20_megabytes(api: RawApi, user: User) -> None:
    message = await user.uploads_document("all.zip", bytes(20 * 1024 * 1024 + 1))
    assert message.document is not None
    description = await api.refused("getFile", file_id=message.document.file_id)
    assert description == "Bad Request: file is too big"


# -- chats and edits -----------------------------------------------------------------------------------------


async def test_nobody_is_written_to_before_they_start_the_bot(tg: TelegramEmulator, api: RawApi) -> None:
    tg.user(id=500)
    for chat_id in (500, 501, "@nobody"):
        description = await api.refused("sendMessage", chat_id=chat_id, text="сәлем")
        assert description == "Bad Request: chat not found"


async def test_who_blocked_the_bot_gets_nothing(api: RawApi, user: User) -> None:
    user.blocks_bot()
    body = await api("sendMessage", chat_id=77, text="сәлем")
    assert (body["error_code"], body["description"]) == (403, "Forbidden: bot was blocked by the user")
    update = (await api("getUpdates", offset=-1))["result"][0]["my_chat_member"]
    assert update["new_chat_member"]["status"] == "kicked"
    user.unblocks_bot()
    assert (await api("sendMessage", chat_id=77, text="сәлем"))["ok"]


async def test_an_edit_must_change_something(api: RawApi, user: User) -> None:
    keys = inline([callback()])
    sent = (await api("sendMessage", chat_id=77, text="Нан", reply_markup=keys))["result"]
    edit = {"chat_id": 77, "message_id": sent["message_id"]}
    assert "message is not modified" in await api.refused(
        "editMessageText", **edit, text="<b></b>Нан", parse_mode="HTML", reply_markup=keys
    )
    assert "message is not modified" in await api.refused("editMessageReplyMarkup", **edit, reply_markup=keys)
    assert (await api("editMessageText", **edit, text="Сүт"))["result"]["text"] == "Сүт"
    assert user.messages[-1].buttons == []
    assert [content.text for content in user.messages[-1].edits] == ["Нан"]


async def test_only_what_is_there_and_fits_is_edited(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    theirs = await user.sends("менікі")
    tg.hosts("https://shop.example/p.png", png(), "image/png")
    photo = (await api("sendPhoto", chat_id=77, photo="https://shop.example/p.png"))["result"]["message_id"]
    text = (await api("sendMessage", chat_id=77, text="а"))["result"]["message_id"]
    keyed = {"chat_id": 77, "text": "б", "reply_markup": {"keyboard": [[{"text": "Иә"}]]}}
    under = (await api("sendMessage", **keyed))["result"]["message_id"]
    for message_id, method, reason in (
        (999_999, "editMessageText", "message to edit not found"),
        (theirs.message_id, "editMessageText", "message can't be edited"),
        (under, "editMessageText", "message can't be edited"),
        (photo, "editMessageText", "there is no text in the message to edit"),
        (text, "editMessageCaption", "there is no caption in the message to edit"),
    ):
        given = {"chat_id": 77, "message_id": message_id, "text": "жаңа", "caption": "жаңа"}
        assert await api.refused(method, **given) == f"Bad Request: {reason}"


async def test_media_and_caption_edits_show(tg: TelegramEmulator, api: RawApi, user: User) -> None:
    red = png(color="red")
    tg.hosts("https://shop.example/p.png", png(), "image/png")
    tg.hosts("https://shop.example/red.png", red, "image/png")
    sent = (await api("sendPhoto", chat_id=77, photo="https://shop.example/p.png"))["result"]
    edit = {"chat_id": 77, "message_id": sent["message_id"]}
    await api("editMessageCaption", **edit, caption="Нан")
    await api("editMessageMedia", **edit, media={"type": "photo", "media": "https://shop.example/red.png"})
    assert (user.messages[-1].photo, user.messages[-1].caption, len(user.messages[-1].edits)) == (
        red,
        None,
        2,
    )


async def test_a_message_is_deleted_once_and_within_48_hours(
    api: RawApi, user: User, clock: FixedClock
) -> None:
    first = (await api("sendMessage", chat_id=77, text="бір"))["result"]["message_id"]
    second = (await api("sendMessage", chat_id=77, text="екі"))["result"]["message_id"]
    assert (await api("deleteMessage", chat_id=77, message_id=first))["ok"]
    again = await api.refused("deleteMessage", chat_id=77, message_id=first)
    assert again == "Bad Request: message to delete not found"
    advance(clock, 48 * 3600 + 1)
    late = await api.refused("deleteMessage", chat_id=77, message_id=second)
    assert late == "Bad Request: message can't be deleted for everyone"
    assert [message.text for message in user.messages] == ["/start", "екі"]


async def test_a_reply_needs_its_message(api: RawApi, user: User) -> None:
    reply = {"chat_id": 77, "text": "жауап", "reply_parameters": {"message_id": 999}}
    assert await api.refused("sendMessage", **reply) == "Bad Request: message to be replied not found"
    reply["reply_parameters"]["allow_sending_without_reply"] = True
    assert (await api("sendMessage", **reply))["ok"]


# -- taps ----------------------------------------------------------------------------------------------------


async def tapped(api: RawApi, user: User) -> CallbackQuery:
    await api(
        "sendMessage", chat_id=77, text="Аламыз ба?", reply_markup=inline([callback("Иә, аламын", "y")])
    )
    query = await user.taps("Иә, аламын")
    assert isinstance(query, CallbackQuery)
    return query


async def test_a_tap_is_answered_once(api: RawApi, user: User) -> None:
    query = await tapped(api, user)
    update = (await api("getUpdates", offset=-1))["result"][0]["callback_query"]
    assert (update["id"], update["data"], update["message"]["text"]) == (query.id, "y", "Аламыз ба?")
    assert (await api("answerCallbackQuery", callback_query_id=query.id, text="Қосылды"))["ok"]
    assert (query.answered.is_set(), query.text) == (True, "Қосылды")
    again = await api.refused("answerCallbackQuery", callback_query_id=query.id)
    assert again == "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_tap_is_answered_in_time(api: RawApi, user: User, clock: FixedClock) -> None:
    query = await tapped(api, user)
    advance(clock, LIMITS.callback_answer_s + 1)
    assert "query is too old" in await api.refused("answerCallbackQuery", callback_query_id=query.id)


async def test_the_answer_to_a_tap_holds_200_characters(api: RawApi, user: User) -> None:
    query = await tapped(api, user)
    long = await api.refused("answerCallbackQuery", callback_query_id=query.id, text="а" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"


async def test_the_newest_button_of_that_name_is_tapped(api: RawApi, user: User) -> None:
    for data in ("old", "new"):
        await api("sendMessage", chat_id=77, text=data, reply_markup=inline([callback("Иә", data)]))
    query = await user.taps("Иә")
    assert isinstance(query, CallbackQuery)
    assert query.data == "new"
    with pytest.raises(AssertionError, match="no button 'Жоқ'"):
        await user.taps("Жоқ")


async def test_reply_keyboard_shares_phone_place_and_words(api: RawApi, user: User) -> None:
    keys = [
        [{"text": "Нөмірім", "request_contact": True}, {"text": "Орным", "request_location": True}],
        ["Жоқ"],
    ]
    await api("sendMessage", chat_id=77, text="Қалай?", reply_markup={"keyboard": keys})
    for label in ("Нөмірім", "Орным", "Жоқ"):
        await user.taps(label)
    shared, place, words = [update["message"] for update in (await api("getUpdates", offset=-3))["result"]]
    assert shared["contact"] == {"phone_number": "+77015550101", "first_name": "Айгерім", "user_id": 77}
    assert place["location"] == {"latitude": 43.238949, "longitude": 76.889709}
    assert words["text"] == "Жоқ"


async def test_a_link_button_opens_and_tells_the_bot_nothing(api: RawApi, user: User) -> None:
    button = {"text": "Сайт", "url": "https://shop.example/t/AB"}
    await api("sendMessage", chat_id=77, text="Міне", reply_markup=inline([button]))
    before = len((await api("getUpdates"))["result"])
    assert await user.taps("Сайт") == Opened("url", "https://shop.example/t/AB")
    assert len((await api("getUpdates"))["result"]) == before


# -- rates and tokens ----------------------------------------------------------------------------------------


async def test_one_chat_takes_a_burst_then_one_message_a_second(clock: FixedClock) -> None:
    limits = Limits(chat_burst=3)
    async with TelegramEmulator(limits=limits, clock=clock) as tg, ClientSession() as session:
        api = RawApi(session, f"{tg.url}/bot{tg.token}")
        await tg.user(id=77).starts()
        for _ in range(3):
            assert (await api("sendMessage", chat_id=77, text="а"))["ok"]
        body = await api("sendMessage", chat_id=77, text="а")
        assert body == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        advance(clock, 1)
        assert (await api("sendMessage", chat_id=77, text="а"))["ok"]


async def test_all_chats_together_take_30_messages_a_second(tg: TelegramEmulator, api: RawApi) -> None:
    for number in range(31):
        await tg.user(id=1000 + number).starts()
    answers = [await api("sendMessage", chat_id=1000 + number, text="а") for number in range(31)]
    assert [body["ok"] for body in answers] == [True] * 30 + [False]
    assert answers[-1]["parameters"] == {"retry_after": 1}


async def test_rates_can_be_lifted_for_a_fast_journey(clock: FixedClock) -> None:
    async with TelegramEmulator(limits=LIMITS.without_rates(), clock=clock) as tg, ClientSession() as session:
        api = RawApi(session, f"{tg.url}/bot{tg.token}")
        await tg.user(id=77).starts()
        assert all([(await api("sendMessage", chat_id=77, text="а"))["ok"] for _ in range(60)])


async def test_a_wrong_token_is_unauthorized(tg: TelegramEmulator) -> None:
    async with ClientSession() as session:
        for path in ("bot1:WRONG/getMe", "file/bot1:WRONG/photos/file_1.jpg"):
            async with session.get(f"{tg.url}/{path}") as response:
                assert response.status == 401
                body = await response.json()
                assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(api: RawApi) -> None:
    assert (await api("sendTelepathy"))["error_code"] == 404


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart", "query"])
async def test_parameters_arrive_in_every_form(tg: TelegramEmulator, user: User, form: str) -> None:
    values = {"chat_id": "77", "text": "нан & сүт", "reply_markup": '{"inline_keyboard":[[]]}'}
    url = f"{tg.url}/bot{tg.token}/sendMessage"
    given: dict[str, Any] = {
        "json": {"json": values},
        "urlencoded": {"data": values},
        "multipart": {"data": FormData(values, default_to_multipart=True)},
        "query": {"params": values},
    }[form]
    async with ClientSession() as session, session.post(url, **given) as response:
        assert (await response.json())["result"]["text"] == "нан & сүт"


async def test_bad_json_and_bad_numbers_are_refused(api: RawApi, user: User) -> None:
    assert "must be of type Number" in await api.refused(
        "editMessageText", chat_id=77, message_id="x", text="а"
    )
    assert "can't parse" in await api.refused("setMyCommands", commands="[{")


async def test_commands_are_checked_and_kept_by_language(api: RawApi) -> None:
    good = [{"command": "start", "description": "Бастау"}]
    assert (await api("setMyCommands", commands=good, language_code="kk"))["ok"]
    assert (await api("getMyCommands", language_code="kk"))["result"] == good
    assert (await api("getMyCommands", language_code="ru"))["result"] == []
    bad = [{"command": "Бастау", "description": "Бастау"}]
    assert await api.refused("setMyCommands", commands=bad) == "Bad Request: BOT_COMMAND_INVALID"
