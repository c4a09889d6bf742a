"""A catalogue of any size, made up from parts with a fixed seed: for benchmarks that need many goods."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

KINDS = (
    "Чай", "Кофе", "Сыр", "Хлеб", "Сок", "Чайник", "Утюг", "Шампунь", "Порошок", "Кабель", "Телефон", "Рубашка",
    "Носки", "Мяч", "Стул", "Лампа", "Печенье", "Молоко", "Мыло", "Тетрадь", "Корм", "Кастрюля", "Куртка", "Пазл",
)  # fmt: skip
QUALITIES = (
    "чёрный", "зелёный", "домашний", "большой", "малый", "детский", "походный", "кухонный", "белый", "красный",
    "лёгкий", "тёплый", "складной", "натуральный", "сладкий", "классический",
)  # fmt: skip
MAKERS = ("Пиала", "Көктем", "Сайран", "Арай", "Nord", "Astra", "Беркут", "Тұлпар", "Vega", "Алтын", "Жайлау")
CATEGORIES = 200


def write_yml(path: Path, offers: int, seed: int, changed: float = 0.0) -> None:
    """A YML feed of `offers` offers; `changed` is the share whose price differs from the same feed without it."""
    rng, other = random.Random(seed), random.Random(seed + 1)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog><shop><categories>\n')
        for number in range(1, CATEGORIES + 1):
            file.write(f'<category id="{number}">Раздел {number}</category>\n')
        file.write("</categories><offers>\n")
        for offer in _offers(rng, other, changed):
            file.write(offer)
            offers -= 1
            if offers == 0:
                break
        file.write("</offers></shop></yml_catalog>\n")


def _offers(rng: random.Random, other: random.Random, changed: float) -> Iterator[str]:
    for number in count():
        kind, quality, maker = rng.choice(KINDS), rng.choice(QUALITIES), rng.choice(MAKERS)
        grams, price = rng.randrange(10, 5000), rng.randrange(100, 90_000)
        price += 7 * (other.random() < changed)
        name = escape(f"{kind} {quality} {maker} {grams} г")
        yield (
            f'<offer id="g{number}" available="true"><name>{name}</name><name_kk>{maker} {kind.lower()}</name_kk>'
            f"<price>{price}</price><currencyId>KZT</currencyId><categoryId>{number % CATEGORIES + 1}</categoryId>"
            f"<vendor>{maker}</vendor><count>{rng.randrange(90)}</count>"
            f"<picture>https://shop.example/{number}.jpg</picture>"
            f"<description><![CDATA[<p>{name}. Товар номер {number}, упаковка удобная.</p>]]></description>"
            f'<param name="Цвет">{quality}</param><param name="Вес" unit="г">{grams}</param>'
            f'<param name="Страна">Казахстан</param></offer>\n'
        )
