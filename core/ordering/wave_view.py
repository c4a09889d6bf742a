"""A planned wave as people see it: plain data with the words and the pictures for the seller."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from core.catalog.model import localized
from core.fulfilment.intake import formalise
from core.fulfilment.packing import Item, Parcel
from core.fulfilment.packing.picture import PictureTexts as PackingTexts
from core.fulfilment.packing.picture import packing_picture
from core.fulfilment.plan import OrderPlan, PlannedParcel, PlanRequest, PlanResult
from core.fulfilment.routing.model import Route, RouteRequest, RouteResult, Stop
from core.fulfilment.routing.picture import PictureTexts as RouteTexts
from core.fulfilment.routing.picture import route_picture
from core.i18n.texts import Texts
from core.kernel.timewindow import TimeWindow
from core.ordering.model import Order, OrderLine


class PictureStore(Protocol):
    def save(self, folder: str, content: bytes) -> str:
        """Keeps a PNG; gives the path under which edges find it."""


@dataclass(frozen=True, slots=True)
class WaveView:
    """Writes one wave in the seller's language."""

    request: PlanRequest
    result: PlanResult
    orders: dict[str, Order]
    texts: Texts
    language: str
    pictures: PictureStore

    def as_data(self) -> dict[str, Any]:
        """JSON data: figures, routes with their stops, orders with their parcels, what is unserved."""
        figures = self.result.figures
        return {
            "figures": {
                "orders": figures.served_orders,
                "cartons": figures.parcels,
                "vans": figures.vans,
                "km": round(float(figures.distance_m) / 1000, 1),
                "fill": round(figures.fill * 100),
            },
            "routes": [self._route(number, route) for number, route in enumerate(self.result.routes, 1)],
            "orders": [self._order(planned) for planned in self.result.orders if planned.parcels],
            "unserved": [
                {"number": self.orders[u.order_id].number, "reason": u.reason} for u in self.result.unserved
            ],
        }

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
            numbers = ", ".join(str(o.number) for o in orders)
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
            "picture": self.pictures.save("routes", self._route_picture(number, route)),
        }

    def _route_picture(self, number: int, route: Route) -> bytes:
        """Only this van's way: a driver has no use for the others."""
        there = {visit.id for visit in route.stops}
        places = {o.id: o for o in self.request.orders}
        stops = tuple(
            Stop(id=s.id, lat=places[s.order_ids[0]].lat, lon=places[s.order_ids[0]].lon)
            for s in self.result.stops
            if s.id in there
        )
        request = RouteRequest(depot=self.request.depot, vehicles=self.request.vehicles, stops=stops)
        names = {
            s.id: ", ".join(str(self.orders[o].number) for o in s.order_ids)
            for s in self.result.stops
            if s.id in there
        }
        texts = RouteTexts(
            title=self._say("picture-route", van=number),
            depot=self._say("picture-depot"),
            unserved=self._say("picture-unserved"),
            van=f"{self._say('picture-van')} {number}: {{stops}} {self._say('picture-stops')}\n"
            f"{{km}} {self._say('picture-km')}, {{start}}–{{end}}",
            km=self._say("picture-km"),
            m=self._say("picture-m"),
        )
        local = self._in_local_time(route)
        return route_picture(request, RouteResult((local,), (), route.cost_minor), names, texts)

    def _in_local_time(self, route: Route) -> Route:
        """The picture writes seconds as a time of day: the store's, not UTC's."""
        zone = ZoneInfo(self.texts.formats[self.language].zone)
        offset = datetime.fromtimestamp(float(route.stops[0].arrival), zone).utcoffset() or timedelta()
        shift = int(offset.total_seconds())
        visits = (replace(v, arrival=v.arrival + shift, departure=v.departure + shift) for v in route.stops)
        return replace(route, stops=tuple(visits))

    def _order(self, planned: OrderPlan) -> dict[str, Any]:
        order = self.orders[planned.order_id]
        return {
            "number": order.number,
            "order_id": order.order_id,
            "parcels": [self._parcel(order, parcel, planned.estimated) for parcel in planned.parcels],
        }

    def _parcel(self, order: Order, parcel: PlannedParcel, estimated: tuple[str, ...]) -> dict[str, Any]:
        names = {line.offer_id: localized(line.names, self.language) for line in order.lines}
        listed = "\n".join(
            self._say(
                "plan-pick-row-estimated" if line.offer_id in estimated else "plan-pick-row",
                name=names[line.offer_id],
                quantity=self._quantity(line, packed),
            )
            for line in order.lines
            if (packed := _packed(line, parcel))
        )
        return {
            "carton": parcel.carton_id,
            "fill": round(parcel.fill * 100),
            "weight_g": parcel.weight_g,
            "text": listed,
            "picture": self.pictures.save("parcels", self._parcel_picture(order, parcel, names)),
        }

    def _quantity(self, line: OrderLine, packed: Decimal) -> str:
        return self._say(f"quantity-{line.sold_by}", quantity=packed)

    def _parcel_picture(self, order: Order, parcel: PlannedParcel, names: dict[str, str]) -> bytes:
        engine = next(o for o in self.request.orders if o.id == order.order_id)
        formal = formalise(engine, {e.category: e for e in self.request.estimates})
        items = tuple(
            Item(
                id=i.id,
                length_mm=i.length_mm,
                width_mm=i.width_mm,
                height_mm=i.height_mm,
                weight_g=i.weight_g,
                quantity=i.quantity,
                fragile=i.fragile,
                this_side_up=i.this_side_up,
                temperature=i.temperature,
                segregation=i.segregation,
            )
            for i in formal.items
        )
        labels = {i.id: names[i.line_id] for i in formal.items}
        carton = next(c for c in self.request.cartons if c.id == parcel.carton_id)
        packed = Parcel(parcel.carton_id, parcel.placements, parcel.weight_g, parcel.fill)
        texts = PackingTexts(
            title=self._say("picture-carton", carton=parcel.carton_id, fill=round(parcel.fill * 100)),
            millimetres=self._say("picture-mm"),
            fragile=self._say("picture-fragile"),
            this_side_up=self._say("picture-this-side-up"),
            frozen=self._say("picture-frozen"),
            chilled=self._say("picture-chilled"),
        )
        return packing_picture(items, carton, packed, labels, texts)


def _packed(line: OrderLine, parcel: PlannedParcel) -> Decimal:
    """How much of the line lies in this parcel: whole pieces or kilograms, and the rest of the last kilogram."""
    whole = sum(1 for p in parcel.placements if p.item_id == line.offer_id)
    part = any(p.item_id == f"{line.offer_id}~part" for p in parcel.placements)
    if line.quantity < 1:
        return line.quantity if whole else Decimal(0)
    return Decimal(whole) + (line.quantity % 1 if part else 0)
