"""A planned wave as people see it: plain data with the words and the pictures for seller and courier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from core.ordering.day_vans import trip_of
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
    vans: Sequence[int] = ()
    """What the van of each route is called; without it routes are counted."""
    streets: Sequence[Street] = ()
    tiles: Tiles = no_tiles
    drawn: dict[str, Any] | None = None
    """The data of the plan before, in this language, where this one carries it on; what did not change is not drawn
    again."""
    as_before: Mapping[int, int] = field(default_factory=dict)
    """Places of routes that did not change, with their places in the plan before, from 0."""

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
            "day_picture": self.pictures.save("days", self._pictures.day()) if driven else None,
            # The map of a single van is the map of all.
            "map": self.pictures.save("routes", self._pictures.ways()) if len(driven) > 1 else None,
            "language": self.language,
            "routes": [self._route(place, route) for place, route in enumerate(driven, 1)],
        }

    @cached_property
    def _pictures(self) -> PlanPictures:
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
            vans=tuple(self._called(place) for place in range(1, len(self.result.routes) + 1)),
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

    def _called(self, place: int) -> str:
        trip = trip_of(self.result.routes[place - 1].vehicle_id)
        van = self._van(place)
        return self._say("van-trip", van=van, trip=trip) if trip > 1 else str(van)

    def _van(self, place: int) -> int:
        return self.vans[place - 1] if self.vans else place

    def _route(self, place: int, route: Route) -> dict[str, Any]:
        old = self.as_before.get(place - 1)
        if self.drawn and old is not None:
            return dict(self.drawn["routes"][old])
        stops = {s.id: s for s in self.result.stops}
        rows, listed = [], []
        for nth, visit in enumerate(route.stops, 1):
            stop = stops[visit.id]
            orders = [self.orders[o] for o in stop.order_ids]
            arrival = datetime.fromtimestamp(float(visit.arrival), UTC)
            hours = self.texts.formats[self.language].hours(TimeWindow(arrival, arrival)).split("–")[0]
            numbers = ", ".join(f"{'⚡' if o.slot_kind == 'express' else ''}{o.number}" for o in orders)
            address = orders[0].address.text
            listed.append(self._say("plan-stop", place=nth, time=hours, address=address, numbers=numbers))
            rows.append(
                {
                    "orders": [o.number for o in orders],
                    "address": address,
                    "arrival": arrival.isoformat(),
                    "point_id": orders[0].point_id,
                }
            )
        return {
            "van": self._van(place),
            "trip": trip_of(route.vehicle_id),
            "vehicle_id": route.vehicle_id,
            "km": round(float(route.distance_m) / 1000, 1),
            "stops": rows,
            "text": "\n".join(listed),
            "picture": self.pictures.save("routes", self._pictures.way(place)),
            "sheets": [self.pictures.save("sheets", page) for page in self._pictures.loading(place)],
        }

    def _order(self, planned: OrderPlan) -> dict[str, Any]:
        order = self.orders[planned.order_id]
        known = self._packed.get(planned.order_id)
        if known and planned.order_id in self._unmoved:
            return known
        pictures = (
            [parcel["picture"] for parcel in known["parcels"]] if known else [None] * len(planned.parcels)
        )
        return {
            "number": order.number,
            "order_id": order.order_id,
            "parcels": [
                self._parcel(order, parcel, planned.estimated, picture)
                for parcel, picture in zip(planned.parcels, pictures, strict=True)
            ],
        }

    @cached_property
    def _packed(self) -> dict[str, dict[str, Any]]:
        return {row["order_id"]: row for row in self.drawn["orders"]} if self.drawn else {}

    @cached_property
    def _unmoved(self) -> frozenset[str]:
        """Orders whose labels still name the right van and place."""
        homes = {stop.id: stop.order_ids for stop in self.result.stops}
        places: dict[str, set[bool]] = {}
        for i, route in enumerate(self.result.routes):
            for order_id in (order_id for visit in route.stops for order_id in homes[visit.id]):
                places.setdefault(order_id, set()).add(i in self.as_before)
        return frozenset(order_id for order_id, kept in places.items() if kept == {True})

    def _parcel(
        self, order: Order, parcel: PlannedParcel, estimated: tuple[str, ...], picture: str | None
    ) -> dict[str, Any]:
        """With the `picture` there is: how a parcel is packed does not change."""
        guessed = {localized(x.names, self.language) for x in order.lines if x.offer_id in estimated}
        listed = [
            self._say(
                "plan-pick-row-estimated" if name in guessed else "plan-pick-row", name=name, quantity=many
            )
            for name, many in self._pictures.goods(order.order_id, parcel)
        ]
        return {
            "carton": parcel.carton_id,
            "cell": parcel.cell_id,
            "fill": round(parcel.fill * 100),
            "weight_g": parcel.weight_g,
            "text": "\n".join(listed),
            "picture": picture
            or self.pictures.save("parcels", self._pictures.packing(order.order_id, parcel)),
            "label": self.pictures.save("labels", self._pictures.label(order.order_id, parcel)),
        }
