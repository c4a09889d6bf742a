"""One offer as it was written, judged: a product, or the reason why not, and what had to be left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from core.catalog.feeds import measures
from core.catalog.feeds.rows import FeedRow, ProductRow, Reason, Rejected, RowWarning, UpdateRow
from core.catalog.feeds.text import BAD_CHAR, plain, plain_lines
from core.catalog.model import Dimensions, Handling, Product, SoldBy
from core.kernel.money import MINOR_PER_MAJOR

MAX_ID_CHARS = 100
MAX_NAME_CHARS = 300
MAX_DESCRIPTION_CHARS = 5_000
MAX_ATTRIBUTES = 60
MAX_ATTRIBUTE_CHARS = 300
MAX_PRICE = Decimal(1_000_000_000)
MAX_PREORDER_DAYS = 365
UNCOUNTED_STOCK = Decimal(100)
"""What is on sale when the feed says "available" and no more."""

STOCK_AT, CITY = "stock_at", "city"
"""Fields a format makes: what is in one warehouse (its attribute `id`), and a city where it is sold."""

_T = TypeVar("_T")
_PRICE = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}|0+))?")
_SPACES = re.compile(r"[\s\u00a0']+")
_CURRENCY_SIGN = re.compile(r"(?:₸|тг|тенге|теңге|kzt)\.?$", re.IGNORECASE)
_COUNT = re.compile(r"[<>≥≤~≈]?(-?\d{1,9}(?:[.,]\d{1,3})?)\s*[^\W\d_]{0,10}\.?")
_EAN = re.compile(r"\d{8}|\d{12,14}")
_HTTP = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(slots=True)
class RawField:
    """A child of <offer>: its tag, attributes and text."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class RawOffer:
    row: int
    attributes: dict[str, str]
    fields: list[RawField] = field(default_factory=list)

    @property
    def offer_id(self) -> str | None:
        return plain(self.attributes.get("id", "")) or None


@dataclass(frozen=True, slots=True)
class OfferRows:
    """`uncounted`: 1 when the stock had to be assumed."""

    rows: list[FeedRow]
    uncounted: int


class _Unfit(Exception):
    """The offer cannot be sold; carries the reason."""

    def __init__(self, key: str, **params: str | int) -> None:
        super().__init__(key)
        self.reason = Reason(key, dict(params))


def offer_rows(raw: RawOffer, store_id: str) -> OfferRows:
    """A ProductRow and its warnings, or one Rejected."""
    reading = _Reading(raw)
    try:
        product = reading.product(store_id)
    except _Unfit as unfit:
        return OfferRows([Rejected(raw.row, raw.offer_id, unfit.reason)], 0)
    warnings: list[FeedRow] = [RowWarning(raw.row, raw.offer_id, reason) for reason in reading.warnings]
    return OfferRows([ProductRow(raw.row, product), *warnings], int(reading.uncounted))


def update_rows(raw: RawOffer) -> list[FeedRow]:
    """An UpdateRow, or one Rejected."""
    reading = _Reading(raw)
    try:
        return [reading.update()]
    except _Unfit as unfit:
        return [Rejected(raw.row, raw.offer_id, unfit.reason)]


class _Reading:
    """The facts of one offer, by meaning. What is told twice is taken as told first."""

    def __init__(self, raw: RawOffer) -> None:
        self.warnings: list[Reason] = []
        self.uncounted = False
        self._raw = raw
        self._tags: dict[str, str] = {}
        self._known: dict[str, tuple[str, str, str]] = {}
        self._free: list[tuple[str, str]] = []
        self._cities: list[str] = []
        self._warehouses: list[tuple[str, str]] = []
        for part in raw.fields:
            if part.name == "param":
                self._take_param(part)
            elif part.name == STOCK_AT:
                self._warehouses.append((plain(part.attributes.get("id", "")), plain(part.text)))
            elif part.name == CITY:
                self._cities.append(part.text)
            else:
                language = part.attributes.get("lang") or part.attributes.get("xml:lang", "")
                self._tags.setdefault(f"{part.name}_{language}" if language else part.name, part.text)
        if any(BAD_CHAR in part.text for part in raw.fields):
            self._warn("import-reason-bad-letters")

    def update(self) -> UpdateRow:
        """Raises _Unfit."""
        offer_id = self._offer_id()
        price_minor = self._price() if self._tag("price") else None
        self._currency()
        self._stocks = self._per_warehouse()
        stock = self._stock()
        return UpdateRow(self._raw.row, offer_id, price_minor, None if self.uncounted else stock)

    def product(self, store_id: str) -> Product:
        """Raises _Unfit."""
        offer_id = self._offer_id()
        names = self._names()
        price_minor = self._price()
        self._currency()
        self._stocks = self._per_warehouse()
        return Product(
            store_id=store_id,
            offer_id=offer_id,
            names=names,
            price_minor=price_minor,
            stock=self._stock(),
            old_price_minor=self._old_price(price_minor),
            category_id=plain(self._tag("categoryId")) or None,
            brand=plain(self._tag("vendor"))[:MAX_ATTRIBUTE_CHARS] or None,
            barcode=self._barcode(),
            descriptions=self._descriptions(),
            sold_by=self._sold_by(),
            dimensions=self._dimensions(),
            handling=self._handling(),
            picture=self._picture(),
            attributes=dict(self._attributes()),
            group_id=self._group_id(),
            stocks=self._stocks,
            cities=tuple(dict.fromkeys(filter(None, map(plain, self._cities)))),
            preorder_days=self._preorder_days(),
        )

    def _warn(self, key: str, **params: str | int) -> None:
        self.warnings.append(Reason(key, dict(params)))

    def _tag(self, *names: str) -> str:
        return next((self._tags[n] for n in names if self._tags.get(n, "").strip()), "")

    def _take_param(self, part: RawField) -> None:
        name, value = plain(part.attributes.get("name", "")), plain(part.text)
        if not name or not value:
            return
        unit = plain(part.attributes.get("unit", ""))
        meaning, unit_in_name = measures.meaning(name)
        if meaning is None or (meaning == "segregation" and self._is_other_class(value)):
            self._free.append((name, f"{value} {unit}" if unit else value))
        elif not meaning.startswith("description"):
            self._known.setdefault(meaning, (name, value, unit or unit_in_name))
        else:
            self._known.setdefault(meaning, (name, part.text, ""))

    @staticmethod
    def _is_other_class(value: str) -> bool:
        return measures.segregation(value) is None and measures.yes_or_no(value) is None

    def _offer_id(self) -> str:
        offer_id = self._raw.offer_id
        if offer_id is None:
            raise _Unfit("import-reason-missing-id")
        if len(offer_id) > MAX_ID_CHARS:
            raise _Unfit("import-reason-id-too-long", limit=MAX_ID_CHARS)
        return offer_id

    def _names(self) -> dict[str, str]:
        name = self._tag("name", "name_ru")
        if not name and (self._tag("model") or self._tag("typePrefix")):
            # The vendor.model form: what it is, whose, and which.
            name = " ".join(filter(None, (self._tag("typePrefix"), self._tag("vendor"), self._tag("model"))))
        names = {"ru": self._name(name)}
        for language, tags in (("kk", ("name_kk", "name_kz")), ("en", ("name_en",))):
            names[language] = self._name(self._tag(*tags) or self._param(f"name_{language}"))
        names = {language: text for language, text in names.items() if text}
        if not names:
            raise _Unfit("import-reason-missing-name")
        return names

    def _name(self, text: str) -> str:
        text = plain(text)
        if len(text) > MAX_NAME_CHARS:
            self._warn("import-reason-name-cut", limit=MAX_NAME_CHARS)
            text = text[:MAX_NAME_CHARS].rsplit(" ", 1)[0]
        return text

    def _param(self, meaning: str) -> str:
        return self._known.get(meaning, ("", "", ""))[1]

    def _descriptions(self) -> dict[str, str]:
        texts = {
            "ru": self._tag("description", "description_ru"),
            "kk": self._tag("description_kk", "description_kz") or self._param("description_kk"),
            "en": self._tag("description_en") or self._param("description_en"),
        }
        shown = {
            language: plain_lines(text)[:MAX_DESCRIPTION_CHARS] for language, text in texts.items() if text
        }
        return {language: text for language, text in shown.items() if text}

    def _price(self) -> int:
        written = plain(self._tag("price"))
        if not written:
            raise _Unfit("import-reason-missing-price")
        price = _minor(written)
        if price is None:
            key = "negative" if written.lstrip().startswith(("-", "−")) else "unreadable"
            raise _Unfit(f"import-reason-{key}-price", price=written[:40])
        if price == 0:
            raise _Unfit("import-reason-zero-price")
        if price > MAX_PRICE * MINOR_PER_MAJOR:
            raise _Unfit("import-reason-price-too-large", price=written[:40])
        return price

    def _old_price(self, price_minor: int) -> int | None:
        written = plain(self._tag("oldprice"))
        if not written:
            return None
        old = _minor(written)
        if old is None or old <= price_minor or old > MAX_PRICE * MINOR_PER_MAJOR:
            self._warn("import-reason-old-price", price=written[:40])
            return None
        return old

    def _currency(self) -> None:
        currency = plain(self._tag("currencyId")).upper()
        if currency not in ("", "KZT"):
            raise _Unfit("import-reason-currency", currency=currency[:10])

    def _stock(self) -> Decimal:
        if (self._raw.attributes.get("available") or self._tag("available")).strip().lower() == "false":
            return Decimal(0)
        tags = self._tag("count", "stock_quantity", "quantity", "quantity_in_stock", "instock")
        written = plain(tags or self._param("stock"))
        if self._stocks and not written:
            return sum(self._stocks.values(), Decimal(0))
        if written:
            counted = _count(written)
            if counted is not None:
                return counted
            if measures.yes_or_no(written) is False:
                return Decimal(0)
            if measures.yes_or_no(written) is None:
                self._warn("import-reason-stock-unreadable", stock=written[:40])
        self.uncounted = True
        return UNCOUNTED_STOCK

    def _per_warehouse(self) -> dict[str, Decimal]:
        """A warehouse that says "yes" and no number is not counted."""
        counted = {place: _count(written) for place, written in self._warehouses if place}
        return {place[:MAX_ID_CHARS]: stock for place, stock in counted.items() if stock is not None}

    def _group_id(self) -> str | None:
        written = plain(self._raw.attributes.get("group_id", "") or self._tag("group_id"))
        return written[:MAX_ID_CHARS] or None

    def _preorder_days(self) -> int:
        days = _count(plain(self._tag("preorder")))
        return min(int(days), MAX_PREORDER_DAYS) if days else 0

    def _barcode(self) -> str | None:
        written = plain(self._tag("barcode"))
        if not written:
            return None
        digits = re.sub(r"[\s-]", "", written.split(",")[0])
        if _EAN.fullmatch(digits) and _check_digit_holds(digits):
            return digits
        self._warn("import-reason-barcode", barcode=written[:40])
        return None

    def _picture(self) -> str | None:
        written = self._tag("picture").strip()
        if not written:
            return None
        relative = "://" not in written and not written.startswith(("/", "\\")) and ".." not in written
        if len(written) <= 2_000 and (_HTTP.fullmatch(written) or (relative and ":" not in written)):
            return written
        self._warn("import-reason-picture")
        return None

    def _sold_by(self) -> SoldBy:
        return self._read_param("sold_by", measures.sold_by) or "piece"

    def _handling(self) -> Handling:
        segregation = self._read_param("segregation", measures.segregation)
        return Handling(
            fragile=bool(self._read_param("fragile", measures.yes_or_no)),
            this_side_up=bool(self._read_param("this_side_up", measures.yes_or_no)),
            temperature=self._read_param("temperature", measures.temperature) or "ambient",
            segregation=segregation or "general",
        )

    def _dimensions(self) -> Dimensions | None:
        """Only when the box is whole: a packer cannot place a side that is not known."""
        weight_g = self._measure("weight", measures.grams)
        sides = self._sides()
        if weight_g is None or sides is None:
            return None
        return Dimensions(*sides, weight_g)

    def _sides(self) -> tuple[int, int, int] | None:
        sides = self._measure("dimensions", measures.three_millimetres)
        if sides is not None:
            return sides
        each = [self._measure(side, measures.millimetres) for side in ("length", "width", "height")]
        return None if None in each else (each[0] or 0, each[1] or 0, each[2] or 0)

    def _measure(self, what: str, read: Callable[[str, str], _T | None]) -> _T | None:
        """From the parameter, which names its unit, else from YML's own tag."""
        if what in self._known:
            name, value, unit = self._known[what]
        else:
            name, value, unit = what, plain(self._tag(what)), ""
        if not value:
            return None
        measure = read(value, unit)
        if measure is None:
            self._warn("import-reason-unreadable", name=name, value=value[:40])
        return measure

    def _read_param(self, what: str, read: Callable[[str], _T | None]) -> _T | None:
        return self._measure(what, lambda value, _unit: read(value))

    def _attributes(self) -> Iterator[tuple[str, str]]:
        """What the shopper may care about; what became a field of the product is not said twice."""
        shown = list(self._free)
        if "weight" in self._known:
            name, value, unit = self._known["weight"]
            shown.append((name, f"{value} {unit}".strip()))
        elif weight := plain(self._tag("weight")):
            shown.append(("Вес", f"{weight} кг"))
        for tag, name in (("country_of_origin", "Страна"), ("vendorCode", "Артикул")):
            if text := plain(self._tag(tag)):
                shown.append((name, text))
        for name, value in shown[:MAX_ATTRIBUTES]:
            yield name[:MAX_ATTRIBUTE_CHARS], value[:MAX_ATTRIBUTE_CHARS]


def _minor(written: str) -> int | None:
    """Minor units of "1 250,50 ₸"; None for what is no price. "1.299" is none: it may be 1299 as well as 1.30."""
    number = _PRICE.fullmatch(_CURRENCY_SIGN.sub("", _SPACES.sub("", written)))
    if number is None:
        return None
    return int(number[1]) * MINOR_PER_MAJOR + int((number[2] or "0").ljust(2, "0")[:2])


def _count(written: str) -> Decimal | None:
    """None for what is no number; nobody can buy less than nothing."""
    found = _COUNT.fullmatch(_SPACES.sub("", written))
    return None if found is None else max(Decimal(found[1].replace(",", ".")), Decimal(0))


def _check_digit_holds(digits: str) -> bool:
    """GS1's modulo 10: weights 3 and 1 from the right, the check digit itself weighs 1."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return total % 10 == 0
