"""What a cart costs today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.catalog.model import Product
from core.kernel.errors import OutOfStock
from core.ordering.model import Cart, OrderLine


@dataclass(frozen=True, slots=True)
class Quote:
    """`gone`: offer ids that are not sold any more. `short`: offer id -> what is left, less than wanted."""

    lines: tuple[OrderLine, ...]
    gone: tuple[str, ...]
    short: dict[str, Decimal]

    @property
    def goods_minor(self) -> int:
        return sum(line.total_minor for line in self.lines)

    @property
    def is_sellable(self) -> bool:
        return bool(self.lines) and not self.gone and not self.short


def quote(cart: Cart, products: dict[str, Product]) -> Quote:
    sold = [(line, products[line.offer_id]) for line in cart.lines if _is_sold(products.get(line.offer_id))]
    gone = tuple(x.offer_id for x in cart.lines if not _is_sold(products.get(x.offer_id)))
    short = {p.offer_id: p.stock for line, p in sold if p.stock < line.quantity}
    return Quote(tuple(order_line(p, line.quantity) for line, p in sold), gone, short)


def _is_sold(product: Product | None) -> bool:
    return product is not None and not product.hidden


def order_line(product: Product, quantity: Decimal) -> OrderLine:
    return OrderLine(
        offer_id=product.offer_id,
        names=product.names,
        price_minor=product.price_minor,
        quantity=quantity,
        sold_by=product.sold_by,
        dimensions=product.dimensions,
        handling=product.handling,
    )


def ensure_sellable(quoted: Quote) -> None:
    """Raises OutOfStock naming the first line that cannot be sold as wanted."""
    if quoted.gone:
        raise OutOfStock("not sold any more", key="error-goods-gone", offer_id=quoted.gone[0])
    if quoted.short:
        offer_id, left = next(iter(quoted.short.items()))
        names = next(line.names for line in quoted.lines if line.offer_id == offer_id)
        raise OutOfStock("not enough left", offer_id=offer_id, left=left, product=names)
