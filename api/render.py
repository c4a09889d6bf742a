"""From a Reply to a frame of the widget: JSON with every word written out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.catalog.product_picture import best_picture, is_address
from core.catalog.refs import ref
from core.conversation.plain import KINDS, Speaker
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

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Renderer:
    """Frames in one language for one store. Addresses are paths of this server, for it may have many names.
    `pictures` holds the pictures of all stores.

    Every frame has `kind`, `text` (the whole reply in words, for the simplest client), `title` (its first
    sentence, for a client that draws the rest) and `choices`.
    """

    speaker: Speaker
    store_id: str
    pictures: Path

    def frames(self, replies: Iterable[Reply]) -> list[Frame]:
        return [self.frame(reply) for reply in replies]

    def frame(self, reply: Reply) -> Frame:
        common = {
            "kind": KINDS[type(reply)],
            "text": self.speaker.text(reply),
            "title": self._title(reply),
            "choices": self._choices(reply.choices),
        }
        return {**common, **self._rest(reply)}

    def _rest(self, reply: Reply) -> Frame:
        match reply:
            case Text():
                return {"ask": reply.ask} if reply.ask else {}
            case Message():
                return {}
            case Products():
                return {"detail": reply.detail, "products": [self.card(c) for c in reply.products]}
            case CartView():
                return self._cart(reply)
            case SlotPicker():
                return {
                    "slots": [self._slot(s, reply) for s in reply.slots],
                    "hint": self.speaker.say("green-hint") if any(s.green for s in reply.slots) else "",
                }
            case Invoice():
                return self._invoice(reply)
            case OrderView():
                return self._order(reply)
            case Picture():
                return {"picture": f"/media/{quote(reply.path)}"}
            case Table():
                return self._table(reply)

    def _title(self, reply: Reply) -> str:
        if isinstance(reply, Message):
            return self.speaker.text(reply)
        if isinstance(reply, CartView):
            return self.speaker.say(reply.key)
        if isinstance(reply, Products) and reply.detail:
            return ""
        if isinstance(reply, Invoice):
            return self.speaker.text(reply).rpartition("\n")[0]
        return self.speaker.text(Text(reply.key, reply.params))

    def _choices(self, choices: Iterable[Choice]) -> list[Frame]:
        return [{"action": c.action, "label": self.speaker.label(c)} for c in choices]

    def card(self, card: ProductCard) -> Frame:
        old = card.old_price_minor
        cheaper = old is not None and old > card.price_minor
        return {
            "offer_id": card.offer_id,
            "name": self.speaker.name(card.names),
            "price": self.speaker.price(card),
            "price_minor": card.price_minor,
            "currency": card.currency,
            "old_price": self._money(old, card.currency) if cheaper and old is not None else None,
            "in_stock": card.in_stock,
            "availability": self.speaker.availability(card),
            "preorder": bool(card.preorder_days),
            "picture": self.picture(card.picture),
            "description": self.speaker.name(card.descriptions) if card.descriptions else "",
            "attributes": [[name, value] for name, value in self.speaker.facts(card)],
            "also": self.speaker.also(card),
            "choices": self._choices(card.choices),
            "note": self.speaker.cell(card.note) if card.note else "",
        }

    def _table(self, table: Table) -> Frame:
        rows = [
            {"label": self.speaker.heading(r.label), "cells": [self.speaker.cell(c) for c in r.cells]}
            for r in table.rows
        ]
        return {"products": [self.card(c) for c in table.products], "rows": rows}

    def picture(self, path: str | None) -> str | None:
        path = best_picture(self.pictures / self.store_id, path)
        if path is None or is_address(path):
            return path
        return f"/pictures/{quote(self.store_id)}/{quote(path)}"

    def _line(self, line: LineView, currency: str) -> Frame:
        name = ref(line.offer_id)
        whole = line.quantity == line.quantity.to_integral_value()
        step = {}
        if whole:
            fewer = int(line.quantity) - 1
            step = {
                "more": f"set:{int(line.quantity) + 1}:{name}",
                "less": f"set:{fewer}:{name}" if fewer else f"del:{name}",
            }
        return {
            "offer_id": line.offer_id,
            "name": self.speaker.name(line.names),
            "quantity": self.speaker.quantity(line.quantity, line.sold_by),
            "amount": _plain(line.quantity),
            "total": self._money(line.total_minor, currency),
            "picture": self.picture(line.picture),
            "remove": f"del:{name}",
            **step,
        }

    def _cart(self, cart: CartView) -> Frame:
        rows = self.speaker.text(cart).split("\n")
        sums = 1 + len(cart.lines)
        return {
            "lines": [self._line(x, cart.currency) for x in cart.lines],
            "rows": rows[sums:],
            "goods_minor": cart.goods_minor,
            "delivery_minor": cart.delivery_minor,
            "total_minor": cart.total_minor,
            "currency": cart.currency,
            # A summary is there to be read and confirmed; it is changed through its choices.
            "editable": not cart.details,
        }

    def _slot(self, slot: SlotView, picker: SlotPicker) -> Frame:
        return {
            "action": slot.action,
            "label": self._slot_label(slot),
            "hint": self.speaker.slot(slot),
            "fee": self.speaker.slot_fee(slot),
            "green": slot.green,
            "kind": "express" if slot.express else "window",
            "start": slot.start.isoformat(),
            "end": slot.end.isoformat(),
            "fee_minor": slot.fee_minor,
        }

    def _slot_label(self, slot: SlotView) -> str:
        """Its hours, with the words that set it apart; what it costs and the mark stand beside."""
        if slot.express:
            return self.speaker.say("slot-express", hours=self.speaker.hours(slot.start, slot.end))
        return self.speaker.hours(slot.start, slot.end)

    def _invoice(self, invoice: Invoice) -> Frame:
        amount = Money(invoice.amount_minor, invoice.currency)
        return {
            "number": invoice.order_number,
            "payment_id": invoice.payment_id,
            "amount_minor": invoice.amount_minor,
            "currency": invoice.currency,
            "pay_url": invoice.pay_url,
            "pay_label": self.speaker.say("button-pay", total=amount),
        }

    def _order(self, order: OrderView) -> Frame:
        return {
            "number": order.number,
            "state": order.state,
            "state_text": self.speaker.say(f"state-{order.state}"),
            "payment": order.payment_state,
            "payment_text": self.speaker.say(f"payment-{order.payment_state}"),
            "total": self._money(order.total_minor, order.currency),
            "sums": self.speaker.sums(order),
            "window": self.speaker.say("label-ready", value=order.ready)
            if order.ready
            else self.speaker.when(order),
            "notes": [self.speaker.say(label, value=value) for label, value in order.details],
            "address": order.address,
            "lines": [self._line(x, order.currency) for x in order.lines],
            "tracking_url": f"/t/{order.tracking_code}",
            "tracking_label": self.speaker.say("button-track"),
        }

    def _money(self, minor: int, currency: str) -> str:
        return self.speaker.texts.formats[self.speaker.language].money(Money(minor, currency))


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
