"""A chat as a picture: one self-contained HTML page like a phone, the same for the same transcript."""

from __future__ import annotations

import base64
from datetime import tzinfo
from html import escape
from itertools import groupby
from zoneinfo import ZoneInfo

from tests.fakes.telegram.entities import Entity
from tests.fakes.telegram.person import User
from tests.fakes.telegram.state import Chat, Message

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_STYLE = """
*{box-sizing:border-box;margin:0}
body{background:#e9edf2;padding:24px;color:#111;
font:15px/1.35 -apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.phone{width:390px;margin:0 auto;border:10px solid #16181d;border-radius:44px;overflow:hidden;
background:#dfe7d8}
.top{background:#fff;padding:16px 18px 10px;display:flex;gap:10px;align-items:center;
border-bottom:1px solid #d5dadd}
.face{width:38px;height:38px;border-radius:50%;background:#3a8fd6;color:#fff;text-align:center;line-height:38px}
.top small{color:#7a848c;display:block}
.chat{padding:12px 10px 16px;min-height:560px;display:flex;flex-direction:column;gap:7px;
background:linear-gradient(160deg,#d9e6cf,#cfe0d6 55%,#d6dfc4)}
.row{display:flex;flex-direction:column;max-width:84%}
.row.me{align-self:flex-end}.row.bot{align-self:flex-start}
.bubble{background:#fff;border-radius:15px;padding:7px 11px;overflow:hidden;overflow-wrap:anywhere;
white-space:pre-wrap;box-shadow:0 1px 1px #0002}
.me .bubble{background:#e6fdd0;border-bottom-right-radius:4px}.bot .bubble{border-bottom-left-radius:4px}
.bubble img{display:block;width:100%;max-height:260px;object-fit:cover;border-radius:10px;margin-bottom:5px}
.album{display:grid;grid-template-columns:1fr 1fr;gap:3px}.album img{height:130px}
.time{color:#8a949b;font-size:11px;text-align:right;white-space:nowrap}.me .time{color:#63a55c}
.quote{border-left:3px solid #3a8fd6;padding-left:7px;color:#55606a;font-size:13px;margin-bottom:4px}
.card{display:flex;gap:9px;align-items:center}.icon{width:40px;height:40px;flex:none;border-radius:50%;
background:#3a8fd6;color:#fff;text-align:center;line-height:40px}
.card small{color:#7a848c;display:block}
.map{height:120px;border-radius:10px;
background:repeating-linear-gradient(45deg,#e8eee0 0 18px,#dfe6d6 18px 20px);
text-align:center;line-height:120px;font-size:30px}
.keys{display:flex;flex-direction:column;gap:3px;margin-top:3px}.keys div{display:flex;gap:3px}
.keys span{flex:1;background:#5b8f6bcc;color:#fff;border-radius:8px;padding:8px 4px;
text-align:center;font-size:14px}
.panel{background:#eef1f4;padding:7px}.panel .keys span{background:#fff;color:#111;box-shadow:0 1px 1px #0003}
.note{align-self:center;background:#0003;color:#fff;border-radius:12px;padding:3px 11px;font-size:13px}
a{color:#2679c0;text-decoration:none}code,pre{font-family:ui-monospace,Menlo,monospace;font-size:13px}
.spoiler{background:#555;color:#555;border-radius:3px}
"""


def transcript_html(user: User, *, title: str = "Дүкен", zone: tzinfo | None = None) -> str:
    """The whole visible chat of `user`, without scripts; times are shown in `zone` (Almaty unless given)."""
    at_zone = zone or ZoneInfo("Asia/Almaty")
    groups = groupby(user.messages, key=lambda message: message.album_id or message.message_id)
    rows = "".join(_row(list(messages), at_zone) for _, messages in groups)
    return (
        f'<!doctype html><html lang="{escape(user.chat.person.get("language_code", "en"))}"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head><body>'
        f'<div class="phone"><div class="top"><div class="face">{escape(title[:1])}</div>'
        f"<div><b>{escape(title)}</b><small>bot</small></div></div>"
        f'<div class="chat">{rows}</div>{_panel(user.chat)}</div></body></html>\n'
    )


def _row(messages: list[Message], zone: tzinfo) -> str:
    last = messages[-1]
    if last.content.successful_payment:
        paid = last.content.successful_payment
        return f'<div class="note">✓ {_amount(paid["total_amount"], paid["currency"])}</div>'
    side = "bot" if last.from_bot else "me"
    pictures = "".join(_picture(message) for message in messages)
    if len(messages) > 1:
        pictures = f'<div class="album">{pictures}</div>'
    words = "".join(_words(message) for message in messages)
    mark = "✎ " if last.edited_at else ""
    time = f'<div class="time">{mark}{last.at.astimezone(zone):%H:%M}</div>'
    bubble = f'<div class="bubble">{_quote(last)}{pictures}{_cards(last)}{words}{time}</div>'
    return f'<div class="row {side}">{bubble}{_keys(last.button_rows)}</div>'


def _quote(message: Message) -> str:
    if message.reply_to is None:
        return ""
    return f'<div class="quote">{escape(message.reply_to.words[:60])}</div>'


def _picture(message: Message) -> str:
    stored = message.content.photo_file
    if stored is None:
        return ""
    kind = "image/png" if stored.data.startswith(b"\x89PNG") else "image/jpeg"
    return f'<img alt="" src="data:{kind};base64,{base64.b64encode(stored.data).decode()}">'


def _cards(message: Message) -> str:
    content = message.content
    if document := content.document:
        return _card("📄", document.name, f"{max(1, round(len(document.data) / 1024))} KB")
    if contact := content.contact:
        return _card("👤", contact["first_name"], contact["phone_number"])
    if invoice := content.invoice:
        amount = _amount(invoice.total_minor, invoice.currency)
        return f"<b>{escape(invoice.title)}</b>\n{escape(invoice.description)}\n<b>{amount}</b>"
    return '<div class="map">📍</div>' if content.location else ""


def _card(icon: str, name: str, detail: str) -> str:
    text = f"<div><b>{escape(name)}</b><small>{escape(detail)}</small></div>"
    return f'<div class="card"><div class="icon">{icon}</div>{text}</div>'


def _amount(minor: int, currency: str) -> str:
    sign = {"KZT": "₸", "RUB": "₽", "USD": "$"}.get(currency, currency)
    return escape(f"{minor / 100:,.2f}".replace(",", " ").removesuffix(".00") + f" {sign}")


def _words(message: Message) -> str:
    text = message.text if message.text is not None else message.caption
    return formatted(text, message.content.entities) if text else ""


def _keys(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    lines = "".join(f"<div>{''.join(f'<span>{escape(label)}</span>' for label in row)}</div>" for row in rows)
    return f'<div class="keys">{lines}</div>'


def _panel(chat: Chat) -> str:
    keyboard = (chat.reply_keyboard or {}).get("keyboard", [])
    rows = [[key["text"] if isinstance(key, dict) else str(key) for key in row] for row in keyboard]
    return f'<div class="panel">{_keys(rows)}</div>' if rows else ""


def formatted(text: str, entities: tuple[Entity, ...]) -> str:
    """Escaped text with tags for its entities, whose offsets are in UTF-16 units."""
    units = text.encode("utf-16-le")
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in entities:
        begin, end = _tags(entity)
        opens.setdefault(entity["offset"], []).append(begin)
        closes.setdefault(entity["offset"] + entity["length"], []).insert(0, end)
    marks = sorted({0, *opens, *closes, len(units) // 2})
    out = []
    for at, following in zip(marks, [*marks[1:], marks[-1]], strict=True):
        out += closes.get(at, []) + opens.get(at, [])
        out.append(escape(units[at * 2 : following * 2].decode("utf-16-le")))
    return "".join(out)


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "spoiler":
        return '<span class="spoiler">', "</span>"
    if kind == "bot_command":
        return "<a>", "</a>"
    tag = _TAGS.get(kind, "span")
    return f"<{tag}>", f"</{tag}>"
