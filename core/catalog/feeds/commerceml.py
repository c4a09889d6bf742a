"""CommerceML 2, as 1C writes it: goods in import.xml, their prices and stock in offers.xml, joined by id.

The files come in one archive or folder, side by side, or as one. Offers without goods are changes of price and
stock to products that are known already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.catalog.feeds.dialect import Element, is_rooted
from core.catalog.feeds.offer import STOCK_AT, RawField, RawOffer, offer_rows, update_rows
from core.catalog.feeds.rows import CategoryRow, FeedEnd, FeedRow, Known, Reason, Rejected, RowWarning
from core.catalog.feeds.source import Source
from core.catalog.feeds.text import plain
from core.catalog.feeds.xml import read_xml
from core.catalog.model import Category
from core.kernel.errors import InvalidInput

_ROOT = re.compile("<КоммерческаяИнформация[\\s>]".encode())
_ROOT_1251 = re.compile("<КоммерческаяИнформация[\\s>]".encode("cp1251"))
_RETAIL = re.compile(r"розн|retail|бөлшек", re.IGNORECASE)
_GONE = re.compile(r"удал[её]н", re.IGNORECASE)
_REQUISITES = {"Полное наименование": "", "ВидНоменклатуры": "", "ТипНоменклатуры": "", "ОписаниеФайла": ""}


def recognises(head: bytes) -> bool:
    return is_rooted(_ROOT, head) or is_rooted(_ROOT_1251, head)


def read(source: Source, store_id: str, known: Known | None = None) -> Iterator[FeedRow]:
    """Categories and goods with their prices. Raises InvalidInput when it is no CommerceML at all.

    `known` is of no use here: what a record means stands in two files.
    """
    sources = [s for s in (source, *source.others, *_beside(source)) if recognises(s.head)]
    if not sources:
        raise InvalidInput(
            "file", "not CommerceML: no <КоммерческаяИнформация>", key="error-feed-not-commerceml"
        )
    prices = _Prices()
    for each in sources:
        for row in read_xml(each, prices):
            if isinstance(row, RowWarning):
                yield row
    goods = _Goods(store_id, prices)
    ends: list[bool] = []
    for each in sources:
        for row in read_xml(each, goods):
            if isinstance(row, FeedEnd):
                ends.append(row.complete)
            elif not isinstance(row, RowWarning) or row.offer_id is not None:
                yield row
    if not goods.any:
        yield from _updates(prices)
    yield FeedEnd(complete=bool(goods.any) and all(ends))


def _beside(source: Source) -> list[Source]:
    """1C writes import0_1.xml and offers0_1.xml into one folder; handing in the first means both."""
    if source.member is not None or source.others or not source.path.name.startswith("import"):
        return []
    offers = source.path.with_name(source.path.name.replace("import", "offers", 1))
    return [Source.open(offers)] if offers.is_file() else []


@dataclass(slots=True)
class _Offer:
    """A price and a stock of a product or of one variant of it, as written."""

    offer_id: str
    row: int
    name: str
    price: str
    currency: str
    count: str
    barcode: str
    stocks: tuple[tuple[str, str], ...]
    features: tuple[tuple[str, str], ...]

    def fields(self) -> list[RawField]:
        found = [RawField("price", {}, self.price), RawField("currencyId", {}, self.currency)]
        found += [RawField("count", {}, self.count)] if self.count else []
        found += [RawField("barcode", {}, self.barcode)] if self.barcode else []
        found += [RawField(STOCK_AT, {"id": place}, count) for place, count in self.stocks]
        return found + [RawField("param", {"name": name}, value) for name, value in self.features]


class _Prices:
    """The offers, by the id of their product: "ид-товара#ид-характеристики" is one variant."""

    around: tuple[str, ...] = ("КоммерческаяИнформация", "ПакетПредложений", "Предложения")
    records = frozenset({"Предложение"})
    trees = frozenset({"ТипыЦен"})
    uncounted = 0
    complete = True

    def __init__(self) -> None:
        self.by_product: dict[str, list[_Offer]] = {}
        self._retail: str | None = None

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def id_of(self, element: Element) -> str | None:
        return element.first("Ид") or None

    def tree(self, element: Element) -> list[FeedRow]:
        """Of several kinds of prices the retail one is the shop's."""
        retail = [t for t in element.all("ТипЦены") if _RETAIL.search(t.first("Наименование"))]
        self._retail = retail[0].first("Ид") if retail else self._retail
        return []

    def record(self, element: Element, row: int) -> list[FeedRow]:
        offer_id = element.first("Ид")
        if offer_id:
            self.by_product.setdefault(offer_id.partition("#")[0], []).append(
                self._offer(element, offer_id, row)
            )
        return []

    def _offer(self, element: Element, offer_id: str, row: int) -> _Offer:
        prices = [p for group in element.all("Цены") for p in group.all("Цена")]
        ours = [p for p in prices if p.first("ИдТипаЦены") == self._retail] or prices
        currency = ours[0].first("Валюта") if ours else ""
        features = [f for group in element.all("ХарактеристикиТовара") for f in group.children]
        return _Offer(
            offer_id,
            row,
            element.first("Наименование"),
            ours[0].first("ЦенаЗаЕдиницу") if ours else "",
            "" if currency.lower().rstrip(".") in ("тг", "тенге", "398") else currency,
            element.first("Количество"),
            element.first("Штрихкод"),
            tuple(
                (s.attributes.get("ИдСклада", ""), s.attributes.get("КоличествоНаСкладе", ""))
                for s in element.all("Склад")
            ),
            tuple((f.first("Наименование"), f.first("Значение")) for f in features),
        )


class _Goods:
    """The goods and their groups; each comes out once for every offer of it."""

    around: tuple[str, ...] = ("КоммерческаяИнформация", "Каталог", "Товары")
    records = frozenset({"Товар"})
    trees = frozenset({"Группы", "Свойства"})

    def __init__(self, store_id: str, prices: _Prices) -> None:
        self.uncounted = 0
        self.complete = True
        self.any = 0
        self._store_id = store_id
        self._prices = prices.by_product
        self._properties: dict[str, tuple[str, dict[str, str]]] = {}
        self._categories = 0

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        if attributes.get("СодержитТолькоИзменения", "").strip().lower() in ("true", "1"):
            self.complete = False

    def id_of(self, element: Element) -> str | None:
        return element.first("Ид") or None

    def tree(self, element: Element) -> list[FeedRow]:
        if element.name == "Группы":
            return [row for group in element.all("Группа") for row in self._group(group, None)]
        for each in element.children:
            values = {
                v.first("ИдЗначения"): v.first("Значение")
                for options in each.all("ВариантыЗначений")
                for v in options.children
            }
            self._properties[each.first("Ид")] = (each.first("Наименование"), values)
        return []

    def _group(self, group: Element, parent_id: str | None) -> Iterator[FeedRow]:
        category_id, name = group.first("Ид"), plain(group.first("Наименование"))[:200]
        if category_id and name:
            self._categories += 1
            yield CategoryRow(
                Category(self._store_id, category_id, {"ru": name}, parent_id, self._categories)
            )
            for groups in group.all("Группы"):
                for child in groups.all("Группа"):
                    yield from self._group(child, category_id)

    def record(self, element: Element, row: int) -> list[FeedRow]:
        self.any += 1
        product_id = element.first("Ид")
        if _GONE.search(element.attributes.get("Статус", "") + element.first("Статус")):
            return []
        offers = self._prices.get(product_id, [])
        if not offers:
            return [Rejected(row, product_id or None, Reason("import-reason-missing-price"))]
        shared = list(self._fields(element))
        return [r for offer in offers for r in self._rows(row, product_id, offer, shared, len(offers) > 1)]

    def _rows(
        self, row: int, product_id: str, offer: _Offer, shared: list[RawField], variants: bool
    ) -> list[FeedRow]:
        own = [RawField("name", {}, offer.name)] if variants and offer.name else []
        attributes = {"id": offer.offer_id} | ({"group_id": product_id} if variants else {})
        found = offer_rows(RawOffer(row, attributes, [*own, *shared, *offer.fields()]), self._store_id)
        self.uncounted += found.uncounted
        return found.rows

    def _fields(self, element: Element) -> Iterator[RawField]:
        for ours, theirs in (
            ("name", "Наименование"), ("description", "Описание"), ("picture", "Картинка"),
            ("vendorCode", "Артикул"), ("barcode", "Штрихкод"),
        ):  # fmt: skip
            if text := element.first(theirs):
                yield RawField(ours, {}, text)
        for maker in element.all("Изготовитель"):
            yield RawField("vendor", {}, maker.first("Наименование"))
        for group in element.all("Группы"):
            yield RawField("categoryId", {}, group.first("Ид"))
        if unit := element.first("БазоваяЕдиница"):
            yield RawField("param", {"name": "единица измерения"}, unit)
        for values in element.all("ЗначенияСвойств"):
            for each in values.children:
                name, options = self._properties.get(each.first("Ид"), ("", {}))
                value = each.first("Значение")
                yield RawField("param", {"name": name}, options.get(value, value))
        for values in element.all("ЗначенияРеквизитов"):
            for each in values.children:
                if (name := each.first("Наименование")) not in _REQUISITES:
                    yield RawField("param", {"name": name}, each.first("Значение"))


def _updates(prices: _Prices) -> Iterator[FeedRow]:
    for offers in prices.by_product.values():
        for offer in offers:
            yield from update_rows(RawOffer(offer.row, {"id": offer.offer_id}, offer.fields()))
