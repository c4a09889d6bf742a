"""Addresses to points from a gazetteer on disk: no network, and an honest word on how exact a point is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from core.delivery.model import Address
from core.fulfilment.routing.ground import Street
from core.kernel.errors import InvalidInput
from core.kernel.geo import GeoPoint, haversine_m
from core.kernel.ids import new_id
from core.kernel.store import Store
from core.nlu.normalize import skeleton, tokens

GAZETTEER = Path(__file__).parent / "data" / "gazetteer.yaml"
ALIKE = 86
"""How much of a name must be there (rapidfuzz ratio of skeletons): `Абая` meets `Абай`, `Гоголя` not `Гагарина`."""
SHORTEST = 3
NEAR_M = 400.0
LONGEST_NAME = 100
"""Of a store: it stands on one line of a phone's screen or two."""
GENERIC = frozenset(
    [
        "ул",
        "улица",
        "пр",
        "проспект",
        "мкр",
        "микрорайон",
        "мкрн",
        "көшесі",
        "көше",
        "даңғылы",
        "даңғыл",
        "шағын",
        "аудан",
        "дом",
        "үй",
        "кв",
        "квартира",
        "пәтер",
        "street",
        "st",
        "ave",
        "avenue",
        "microdistrict",
        "city",
        "город",
        "қаласы",
        "г",
    ]
)


@dataclass(frozen=True, slots=True)
class City:
    names: tuple[str, ...]
    centre: GeoPoint
    depot: GeoPoint
    depot_address: str
    phone: str


@dataclass(frozen=True, slots=True)
class _Street:
    """Skeletons of its names, and the line its houses stand along; `houses` 0 is a single place. `kazakh` is
    what it is called in Kazakh, `spoken` in the other languages."""

    spoken: str
    kazakh: str
    names: tuple[tuple[str, ...], ...]
    start: GeoPoint
    end: GeoPoint
    houses: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    cities: tuple[City, ...]
    streets: dict[str, tuple[_Street, ...]]

    def city(self, name: str) -> City | None:
        wanted = name.strip().lower()
        return next((c for c in self.cities if wanted in (n.lower() for n in c.names)), None)

    def ground(self, city: str, language: str) -> list[Street]:
        """The city's streets and places, to draw routes over."""
        known = self.city(city)
        return [
            Street(street.kazakh if language == "kk" else street.spoken, street.start, street.end)
            for street in self.streets.get(known.names[0] if known else "", ())
        ]

    def new_store(self, name: str, city: str, store_id: str | None = None) -> Store:
        """A store that works at once. Raises InvalidInput for a name that is none or a city nobody has heard of."""
        if not name.strip():
            raise InvalidInput("name", "is empty")
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"must be one line of at most {LONGEST_NAME} characters")
        known = self.city(city)
        if known is None:
            names = ", ".join(c.names[-1] for c in self.cities)
            raise InvalidInput("city", f"{city!r} is not known; known are {names}")
        return Store(
            store_id=store_id or new_id()[:12],
            name=name.strip(),
            city=known.names[0],
            depot=known.depot,
            depot_address=known.depot_address,
            phone=known.phone,
        )

    def locate(self, text: str, city: str) -> Address:
        """A house on a known street, the street's middle, or the centre of the city."""
        known = self.city(city) or self.cities[0]
        words = [t.text.lower() for t in tokens(text)]
        street, rest = self._street(words, known)
        if street is None:
            return Address(text, known.centre, "city")
        house = next((int(m[0]) for word in rest if (m := re.match(r"\d+", word))), None)
        if not street.houses:
            return Address(text, street.start, "house" if house else "street")
        share = min(house, street.houses) / street.houses if house else 0.5
        point = GeoPoint(
            street.start.lat + (street.end.lat - street.start.lat) * share,
            street.start.lon + (street.end.lon - street.start.lon) * share,
        )
        return Address(text, point, "house" if house else "street")

    def near(self, point: GeoPoint, city: str) -> Address:
        """The shared point with the nearest street's name, so that people can read it too."""
        place = f"{point.lat:.5f}, {point.lon:.5f}"
        streets = self.streets.get((self.city(city) or self.cities[0]).names[0], ())
        away, street = min(((_metres(point, s), s) for s in streets), key=lambda x: x[0], default=(inf, None))
        return Address(
            f"≈ {street.spoken} ({place})" if street and away < NEAR_M else place, point, "location"
        )

    def _street(self, words: list[str], city: City) -> tuple[_Street | None, list[str]]:
        """The street that most of the words name, and the words after its name."""
        spoken = [skeleton(w) if not w[0].isdigit() else w for w in words if w not in GENERIC]
        best: tuple[float, int, _Street] | None = None
        for street in self.streets.get(city.names[0], ()):
            for name in street.names:
                for at in range(len(spoken) - len(name) + 1):
                    score = _alike(name, spoken[at : at + len(name)])
                    if score and (best is None or score > best[0]):
                        best = (score, at + len(name), street)
        if best is None:
            return None, []
        return best[2], spoken[best[1] :]


def _alike(name: tuple[str, ...], spoken: list[str]) -> float:
    """0 when a word differs too much; longer names win over shorter ones."""
    scores = [
        fuzz.ratio(a, b) if len(a) >= SHORTEST and len(b) >= SHORTEST else 100.0 * (a == b)
        for a, b in zip(name, spoken, strict=True)
    ]
    return sum(scores) if min(scores) >= ALIKE else 0.0


def _metres(point: GeoPoint, street: _Street) -> float:
    """From the point to the nearest place on the street's line; the city is small enough to be flat."""
    north, east = street.end.lat - street.start.lat, street.end.lon - street.start.lon
    length = north * north + east * east
    along = (point.lat - street.start.lat) * north + (point.lon - street.start.lon) * east
    share = min(1.0, max(0.0, along / length)) if length else 0.0
    return haversine_m(point, GeoPoint(street.start.lat + share * north, street.start.lon + share * east))


@lru_cache(maxsize=1)
def load_gazetteer(path: Path = GAZETTEER) -> Gazetteer:
    """Read once."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    streets = {city: tuple(_street(row) for row in rows) for city, rows in data["streets"].items()}
    for city, rows in data["places"].items():
        streets[city] = (*streets.get(city, ()), *(_place(row) for row in rows))
    return Gazetteer(tuple(_city(row) for row in data["cities"]), streets)


def _city(row: dict[str, Any]) -> City:
    return City(
        tuple(row["names"]),
        GeoPoint(*row["centre"]),
        GeoPoint(*row["depot"]),
        row["depot_address"],
        row["phone"],
    )


def _street(row: dict[str, Any]) -> _Street:
    return _Street(*_said(row), _names(row), GeoPoint(*row["from"]), GeoPoint(*row["to"]), row["houses"])


def _place(row: dict[str, Any]) -> _Street:
    return _Street(*_said(row), _names(row), GeoPoint(*row["at"]), GeoPoint(*row["at"]), 0)


def _said(row: dict[str, Any]) -> tuple[str, str]:
    """Russian and Kazakh: the first two names, or the only one."""
    return row["names"][0], row["names"][:2][-1]


def _names(row: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(skeleton(t.text.lower()) if not t.text[0].isdigit() else t.text for t in tokens(name))
        for name in row["names"]
    )
