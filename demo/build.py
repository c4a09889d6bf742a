"""Builds the demo store: tables -> `store.yml`, a YML catalogue (Yandex Market Language).

`python -m demo.build` writes it; the result depends on the tables alone, whose README explains the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import yaml

TABLES = Path(__file__).parent / "tables"
FEED = Path(__file__).parent / "store.yml"
GENERATED_AT = "2026-06-01T09:00:00+05:00"
Family = dict[str, Any]
"""Goods that differ in a few words, as a table holds them."""

_NOT_FAMILIES = {"abouts", "categories", "words"}
# An unassigned part of the GS1 Kazakhstan range, so no real product shares a barcode with a demo one.
_BARCODE_PREFIX = "487999"
_BULK_PREFIX = "200000"

_LENGTH_UNITS = ("см", "м", "мм")
_COLUMN_NAMES = {
    "fat": "Жирность",
    "flavour": "Вкус",
    "colour": "Цвет",
    "material": "Материал",
    "power": "Мощность",
    "kind": "Вид",
}
_SIZE_NAMES = {
    "л": "Объём",
    "мл": "Объём",
    "г": "Масса нетто",
    "кг": "Масса нетто",
    "шт": "Количество в упаковке",
} | dict.fromkeys(_LENGTH_UNITS, "Размер")
_UNITS = {
    "л": ("л", "l"),
    "мл": ("мл", "ml"),
    "г": ("г", "g"),
    "кг": ("кг", "kg"),
    "шт": ("дана", "pcs"),
    "см": ("см", "cm"),
    "м": ("м", "m"),
    "Вт": ("Вт", "W"),
    "мАч": ("мАс", "mAh"),
}
_TRAIT_PARAMS = {
    "fragile": ("Хрупкий", "да"),
    "upright": ("Не переворачивать", "да"),
    "chilled": ("Температура", "охлаждённая"),
    "frozen": ("Температура", "замороженная"),
    "food": ("Хранить отдельно", "продукты"),
    "petfood": ("Хранить отдельно", "продукты"),
    "chemical": ("Хранить отдельно", "бытовая химия"),
    "weight": ("Продаётся", "на вес"),
}


@dataclass(frozen=True, slots=True)
class Category:
    category_id: str
    ru: str
    kk: str
    en: str

    @property
    def parent_id(self) -> str | None:
        return self.category_id[:-1] or None


@dataclass(frozen=True, slots=True)
class Offer:
    """One product of the feed. Lengths in millimetres, weight in grams, prices in tenge."""

    offer_id: str
    names: dict[str, str]
    price: int
    old_price: int | None
    stock: int
    brand: str | None
    size: str | None
    abouts: dict[str, str]
    attributes: dict[str, str]
    traits: tuple[str, ...]
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    tag: str
    look: tuple[str, ...]
    colour: str | None

    @property
    def category_id(self) -> str:
        return self.offer_id[:3]

    @property
    def barcode(self) -> str:
        prefix = _BULK_PREFIX if "weight" in self.traits else _BARCODE_PREFIX
        digits = prefix + self.offer_id
        return digits + check_digit(digits)


def check_digit(twelve: str) -> str:
    """The last digit of an EAN-13 (GS1 General Specifications, 7.9)."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-weighted % 10)


class Words:
    """Words of the tables in Kazakh and English, and their colours. An unknown Russian word is an error."""

    def __init__(self, table: dict[str, str]) -> None:
        self._entries = {ru: [part.strip() for part in text.split("|")] for ru, text in table.items()}

    def translate(self, ru: str, language: str) -> str:
        if language == "ru":
            return ru
        place = 0 if language == "kk" else 1
        if ru in self._entries:
            return self._entries[ru][place]
        measure = re.fullmatch(r"([\d.,x×-]+) (\D+)", ru)
        if measure and measure[2] in _UNITS:
            number = measure[1].replace(",", ".") if language == "en" else measure[1]
            return f"{number} {_UNITS[measure[2]][place]}"
        if re.search(r"[а-яё]{2}", ru):
            raise ValueError(f"words.yaml has no Kazakh and English for {ru!r}")
        return re.sub(r"(?<=\d),(?=\d)", ".", ru) if language == "en" else ru

    def colour(self, ru: str) -> str | None:
        entry = self._entries.get(ru, [])
        return f"#{entry[2]}" if len(entry) > 2 else None


def categories() -> list[Category]:
    rows = _load("categories")["categories"]
    return [Category(*(part.strip() for part in row.split("|"))) for row in rows]


def offers() -> list[Offer]:
    words = Words({str(ru): text for ru, text in _load("words").items()})
    abouts: dict[str, str] = _load("abouts")
    found = [offer for family in _families() for offer in _offers_of(family, words, abouts)]
    return sorted(found, key=lambda offer: offer.offer_id)


def _load(name: str) -> Any:
    return yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))


def _families() -> Iterator[Family]:
    for path in sorted(TABLES.glob("*.yaml")):
        if path.stem not in _NOT_FAMILIES:
            yield from _load(path.stem)


def _offers_of(family: Family, words: Words, abouts: dict[str, str]) -> Iterator[Offer]:
    for number, row in enumerate(family["rows"], start=1):
        try:
            yield _offer(family, number, str(row), words, abouts)
        except (ValueError, KeyError) as error:
            raise ValueError(f"family {family['id']}, row {number}: {error}") from error


def _offer(family: Family, number: int, row: str, words: Words, abouts: dict[str, str]) -> Offer:
    columns = str(family.get("vary") or "").split()
    cells = [cell.strip() for cell in row.split("|")]
    if "each" in family:
        cells.append(family["each"])
    if len(cells) != len(columns) + 3:
        raise ValueError(f"{len(cells)} cells for {len(columns) + 3} columns")
    values = dict(zip(columns, cells, strict=False))
    price, stock, measure = cells[len(columns) :]
    now, _, before = price.partition("<")
    weight_g, sides = measure.split()
    length_mm, width_mm, height_mm = (round(float(side) * 10) for side in sides.split("x"))
    return Offer(
        offer_id=f"{family['id']}{number:02d}",
        names={language: _name(family, values, words, language) for language in ("ru", "kk", "en")},
        price=int(now),
        old_price=int(before) if before else None,
        stock=int(stock),
        brand=values.get("brand"),
        size=values.get("size"),
        abouts=_abouts(family, abouts),
        attributes=_attributes(family, values),
        traits=tuple(str(family.get("traits") or "").split()),
        length_mm=length_mm,
        width_mm=width_mm,
        height_mm=height_mm,
        weight_g=int(weight_g),
        tag=family.get("tag") or _name(family, values, words, "ru").split(" " + values.get("brand", "\0"))[0],
        look=_look(family, values),
        colour=_colour(family, values, words),
    )


def _abouts(family: Family, abouts: dict[str, str]) -> dict[str, str]:
    """The family's own sentence, else that of the nearest category which has one."""
    if "about" in family:
        return {"ru": family["about"], "kk": family.get("about_kk", "")}
    category_id = str(family["id"])[:3]
    near = next((category_id[:size] for size in (3, 2, 1) if category_id[:size] in abouts), None)
    ru, _, kk = abouts.get(near or "", "").partition(" | ")
    return {"ru": ru, "kk": kk}


def _name(family: Family, values: dict[str, str], words: Words, language: str) -> str:
    template = family.get(language) or family["ru"]
    translated = {
        column: value if column == "brand" else words.translate(value, language)
        for column, value in values.items()
    }
    name = re.sub(r"\s+", " ", template.format(**translated)).strip()
    return name[0].upper() + name[1:]


def _attributes(family: Family, values: dict[str, str]) -> dict[str, str]:
    renamed = family.get("names", {})
    attributes: dict[str, str] = {}
    for column, value in values.items():
        if column == "brand":
            continue
        unit = value.rsplit(" ", 1)[-1]
        own = _SIZE_NAMES.get(unit, "Размер") if column == "size" else _COLUMN_NAMES[column]
        attributes[renamed.get(column, own)] = value
    shared: dict[str, str] = family.get("with", {})
    return attributes | shared


def _look(family: Family, values: dict[str, str]) -> tuple[str, ...]:
    """The shape of the picture; `looks` says which words of a row have another than the family's."""
    looks = family.get("looks", {})
    other = (looks[value] for value in values.values() if value in looks)
    return tuple(next(other, family["look"]).split())


def _colour(family: Family, values: dict[str, str], words: Words) -> str | None:
    """The colour of the goods as their words say it, else the family's own."""
    found = (words.colour(value) for column, value in values.items() if column != "brand")
    return next((colour for colour in found if colour), family.get("colour"))


def feed() -> str:
    """The whole feed as text, the same for the same tables."""
    root = Xml.Element("yml_catalog", date=GENERATED_AT)
    shop = Xml.SubElement(root, "shop")
    _add(shop, "name", "Duken Demo")
    _add(shop, "company", "Duken Demo")
    _add(shop, "url", "http://127.0.0.1:8000")
    Xml.SubElement(Xml.SubElement(shop, "currencies"), "currency", id="KZT", rate="1")
    tree = Xml.SubElement(shop, "categories")
    for category in categories():
        _add_category(tree, category)
    shelf = Xml.SubElement(shop, "offers")
    for offer in offers():
        _add_offer(shelf, offer)
    Xml.indent(root, space="  ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _add(parent: Xml.Element, tag: str, text: str, **attributes: str) -> None:
    Xml.SubElement(parent, tag, attributes).text = text


def _add_category(tree: Xml.Element, category: Category) -> None:
    attributes = {"id": category.category_id}
    if category.parent_id:
        attributes["parentId"] = category.parent_id
    _add(tree, "category", category.ru, **attributes, name_kk=category.kk, name_en=category.en)


def _add_offer(shelf: Xml.Element, offer: Offer) -> None:
    node = Xml.SubElement(shelf, "offer", id=offer.offer_id, available=str(offer.stock > 0).lower())
    _add(node, "name", offer.names["ru"])
    _add(node, "price", str(offer.price))
    if offer.old_price:
        _add(node, "oldprice", str(offer.old_price))
    _add(node, "currencyId", "KZT")
    _add(node, "categoryId", offer.category_id)
    _add(node, "picture", f"pictures/{offer.offer_id}.png")
    if offer.brand:
        _add(node, "vendor", offer.brand)
    _add(node, "barcode", offer.barcode)
    if offer.abouts["ru"]:
        _add(node, "description", offer.abouts["ru"])
    _add(node, "count", str(offer.stock))
    _add_measures(node, offer)
    _add(node, "param", offer.names["kk"], name="Название (каз)")
    _add(node, "param", offer.names["en"], name="Название (англ)")
    if offer.abouts["kk"]:
        _add(node, "param", offer.abouts["kk"], name="Описание (каз)")
    for name, value in offer.attributes.items():
        _add(node, "param", value, name=name)
    for trait in offer.traits:
        name, value = _TRAIT_PARAMS[trait]
        _add(node, "param", value, name=name)


def _add_measures(node: Xml.Element, offer: Offer) -> None:
    """Food uses the format's own elements; other departments use parameters, as shops' exports do."""
    department = offer.offer_id[0]
    if department in "127":
        _add(node, "weight", _short(offer.weight_g / 1000))
        sides = (offer.length_mm, offer.width_mm, offer.height_mm)
        _add(node, "dimensions", "/".join(_short(side / 10) for side in sides))
        return
    in_mm = department == "6"
    grams = department in "46"
    weight = str(offer.weight_g) if grams else _short(offer.weight_g / 1000)
    _add(node, "param", weight, name="Вес", unit="г" if grams else "кг")
    for name, side in zip(
        ("Длина", "Ширина", "Высота"), (offer.length_mm, offer.width_mm, offer.height_mm), strict=True
    ):
        _add(
            node, "param", str(side) if in_mm else _short(side / 10), name=name, unit="мм" if in_mm else "см"
        )


def _short(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    FEED.write_text(feed(), encoding="utf-8")
