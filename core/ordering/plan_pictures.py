"""Every picture of a planned wave: the day, the ways, the loading, the parcels and their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import cast

from core.fulfilment.cells import as_carton
from core.fulfilment.drawing import Mark, Say, clock
from core.fulfilment.gantt import day_picture
from core.fulfilment.intake import FormalOrder, OrderLine, formalise
from core.fulfilment.intake import Order as EngineOrder
from core.fulfilment.label import Label, label_picture
from core.fulfilment.packing import CartonType, Parcel
from core.fulfilment.packing.picture import packing_picture
from core.fulfilment.pick_list import PickRow, pick_list
from core.fulfilment.pick_sheet import SheetRow, pick_sheets
from core.fulfilment.plan import PlannedParcel, PlannedStop, PlanRequest, PlanResult
from core.fulfilment.plan.terms import extent_mm, items, route_request
from core.fulfilment.routing.ground import Street, Tiles, no_tiles
from core.fulfilment.routing.model import Route, RouteRequest, RouteResult, Unserved
from core.fulfilment.routing.picture import route_picture, tiles_under


@dataclass(frozen=True, slots=True)
class Told:
    """What the pictures say of an order. `names` by order line; `quantity` writes how much of a line;
    `link` is what the code on the label opens, `code` what is written under it."""

    number: str
    address: str
    customer: str
    slot: tuple[str, str]
    """Day and hours, in words."""
    link: str
    code: str
    names: Mapping[str, str]
    quantity: Callable[[str, Decimal], str]


@dataclass(frozen=True)
class PlanPictures:
    """`offset_s` is what the reader's clock is ahead of the plan's times; `title` is of the whole day; `vans` is what
    the van of each route is called, else its number."""

    request: PlanRequest
    result: PlanResult
    say: Say
    title: str
    store: str
    told: Mapping[str, Told]
    offset_s: int = 0
    vans: Sequence[str] = ()
    streets: Sequence[Street] = ()
    tiles: Tiles = no_tiles

    def day(self) -> bytes:
        """What every van does when."""
        return day_picture(self._routing, self._local(self.result.routes), self.say, self.title, self.vans)

    def ways(self) -> bytes:
        """Those of all vans on one map."""
        return self._map(self._routing, self._local(self.result.routes), self.title, self.vans)

    def way(self, place: int) -> bytes:
        """One route, counted from 1: a driver has no use for the others."""
        local = replace(self._local(self.result.routes[place - 1 : place]), unserved=())
        mine = {visit.id for visit in local.routes[0].stops}
        planned = tuple(stop for stop in self.result.stops if stop.id in mine)
        title = self.say("picture-route", van=self._called(place))
        return self._map(self._shifted(planned), local, title, [self._called(place)])

    def _called(self, place: int) -> str:
        return self.vans[place - 1] if self.vans else str(place)

    def _map(self, request: RouteRequest, result: RouteResult, title: str, vans: Sequence[str] = ()) -> bytes:
        ground = self.tiles(tiles_under(request, result))
        return route_picture(request, result, self._stop_names, self.say, title, vans, self.streets, ground)

    def loading(self, place: int) -> list[bytes]:
        """The pages of one route's pick list."""
        rows = [self._sheet_row(row) for row in self._pick_rows if row.route == place]
        return pick_sheets(rows, self.say, self.say("sheet-title", van=self._called(place)))

    def packing(self, order_id: str, parcel: PlannedParcel) -> bytes:
        names = {item.id: self.told[order_id].names[item.line_id] for item in self._formal[order_id].items}
        box = self._box(order_id, parcel)
        packed = Parcel(box.id if box else None, parcel.placements, parcel.weight_g, parcel.fill)
        return packing_picture(
            items(self._formal[order_id]),
            box,
            packed,
            names,
            self.say,
            self.told[order_id].number,
            kind="carton" if parcel.cell_id is None else "cell",
        )

    def _box(self, order_id: str, parcel: PlannedParcel) -> CartonType | None:
        """What it lies in: a carton, a cell of a locker, or nothing. A cell that was given up since has the measures of
        what lay there."""
        if parcel.cell_id is None:
            return next((c for c in self.request.cartons if c.id == parcel.carton_id), None)
        known = next((c for c in self._orders[order_id].cells if c.id == parcel.cell_id), None)
        if known is not None:
            return as_carton(known)
        return CartonType(parcel.cell_id, *extent_mm(parcel.placements), max_weight_g=parcel.weight_g)

    def label(self, order_id: str, parcel: PlannedParcel) -> bytes:
        told, row = self.told[order_id], self._loads.get(parcel.id)
        place, parcels = self._places[parcel.id]
        label = Label(
            store=self.store,
            order=told.number,
            parcel=place,
            parcels=parcels,
            slot=told.slot,
            address=told.address,
            customer=told.customer,
            carton=self._box_name(parcel),
            weight_g=parcel.weight_g,
            marks=self._marks(order_id, parcel),
            link=told.link,
            code=told.code,
            van=self._called(row.route) if row else "",
            visit=row.visit if row else 0,
        )
        return label_picture(label, self.say)

    def goods(self, order_id: str, parcel: PlannedParcel) -> tuple[tuple[str, str], ...]:
        """Names and quantities of what lies in the parcel, as the order lists them."""
        told = self.told[order_id]
        order = self._orders[order_id]
        packed = ((line, packed_quantity(line, parcel)) for line in order.lines)
        return tuple(
            (told.names[line.id], told.quantity(line.id, quantity)) for line, quantity in packed if quantity
        )

    # -- looked up once ---------------------------------------------------------------------------------

    @cached_property
    def _orders(self) -> dict[str, EngineOrder]:
        return {order.id: order for order in self.request.orders}

    @cached_property
    def _formal(self) -> dict[str, FormalOrder]:
        estimates = {estimate.category: estimate for estimate in self.request.estimates}
        return {order.id: formalise(order, estimates) for order in self.request.orders}

    @cached_property
    def _stop_names(self) -> dict[str, str]:
        return {stop.id: self._stop_name(stop) for stop in self.result.stops}

    def _stop_name(self, stop: PlannedStop) -> str:
        told = [self.told[order_id] for order_id in stop.order_ids]
        return ", ".join([*(one.number for one in told), told[0].address])

    @cached_property
    def _pick_rows(self) -> list[PickRow]:
        return pick_list(self.result)

    @cached_property
    def _loads(self) -> dict[str, PickRow]:
        return {row.parcel_id: row for row in self._pick_rows}

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Which of how many parcels of its order each is."""
        return {
            parcel.id: (n, len(one.parcels))
            for one in self.result.orders
            for n, parcel in enumerate(one.parcels, start=1)
        }

    @cached_property
    def _parcels(self) -> dict[str, PlannedParcel]:
        return {parcel.id: parcel for one in self.result.orders for parcel in one.parcels}

    @cached_property
    def _routing(self) -> RouteRequest:
        return self._shifted(self.result.stops)

    # -- in the reader's time ---------------------------------------------------------------------------

    def _shifted(self, stops: Sequence[PlannedStop]) -> RouteRequest:
        shift = self.offset_s
        local = [replace(stop, window=(stop.window[0] + shift, stop.window[1] + shift)) for stop in stops]
        jams = tuple(
            replace(jam, window=(jam.window[0] + shift, jam.window[1] + shift))
            for jam in self.request.traffic
        )
        return replace(route_request(self.request, local, self.request.time_limit_s), traffic=jams)

    def _local(self, routes: Sequence[Route]) -> RouteResult:
        shift = self.offset_s
        local = (
            replace(
                route,
                stops=tuple(
                    replace(visit, arrival=visit.arrival + shift, departure=visit.departure + shift)
                    for visit in route.stops
                ),
                breaks=tuple(
                    replace(rest, start=rest.start + shift, end=rest.end + shift) for rest in route.breaks
                ),
            )
            for route in routes
        )
        return RouteResult(tuple(local), self._left_behind, self.result.figures.route_cost_minor)

    @cached_property
    def _left_behind(self) -> tuple[Unserved, ...]:
        """Stops whose parcels have no van."""
        reasons = {parcel: one.reason for one in self.result.unserved for parcel in one.parcel_ids}
        found = ((stop.id, reasons.get(stop.parcel_ids[0])) for stop in self.result.stops)
        return tuple(Unserved(stop, reason) for stop, reason in found if reason and reason != "not_packed")

    def _sheet_row(self, row: PickRow) -> SheetRow:
        told, parcel = self.told[row.order_id], self._parcels[row.parcel_id]
        place, parcels = self._places[row.parcel_id]
        arrival = self.result.routes[row.route - 1].stops[row.visit - 1].arrival
        return SheetRow(
            load=row.load,
            order=told.number,
            parcel=place,
            parcels=parcels,
            carton=self._box_name(parcel),
            weight_g=row.weight_g,
            marks=self._marks(row.order_id, parcel),
            visit=row.visit,
            arrival=clock(arrival + self.offset_s),
            address=told.address,
            goods=self.goods(row.order_id, parcel),
        )

    def _box_name(self, parcel: PlannedParcel) -> str:
        if parcel.cell_id is not None:
            return self.say("locker-cell", cell=parcel.cell_id)
        return parcel.carton_id or self.say("without-carton")

    def _marks(self, order_id: str, parcel: PlannedParcel) -> tuple[Mark, ...]:
        """How the closed parcel wants to be handled."""
        inside = {placement.item_id for placement in parcel.placements}
        goods = [item for item in self._formal[order_id].items if item.id in inside]
        found: list[Mark] = []
        if any(item.this_side_up for item in goods):
            found.append("this_side_up")
        if any(item.fragile for item in goods):
            found.append("fragile")
        if parcel.temperature != "ambient":
            found.append(cast(Mark, parcel.temperature))
        return tuple(found)


def packed_quantity(line: OrderLine, parcel: PlannedParcel) -> Decimal:
    """How much of the line lies in this parcel: whole pieces or kilograms, and the rest of the last kilogram."""
    units = Counter(placement.item_id for placement in parcel.placements)
    ordered = Decimal(str(line.quantity))
    if ordered < 1:
        return ordered if units[line.id] else Decimal(0)
    return Decimal(units[line.id]) + (ordered % 1 if units[f"{line.id}~part"] else 0)
