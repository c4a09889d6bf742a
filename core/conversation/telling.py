"""Answers to questions: the fact that was asked, from the product's or the store's own data, and no more than that."""

from __future__ import annotations

from dataclasses import replace

from core.catalog import facts
from core.catalog.model import Product, localized
from core.catalog.refs import ref
from core.conversation.browsing import find_one, search, show_product
from core.conversation.near import found
from core.conversation.reply import AsTold, Choice, Text
from core.conversation.scene import Outcome, Scene
from core.delivery.model import DeliveryPolicy
from core.delivery.places import place_named, same_place
from core.dialogue.commands import AskFact, AskWhich, Search, ShowProduct, TellStore, Wanted
from core.dialogue.product_questions import ASKING
from core.dialogue.state import DialogueState, Shown
from core.kernel.money import MINOR_PER_MAJOR, Money

FEW_LEFT = 5
WHICH_AT_MOST = 5
TO_SELLER = Choice("ask_seller", "button-ask-seller")


# A product


async def ask_fact(scene: Scene, state: DialogueState, command: AskFact) -> Outcome:
    product = await find_one(scene, command.wanted)
    if product is None and _wonders(scene, command):
        at_hand = state.focus if state.focus_is_shown or len(state.shown) < 2 else None
        if at_hand is None and state.shown:
            return await ask_which(scene, state, AskWhich(command.text))
        product = await find_one(scene, Wanted(offer_id=at_hand.offer_id)) if at_hand else None
        if product is not None:
            return _to_seller(
                scene,
                state,
                product,
                command,
                Text("tell-not-told", {"product": product.names}, (TO_SELLER,)),
            )
    if product is None:
        # Words that fit several products: their list tells the price and the stock of each.
        by_words = bool(command.wanted.phrase)
        again = search(scene, state, Search(command.wanted.phrase))
        return await (again if by_words else show_product(scene, state, ShowProduct(command.wanted)))
    if command.fact is None and facts.own_attribute(product, command.text) is None:
        return await show_product(scene, state, ShowProduct(command.wanted))
    focus = Shown(product.offer_id, localized(product.names, scene.language))
    state = replace(state, focus=focus)
    return _to_seller(scene, state, product, command, _fact(scene, product, command))


def _wonders(scene: Scene, command: AskFact) -> bool:
    """ "Сколько держат заряд": a question whose words are no goods of the store is about what is at hand."""
    phrase = command.wanted.phrase
    return (
        bool(phrase) and command.fact is None and bool(ASKING.find(command.text)) and not found(scene, phrase)
    )


def _to_seller(scene: Scene, state: DialogueState, product: Product, command: AskFact, said: Text) -> Outcome:
    """An answer that may be passed on to the seller as a question."""
    if TO_SELLER in said.choices and state.form is None:
        question = f"{localized(product.names, scene.language)}: {command.text}"[:300]
        state = state.asking("ask_seller", question)
    return Outcome(state, (said,))


def _fact(scene: Scene, product: Product, command: AskFact) -> Text:
    about = {"product": product.names}
    own = facts.own_attribute(product, command.text)
    fact = command.fact
    if fact == "price":
        key = f"tell-price-{product.sold_by}"
        return Text(key, {**about, "price": Money(product.price_minor, product.currency)}, _buy(product))
    if fact == "stock":
        return _stock(product)
    if fact is not None and facts.is_property(fact):
        return _property(scene, product, fact)
    if fact == "weight" and product.sold_by == "weight":
        return Text("tell-by-weight", {**about, "price": Money(product.price_minor, product.currency)})
    value = facts.told(product, fact) if fact else None
    if value is not None and fact is not None:
        return Text("tell-fact", {**about, "fact": _label(fact), "value": AsTold(value)})
    if own is not None:
        return Text("tell-fact", {**about, "fact": facts.label_of(own[0]) or own[0], "value": AsTold(own[1])})
    if fact in {"size", "weight"} and product.dimensions is not None:
        return _packed(product, fact)
    return _quoted(scene, product, fact or "")


def _stock(product: Product) -> Text:
    about = {"product": product.names}
    if product.stock <= 0:
        return Text("out-of-stock", about, (Choice(f"like:{ref(product.offer_id)}", "button-similar"),))
    if product.stock <= FEW_LEFT:
        return Text("tell-stock-few", {**about, "left": product.stock}, _buy(product))
    return Text("tell-stock", about, _buy(product))


def _property(scene: Scene, product: Product, fact: str) -> Text:
    """Yes only where the seller says so. Silence is no "no"."""
    if facts.says_so(product, fact):
        return Text("tell-property", {"product": product.names, "fact": _label(fact)})
    return _quoted(scene, product, fact)


def _quoted(scene: Scene, product: Product, fact: str) -> Text:
    about = {"product": product.names, "fact": _label(fact)}
    quote = facts.quoted(product, fact, scene.language) if fact else None
    choices = (TO_SELLER, Choice(f"show:{ref(product.offer_id)}", "button-details"))
    if quote is not None:
        return Text("tell-quoted", {**about, "quote": quote}, choices)
    return Text("tell-unknown", about, choices)


def _packed(product: Product, fact: str) -> Text:
    """As it is packed: the feed tells no other size."""
    about = {"product": product.names}
    box = product.dimensions
    assert box is not None
    if fact == "weight":
        return Text("tell-packed-weight", {**about, "grams": box.weight_g})
    sides = " × ".join(f"{mm / 10:g}" for mm in (box.length_mm, box.width_mm, box.height_mm))
    return Text("tell-packed-size", {**about, "size": sides})


def _label(fact: str) -> str:
    return f"fact-{fact.replace('_', '-')}"


def _buy(product: Product) -> tuple[Choice, ...]:
    return (Choice(f"add:{ref(product.offer_id)}", "button-add"),) if product.stock > 0 else ()


async def ask_which(scene: Scene, state: DialogueState, command: AskWhich) -> Outcome:
    choices = tuple(Choice(f"which:{ref(s.offer_id)}", literal=s.name) for s in state.shown[:WHICH_AT_MOST])
    state = state.asking("which", command.text[:300])
    return Outcome(state, (Text("ask-which-product", choices=choices),))


# The store


async def tell_store(scene: Scene, state: DialogueState, command: TellStore) -> Outcome:
    policy, store = scene.services.policy, scene.store
    params = {
        "store": store.name,
        "city": store.city,
        "address": store.depot_address,
        "phone": store.phone,
        "opens": f"{policy.first_hour:02}:00",
        "closes": f"{policy.last_hour:02}:00",
        "hours": policy.slot_hours,
        "days": policy.days,
        "fee": _fees(policy, store.currency),
        "extra": Money(policy.express_extra_minor, store.currency),
        "express": policy.express_hours,
        "free": Money(policy.free_from_minor, store.currency),
    }
    fact = command.fact
    if fact.startswith("delivery"):
        named = place_named(command.text)
        if named is not None and not same_place(named, store.city):
            choices = (Choice("human", "button-human"),)
            return Outcome(state, (Text("tell-delivery-elsewhere", {**params, "place": named}, choices),))
        if named is not None and fact == "delivery":
            fact = "delivery-place"
        if fact == "delivery-place" or _on_our_map(scene, command):
            return Outcome(state, (Text("tell-delivery-here", params),))
    return Outcome(state, (Text(f"tell-{fact}", params),))


def _fees(policy: DeliveryPolicy, currency: str) -> Text:
    """From a stop on the way to a drive of its own; which it is, is known with the address and the time."""
    most = Money(policy.fee_minor, currency)
    return Text("fee-range", {"least": policy.least_fee_minor // MINOR_PER_MAJOR, "most": most})


def _on_our_map(scene: Scene, command: TellStore) -> bool:
    """A street or a district of the store's city, asked about without anything else."""
    if command.fact != "delivery" or not command.text:
        return False
    return scene.services.geocoder.locate(command.text, scene.store.city).precision in {"street", "house"}
