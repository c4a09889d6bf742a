"""A planned wave as people see it: plain data with the words and the pictures for seller and courier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from core.catalog.model import localized
from core.fulfilment.plan import OrderPlan, PlannedParcel, PlanRequest, PlanResult
from core.fulfilment.routing.ground import Street, Tiles, no_tiles
from core.fulfilment.routing.model import Route
from core.i18n.texts import Texts
from core.kernel.store import Store
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Order
from core.ordering.plan_pictures import PlanPictures, Told


class PictureStore(Protocol):
    def save(self, folder: str, content: bytes) -> str:
        """Keeps a PNG; gives the path under which edges find it."""


@dataclass(frozen=True)
class WaveView:
    """Writes one wave in its reader's language. `public_url` is where shoppers follow their orders."""

    request: PlanRequest
    result: PlanResult
    orders: dict[str, Order]
    store: Store
    day: date
    texts: Texts
    language: str
    pictures: PictureStore
    public_url: str
    streets: Sequence[Street] = ()
    tiles: Tiles = no_tiles

    def as_data(self) -> dict[str, Any]:
        """JSON data: figures, routes with their stops, orders with their parcels, what is unserved; and paths
        of the pictures of all of them."""
        return {
            **self.ways_as_data(),
            "orders": [self._order(planned) for planned in self.result.orders if planned.parcels],
            "unserved": [
                {"number": self.orders[u.order_id].number, "reason": u.reason} for u in self.result.unserved
            ],
        }

    def ways_as_data(self) -> dict[str, Any]:
        """What of it concerns who drives: figures and routes, with their pictures."""
        figures = self.result.figures
        driven = self.result.routes
        return {
            "figures": {
                "orders": figures.served_orders,
                "cartons": figures.parcels,
                "vans": figures.vans,
                "km": round(float(figures.distance_m) / 1000, 1),
                "fill": round(figures.fill * 100),
            },
            "day_picture": self.pictures.save("days", self._drawn.day()) if driven else None,
            # The map of a single van is the map of all.
            "map": self.pictures.save("routes", self._drawn.ways()) if len(driven) > 1 else None,
            "routes": [self._route(number, route) for number, route in enumerate(driven, 1)],
        }

    @cached_property
    def _drawn(self) -> PlanPictures:
        noon = datetime.combine(self.day, datetime.min.time(), self.store.tz) + timedelta(hours=12)
        offset = noon.utcoffset() or timedelta()
        return PlanPictures(
            request=self.request,
            result=self.result,
            say=self._say,
            title=self._say("picture-day", day=self.day),
            store=self.store.name,
            told={order_id: self._told(order) for order_id, order in self.orders.items()},
            offset_s=int(offset.total_seconds()),
            streets=self.streets,
            tiles=self.tiles,
        )

    def _told(self, order: Order) -> Told:
        formats = self.texts.formats[self.language]
        sold_by = {line.offer_id: line.sold_by for line in order.lines}

        def quantity(offer_id: str, packed: Decimal) -> str:
            return self._say(f"quantity-{sold_by[offer_id]}", quantity=packed)

        return Told(
            number=str(order.number),
            address=order.address.text,
            customer=order.customer_name,
            slot=(formats.day(self.day), formats.hours(order.window)),
            link=f"{self.public_url}/t/{order.tracking_code}",
            code=order.tracking_code,
            names={line.offer_id: localized(line.names, self.language) for line in order.lines},
            quantity=quantity,
        )

    def _say(self, key: str, **params: object) -> str:
        return self.texts.say(self.language, key, params)

    def _route(self, number: int, route: Route) -> dict[str, Any]:
        stops = {s.id: s for s in self.result.stops}
        rows, listed = [], []
        for place, visit in enumerate(route.stops, 1):
            stop = stops[visit.id]
            orders = [self.orders[o] for o in stop.order_ids]
            arrival = datetime.fromtimestamp(float(visit.arrival), UTC)
            hours = self.texts.formats[self.language].hours(TimeWindow(arrival, arrival)).split("–")[0]
            numbers = ", ".join(f"{'⚡' if o.slot_kind == 'express' else ''}{o.number}" for o in orders)
            address = orders[0].address.text
            listed.append(self._say("plan-stop", place=place, time=hours, address=address, numbers=numbers))
            rows.append(
                {"orders": [o.number for o in orders], "address": address, "arrival": arrival.isoformat()}
            )
        return {
            "van": number,
            "vehicle_id": route.vehicle_id,
            "km": round(float(route.distance_m) / 1000, 1),
            "stops": rows,
            "text": "\n".join(listed),
            "picture": self.pictures.save("routes", self._drawn.way(number)),
            "sheets": [self.pictures.save("sheets", page) for page in self._drawn.loading(number)],
        }

    def _order(self, planned: OrderPlan) -> dict[str, Any]:
        order = self.orders[planned.order_id]
        return {
            "number": order.number,
            "order_id": order.order_id,
            "parcels": [self._parcel(order, parcel, planned.estimated) for parcel in planned.parcels],
        }

    def _parcel(self, order: Order, parcel: PlannedParcel, estimated: tuple[str, ...]) -> dict[str, Any]:
        guessed = {localized(x.names, self.language) for x in order.lines if x.offer_id in estimated}
        listed = [
            self._say(
                "plan-pick-row-estimated" if name in guessed else "plan-pick-row", name=name, quantity=many
            )
            for name, many in self._drawn.goods(order.order_id, parcel)
        ]
        return {
            "carton": parcel.carton_id,
            "cell": parcel.cell_id,
            "fill": round(parcel.fill * 100),
            "weight_g": parcel.weight_g,
            "text": "\n".join(listed),
            "picture": self.pictures.save("parcels", self._drawn.packing(order.order_id, parcel)),
            "label": self.pictures.save("labels", self._drawn.label(order.order_id, parcel)),
        }
