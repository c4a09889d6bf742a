"""A Reply as plain text: what a terminal prints, what a script reads, what a channel falls back on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.catalog.facts import label_of
from core.catalog.written import Answer, Number, Piece, Unit, is_in, pieces
from core.conversation.grid import TERMINAL, grid
from core.conversation.reply import (
    AsTold,
    CartView,
    Cell,
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
from core.i18n.texts import Texts
from core.kernel.money import Money
from core.kernel.timewindow import TimeWindow

KINDS: dict[type, str] = {
    Text: "text",
    Message: "text",
    Products: "products",
    CartView: "cart",
    SlotPicker: "slots",
    Invoice: "invoice",
    OrderView: "order",
    Picture: "picture",
    Table: "table",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Writes replies in one language."""

    texts: Texts
    language: str

    def say(self, key: str, **params: Any) -> str:
        return self.texts.say(self.language, key, params)

    def text(self, reply: Reply) -> str:
        """The whole reply in words, without its choices."""
        match reply:
            case Text():
                return self._said(reply.key, reply.params)
            case Message():
                blocks = ("\n".join(self._said(row.key, row.params) for row in b) for b in reply.blocks)
                return "\n\n".join(blocks)
            case Products():
                cards = [self.full_card(c) if reply.detail else self.card(c) for c in reply.products]
                return "\n".join([self._said(reply.key, reply.params), *cards] if not reply.detail else cards)
            case CartView():
                return self.cart(reply)
            case SlotPicker():
                rows = [self.slot(s) for s in reply.slots]
                return "\n".join([self._said(reply.key, reply.params), *rows])
            case Invoice():
                return self.invoice(reply)
            case OrderView():
                return self.order(reply)
            case Picture():
                return self._said(reply.key, reply.params)
            case Table():
                return f"{self._said(reply.key, reply.params)}\n\n{self.table(reply, TERMINAL)}"

    def label(self, choice: Choice) -> str:
        return choice.literal or self._said(choice.key, choice.params)

    def cell(self, cell: Cell) -> str:
        return self._said(cell.key, cell.params) if cell.key else str(self._written(cell.literal))

    def heading(self, label: Cell) -> str:
        said = self.cell(label)
        return said[:1].upper() + said[1:]

    def table(self, table: Table, width: int) -> str:
        """The table as lines of at most `width` characters of one breadth."""
        names = [self.name(card.names) for card in table.products]
        return grid(
            names, [(self.heading(r.label), [self.cell(c) for c in r.cells]) for r in table.rows], width
        )

    def name(self, names: dict[str, str]) -> str:
        return str(self.texts.write(self.language, names))

    def card(self, card: ProductCard) -> str:
        key = "card-row" if card.in_stock else "card-row-sold-out"
        row = self.say(key, name=self.name(card.names), price=self.price(card))
        return f"{row}\n   {self.cell(card.note)}" if card.note else row

    def full_card(self, card: ProductCard) -> str:
        rows = [self.name(card.names), self.price(card)]
        if card.old_price_minor and card.old_price_minor > card.price_minor:
            rows[1] += " " + self.say("card-old-price", price=Money(card.old_price_minor, card.currency))
        rows.append(self.availability(card))
        rows += [f"{name}: {value}" for name, value in self.facts(card)]
        if also := self.also(card):
            rows.append(also)
        description = self.name(card.descriptions) if card.descriptions else ""
        return "\n".join([*rows, description] if description else rows)

    def facts(self, card: ProductCard) -> list[tuple[str, str]]:
        """What the seller tells of it, under the names that the reader's language has for it."""
        labels = [None if is_in(name, self.language) else label_of(name) for name in card.attributes]
        return [
            # Of two that would be called alike both keep the seller's words.
            (
                name if label is None or labels.count(label) > 1 else self.heading(Cell(label)),
                self.told(value),
            )
            for (name, value), label in zip(card.attributes.items(), labels, strict=True)
        ]

    def told(self, value: str) -> str:
        """A seller's value: figures, units, yes and no as the reader writes them, other words as they are."""
        taken_apart = pieces(value)
        return value if taken_apart is None else "".join(map(self._piece, taken_apart))

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Number():
                return re.sub("[.,]", "." if self.language == "en" else ",", piece.digits)
            case Unit():
                whole = piece.count.isdigit()
                return self.say(f"unit-{piece.name}", count=int(piece.count) if whole else 2)
            case Answer():
                return self.say(f"answer-{piece.name}")
            case _:
                return piece

    def also(self, card: ProductCard) -> str:
        """Its variants; nothing when there are none."""
        return self.say("card-also", variants="; ".join(card.also)) if card.also else ""

    def availability(self, card: ProductCard) -> str:
        if card.in_stock and card.preorder_days:
            return self.say("card-preorder", days=card.preorder_days)
        return self.say("card-in-stock" if card.in_stock else "card-sold-out")

    def price(self, card: ProductCard) -> str:
        return self.say(f"price-{card.sold_by}", price=Money(card.price_minor, card.currency))

    def line(self, line: LineView, currency: str) -> str:
        quantity = self.quantity(line.quantity, line.sold_by)
        total = Money(line.total_minor, currency)
        return self.say("cart-row", name=self.name(line.names), quantity=quantity, total=total)

    def quantity(self, quantity: Decimal, sold_by: str) -> str:
        return self.say(f"quantity-{sold_by}", quantity=quantity)

    def cart(self, cart: CartView) -> str:
        rows = [self.say(cart.key), *(self.line(x, cart.currency) for x in cart.lines)]
        rows.append(self.say("cart-goods", total=Money(cart.goods_minor, cart.currency)))
        if cart.delivery_minor is not None:
            rows.append(self.fee(cart.delivery_minor, cart.currency))
        if cart.total_minor is not None:
            rows.append(self.say("cart-total", total=Money(cart.total_minor, cart.currency)))
        rows += [self.say(label, value=self._detail(label, value)) for label, value in cart.details]
        if cart.window:
            rows.append(self.window(cart.window, cart.express))
        return "\n".join(rows)

    def when(self, order: OrderView) -> str:
        """When it comes, or from when on it is there."""
        value = order.ready or TimeWindow(*order.window)
        return str(self.texts.write(self.language, value))

    def _detail(self, label: str, value: Any) -> Any:
        return self.say(value) if label == "label-payment" else value

    def fee(self, minor: int, currency: str) -> str:
        return (
            self.say("cart-delivery", fee=Money(minor, currency)) if minor else self.say("cart-delivery-free")
        )

    def slot(self, slot: SlotView) -> str:
        kind = "express" if slot.express else "green" if slot.green else "plain"
        hours, fee = self.hours(slot.start, slot.end), self.slot_fee(slot)
        return self.say(f"slot-{kind}", hours=f"{hours} · {fee}" if fee else hours)

    def slot_fee(self, slot: SlotView) -> str:
        if slot.fee_minor is None:
            return ""
        minor = slot.fee_minor
        return self.say("fee", fee=Money(minor, slot.currency)) if minor else self.say("fee-free")

    def window(self, window: tuple[datetime, datetime], express: bool) -> str:
        return self.say("label-window-express" if express else "label-window", value=TimeWindow(*window))

    def hours(self, start: datetime, end: datetime) -> str:
        return str(self.texts.formats[self.language].hours(TimeWindow(start, end)))

    def invoice(self, invoice: Invoice) -> str:
        return f"{self.asked_to_pay(invoice)}\n{invoice.pay_url}"

    def asked_to_pay(self, invoice: Invoice) -> str:
        """The sentence alone, for a channel that has a button of its own."""
        amount = Money(invoice.amount_minor, invoice.currency)
        number = str(invoice.order_number)
        return self.say(invoice.key, number=number, total=amount, minutes=invoice.minutes)

    def order(self, order: OrderView) -> str:
        rows = [
            self._said(order.key, order.params),
            self.say("label-state", value=self.say(f"state-{order.state}")),
            *(self.line(x, order.currency) for x in order.lines),
            *self.sums(order),
            self.say("label-paid", value=self.say(f"payment-{order.payment_state}")),
            self.say("label-pickup" if order.pickup else "label-address", value=order.address),
            self.say("label-ready", value=order.ready)
            if order.ready
            else self.window(order.window, order.express),
            *(self.say(label, value=value) for label, value in order.details),
        ]
        return "\n".join(rows)

    def sums(self, order: OrderView) -> list[str]:
        """What the goods' prices do not tell: the delivery, and all of it last."""
        delivery = () if order.pickup else (self.fee(order.delivery_minor, order.currency),)
        return [*delivery, self.say("cart-total", total=Money(order.total_minor, order.currency))]

    def _said(self, key: str, params: dict[str, Any]) -> str:
        """Parameters that are texts or text keys themselves (`reject-reason-…`, `state-…`) are written out first."""
        return self.say(key, **{name: self._written(value) for name, value in params.items()})

    def _written(self, value: Any) -> Any:
        if isinstance(value, AsTold):
            return self.told(value.text)
        if isinstance(value, Text):
            return self._said(value.key, value.params)
        prefixes = ("reject-reason-", "unserved-", "topic-", "fact-", "why-")
        if isinstance(value, str) and value.startswith(prefixes) and self.texts.has(value):
            return self.say(value)
        return value
