"""The rules of screening. A rule looks at a request and returns a Finding or None; a new one is a function
and a row in RULES, with its sentence `screen-<code>` in the texts."""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers

from core.fulfilment.intake.model import Corner, Finding, ScreenRequest

Rule = Callable[[ScreenRequest], Finding | None]

EXCUSED_REFUSALS = 0.1
"""Up to this share of refused orders is life, not a habit."""


def phone_unreal(request: ScreenRequest) -> Finding | None:
    """No phone network would issue this number: the courier could not call."""
    phone = request.order.phone
    number = _parsed(phone, request.policy.region)
    if number and phonenumbers.is_valid_number(number):
        return None
    return Finding("phone-unreal", 40, {"phone": phone})


def phone_foreign(request: ScreenRequest) -> Finding | None:
    """A real number of another country."""
    number = _parsed(request.order.phone, request.policy.region)
    if not number or not phonenumbers.is_valid_number(number):
        return None
    region = phonenumbers.region_code_for_number(number) or "?"
    if region == request.policy.region:
        return None
    return Finding("phone-foreign", 15, {"phone": request.order.phone, "region": region})


def address_incomplete(request: ScreenRequest) -> Finding | None:
    """Neither street and house nor a point on the map: there is nowhere to drive to."""
    if request.order.handover == "pickup":
        return None
    address = request.order.address
    if address and ((address.street.strip() and address.house.strip()) or address.lat is not None):
        return None
    return Finding("address-incomplete", 35)


def outside_service_area(request: ScreenRequest) -> Finding | None:
    point = _location(request)
    if not point or not request.service_areas or any(_inside(point, area) for area in request.service_areas):
        return None
    return Finding("outside-service-area", 60)


def many_orders_this_hour(request: ScreenRequest) -> Finding | None:
    orders = request.history.orders_last_hour + 1
    if orders <= request.policy.most_orders_an_hour:
        return None
    return Finding("many-orders-this-hour", 35, {"orders": orders})


def many_orders_today(request: ScreenRequest) -> Finding | None:
    orders = request.history.orders_last_day + 1
    if orders <= request.policy.most_orders_a_day:
        return None
    return Finding("many-orders-today", 25, {"orders": orders})


def refused_before(request: ScreenRequest) -> Finding | None:
    """Twenty points a refusal up to sixty, unless most other orders were taken."""
    refused, delivered = request.history.refused, request.history.delivered
    if not refused or refused / (refused + delivered) <= EXCUSED_REFUSALS:
        return None
    return Finding("refused-before", min(60, 20 * refused), {"refused": refused, "delivered": delivered})


def unusual_total(request: ScreenRequest) -> Finding | None:
    usual, total = request.usual_total_minor, request.order.total_minor
    if not usual or total <= usual * request.policy.times_usual_total:
        return None
    return Finding("unusual-total", 25, {"total_minor": total, "usual_minor": usual})


def huge_quantity(request: ScreenRequest) -> Finding | None:
    line = max(request.order.lines, key=lambda line: line.quantity)
    if line.quantity <= request.policy.huge_quantity:
        return None
    return Finding("huge-quantity", 25, {"name": line.name, "quantity": line.quantity})


def large_cash(request: ScreenRequest) -> Finding | None:
    """Nothing is paid before the door: a refusal would cost the shop the whole way."""
    total = request.order.total_minor
    if request.order.payment != "cash" or total <= request.policy.large_cash_minor:
        return None
    return Finding("large-cash", 30, {"total_minor": total})


def new_customer(request: ScreenRequest) -> Finding | None:
    if request.history.delivered:
        return None
    return Finding("new-customer", 10)


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
