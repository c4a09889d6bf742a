"""From what the shop knows to what a person is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.catalog.content import net_content
from core.catalog.facts import fact_of
from core.catalog.model import Product, localized
from core.catalog.refs import ref
from core.conversation.at_point import AtPoint, rows
from core.conversation.reply import CartView, Cell, Choice, LineView, OrderView, ProductCard, Products, Text
from core.dialogue.commands import Option, Prompt
from core.dialogue.state import Shown
from core.kernel.money import MINOR_PER_MAJOR, Money
from core.ordering.lifecycle import CANCELLABLE
from core.ordering.model import Order, OrderLine
from core.ordering.moving import MOVABLE
from core.ordering.pricing import Quote
from core.payments.model import PREPAID, Payment

# Facts that only lasting things have.
LASTING = frozenset({"material", "power", "warranty", "age", "colour", "size", "diameter", "cable"})
# The per-unit price is for this much of the unit.
PER = {"g": 1000, "ml": 1000, "pcs": 1}
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
        preorder_days=product.preorder_days,
    )


def price_per_unit(product: Product) -> Cell | None:
    """For a kilogram or a litre of what is used up; a kettle's litres are no measure of its price."""
    if product.sold_by == "weight":
        return Cell("price-per-g", {"price": Money(product.price_minor, product.currency)})
    net = net_content(product)
    if net is None or net.value <= 0 or not _is_used_up(product):
        return None
    major = Decimal(product.price_minor) * PER[net.unit] / net.value / MINOR_PER_MAJOR
    price = Money(int(major.quantize(Decimal(1))) * MINOR_PER_MAJOR, product.currency)
    return Cell(f"price-per-{net.unit}", {"price": price})


def _is_used_up(product: Product) -> bool:
    if product.handling.segregation != "general":
        return True
    return not product.handling.fragile and not any(fact_of(name) in LASTING for name in product.attributes)


def product_list(
    key: str, products: Sequence[Product], choices: Iterable[Choice] = (), **params: object
) -> Products:
    return Products(key, tuple(card(p) for p in products), dict(params), tuple(choices))


def shown(products: Iterable[Product], language: str) -> tuple[Shown, ...]:
    return tuple(
        Shown(p.offer_id, localized(p.names, language), p.price_minor, spellings(p, language))
        for p in products
    )


def spellings(product: Product, language: str) -> str:
    """What else it is called and is like, for those who point at it in words: other languages, and attributes."""
    names = [text for code, text in sorted(product.names.items()) if code != language]
    return " ".join((*names, *product.attributes.values()))


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
    at: AtPoint | None = None,
) -> OrderView:
    whom = (("label-name", order.customer_name), ("label-phone", order.phone)) if for_seller else ()
    return OrderView(
        key=key,
        number=order.number,
        state=_shown_state(order, payment),
        tracking_code=order.tracking_code,
        total_minor=order.total_minor,
        currency=order.currency,
        payment_state=payment.state if payment else "pending",
        window=(order.window.start, order.window.end),
        address=order.address.text,
        lines=tuple(line_view(line) for line in order.lines),
        delivery_minor=order.delivery_minor,
        pickup=order.method == "pickup",
        ready=at.ready if at else None,
        details=(*(rows(at, order, for_staff=for_seller) if at else ()), *whom),
        express=order.slot_kind == "express",
        params={"number": str(order.number)},
        choices=choices,
    )


def _shown_state(order: Order, payment: Payment | None) -> str:
    if order.is_ready:
        return "ready"
    return "unpaid" if _waits_for_money(order, payment) else order.state


def fee_text(minor: int, currency: str) -> Text:
    return Text("fee", {"fee": Money(minor, currency)}) if minor else Text("fee-free")


def _waits_for_money(order: Order, payment: Payment | None) -> bool:
    prepaid = payment is not None and payment.method in PREPAID and payment.state in {"pending", "failed"}
    return prepaid and order.state in {"reserved", "held"}


def shopper_choices(order: Order) -> tuple[Choice, ...]:
    movable = order.method == "delivery" and order.slot_kind == "window" and order.state in MOVABLE
    move = (Choice(f"move:{order.number}", "button-move-order"),) if movable else ()
    cancel = (Choice(f"cancel:{order.number}", "button-cancel-order"),)
    return (*move, *(cancel if order.state in CANCELLABLE else ()))
