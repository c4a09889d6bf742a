"""The documented limits of the Bot API, as numbers a test may change, and the checks that hold them."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError

from core.kernel.clock import Clock
from tests.fakes.telegram.entities import utf16_length
from tests.fakes.telegram.errors import bad_request, too_many_requests

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, lengths in characters (UTF-16 units), times in seconds, money in minor units."""

    text_chars: int = 4096
    caption_chars: int = 1024
    callback_data_bytes: int = 64
    callback_answer_chars: int = 200
    callback_answer_s: float = 60.0
    keyboard_buttons: int = 100
    keyboard_bytes: int = 10_240
    album_min: int = 2
    album_max: int = 10
    photo_bytes: int = 10 * MEGABYTE
    photo_url_bytes: int = 5 * MEGABYTE
    photo_sides_sum: int = 10_000
    photo_ratio: int = 20
    upload_bytes: int = 50 * MEGABYTE
    download_bytes: int = 20 * MEGABYTE
    deletable_s: float = 48 * 3600.0
    pre_checkout_answer_s: float = 10.0
    # Telegram publishes the bounds as 1 to 10 000 US dollars at the day's rate; 500 tenge to the dollar here.
    payment_totals: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: {
            "KZT": (50_000, 500_000_000),
            "USD": (100, 1_000_000),
            "RUB": (8_000, 80_000_000),
        }
    )
    chat_messages_per_s: float = 1.0
    chat_burst: int = 20
    messages_per_s: float = 30.0
    webhook_timeout_s: float = 60.0
    webhook_backoff_s: float = 1.0
    webhook_backoff_max_s: float = 60.0

    def without_rates(self) -> Limits:
        """For journeys that talk faster than a person types; everything else still holds."""
        return replace(self, chat_messages_per_s=math.inf, messages_per_s=math.inf)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float


class RateLimiter:
    """Token buckets: one per chat, one for the bot."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: dict[int | None, _Bucket] = {}

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Raises ApiError 429 and spends nothing when either bucket is too low."""
        limits = self._limits
        if math.isinf(limits.messages_per_s) and math.isinf(limits.chat_messages_per_s):
            return
        asked = [
            (self._filled(None, limits.messages_per_s, limits.messages_per_s), limits.messages_per_s),
            (
                self._filled(chat_id, limits.chat_messages_per_s, limits.chat_burst),
                limits.chat_messages_per_s,
            ),
        ]
        wait_s = max((messages - bucket.tokens) / rate for bucket, rate in asked)
        if wait_s > 0:
            raise too_many_requests(max(1, math.ceil(wait_s)))
        for bucket, _ in asked:
            bucket.tokens -= messages

    def _filled(self, key: int | None, rate: float, capacity: float) -> _Bucket:
        now_s = self._clock.now().timestamp()
        bucket = self._buckets.setdefault(key, _Bucket(capacity, now_s))
        if now_s > bucket.at_s:
            bucket.tokens = min(capacity, bucket.tokens + (now_s - bucket.at_s) * rate)
            bucket.at_s = now_s
        return bucket


def check_text(text: str, limits: Limits) -> None:
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > limits.text_chars:
        raise bad_request("message is too long")


def check_caption(caption: str, limits: Limits) -> None:
    if utf16_length(caption) > limits.caption_chars:
        raise bad_request("message caption is too long")


_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def check_markup(markup: Any, limits: Limits) -> None:
    """Raises for what is not one of the four reply markups, for too many buttons and for unusable ones."""
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    inline = "inline_keyboard" in markup
    rows = markup.get("inline_keyboard") if inline else markup.get("keyboard", [])
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    buttons = [button for row in rows for button in row]
    size = len(json.dumps(markup, ensure_ascii=False, separators=(",", ":")).encode())
    if len(buttons) > limits.keyboard_buttons or size > limits.keyboard_bytes:
        raise bad_request("reply markup is too long")
    for button in buttons:
        if inline:
            _check_inline_button(button, limits)
        else:
            _check_reply_button(button)


def _check_reply_button(button: Any) -> None:
    text = button.get("text") if isinstance(button, dict) else button
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be a non-empty String')


def _check_inline_button(button: Any, limits: Limits) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= limits.callback_data_bytes:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not usable_url(str(url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def usable_url(url: str) -> bool:
    """Telegram opens http(s) addresses with a dotted host, and its own tg: links; `localhost` is refused."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in (parts.hostname or ""))


def photo_size(data: bytes, limits: Limits) -> tuple[int, int]:
    """Width and height in pixels; raises for what Telegram does not take as a photo."""
    if len(data) > limits.photo_bytes:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {limits.photo_bytes} bytes"
        )
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > limits.photo_sides_sum or max(width, height) > limits.photo_ratio * min(
        width, height
    ):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def check_callback_answer(text: str, limits: Limits) -> None:
    if utf16_length(text) > limits.callback_answer_chars:
        raise bad_request("MESSAGE_TOO_LONG")


def check_secret_token(secret: str) -> None:
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


def check_commands(commands: Any) -> None:
    if not isinstance(commands, list):
        raise bad_request("can't parse commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
