"""An order that looks unreliable waits until the shopper proves the phone, by a code or by a contact, and goes on."""

from __future__ import annotations

import itertools
import re
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from core.adapters.search_index import GoodsIndex
from core.conversation.proof_jobs import CodeMail, ProofJobs
from core.conversation.shelf import Shelves
from core.conversation.turn import Turns
from core.kernel.errors import InvalidInput, Unavailable
from core.nlu.understander import Understander
from core.ordering.model import Order
from core.ordering.proof import NO_WAY, Codes
from tests.parts.talk import DemoShop, Person

HALVA = "174302"
PHONE, OTHER = "+77771234567", "+77051112233"
# Nobody finds this address on a map, so the screening wants the phone verified.
ORDERS = {
    "kk": ["бір халуаны себетке салыңыз", "рәсімдеу", "Айгүл", PHONE, "ескі базардың артындағы көк үй", "ертең кешке", "қолма-қол", "иә"],
    "ru": ["добавь халву", "оформить заказ", "Олег", PHONE, "за старым базаром, синий дом", "завтра после 18",
           "наличными", "да, всё верно"],
    "en": ["add halva", "checkout", "John", PHONE, "behind the old bazaar, blue house", "tomorrow 6-8 pm",
           "cash", "yes, that's right"],
}  # fmt: skip
AGAIN = ["добавь халву", "оформить заказ", "завтра после 18", "наличными", "да, всё верно"]
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Phones:
    """Every phone of the town: what came to which, and whether messages go through."""

    came: list[tuple[str, str]] = field(default_factory=list)
    trouble: Exception | None = None

    async def send(self, phone: str, text: str, message_id: str) -> None:
        if self.trouble:
            raise self.trouble
        self.came.append((phone, text))

    def code(self, phone: str = PHONE) -> str:
        """The code in the last message that came to it."""
        text = next(text for to, text in reversed(self.came) if to == phone)
        (found,) = re.findall(r"\b\d{4}\b", text)
        return found


@dataclass(slots=True)
class Town:
    shop: DemoShop
    phones: Phones
    jobs: ProofJobs

    def person(self, name: str = "oleg", language: str = "ru", channel: str = "web") -> Person:
        return self.shop.person(name, language, channel)  # type: ignore[arg-type]

    async def orders(self, name: str = "oleg", language: str = "ru", channel: str = "web") -> Person:
        """A person whose order waits, and whose code has come where one was sent."""
        person = self.person(name, language, channel)
        await person.tell(*ORDERS[language])
        assert person.shown()[0] == "order-placed", person.said()
        await self.work()
        return person

    async def work(self) -> None:
        """Jobs that are due run, each once."""
        due = [key for key, at in self.shop.jobs.due.items() if at <= self.shop.clock.now()]
        for key in due:
            handler = {"code": self.jobs.send_code, "unproven": self.jobs.stop_waiting}.get(key.split(":")[0])
            if handler is not None:
                del self.shop.jobs.due[key]
                await handler(key)

    async def wait(self, time: timedelta) -> None:
        self.shop.clock.at += time
        await self.work()

    def wrong(self, phone: str = PHONE) -> str:
        return f"{(int(self.phones.code(phone)) + 1) % 10_000:04}"

    def told(self, kind: str) -> int:
        return sum(kind in row for row in self.shop.rows()["outbox"])

    async def restart(self, understander: Understander) -> None:
        """Another process on the same database, with the same secret."""
        self.shop.turns = _turns(self.shop, understander)


def _turns(shop: DemoShop, understander: Understander) -> Turns:
    shelves = Shelves(lambda _: GoodsIndex(shop.path.parent / "index"), shop.units)
    return Turns(shop.units, understander, shop.services, shop.jobs, shelves)


@pytest.fixture
def town(demo_shop: DemoShop, understander: Understander) -> Town:
    challenges = itertools.count()
    codes = Codes(b"the shop's secret", lambda: f"c{next(challenges)}")
    demo_shop.services = replace(demo_shop.services, codes=codes)
    demo_shop.turns = _turns(demo_shop, understander)
    phones = Phones()
    waits = demo_shop.services.unproven_after
    mail = CodeMail(codes, phones)
    return Town(demo_shop, phones, ProofJobs(demo_shop.units, demo_shop.texts, demo_shop.clock, waits, mail))


async def only(person: Person) -> Order:
    (order,) = await person.orders()
    return order


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "кодым {}"), ("kk", "{} келді"), ("ru", "{}"), ("ru", "вот код: {}"), ("en", "my code is {}"), ("en", " {} ")],
)  # fmt: skip
async def test_a_code_that_comes_back_lets_the_order_go_on(town: Town, language: str, said: str) -> None:
    await town.shop.seller()
    stock = await town.shop.stock(HALVA)
    person = await town.orders(language=language)
    assert person.shown() == ["order-placed", "proof-code"] and PHONE in person.said()
    assert (await only(person)).state == "unproven"
    assert await town.shop.stock(HALVA) == stock - 1, "kept for the shopper meanwhile"
    assert town.told("order_new") == 0, "the seller is not asked yet"

    code = town.phones.code()
    text = said.format(code)
    if "келді" in said:
        text = f"код {text}"
    await person.write(text)
    assert person.shown() == ["proof-done"] and person.language == language
    assert (await only(person)).state == "reserved"
    assert town.told("order_new") == 1


async def test_who_has_proven_the_phone_once_is_not_asked_again(town: Town) -> None:
    person = await town.orders()
    await person.write(town.phones.code())
    town.shop.clock.at += timedelta(days=2)
    await person.tell(*AGAIN)
    assert person.shown() == ["order-placed"]
    assert {order.state for order in await person.orders()} == {"reserved"}
    stranger = await town.orders("somebody else")
    assert stranger.shown() == ["order-placed", "proof-code"], "it is proven for one shopper only"


async def test_wrong_codes_are_counted_and_the_third_ends_it(town: Town) -> None:
    person = await town.orders()
    assert "2 попытки" in await person.write(town.wrong())
    assert "1 попытка" in await person.write(f"код {town.wrong()}")
    right = town.phones.code()
    await person.write(town.wrong())
    assert person.shown() == ["proof-wrong-last"]
    await person.write(right)
    assert person.shown() == ["proof-code-old"], "the right one comes too late"
    town.shop.clock.at += MINUTE
    await person.tap("codesend")
    await town.work()
    assert town.phones.code() != right
    await person.write(town.phones.code())
    assert person.shown() == ["proof-done"]


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "келмеді"), ("ru", "код не пришёл"), ("en", "I didn't get it")]
)
async def test_a_code_that_did_not_come_is_sent_again_once_a_minute(
    town: Town, language: str, said: str
) -> None:
    person = await town.orders(language=language)
    first = town.phones.code()
    await person.write(said)
    assert person.shown() == ["proof-wait"] and "60" in person.said()
    town.shop.clock.at += MINUTE
    await person.write(said)
    await town.work()
    assert person.shown() == ["proof-sent-again"] and len(town.phones.came) == 2
    await person.write(first)
    assert person.shown() == ["proof-wrong"], "a new code voids the old one"
    await person.write(town.phones.code())
    assert person.shown() == ["proof-done"]


async def test_nobody_floods_a_number_whatever_the_chats(town: Town) -> None:
    for number in range(3):
        person = await town.orders(f"visitor {number}")
        for _ in range(3):
            await person.write("не пришло")
            await town.wait(MINUTE)
    assert len(town.phones.came) == 4, "in one day to one number"
    order = await only(person)
    assert (order.state, order.events[-1].reason) == ("held", NO_WAY), (
        "no code may be sent, so the shop calls"
    )


async def test_a_shopper_with_many_numbers_is_no_way_around_it(town: Town) -> None:
    person = await town.orders()
    for number in range(20):
        town.shop.clock.at += MINUTE
        await person.tap(f"numberto:+7705111{number:04}")
        await town.work()
    assert len(town.phones.came) == 4
    assert (await only(person)).state == "held"


async def test_other_things_are_answered_in_between_and_the_code_is_waited_for(town: Town) -> None:
    person = await town.orders()
    await person.write("сколько стоит доставка?")
    assert person.shown() == ["tell-delivery-cost", "again-proof-code"]
    await person.write("что с моим заказом")
    assert person.shown()[-1] == "again-proof-code" and "подтверждения телефона" in person.said()
    await person.write("покажи утюги")
    assert "again-proof-code" not in person.shown(), "who looks at goods is not pressed"
    await person.write(town.phones.code())
    assert person.shown() == ["proof-done"]


async def test_a_code_written_in_the_next_checkout_counts_and_checkout_goes_on(town: Town) -> None:
    person = await town.orders()
    await person.tell("добавь 2 кг картофеля", "оформить заказ")
    assert person.shown() == ["slots"]
    await person.write(f"код {town.phones.code()}")
    assert person.shown() == ["proof-done", "again-slot"]


async def test_a_budget_or_a_time_is_no_code(town: Town) -> None:
    person = await town.orders()
    await person.tell("добавь 2 кг картофеля", "оформить заказ")
    await person.write("1900")
    assert not any(key.startswith("proof") for key in person.shown())
    await person.write(str((await person.orders())[0].number))
    assert not any(key.startswith("proof") for key in person.shown()), "nor is an order's number"


async def test_digits_that_are_no_code_cost_no_try(town: Town) -> None:
    person = await town.orders()
    for said in ("482", "48215", "123456"):
        await person.write(said)
        assert person.shown() == ["proof-four-digits", "again-proof-code"]
    await person.write(town.wrong())
    assert "2 попытки" in person.said()


async def test_a_code_is_too_old_after_ten_minutes(town: Town) -> None:
    person = await town.orders()
    await town.wait(10 * MINUTE)
    await person.write(town.phones.code())
    assert person.shown() == ["proof-code-old"]
    assert (await only(person)).state == "unproven"


async def test_after_half_an_hour_the_seller_decides(town: Town) -> None:
    seller = await town.shop.seller()
    person = await town.orders()
    await town.wait(25 * MINUTE)
    await person.write("не пришло")
    await town.work()
    await town.wait(5 * MINUTE)
    order = await only(person)
    assert (order.state, order.events[-1].actor) == ("held", "system")
    assert town.told("order_new") == 1 and town.told("order_proof_late") == 1
    await person.write(town.phones.code())
    assert person.shown() == ["proof-noted"], "proven for next time; this order is the seller's to decide"
    assert (await only(person)).state == "held"
    await seller.write(f"прими заказ {order.number}")
    assert (await only(person)).state == "accepted"


async def test_without_anybody_to_send_codes_the_shop_calls(demo_shop: DemoShop) -> None:
    seller = await demo_shop.seller()
    person = demo_shop.person("oleg", channel="web")
    await person.tell(*ORDERS["ru"])
    assert person.shown() == ["order-placed", "proof-shop-calls"] and PHONE in person.said()
    order = await only(person)
    assert order.state == "held" and not demo_shop.jobs.due.keys() & {f"unproven:{order.order_id}"}
    await seller.tap(f"accept:{order.number}")
    assert (await only(person)).state == "accepted"


async def test_a_number_no_message_can_reach_is_called(town: Town) -> None:
    person = town.person()
    await person.tell(*ORDERS["ru"][:3], "+7 727 250 00 00", *ORDERS["ru"][4:])
    assert person.shown() == ["order-placed", "proof-shop-calls"]
    refused = town.person("other")
    town.phones.trouble = InvalidInput("phone", "no such number")
    await refused.tell(*ORDERS["ru"])
    await town.work()
    assert (await only(refused)).state == "held" and town.told("order_proof_late") == 1


async def test_trouble_with_the_messages_is_tried_again_and_the_code_stays_the_same(town: Town) -> None:
    town.phones.trouble = Unavailable("the message service is down")
    person = town.person()
    await person.tell(*ORDERS["ru"])
    with pytest.raises(Unavailable):
        await town.work()
    town.phones.trouble = None
    jobs = await town.jobs.to_schedule()
    assert [job.key.split(":")[0] for job in jobs] == ["unproven", "code"], "found again by the sweep"
    for _ in range(2):
        await town.jobs.send_code(jobs[-1].key)
    assert len(town.phones.came) == 1, "sent once, though the job came twice"
    await person.write(town.phones.code())
    assert person.shown() == ["proof-done"]
    assert await town.jobs.to_schedule() == []


async def test_money_in_advance_is_proof_enough(town: Town) -> None:
    person = town.person()
    await person.tell(*ORDERS["ru"][:-2], "картой", "да")
    assert (await only(person)).state == "reserved" and person.shown()[0] == "order-placed"
    assert not any(key.startswith("proof") for key in person.shown())


async def test_a_restart_forgets_nothing(town: Town, understander: Understander) -> None:
    person = await town.orders()
    await person.write(town.wrong())
    await town.restart(understander)
    await person.write(town.wrong())
    assert "1 попытка" in person.said()
    await person.write(town.phones.code())
    assert person.shown() == ["proof-done"]


async def test_one_code_is_enough_for_two_orders_at_once(town: Town) -> None:
    person = await town.orders()
    await person.tell(*AGAIN)
    assert person.shown() == ["order-placed", "proof-code-live"]
    await town.work()
    assert len(town.phones.came) == 1
    await person.write(town.phones.code())
    assert person.shown() == ["proof-done-several"]
    assert {order.state for order in await person.orders()} == {"reserved"}


async def test_two_orders_with_two_numbers_are_proven_one_after_the_other(town: Town) -> None:
    person = await town.orders()
    town.shop.clock.at += MINUTE
    await person.tell(*AGAIN[:-1], f"мой номер {OTHER}", "да, всё верно")
    assert person.shown() == ["order-placed", "proof-code"]
    await town.work()
    await person.write(town.phones.code(OTHER))
    assert person.shown() == ["proof-done", "proof-code-live"]
    await person.write(town.phones.code(PHONE))
    assert person.shown() == ["proof-done"]
    assert {order.state for order in await person.orders()} == {"reserved"}


async def test_the_same_message_twice_counts_once_and_a_code_cannot_be_used_twice(town: Town) -> None:
    person = await town.orders()
    await person.write(town.wrong(), message_id="one try")
    await person.write(town.wrong(), message_id="one try")
    assert person.replies == ()
    code = town.phones.code()
    await person.write(code, message_id="the code")
    events = (await only(person)).events
    await person.write(code)
    assert (await only(person)).events == events and person.shown() == ["proof-noted"]


async def test_a_wrong_number_is_put_right_and_proven_anew(town: Town) -> None:
    person = await town.orders()
    old = town.phones.code()
    await person.write("+7 705 111 22 33")
    assert person.shown() == ["proof-other-number"] and OTHER in person.said()
    town.shop.clock.at += MINUTE
    await person.tap(person.choices()[0].action)
    await town.work()
    assert person.shown() == ["proof-code"] and (await only(person)).phone == OTHER
    await person.write(old)
    assert person.shown() == ["proof-wrong"]
    await person.write(town.phones.code(OTHER))
    assert person.shown() == ["proof-done"]
    order = await only(person)
    assert (order.state, order.phone) == ("reserved", OTHER)


@pytest.mark.parametrize("number", ["", "12", "+7", "+7705111223a", "+" + "7" * 60, "'; DROP TABLE orders"])
async def test_a_number_that_is_none_changes_nothing(town: Town, number: str) -> None:
    person = await town.orders()
    await person.tap(f"numberto:{number}")
    assert (await only(person)).phone == PHONE and not any("proof" in k for k in person.shown()[:1])


async def test_an_order_called_off_while_it_waits_gives_everything_back(town: Town) -> None:
    stock = await town.shop.stock(HALVA)
    person = await town.orders()
    await person.tell("отмени заказ", "да")
    assert (await only(person)).state == "cancelled" and await town.shop.stock(HALVA) == stock
    await person.write(town.phones.code())
    assert person.shown() == ["proof-noted"]
    await town.wait(timedelta(hours=1))
    assert (await only(person)).state == "cancelled" and town.told("order_proof_late") == 0


async def test_a_seller_sees_what_it_waits_for_and_may_go_ahead(town: Town) -> None:
    seller = await town.shop.seller()
    person = await town.orders()
    order = await only(person)
    assert "ждём подтверждения телефона" in await seller.tap(f"sorder:{order.number}")
    await seller.tap(f"accept:{order.number}")
    await person.write("не пришло")
    assert person.shown() == ["proof-not-needed"]
    assert (await only(person)).state == "accepted"


async def test_a_shared_contact_of_the_same_number_is_proof(town: Town) -> None:
    apa = await town.orders("apa", "kk", "telegram")
    assert apa.shown() == ["order-placed", "proof-contact"] and town.phones.came == []
    assert apa.replies[-1].ask == "contact"  # type: ignore[union-attr]
    await apa.share(phone=PHONE, own=True)
    assert apa.shown() == ["proof-done"] and (await only(apa)).state == "reserved"


async def test_a_contact_of_another_number_is_said_so_and_may_become_the_orders(town: Town) -> None:
    apa = await town.orders("apa", "kk", "telegram")
    await apa.share(phone=OTHER, own=True)
    assert apa.shown() == ["proof-other-number"] and (await only(apa)).state == "unproven"
    await apa.tap(apa.choices()[0].action)
    assert apa.shown() == ["proof-done"]
    assert ((await only(apa)).state, (await only(apa)).phone) == ("reserved", OTHER)


async def test_who_has_another_number_than_telegrams_gets_a_code(town: Town) -> None:
    apa = await town.orders("apa", "kk", "telegram")
    await apa.share(phone=OTHER, own=True)
    await apa.tap("codesend")
    await town.work()
    await apa.write(town.phones.code(PHONE))
    assert apa.shown() == ["proof-done"] and (await only(apa)).phone == PHONE


async def test_a_contact_shared_in_checkout_is_never_asked_for_again(town: Town) -> None:
    apa = town.person("apa", "kk", "telegram")
    await apa.tell(*ORDERS["kk"][:3])
    await apa.share(phone=PHONE, own=True)
    await apa.tell(*ORDERS["kk"][4:])
    assert apa.shown() == ["order-placed"] and (await only(apa)).state == "reserved"


async def test_a_number_that_is_only_typed_proves_nothing(town: Town) -> None:
    person = town.person()
    await person.tell(*ORDERS["ru"][:3])
    await person.share(phone=PHONE)
    await person.tell(*ORDERS["ru"][4:])
    assert person.shown() == ["order-placed", "proof-code"]
    await person.share(phone=PHONE)
    assert (await only(person)).state == "unproven"


async def test_the_code_stands_neither_in_the_chat_nor_in_the_database(town: Town) -> None:
    person = await town.orders()
    code = town.phones.code()
    assert code not in person.said()
    with sqlite3.connect(town.shop.path) as database:
        stored = "\n".join(database.iterdump())
    for table in ("phone_proofs", "code_sendings", "outbox", "conversations"):
        rows = [line for line in stored.splitlines() if f'INTO "{table}"' in line or f"INTO {table}" in line]
        assert not any(re.search(rf"\b{code}\b", row) for row in rows), table


async def test_a_wish_said_twice_in_one_message_is_one_wish(town: Town) -> None:
    person = await town.orders()
    town.shop.clock.at += MINUTE
    await person.write("код не пришёл, отправьте ещё раз")
    assert person.shown() == ["proof-sent-again"]
    await person.write("сколько стоит доставка? и какая у вас гарантия?")
    assert person.shown().count("again-proof-code") == 1 and person.shown()[-1] == "again-proof-code"


async def test_in_telegram_without_messages_digits_are_answered_with_the_button(demo_shop: DemoShop) -> None:
    apa = demo_shop.person("apa", "kk", "telegram")
    await apa.tell(*ORDERS["kk"])
    for said in ("4821", "келмеді"):
        await apa.write(said)
        assert apa.replies[-1].ask == "contact"  # type: ignore[union-attr]
    assert (await only(apa)).state == "unproven"
    await apa.share(phone=PHONE, own=True)
    assert (await only(apa)).state == "reserved"
    await apa.share(phone=PHONE, own=True)
    assert apa.shown() == ["phone-noted"]


async def test_digits_after_the_seller_decided_are_answered_too(demo_shop: DemoShop) -> None:
    seller = await demo_shop.seller()
    apa = demo_shop.person("apa", "kk", "telegram")
    await apa.tell(*ORDERS["kk"])
    await seller.tap(f"accept:{(await only(apa)).number}")
    await apa.write("4821")
    assert apa.shown() == ["proof-not-needed"]
