"""Methods about the bot itself, its answers, files and the update feed; and the table of all methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.fakes.telegram import methods_edit, methods_send
from tests.fakes.telegram.attachments import Web
from tests.fakes.telegram.errors import QUERY_TOO_OLD, bad_request
from tests.fakes.telegram.limits import check_callback_answer, check_commands, check_secret_token
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.state import Json, World
from tests.fakes.telegram.updates import UpdateFeed, Webhook

Method = Callable[[World, Web, Params], Awaitable[Any]]
_CHAT_ACTIONS = frozenset(
    {"typing", "choose_sticker", "find_location"}
    | {f"upload_{what}" for what in ("photo", "video", "voice", "document", "video_note")}
    | {f"record_{what}" for what in ("video", "voice", "video_note")}
)


async def get_me(world: World, web: Web, params: Params) -> Json:
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


async def get_chat(world: World, web: Web, params: Params) -> Json:
    chat = world.reachable_chat(params.text("chat_id"))
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat.to_json(),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


async def answer_callback_query(world: World, web: Web, params: Params) -> bool:
    check_callback_answer(params.text("text"), world.limits)
    query = world.callbacks.get(params.text("callback_query_id"))
    if query is None or query.answered.is_set():
        raise bad_request(QUERY_TOO_OLD)
    if (world.clock.now() - query.at).total_seconds() > world.limits.callback_answer_s:
        raise bad_request(QUERY_TOO_OLD)
    query.text, query.url = params.text("text"), params.text("url")
    query.show_alert = params.flag("show_alert")
    query.answered.set()
    world.touch()
    return True


async def answer_pre_checkout_query(world: World, web: Web, params: Params) -> bool:
    query = world.checkouts.get(params.text("pre_checkout_query_id"))
    if query is None or query.expired or query.answered.is_set():
        raise bad_request(QUERY_TOO_OLD)
    query.ok, query.error_message = params.flag("ok"), params.text("error_message")
    if not query.ok and not query.error_message:
        raise bad_request("error message must be non-empty")
    query.answered.set()
    return True


async def send_chat_action(world: World, web: Web, params: Params) -> bool:
    chat = world.reachable_chat(params.text("chat_id"))
    action = params.text("action")
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    world.touch()
    return True


def _scope(params: Params) -> str:
    scope = params.data("scope") or {"type": "default"}
    return f"commands/{scope.get('type')}/{scope.get('chat_id', '')}/{params.text('language_code')}"


async def set_my_commands(world: World, web: Web, params: Params) -> bool:
    commands = params.data("commands")
    check_commands(commands)
    world.profile[_scope(params)] = [
        {"command": one["command"].lstrip("/"), "description": one["description"]} for one in commands
    ]
    return True


async def get_my_commands(world: World, web: Web, params: Params) -> list[Json]:
    return list(world.profile.get(_scope(params), []))


async def delete_my_commands(world: World, web: Web, params: Params) -> bool:
    world.profile.pop(_scope(params), None)
    return True


def _profile_setter(name: str, longest: int) -> Method:
    async def method(world: World, web: Web, params: Params) -> bool:
        text = params.text(name)
        if len(text) > longest:
            raise bad_request(f"{name} is too long")
        world.profile[f"{name}/{params.text('language_code')}"] = text
        return True

    return method


async def set_chat_menu_button(world: World, web: Web, params: Params) -> bool:
    button = params.data("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = params.text("chat_id")
    if chat_id:
        world.reachable_chat(chat_id).menu_button = button
    else:
        world.profile["menu_button"] = button
    return True


async def get_chat_menu_button(world: World, web: Web, params: Params) -> Json:
    chat_id = params.text("chat_id")
    own = world.reachable_chat(chat_id).menu_button if chat_id else None
    return dict(own or world.profile.get("menu_button") or {"type": "default"})


async def get_file(world: World, web: Web, params: Params) -> Json:
    stored = world.files.by_id(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.data) > world.limits.download_bytes:
        raise bad_request("file is too big")
    names = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_path": stored.path}
    return {**names, "file_size": len(stored.data)}


def feed_methods(feed: UpdateFeed) -> dict[str, Method]:
    async def get_updates(world: World, web: Web, params: Params) -> list[Json]:
        _allow(feed, params)
        limit = min(max(params.integer("limit", 100), 1), 100)
        return await feed.poll(params.integer("offset"), limit, min(params.integer("timeout"), 50))

    async def set_webhook(world: World, web: Web, params: Params) -> bool:
        url, secret = params.text("url"), params.text("secret_token")
        check_secret_token(secret)
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad_request("bad webhook: HTTPS url must be provided for webhook")
        _allow(feed, params)
        await feed.set_webhook(Webhook(url, secret), drop_pending=params.flag("drop_pending_updates"))
        return True

    async def delete_webhook(world: World, web: Web, params: Params) -> bool:
        await feed.set_webhook(Webhook(), drop_pending=params.flag("drop_pending_updates"))
        return True

    async def get_webhook_info(world: World, web: Web, params: Params) -> Json:
        hook = feed.webhook
        info: Json = {"url": hook.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(feed.pending)
        if hook.last_error:
            info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
        return info | ({"allowed_updates": feed.allowed} if feed.allowed else {})

    return {
        "getupdates": get_updates,
        "setwebhook": set_webhook,
        "deletewebhook": delete_webhook,
        "getwebhookinfo": get_webhook_info,
    }


def _allow(feed: UpdateFeed, params: Params) -> None:
    allowed = params.data("allowed_updates")
    if allowed is not None:
        feed.allowed = [str(kind) for kind in allowed]


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getchat": get_chat,
    "sendmessage": methods_send.send_message,
    "sendphoto": methods_send.send_photo,
    "senddocument": methods_send.send_document,
    "sendmediagroup": methods_send.send_media_group,
    "sendlocation": methods_send.send_location,
    "sendcontact": methods_send.send_contact,
    "sendinvoice": methods_send.send_invoice,
    "createinvoicelink": methods_send.create_invoice_link,
    "copymessage": methods_send.copy_message,
    "forwardmessage": methods_send.forward_message,
    "editmessagetext": methods_edit.edit_message_text,
    "editmessagecaption": methods_edit.edit_message_caption,
    "editmessagemedia": methods_edit.edit_message_media,
    "editmessagereplymarkup": methods_edit.edit_message_reply_markup,
    "deletemessage": methods_edit.delete_message,
    "deletemessages": methods_edit.delete_messages,
    "answercallbackquery": answer_callback_query,
    "answerprecheckoutquery": answer_pre_checkout_query,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": _profile_setter("name", 64),
    "setmydescription": _profile_setter("description", 512),
    "setmyshortdescription": _profile_setter("short_description", 120),
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
    "getfile": get_file,
}
