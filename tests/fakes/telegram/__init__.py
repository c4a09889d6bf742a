"""A stateful emulator of the Telegram Bot API over real HTTP, with people who chat through it."""

from tests.fakes.telegram.emulator import TelegramEmulator
from tests.fakes.telegram.html import transcript_html
from tests.fakes.telegram.invoices import CallbackQuery, Invoice, Payment
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.person import Opened, User
from tests.fakes.telegram.state import Message

__all__ = [
    "CallbackQuery",
    "Invoice",
    "Limits",
    "Message",
    "Opened",
    "Payment",
    "TelegramEmulator",
    "User",
    "transcript_html",
]
