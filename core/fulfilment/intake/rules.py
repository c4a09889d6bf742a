"""The rules of screening. A rule looks at a request and returns a Fact or None; a new one is a function and a
row in RULES, with its sentence `screen-<code>` in the texts and its weight in data/weights.yaml, which
`duken bench screening` learns.

Facts are numbers about an order and its history. Who the shopper is, where they live and what they are called
is in none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import log2

import phonenumbers

from core.fulfilment.intake.model import Corner, Outcome, ScreenRequest

STRONGEST = 4.0


@dataclass(frozen=True, slots=True)
class Fact:
    """`strength` is 1 where it just holds and grows to STRONGEST. `least` is what it asks for by itself,
    however good the rest looks: who cannot be called has to be asked."""

    code: str
    strength: float = 1.0
    params: dict[str, str | int | float] = field(default_factory=dict)
    least: Outcome = "accept"


Rule = Callable[[ScreenRequest], Fact | None]

EXCUSED_REFUSALS = 0.1
"""Up to this share of refused orders is life, not a habit."""


def phone_unreal(request: ScreenRequest) -> Fact | None:
    """No phone network would issue this number: the courier could not call."""
    phone = request.order.phone
    number = _parsed(phone, request.policy.region)
    if number and phonenumbers.is_valid_number(number):
        return None
    return Fact("phone-unreal", least="verify")


def phone_foreign(request: ScreenRequest) -> Fact | None:
    """A real number of another country."""
    number = _parsed(request.order.phone, request.policy.region)
    if not number or not phonenumbers.is_valid_number(number):
        return None
    region = phonenumbers.region_code_for_number(number) or "?"
    if region == request.policy.region:
        return None
    return Fact("phone-foreign", params={"region": region})


def address_incomplete(request: ScreenRequest) -> Fact | None:
    """Neither street and house nor a point on the map: there is nowhere to drive to."""
    if request.order.handover == "pickup":
        return None
    address = request.order.address
    if address and ((address.street.strip() and address.house.strip()) or address.lat is not None):
        return None
    return Fact("address-incomplete", least="verify")


def outside_service_area(request: ScreenRequest) -> Fact | None:
    point = _location(request)
    if not point or not request.service_areas or any(_inside(point, area) for area in request.service_areas):
        return None
    return Fact("outside-service-area", least="hold")


def many_orders_this_hour(request: ScreenRequest) -> Fact | None:
    orders = request.history.orders_last_hour + 1
    most = request.policy.most_orders_an_hour
    if orders <= most:
        return None
    return Fact("many-orders-this-hour", _beyond(orders, most), {"orders": orders}, "verify")


def many_orders_today(request: ScreenRequest) -> Fact | None:
    orders = request.history.orders_last_day + 1
    most = request.policy.most_orders_a_day
    if orders <= most:
        return None
    return Fact("many-orders-today", _beyond(orders, most), {"orders": orders})


def refused_before(request: ScreenRequest) -> Fact | None:
    """Each refusal counts, unless most other orders were taken."""
    refused, delivered = request.history.refused, request.history.delivered
    if not refused or refused / (refused + delivered) <= EXCUSED_REFUSALS:
        return None
    return Fact(
        "refused-before", min(STRONGEST, float(refused)), {"refused": refused, "delivered": delivered}
    )


def unusual_total(request: ScreenRequest) -> Fact | None:
    usual, total = request.usual_total_minor, request.order.total_minor
    if not usual or total <= usual * request.policy.times_usual_total:
        return None
    strength = _beyond(total, usual * request.policy.times_usual_total)
    return Fact("unusual-total", strength, {"total_minor": total, "usual_minor": usual})


def huge_quantity(request: ScreenRequest) -> Fact | None:
    line = max(request.order.lines, key=lambda line: line.quantity)
    most = request.policy.huge_quantity
    if line.quantity <= most:
        return None
    return Fact("huge-quantity", _beyond(line.quantity, most), {"name": line.name, "quantity": line.quantity})


def large_cash(request: ScreenRequest) -> Fact | None:
    """Nothing is paid before the door: a refusal would cost the shop the whole way."""
    total, most = request.order.total_minor, request.policy.large_cash_minor
    if request.order.payment != "cash" or total <= most:
        return None
    return Fact("large-cash", _beyond(total, most), {"total_minor": total}, "verify")


def new_customer(request: ScreenRequest) -> Fact | None:
    if request.history.delivered:
        return None
    return Fact("new-customer")


RULES: tuple[Rule, ...] = (
    phone_unreal,
    phone_foreign,
    address_incomplete,
    outside_service_area,
    many_orders_this_hour,
    many_orders_today,
    refused_before,
    unusual_total,
    huge_quantity,
    large_cash,
    new_customer,
)


def _beyond(value: float, limit: float) -> float:
    """1 at the limit and one more for every doubling."""
    return min(STRONGEST, 1 + log2(value / limit)) if limit > 0 else STRONGEST


def _parsed(phone: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None


def _location(request: ScreenRequest) -> Corner | None:
    address = request.order.address
    if request.order.handover == "pickup" or not address or address.lat is None or address.lon is None:
        return None
    return address.lat, address.lon


def _inside(point: Corner, area: tuple[Corner, ...]) -> bool:
    """Even-odd rule: a ray northwards from the point crosses the border an odd number of times. Not for areas
    that cross the 180th meridian."""
    lat, lon = point
    inside = False
    for (lat_a, lon_a), (lat_b, lon_b) in zip(area, area[1:] + area[:1], strict=True):
        if (lon_a > lon) != (lon_b > lon) and lat < lat_a + (lon - lon_a) / (lon_b - lon_a) * (lat_b - lat_a):
            inside = not inside
    return inside
