"""Words that the shop itself tells people to say are understood."""

from __future__ import annotations

import pytest

from tests.parts.talk import DemoShop

# Each stands in a text in quotation marks, with the first reply it must lead to.
PROMISED = {
    "kk": {
        "сүт пен нан": {"search-found", "which-one"}, "2000-ға дейін шай": {"search-found"}, "шай тап": {"search-found"},
        "2 кг алма, 3 сүт, нан": {"which-set"}, "себет": {"cart-empty"}, "рәсімдеу": {"cart-empty"},
        "тапсырысым қайда": {"no-orders"}, "оператор": {"handed-off-person"}, "еске сал": {"reminders-on"},
        "тапсырысты қайтала": {"no-orders"}, "2 сүт": {"which-one", "search-found"},
    },
    "ru": {
        "молоко и хлеб": {"search-found", "which-ones"}, "чай до 2000": {"search-found"}, "найди чай": {"search-found"},
        "2 кг яблок, 3 молока и хлеб": {"which-set"}, "корзина": {"cart-empty"}, "оформить": {"cart-empty"},
        "где мой заказ": {"no-orders"}, "оператор": {"handed-off-person"}, "напомните мне": {"reminders-on"},
        "повтори заказ": {"no-orders"}, "молоко 2 шт": {"which-one", "search-found"},
    },
    "en": {
        "milk and bread": {"search-found", "which-ones"}, "tea under 2000": {"search-found"}, "find tea": {"search-found"},
        "2 kg apples, 3 milk and bread": {"which-set"}, "cart": {"cart-empty"}, "checkout": {"cart-empty"},
        "where is my order": {"no-orders"}, "operator": {"handed-off-person"}, "remind me": {"reminders-on"},
        "same as last time": {"no-orders"}, "2 milk": {"which-one", "search-found"},
    },
}  # fmt: skip


@pytest.mark.parametrize("language", PROMISED)
async def test_what_the_shop_says_to_say_is_understood(demo_shop: DemoShop, language: str) -> None:
    misheard = {}
    for number, (words, expected) in enumerate(PROMISED[language].items()):
        person = demo_shop.person(f"shopper {number}", language)
        await person.write(words)
        if person.shown()[0] not in expected:
            misheard[words] = (person.intent, person.shown())
    assert misheard == {}
