"""A seller's shop, as every room knows it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.kernel.geo import GeoPoint


@dataclass(frozen=True, slots=True)
class Store:
    """`depot` is where vans start and where a shopper picks up; `zone` is an IANA name."""

    store_id: str
    name: str
    city: str
    depot: GeoPoint
    depot_address: str
    phone: str
    zone: str = "Asia/Almaty"
    currency: str = "KZT"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
