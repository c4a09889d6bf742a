"""From what the shop knows to what a person is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.catalog.model import Product, localized
from core.catalog.refs import ref
from core.conversation.reply import CartView, Choice, LineView, OrderView, ProductCard, Products, Text
from core.dialogue.commands import Option, Prompt
from core.dialogue.state import Shown
from core.ordering.lifecycle import CANCELLABLE
from core.ordering.model import Order, OrderLine
from core.ordering.pricing import Quote
from core.payments.model import PREPAID, Payment

CART_CHOICES = (
    Choice("checkout", "button-checkout"),
    Choice("catalog", "button-catalog"),
    Choice("clear", "button-clear"),
)


def prompt(said: Prompt) -> Text:
    return Text(said.key, said.params, tuple(option(o) for o in said.options), said.ask)


def option(offered: Option) -> Choice:
    return Choice(offered.action, offered.key)


def card(product: Product) -> ProductCard:
    name = ref(product.offer_id)
    sold_out = product.stock <= 0
    buy = () if sold_out else (Choice(f"add:{name}", "button-add"),)
    return ProductCard(
        offer_id=product.offer_id,
        names=product.names,
        price_minor=product.price_minor,
        currency=product.currency,
        sold_by=product.sold_by,
        in_stock=not sold_out,
        old_price_minor=product.old_price_minor,
        picture=product.picture,
        descriptions=product.descriptions,
        attributes=product.attributes,
        choices=(*buy, Choice(f"show:{name}", "button-details")),
    )


def product_list(
    key: str, products: Sequence[Product], choices: Iterable[Choice] = (), **params: object
) -> Products:
    return Products(key, tuple(card(p) for p in products), dict(params), tuple(choices))


def shown(products: Iterable[Product], language: str) -> tuple[Shown, ...]:
    return tuple(Shown(p.offer_id, localized(p.names, language)) for p in products)


def line_view(line: OrderLine, picture: str | None = None) -> LineView:
    return LineView(
        line.offer_id, line.names, line.quantity, line.sold_by, line.price_minor, line.total_minor, picture
    )


def cart_view(key: str, quoted: Quote, currency: str, choices: tuple[Choice, ...] = CART_CHOICES) -> CartView:
    return CartView(
        key=key,
        lines=tuple(line_view(line) for line in quoted.lines),
        goods_minor=quoted.goods_minor,
        currency=currency,
        choices=choices,
    )


def order_view(
    key: str,
    order: Order,
    payment: Payment | None,
    choices: tuple[Choice, ...] = (),
    *,
    for_seller: bool = False,
) -> OrderView:
    return OrderView(
        key=key,
        number=order.number,
        state="unpaid" if _waits_for_money(order, payment) else order.state,
        tracking_code=order.tracking_code,
        total_minor=order.total_minor,
        currency=order.currency,
        payment_state=payment.state if payment else "pending",
        window=(order.window.start, order.window.end),
        address=order.address.text,
        lines=tuple(line_view(line) for line in order.lines),
        delivery_minor=order.delivery_minor,
        pickup=order.method == "pickup",
        details=(("label-name", order.customer_name), ("label-phone", order.phone)) if for_seller else (),
        params={"number": str(order.number)},
        choices=choices,
    )


def _waits_for_money(order: Order, payment: Payment | None) -> bool:
    prepaid = payment is not None and payment.method in PREPAID and payment.state in {"pending", "failed"}
    return prepaid and order.state in {"reserved", "held"}


def shopper_choices(order: Order) -> tuple[Choice, ...]:
    if order.state not in CANCELLABLE:
        return ()
    return (Choice(f"cancel:{order.number}", "button-cancel-order"),)
