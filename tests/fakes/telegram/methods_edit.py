"""Methods that change or remove messages of the bot."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.telegram.attachments import Web
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods_send import read_caption, read_markup, read_media, read_text
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.state import Content, Json, Message, World


def _editable(world: World, params: Params) -> Message:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = world.reachable_chat(params.text("chat_id"))
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    # A message under which a reply keyboard hangs stays as it is, and so does what a person wrote.
    if not message.from_bot or (message.content.markup and not message.content.inline_rows):
        raise bad_request("message can't be edited")
    return message


def _change(world: World, message: Message, content: Content) -> Json:
    if replace(content, markup=None) == replace(message.content, markup=None) and (
        content.inline_rows == message.content.inline_rows
    ):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    world.change_message(message, content)
    return message.to_json(world.bot)


def _inline_markup(world: World, params: Params) -> Json | None:
    """An edit that names no keyboard removes the one there was."""
    markup = read_markup(world, params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


async def edit_message_text(world: World, web: Web, params: Params) -> Json:
    text, entities = read_text(world, params)
    markup = _inline_markup(world, params)
    message = _editable(world, params)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, Content(text=text, entities=entities, markup=markup))


async def edit_message_caption(world: World, web: Web, params: Params) -> Json:
    caption, entities = read_caption(world, params)
    markup = _inline_markup(world, params)
    message = _editable(world, params)
    if not (message.content.photo_file or message.content.document):
        raise bad_request("there is no caption in the message to edit")
    changed = replace(message.content, caption=caption, entities=entities, markup=markup)
    return _change(world, message, changed)


async def edit_message_media(world: World, web: Web, params: Params) -> Json:
    markup = _inline_markup(world, params)
    message = _editable(world, params)
    if message.invoice or message.content.location:
        raise bad_request("message can't be edited")
    return _change(world, message, await read_media(world, web, params, params.data("media"), markup))


async def edit_message_reply_markup(world: World, web: Web, params: Params) -> Json:
    markup = _inline_markup(world, params)
    message = _editable(world, params)
    return _change(world, message, replace(message.content, markup=markup))


async def delete_message(world: World, web: Web, params: Params) -> bool:
    chat = world.reachable_chat(params.text("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if (world.clock.now() - message.at).total_seconds() > world.limits.deletable_s:
        raise bad_request("message can't be deleted for everyone")
    world.delete_message(message)
    return True


async def delete_messages(world: World, web: Web, params: Params) -> bool:
    """Those that are gone already are skipped."""
    chat = world.reachable_chat(params.text("chat_id"))
    for message_id in params.data("message_ids") or []:
        message = chat.messages.get(int(message_id))
        if message is not None and not message.deleted:
            world.delete_message(message)
    return True
