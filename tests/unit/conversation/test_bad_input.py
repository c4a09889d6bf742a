"""Whatever is sent, the answer is a clear sentence in the sender's language, and nothing has changed."""

from __future__ import annotations

import pytest

from core.conversation.message import InboundMessage
from core.kernel.errors import NotFound
from tests.parts.talk import DemoShop
from tests.unit.conversation.test_whole_orders import HALVA, ORDERS, buy

WORDS = {
    "nothing": "", "spaces": "   \n\t ", "emoji": "😀😀😀", "right to left": "\u202eمرحبا كيف حالك",
    "html": "<script>alert(1)</script>", "sql": "'; DROP TABLE orders; --", "template": "{ $name } %s {0}",
    "control": "\x00\x01\x02", "half a letter": "\ud800", "zero": "0 халвы", "minus": "добавь -5 халвы",
    "far too many": "добавь 100000 халвы", "more than all": "добавь 999 халвы",
    "no such order": "где заказ 987654321", "beyond every order": "отмени заказ 99999999999999999999999",
    "no such day": "доставка 32 января",
}  # fmt: skip
ACTIONS = [
    "", ":::", "x" * 5000, "slot:abc", "slot:", "slot:99999999999999999", "slot:-99999999999999", "slot:1",
    "slot:" + "9" * 5000, "add:", "add:zzz", "other:x", "other:99999999999999999999999", "takeall", "set:x",
    f"set:-1:{HALVA}", f"set:99999999:{HALVA}", "del:", "del:zzz", "pick:", "pick:zzz", "show:",
    "more:", "more:-5", "more:99999999999", "cat:zzz", "day:abc", "day:0001-01-01", "day:9999-12-31",
    "day:2026-06-10", "pay:gold", "edit:shoe", "lang:xx", "order:x", "order:-1",
    "order:99999999999999999999", "cancel:99999999999999999999", "cancelyes:x", "cancelyes:99999999999999999999",
]  # fmt: skip
SELLERS_ACTIONS = [
    "accept:1001", "rejectfor:1001:no-goods", "packed:1001", "dispatched:1001", "delivered:1001",
    "sorder:1001", "plan", "plan:2026-06-16",
]  # fmt: skip
SELLERS_WORDS = [
    "принять 1001",
    "1001 собран",
    "отклонить 1001, нет товара",
    "цена на халву 1",
    "остаток халвы 0",
]


@pytest.mark.parametrize("language", ORDERS)
async def test_strange_words_change_nothing(demo_shop: DemoShop, language: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*ORDERS[language][:2])
    await person.tap("leave")
    before = demo_shop.rows()
    for what, text in WORDS.items():
        said = await person.write(text)
        assert said.strip() and len(said) < 2000, what
        after = demo_shop.rows()
        assert {t for t in before if before[t] != after[t]} <= {"outbox"}, (what, person.intent, said)


async def test_a_message_without_end_is_too_long_and_half_of_it_is_not_taken(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper", "kk")
    await person.write("сәлеметсіз бе")
    before = demo_shop.rows()
    assert await person.write("халуа 2\n" * 12_500) == "Хабарлама тым ұзын. Қысқарақ жазыңызшы."
    assert demo_shop.rows() == before


@pytest.mark.parametrize("stage", [0, 2, 5, 7])
async def test_strange_buttons_change_nothing_at_any_stage(demo_shop: DemoShop, stage: int) -> None:
    person = demo_shop.person("shopper")
    await person.tell(*ORDERS["ru"][:stage])
    before = demo_shop.rows()
    for action in ACTIONS:
        said = await person.tap(action)
        assert said.strip(), action
        assert "«»" not in said, action
        assert demo_shop.rows() == before, (action, said)


async def test_a_shopper_never_does_a_sellers_step(demo_shop: DemoShop) -> None:
    person, other = demo_shop.person("shopper"), demo_shop.person("other")
    await buy(person)
    for who in (person, other):
        await who.tap("leave")
        before = demo_shop.rows()
        for action in SELLERS_ACTIONS:
            await who.tap(action)
            assert demo_shop.rows() == before, action
        for words in SELLERS_WORDS:
            await who.write(words)
            after = demo_shop.rows()
            changed = {t for t in before if before[t] != after[t]}
            assert changed <= {"carts", "cart_lines", "reminders", "outbox"}, words


async def test_a_courier_carries_and_decides_nothing(demo_shop: DemoShop) -> None:
    await buy(demo_shop.person("shopper"))
    courier = await demo_shop.seller("courier", role="courier")
    before = demo_shop.rows()
    for action in ("accept:1001", "rejectfor:1001:no-goods", "packed:1001", "orders", "plan"):
        await courier.tap(action)
        assert courier.shown() == ["error-forbidden"] and demo_shop.rows() == before
    seller = await demo_shop.seller()
    await seller.tap("accept:1001")
    await seller.tap("packed:1001")
    await courier.tap("dispatched:1001")
    await courier.tap("delivered:1001")
    assert (await demo_shop.order(1001)).state == "delivered"


async def test_the_same_message_twice_is_answered_once(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("добавь халву", message_id="same")
    assert person.replies
    await person.write("добавь халву", message_id="same")
    assert person.replies == () and await person.cart() == {HALVA: 1}


async def test_a_refused_message_twice_is_answered_once(demo_shop: DemoShop) -> None:
    person = demo_shop.person("shopper")
    await person.write("где заказ 5555", message_id="same")
    assert person.shown() == ["error-order-not-found"]
    await person.write("где заказ 5555", message_id="same")
    assert person.replies == ()


async def test_nobody_sees_or_cancels_another_shoppers_order(demo_shop: DemoShop) -> None:
    owner, stranger = demo_shop.person("owner"), demo_shop.person("stranger")
    await buy(owner)
    before = demo_shop.rows()
    for ask in ("order:1001", "cancel:1001", "cancelyes:1001"):
        said = await stranger.tap(ask)
        assert said == "Заказа 1001 у нас нет.", "just as if there were none"
    assert await stranger.write("где заказ 1001") == "Заказа 1001 у нас нет."
    for ask in ("где мой заказ", "повтори прошлый заказ", "что в корзине"):
        said = await stranger.write(ask)
        assert "1001" not in said and "Абая" not in said
    assert demo_shop.rows() == before


async def test_the_same_name_in_another_channel_is_another_person(demo_shop: DemoShop) -> None:
    await buy(demo_shop.person("ann", channel="telegram"))
    said = await demo_shop.person("ann", channel="web").write("где мой заказ")
    assert said == "У вас пока нет заказов."


@pytest.mark.parametrize(("language", "said"), [("kk", "Бұл уақыт бос емес"), ("ru", "Это время уже занято"), ("en", "That time is taken")])  # fmt: skip
async def test_a_window_in_the_past_is_refused(demo_shop: DemoShop, language: str, said: str) -> None:
    person = demo_shop.person("shopper", language)
    await person.tell(*ORDERS[language][:5])
    slots = next(r for r in person.replies if r.key == "slots")
    first = next(s for s in slots.slots if not s.express)  # type: ignore[union-attr]
    demo_shop.clock.at = first.end
    before = demo_shop.rows()
    assert (await person.tap(first.action)).startswith(said)
    assert demo_shop.rows() == before


async def test_a_store_that_there_is_not_is_not_found(demo_shop: DemoShop) -> None:
    with pytest.raises(NotFound):
        await demo_shop.turns.handle(InboundMessage("nowhere", "web", "x", "m", text="hi"))
