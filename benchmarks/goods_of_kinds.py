"""A made-up catalogue of any size that a search can be judged on: what every product is, is known."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.shop_words import MAKERS, QUALITIES, SECTIONS, SIZES, SYLLABLES
from core.catalog.model import Category, Product

KINDS = tuple((section, kind) for section, (_, kinds) in enumerate(SECTIONS) for kind in range(len(kinds)))
LANGUAGES = ("ru", "kk", "en")


@dataclass(frozen=True, slots=True)
class Made:
    """`section`, `kind`, `quality`: places in the word lists."""

    product: Product
    section: int
    kind: int
    quality: int
    maker: str
    size: str


def categories(store_id: str = "s1") -> list[Category]:
    """A root for every section, and under it a category of two kinds each."""
    found = []
    for number, ((ru, kk, en), kinds) in enumerate(SECTIONS):
        found.append(Category(store_id, f"c{number}", {"ru": ru, "kk": kk, "en": en}, None, number))
        for at in range(0, len(kinds), 2):
            pair = kinds[at : at + 2]
            names = {
                "ru": " и ".join(k[0].lower() for k in pair),
                "kk": " мен ".join(k[2].lower() for k in pair),
            }
            found.append(Category(store_id, f"c{number}.{at // 2}", names, f"c{number}", at))
    return found


def makers(rng: random.Random, products: int) -> list[str]:
    """A larger shop has more brands."""
    made = set(MAKERS)
    while len(made) < len(MAKERS) + products // 500:
        made.add("".join(rng.choices(SYLLABLES, k=3)).capitalize())
    return sorted(made)


def goods(products: int, seed: int, store_id: str = "s1") -> Iterator[Made]:
    rng = random.Random(seed)
    brands = makers(rng, products)
    for number in range(products):
        section, kind = rng.choice(KINDS)
        quality, maker, size = rng.randrange(len(QUALITIES)), rng.choice(brands), rng.choice(SIZES)
        ru, _, kk, _, en = SECTIONS[section][1][kind]
        of_ru, of_kk, of_en = QUALITIES[quality]
        series = f"{rng.choice('ABCDEFGHKM')}{rng.randrange(10, 999)}"
        names = {
            "ru": f"{ru} {of_ru} {maker} {series} {size}",
            "kk": f"{of_kk.capitalize()} {kk.lower()} {maker} {series} {size}",
        }
        if number % 3 == 0:
            names["en"] = f"{of_en.capitalize()} {en.lower()} {maker} {series} {size}"
        product = Product(
            store_id,
            f"o{number}",
            names,
            rng.randrange(100, 90_000) * 100,
            Decimal(rng.randrange(0, 90)),
            category_id=f"c{section}.{kind // 2}",
            brand=maker,
            barcode=f"487{number:010d}",
            descriptions={"ru": f"{ru} для всей семьи. Товар номер {number}, упаковка удобная."},
            attributes={"Цвет": of_ru, "Страна": "Казахстан", "Размер": size},
        )
        yield Made(product, section, kind, quality, maker, size)
