"""Methods that put messages into a chat."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.attachments import Web, read_attachment, read_parameter
from tests.fakes.telegram.entities import Entity, parse_html, trim
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.invoices import check_pay_button, read_invoice
from tests.fakes.telegram.limits import check_caption, check_markup, check_text
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.state import Chat, Content, Json, Message, World


def read_text(world: World, params: Params) -> tuple[str, tuple[Entity, ...]]:
    text, entities = _formatted(params.text("text"), params.text("parse_mode"), params.data("entities"))
    check_text(text, world.limits)
    return text, entities


def read_caption(world: World, params: Params) -> tuple[str | None, tuple[Entity, ...]]:
    given = params.text("caption")
    text, entities = _formatted(given, params.text("parse_mode"), params.data("caption_entities"))
    check_caption(text, world.limits)
    return text or None, entities


def _formatted(source: str, mode: str, given: Any) -> tuple[str, tuple[Entity, ...]]:
    if mode and mode.lower() != "html":
        # The shop writes HTML only; saying so is better than showing stars and underscores as if understood.
        raise bad_request("unsupported parse_mode")
    text, entities = parse_html(source) if mode else (source, list(given or []))
    text, entities = trim(text, entities)
    return text, tuple(entities)


def read_markup(world: World, params: Params) -> Json | None:
    markup = params.data("reply_markup")
    if markup is None:
        return None
    check_markup(markup, world.limits)
    return dict(markup)


def _reply_to(chat: Chat, params: Params) -> Message | None:
    given = params.data("reply_parameters") or {}
    message_id = int(given.get("message_id") or params.integer("reply_to_message_id"))
    if not message_id:
        return None
    message = chat.messages.get(message_id)
    if message is not None and not message.deleted:
        return message
    if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _post(world: World, params: Params, content: Content) -> Json:
    chat = world.reachable_chat(params.text("chat_id"))
    reply_to = _reply_to(chat, params)
    world.rates.spend(chat.id)
    return world.add_message(chat, content, from_bot=True, reply_to=reply_to).to_json(world.bot)


async def send_message(world: World, web: Web, params: Params) -> Json:
    text, entities = read_text(world, params)
    return _post(world, params, Content(text=text, entities=entities, markup=read_markup(world, params)))


async def send_photo(world: World, web: Web, params: Params) -> Json:
    return await _send_file(world, web, params, photo=True)


async def send_document(world: World, web: Web, params: Params) -> Json:
    return await _send_file(world, web, params, photo=False)


async def _send_file(world: World, web: Web, params: Params, *, photo: bool) -> Json:
    caption, entities = read_caption(world, params)
    markup = read_markup(world, params)
    world.reachable_chat(params.text("chat_id"))
    stored = await read_parameter(world, web, params, "photo" if photo else "document", photo=photo)
    content = file_content(stored, caption, entities, markup)
    return _post(world, params, content)


def file_content(
    stored: Any, caption: str | None, entities: tuple[Entity, ...], markup: Json | None
) -> Content:
    if stored.is_photo:
        return Content(caption=caption, entities=entities, photo_file=stored, markup=markup)
    return Content(caption=caption, entities=entities, document=stored, markup=markup)


async def read_media(world: World, web: Web, params: Params, item: Any, markup: Json | None) -> Content:
    """An InputMediaPhoto or InputMediaDocument."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("photo", "document"):
        raise bad_request(f"can't parse InputMedia: type {kind!r} is not emulated")
    caption, entities = read_caption(world, Params(item))
    value = str(item.get("media", ""))
    stored = await read_attachment(world, web, params, value, photo=kind == "photo")
    return file_content(stored, caption, entities, markup)


async def send_media_group(world: World, web: Web, params: Params) -> list[Json]:
    items = params.data("media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no messages to send")
    if len(items) > world.limits.album_max:
        raise bad_request("too many messages to send as an album")
    if len(items) < world.limits.album_min:
        raise bad_request(f"an album must include at least {world.limits.album_min} items")
    if len({item.get("type") for item in items if isinstance(item, dict)}) > 1:
        raise bad_request("document can't be mixed with other media types")
    chat = world.reachable_chat(params.text("chat_id"))
    contents = [await read_media(world, web, params, item, None) for item in items]
    reply_to = _reply_to(chat, params)
    world.rates.spend(chat.id, len(contents))
    album = str(13_000_000_000 + world.next_number())
    sent = [
        world.add_message(chat, content, from_bot=True, album_id=album, reply_to=reply_to)
        for content in contents
    ]
    return [message.to_json(world.bot) for message in sent]


async def send_location(world: World, web: Web, params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location: coordinates out of range")
    location = {"latitude": latitude, "longitude": longitude}
    return _post(world, params, Content(location=location, markup=read_markup(world, params)))


async def send_contact(world: World, web: Web, params: Params) -> Json:
    contact = {name: params.text(name) for name in ("phone_number", "first_name", "last_name")}
    if not contact["phone_number"] or not contact["first_name"]:
        raise bad_request("contact phone number and first name must be non-empty")
    given = {name: value for name, value in contact.items() if value}
    return _post(world, params, Content(contact=given, markup=read_markup(world, params)))


async def send_invoice(world: World, web: Web, params: Params) -> Json:
    invoice = read_invoice(params, world.limits)
    markup = read_markup(world, params)
    check_pay_button(markup)
    if not markup:
        amount = f"{invoice.total_minor / 100:.2f} {invoice.currency}"
        markup = {"inline_keyboard": [[{"text": f"Pay {amount}", "pay": True}]]}
    return _post(world, params, Content(invoice=invoice, markup=markup))


async def create_invoice_link(world: World, web: Web, params: Params) -> str:
    link = f"https://t.me/$invoice{world.next_number()}"
    world.invoice_links[link] = read_invoice(params, world.limits)
    return link


async def copy_message(world: World, web: Web, params: Params) -> Json:
    return {"message_id": (await forward_message(world, web, params))["message_id"]}


async def forward_message(world: World, web: Web, params: Params) -> Json:
    source = world.reachable_chat(params.text("from_chat_id")).messages.get(params.integer("message_id"))
    if source is None or source.deleted:
        raise bad_request("message to forward not found")
    kept = source.content
    content = Content(
        text=kept.text,
        caption=kept.caption,
        entities=kept.entities,
        photo_file=kept.photo_file,
        document=kept.document,
        location=kept.location,
        contact=kept.contact,
        markup=read_markup(world, params),
    )
    return _post(world, params, content)
