"""Refuses a wave that cannot be planned, and says where it stands. Lines are looked at by intake itself."""

from __future__ import annotations

from math import isfinite

from core.fulfilment.boxes import check_cells
from core.fulfilment.cells import MOST_CELLS
from core.fulfilment.intake.model import Order
from core.fulfilment.packing import model as packing
from core.fulfilment.plan.model import PlanRequest
from core.fulfilment.plan.terms import bare_pack_request, bare_route_request
from core.fulfilment.routing import validate as routing
from core.fulfilment.temperature import WARM_TO_COLD
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint, haversine_m

MAX_ORDERS = 10_000
MAX_LINES = 100_000
MAX_ITERATIONS = 1_000_000
SAME_PLACE_M = 200
"""Two orders to one address may have been geocoded apart by a house, not by a street."""
LATEST_S = 10**10
MOST_PICKED = 10**10


def validate(request: PlanRequest) -> None:
    """Raises InvalidInput whose field is a path such as `orders[3].slot`. No orders is lawful."""
    packing.validate(bare_pack_request(request))
    _matrix(request)  # Before routing, which is given the depots' rows of it.
    routing.validate(bare_route_request(request))
    if len(request.orders) > MAX_ORDERS:
        raise InvalidInput("orders", f"at most {MAX_ORDERS} orders are planned at once")
    if sum(len(order.lines) for order in request.orders) > MAX_LINES:
        raise InvalidInput("orders", f"at most {MAX_LINES} order lines are planned at once")
    _distinct("estimates", [estimate.category for estimate in request.estimates], "category")
    for i, estimate in enumerate(request.estimates):
        for name in ("length_mm", "width_mm", "height_mm"):
            _range(f"estimates[{i}].{name}", getattr(estimate, name), 1, packing.MAX_LENGTH_MM)
        _range(f"estimates[{i}].weight_g", estimate.weight_g, 0, packing.MAX_WEIGHT_G)
    _distinct("orders", [order.id for order in request.orders], "id")
    for i, order in enumerate(request.orders):
        _order(f"orders[{i}]", order, {request.depot.id, *(depot.id for depot in request.depots)})
    _one_place_per_address(request.orders)
    _range("min_shared_s", request.min_shared_s, 0, LATEST_S)
    _range("seed", request.seed, 0, 2**31 - 1)
    _range("now_s", request.now_s, -LATEST_S, LATEST_S)
    _range("loading_s", request.loading_s, 0, 86_400)
    if request.events and request.previous is None:
        raise InvalidInput("events", "they need the previous plan")
    if request.iterations is not None:
        _range("iterations", request.iterations, 1, MAX_ITERATIONS)


def _order(at: str, order: Order, depots: set[str]) -> None:
    _range(f"{at}.slot[0]", order.slot[0], -LATEST_S, LATEST_S)
    _range(f"{at}.slot[1]", order.slot[1], order.slot[0], LATEST_S)
    _range(f"{at}.lat", order.lat, -90, 90)
    _range(f"{at}.lon", order.lon, -180, 180)
    _range(f"{at}.service_s", order.service_s, 0, 86_400)
    _range(f"{at}.priority", order.priority, 0, 10)
    _range(f"{at}.pickup_weight_g", order.pickup_weight_g, 0, MOST_PICKED)
    _range(f"{at}.pickup_volume_ml", order.pickup_volume_ml, 0, MOST_PICKED)
    if order.depot_id is not None and order.depot_id not in depots:
        raise InvalidInput(f"{at}.depot_id", f"no depot {order.depot_id!r}")
    if order.cells:
        _cells(f"{at}.cells", order)
    if not order.address_id.strip():
        raise InvalidInput(f"{at}.address_id", "a name that is not empty is needed")


def _cells(at: str, order: Order) -> None:
    check_cells(at, order.cells)
    most = MOST_CELLS * len(WARM_TO_COLD)
    if sum(cell.empty for cell in order.cells) > most:
        raise InvalidInput(at, f"at most {most} cells are kept for an order")
    if len({line.seller_id for line in order.lines}) > 1:
        raise InvalidInput(at, "goods of several sellers are packed apart, so they share no cells")


def _one_place_per_address(orders: tuple[Order, ...]) -> None:
    first: dict[str, GeoPoint] = {}
    for i, order in enumerate(orders):
        point = GeoPoint(order.lat, order.lon)
        if haversine_m(first.setdefault(order.address_id, point), point) > SAME_PLACE_M:
            raise InvalidInput(f"orders[{i}].address_id", f"{order.address_id!r} lies in two places")


def _matrix(request: PlanRequest) -> None:
    if request.matrix is None:
        return
    _distinct("matrix.address_ids", list(request.matrix.address_ids), "")
    missing = {order.address_id for order in request.orders} - set(request.matrix.address_ids)
    if missing:
        raise InvalidInput("matrix.address_ids", f"no travel times for the address {min(missing)!r}")
    size = 1 + len(request.matrix.address_ids) + len(request.depots)
    for name in ("durations_s", "distances_m"):
        rows = getattr(request.matrix, name)
        if len(rows) != size or any(len(row) != size for row in rows):
            raise InvalidInput(
                f"matrix.{name}", f"must be {size} by {size}: the depot, every address, further depots"
            )
        for i, row in enumerate(rows):
            _range(f"matrix.{name}[{i}]", min(row), 0, 10**8)
            _range(f"matrix.{name}[{i}]", max(row), 0, 10**8)


def _distinct(field: str, names: list[str], key: str) -> None:
    seen: set[str] = set()
    for i, name in enumerate(names):
        at = f"{field}[{i}].{key}".rstrip(".")
        if not name.strip():
            raise InvalidInput(at, "a name that is not empty is needed")
        if name in seen:
            raise InvalidInput(at, f"{name!r} is there twice")
        seen.add(name)


def _range(field: str, value: float, least: float, most: float) -> None:
    if not (isfinite(value) and least <= value <= most):
        raise InvalidInput(field, f"must be from {least} to {most}, is {value}")
