"""Files that people send, fetched from Telegram."""

from __future__ import annotations

from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile
from aiogram.types import Document

from bot.limits import DOWNLOAD_BYTES
from bot.sender import Sender
from core.kernel.errors import InvalidInput, Unavailable


async def fetch(bot: Bot, sender: Sender, sent: Document, path: Path) -> None:
    """Raises InvalidInput for a file that is larger than Telegram hands to bots, Unavailable when it cannot be had."""
    if (sent.file_size or 0) > DOWNLOAD_BYTES:
        raise _too_large()
    try:
        file = await sender.call(GetFile(file_id=sent.file_id))
    except TelegramBadRequest as error:
        if "too big" in str(error):
            raise _too_large() from error
        raise
    if file.file_path is None:
        raise Unavailable("Telegram gave no path to the file")
    await bot.download_file(file.file_path, path)


def _too_large() -> InvalidInput:
    limit = DOWNLOAD_BYTES // 2**20
    return InvalidInput("file", f"larger than {limit} MB", key="feed-too-large", megabytes=limit)
