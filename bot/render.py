"""From a Reply to what the Bot API shows. No parse mode anywhere: what people and shops wrote is shown as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR
from pathlib import Path

from bot import limits
from bot.outgoing import Asking, Button, InvoiceOut, Outgoing, PhotoOut, Rows, TextOut
from core.catalog.product_picture import best_picture, is_address
from core.catalog.refs import ref
from core.config import Settings
from core.conversation.plain import Speaker
from core.conversation.reply import (
    CartView,
    Choice,
    Invoice,
    LineView,
    Message,
    OrderView,
    Picture,
    ProductCard,
    Products,
    Reply,
    SlotPicker,
    SlotView,
    Table,
    Text,
)
from core.kernel.money import Money

# More lines than this and their buttons would push the cart itself off the screen.
LINES_WITH_BUTTONS = 6
PRICES = 20


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders for one reader's language and one store."""

    speaker: Speaker
    settings: Settings
    store_id: str

    def all(self, replies: Iterable[Reply]) -> tuple[Outgoing, ...]:
        return tuple(out for reply in replies for out in self.one(reply))

    def one(self, reply: Reply) -> tuple[Outgoing, ...]:
        match reply:
            case Text():
                return self._text(reply)
            case Message():
                return _texts(self.speaker.text(reply), self._rows(reply.choices))
            case Products() if len(reply.products) == 1:
                return self._product(reply, reply.products[0])
            case Products():
                return self._list(reply)
            case CartView():
                return self._cart(reply)
            case SlotPicker():
                return self._slots(reply)
            case Invoice():
                return self._invoice(reply)
            case OrderView():
                return self._order(reply)
            case Picture():
                text = self.speaker.text(reply)
                return self._photo(self.settings.media / reply.path, text, self._rows(reply.choices))
            case Table():
                return self._table(reply)

    def _text(self, reply: Text) -> tuple[Outgoing, ...]:
        text = self.speaker.text(reply)
        if reply.ask is None:
            return _texts(text, self._rows(reply.choices))
        # Inline buttons and the button that shares do not go together: the other answers stand on the same
        # keyboard and come back as the words on them.
        key, mark = (
            ("button-share-phone", "📱") if reply.ask == "contact" else ("button-share-location", "📍")
        )
        others = tuple(self.speaker.label(c) for c in reply.choices)
        asking = Asking(reply.ask, f"{mark} {self.speaker.say(key)}", others)
        *before, last = limits.pieces(text)
        return (*(TextOut(piece) for piece in before), TextOut(last, asking=asking))

    # -- products -----------------------------------------------------------------------------------------

    def _list(self, reply: Products) -> tuple[Outgoing, ...]:
        title = self.speaker.text(Text(reply.key, reply.params))
        goods = [f"{n}. {self.speaker.card(c)}" for n, c in enumerate(reply.products, 1)]
        hint = self.speaker.say("bot-list-hint")
        rows = (*self._numbered(reply.products), *self._rows(reply.choices))
        text = _blocks([title], goods, [hint] if goods else [])
        return _texts(text, rows)

    def _table(self, reply: Table) -> tuple[Outgoing, ...]:
        title = self.speaker.text(Text(reply.key, reply.params))
        lines = self.speaker.table(reply, limits.PHONE_COLUMNS)
        fixed = (limits.length(title) + 2, limits.length(lines))
        rows = (*self._numbered(reply.products), *self._rows(reply.choices))
        text = f"{title}\n\n{lines}"
        # A table cut in two would lose its columns: a huge one goes on as words.
        return (
            (TextOut(text, rows, fixed=fixed),) if limits.length(text) <= limits.TEXT else _texts(text, rows)
        )

    def _numbered(self, cards: tuple[ProductCard, ...]) -> Rows:
        """Buttons by place: look at it, put it into the cart."""
        show = tuple(Button(str(n), f"show:{ref(c.offer_id)}") for n, c in enumerate(cards, 1))
        add = tuple(Button(f"🛒 {n}", f"add:{ref(c.offer_id)}") for n, c in enumerate(cards, 1) if c.in_stock)
        return (*_wide(show), *_wide(add))

    def _product(self, reply: Products, card: ProductCard) -> tuple[Outgoing, ...]:
        """One product in full with its picture, whether it was asked for or is all that was found."""
        text = self.speaker.full_card(card)
        if not reply.detail:
            text = f"{self.speaker.text(Text(reply.key, reply.params))}\n\n{text}"
        choices = [c for c in card.choices if not c.action.startswith("show:")]
        rows = self._rows((*choices, *reply.choices))
        picture = self._picture(card.picture)
        return self._photo(picture, text, rows) if picture else _texts(text, rows)

    def _picture(self, path: str | None) -> Path | str | None:
        folder = (self.settings.pictures / self.store_id).resolve()
        path = best_picture(folder, path)
        if path is None or is_address(path):
            return path
        found = (folder / path).resolve()
        # A feed names its pictures itself: never a file outside the store's own folder.
        return found if found.is_relative_to(folder) else None

    def _photo(self, source: Path | str, text: str, rows: Rows) -> tuple[Outgoing, ...]:
        caption, rest = limits.cut(text, limits.CAPTION)
        whole = _texts(text, rows)
        if not rest:
            return (PhotoOut(source, caption, rows, whole[-1]),)
        return (PhotoOut(source, caption, (), TextOut(caption)), *_texts(rest, rows))

    # -- cart, slots, orders ------------------------------------------------------------------------------

    def _cart(self, cart: CartView) -> tuple[Outgoing, ...]:
        title, *rows = self.speaker.cart(cart).split("\n")
        lines, sums = rows[: len(cart.lines)], rows[len(cart.lines) :]
        numbered = [f"{n}. {line}" for n, line in enumerate(lines, 1)]
        money = 1 + (cart.delivery_minor is not None) + (cart.total_minor is not None)
        text = _blocks([title], numbered, sums[:money], sums[money:])
        change: Rows = ()
        if not cart.details and len(cart.lines) <= LINES_WITH_BUTTONS:
            change = tuple(self._change(n, line) for n, line in enumerate(cart.lines, 1))
        return _texts(text, (*change, *self._rows(cart.choices)))

    def _change(self, number: int, line: LineView) -> tuple[Button, ...]:
        """A whole one less and a whole one more; less than one is none."""
        name = ref(line.offer_id)
        less = int(line.quantity.to_integral_value(ROUND_CEILING)) - 1
        more = int(line.quantity.to_integral_value(ROUND_FLOOR)) + 1
        quantity = self.speaker.quantity(line.quantity, line.sold_by)
        return (
            Button("➖" if less else "🗑", f"set:{less}:{name}" if less else f"del:{name}"),
            Button(f"{number}. {quantity}", f"show:{name}"),
            Button("➕", f"set:{more}:{name}"),
        )

    def _slots(self, picker: SlotPicker) -> tuple[Outgoing, ...]:
        text = self.speaker.text(Text(picker.key, picker.params))
        if any(s.green for s in picker.slots):
            text = f"{text}\n{self.speaker.say('green-hint')}"
        fees = {self.speaker.slot_fee(s) for s in picker.slots if not s.express}
        # One price for all is said once, and the buttons stay short enough to stand two in a row.
        if len(fees) == 1 and all(fees):
            text = f"{text}\n{self.speaker.say('bot-slots-fee', fee=next(iter(fees)))}"
        hours = [Button(self._slot(s, len(fees) > 1), s.action) for s in picker.slots]
        return _texts(text, (*limits.in_rows(hours), *self._rows(picker.choices)))

    def _slot(self, slot: SlotView, priced: bool) -> str:
        hours = self.speaker.hours(slot.start, slot.end)
        if slot.express:
            return self.speaker.slot(slot)
        mark = "🌿 " if slot.green else ""
        return f"{mark}{hours} · {self.speaker.slot_fee(slot)}" if priced else f"{mark}{hours}"

    def _order(self, order: OrderView) -> tuple[Outgoing, ...]:
        rows = self._rows(order.choices)
        url = f"{self.settings.url}/t/{order.tracking_code}"
        if not order.key.startswith("seller-") and limits.opens(url):
            rows = ((Button(self.speaker.say("button-track"), url=url),), *rows)
        title, state, *rest = self.speaker.order(order).split("\n")
        goods = len(order.lines)
        return _texts(_blocks([title, state], rest[:goods], rest[goods:]), rows)

    # -- paying -------------------------------------------------------------------------------------------

    def _invoice(self, invoice: Invoice) -> tuple[Outgoing, ...]:
        amount = Money(invoice.amount_minor, invoice.currency)
        number = str(invoice.order_number)
        said = self.speaker.asked_to_pay(invoice)
        pay = self.speaker.say("button-pay", total=amount)
        rest = self._rows(invoice.choices)
        if limits.opens(invoice.pay_url):
            link = TextOut(said, ((Button(pay, url=invoice.pay_url),), *rest))
        else:
            link = TextOut(f"{said}\n{invoice.pay_url}", rest)
        if not self.settings.telegram_provider_token:
            return (link,)
        return (
            InvoiceOut(
                title=limits.shortened(
                    self.speaker.say("bot-pay-title", number=number), limits.INVOICE_TITLE
                ),
                description=limits.shortened(said, limits.INVOICE_DESCRIPTION),
                payload=invoice.payment_id,
                currency=invoice.currency,
                prices=self._prices(invoice),
                rows=((Button(pay, pay=True),), *rest),
                instead=link,
            ),
        )

    def _prices(self, invoice: Invoice) -> tuple[tuple[str, int], ...]:
        """Line by line while that adds up to the amount, else the amount alone: the sum is what is charged."""
        prices = [(self._price_label(line), line.total_minor) for line in invoice.lines]
        if len(prices) > PRICES:
            prices = [(self.speaker.say("bot-pay-goods"), sum(minor for _, minor in prices))]
        if invoice.delivery_minor:
            prices.append((self.speaker.say("bot-pay-delivery"), invoice.delivery_minor))
        if sum(minor for _, minor in prices) != invoice.amount_minor:
            title = self.speaker.say("bot-pay-title", number=str(invoice.order_number))
            return ((title, invoice.amount_minor),)
        return tuple(prices)

    def _price_label(self, line: LineView) -> str:
        quantity = self.speaker.quantity(line.quantity, line.sold_by)
        name = limits.shortened(self.speaker.name(line.names), limits.PRICE_LABEL)
        return self.speaker.say("bot-pay-row", name=name, quantity=quantity)

    def _rows(self, choices: Iterable[Choice]) -> Rows:
        return limits.in_rows(
            [Button(limits.shortened(self.speaker.label(c), limits.LABEL), c.action) for c in choices]
        )


def in_place(replies: tuple[Reply, ...], rendered: tuple[Outgoing, ...]) -> TextOut | None:
    """All that was said as one message that may take the place of the one whose button was tapped.

    None when it does not fit one: then it is sent as news.
    """
    texts = [out for out in rendered if isinstance(out, TextOut)]
    last = replies[-1] if replies else None
    shows_same = isinstance(last, CartView | SlotPicker) or (
        isinstance(last, Text) and last.key == "cart-empty"
    )
    if not shows_same or len(texts) != len(rendered) or any(t.asking for t in texts):
        return None
    whole = "\n\n".join(t.text for t in texts)
    if any(t.rows for t in texts[:-1]) or limits.length(whole) > limits.TEXT:
        return None
    return replace(texts[-1], text=whole)


def _texts(text: str, rows: Rows) -> tuple[TextOut, ...]:
    """The buttons stand under the last piece."""
    *before, last = limits.pieces(text)
    return (*(TextOut(piece) for piece in before), TextOut(last, rows))


def _blocks(*blocks: list[str]) -> str:
    """Lines that belong together, an empty line between one block and the next."""
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _wide(buttons: tuple[Button, ...], per_row: int = 5) -> Rows:
    return tuple(buttons[at : at + per_row] for at in range(0, len(buttons), per_row))
