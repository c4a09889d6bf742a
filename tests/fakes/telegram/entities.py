"""Text with parse_mode=HTML to plain text and entities, by the rules of the Bot API's "HTML style"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.errors import bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));")
_TAG_NAME = re.compile(r"[^\s>/]*")
_ATTRIBUTE = re.compile(r"\s+([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


def utf16_length(text: str) -> int:
    """Telegram counts offsets and lengths in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "<" and self.source.startswith("</", self.at):
                self._end_tag()
            elif char == "<":
                self._start_tag()
            else:
                self._character(char)
        if self.open:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def _character(self, char: str) -> None:
        reference = _CHARACTER.match(self.source, self.at) if char == "&" else None
        if reference is None:
            self._emit(char)
            self.at += 1
            return
        self._emit(_referenced(reference))
        self.at = reference.end()

    def _emit(self, char: str) -> None:
        self.out.append(char)
        self.length += utf16_length(char)

    def _byte_offset(self) -> int:
        return len(self.source[: self.at].encode())

    def _start_tag(self) -> None:
        begin = self._byte_offset()
        match = _TAG_NAME.match(self.source, self.at + 1)
        tag = match.group().lower() if match else ""
        if tag not in _TYPES:
            raise _error(f'Unsupported start tag "{tag}" at byte offset {begin}')
        position = self.at + 1 + len(tag)
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(self.source, position):
            value = next((group for group in found.groups()[1:] if group is not None), "")
            attributes[found.group(1).lower()] = _decode(value)
            position = found.end()
        close = re.compile(r"\s*>").match(self.source, position)
        if close is None:
            raise _error(f"Unclosed start tag at byte offset {begin}")
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Open(tag, attributes, self.length))
        self.at = close.end()

    def _end_tag(self) -> None:
        begin = self._byte_offset()
        match = re.compile(r"</([^\s>]*)\s*>").match(self.source, self.at)
        if not self.open:
            raise _error(f"Unexpected end tag at byte offset {begin}")
        if match is None:
            raise _error(f"Unclosed end tag at byte offset {begin}")
        expected = self.open.pop()
        found = match.group(1).lower()
        if found not in ("", expected.tag):
            raise _error(
                f'Unmatched end tag at byte offset {begin}, expected "</{expected.tag}>", found "</{found}>"'
            )
        self.at = match.end()
        if self.length > expected.offset:
            self._close(expected)

    def _close(self, opened: _Open) -> None:
        span = {"offset": opened.offset, "length": self.length - opened.offset}
        if opened.tag == "a":
            text = "".join(self.out)
            url = opened.attributes.get("href") or text[-span["length"] :]
            # A link without a usable address stays plain text, as in Telegram.
            if "." in url or url.startswith("tg://"):
                self.entities.append({"type": "text_link", **span, "url": url})
            return
        entity: Entity = {"type": _TYPES[opened.tag], **span}
        language = opened.attributes.get("class", "")
        if (
            opened.tag == "code"
            and language.startswith("language-")
            and self.open[-1:]
            and self.open[-1].tag == "pre"
        ):
            self.open[-1].attributes["language"] = language.removeprefix("language-")
            return
        if opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        self.entities.append(entity)


def _referenced(match: re.Match[str]) -> str:
    """The character a reference stands for; one that names no character stays as it was written."""
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else match.group()


def _decode(value: str) -> str:
    return _CHARACTER.sub(_referenced, value)


def _error(detail: str) -> Exception:
    return bad_request(f"can't parse entities: {detail}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities sorted by offset; raises ApiError 400 "can't parse entities"."""
    return _Parser(source).run()


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space around a message is dropped; entities move with the text."""
    skipped = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - skipped)
        finish = min(end, entity["offset"] + entity["length"] - skipped)
        if finish > begin:
            kept.append({**entity, "offset": begin, "length": finish - begin})
    return text, kept


def command_entities(text: str) -> list[Entity]:
    """What a person's own message is marked with: commands only, the one kind a bot's filters look at."""
    return [
        {"type": "bot_command", "offset": utf16_length(text[: m.start()]), "length": len(m.group())}
        for m in re.finditer(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?", text)
    ]
