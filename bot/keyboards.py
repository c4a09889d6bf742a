"""Our rows as aiogram's keyboards."""

from __future__ import annotations

from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.outgoing import Asking, Button, Rows, TextOut


def inline(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(b) for b in row] for row in rows])


def markup(message: TextOut) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if message.asking is not None:
        return _sharing(message.asking)
    if message.closes:
        return ReplyKeyboardRemove()
    return inline(message.rows)


def _button(button: Button) -> InlineKeyboardButton:
    if button.pay:
        return InlineKeyboardButton(text=button.label, pay=True)
    if button.url:
        return InlineKeyboardButton(text=button.label, url=button.url)
    return InlineKeyboardButton(text=button.label, callback_data=button.action)


def _sharing(asking: Asking) -> ReplyKeyboardMarkup:
    contact = asking.kind == "contact"
    share = KeyboardButton(text=asking.share, request_contact=contact, request_location=not contact)
    others = [[KeyboardButton(text=label)] for label in asking.others]
    return ReplyKeyboardMarkup(keyboard=[[share], *others], resize_keyboard=True, one_time_keyboard=True)
