"""From what people say ("500 г сыра", "2 кг муки", "3 шт") to what a cart line holds."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from core.catalog.content import net_content, pieces_in_pack
from core.catalog.model import Product, localized
from core.kernel.errors import InvalidInput

MAX_QUANTITY = 999
GRAM = Decimal("0.001")
_MEASURES = {"g": Decimal(1), "kg": Decimal(1000), "ml": Decimal(1), "l": Decimal(1000)}


def to_quantity(product: Product, number: Decimal, unit: str | None) -> Decimal:
    """Pieces, or kilograms to the gram for goods sold by weight.

    `unit` is one of pcs, pack, box, kg, g, l, ml, or None. A bare number of weighed goods is kilograms, unless
    it is 50 or more, which only grams can mean. For goods by the piece a weight or volume is divided by what
    one piece holds, rounded up: who wants 2 kg does not want 1.8. So many `pcs` as fill whole packs are those
    packs: ten eggs are one box of ten. Raises InvalidInput for zero, negative,
    above 999, a fraction of a piece, or a measure that does not fit the goods.
    """
    if not number.is_finite() or number <= 0:
        raise _refused(number)
    quantity = (
        _weighed(product, number, unit) if product.sold_by == "weight" else _pieces(product, number, unit)
    )
    if not 0 < quantity <= MAX_QUANTITY:
        raise _refused(number)
    return quantity


def fits_pack(product: Product, number: Decimal | None, unit: str | None) -> bool:
    """Whether a number of pieces fills whole packs of this product."""
    held = pieces_in_pack(product)
    return number is not None and unit in (None, "pcs") and held > 1 and number > 0 and number % held == 0


def _weighed(product: Product, number: Decimal, unit: str | None) -> Decimal:
    """A litre of what is weighed is taken for a kilogram. What "three pieces" of it weigh nobody knows."""
    if unit is not None and unit not in _MEASURES:
        raise InvalidInput("quantity", "sold by weight", key="error-quantity-weighed", product=_name(product))
    grams = unit in ("g", "ml") or (unit is None and number >= 50)
    return (number / 1000 if grams else number).quantize(GRAM, rounding=ROUND_HALF_UP)


def _pieces(product: Product, number: Decimal, unit: str | None) -> Decimal:
    factor = _MEASURES.get(unit or "")
    if factor is None:
        if number != number.to_integral_value():
            raise InvalidInput(
                "quantity", "a piece cannot be divided", key="error-quantity-whole", product=_name(product)
            )
        packed = unit == "pcs" and fits_pack(product, number, unit)
        return (number / pieces_in_pack(product) if packed else number).to_integral_value()
    content = net_content(product)
    # A litre of sour cream is near enough a kilogram of it, when that is all the pack says.
    if content is None:
        raise InvalidInput(
            "quantity", f"the content of a piece is not known in {unit}",
            key="error-quantity-unit", product=_name(product), unit=str(unit),
        )  # fmt: skip
    return (number * factor / content.value).to_integral_value(rounding=ROUND_CEILING)


def _name(product: Product) -> str:
    return localized(product.names, "ru")


def _refused(number: Decimal) -> InvalidInput:
    return InvalidInput("quantity", f"{number} is not between 0 and {MAX_QUANTITY}", key="error-quantity")
