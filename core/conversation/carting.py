"""The cart in conversation: one product or a pasted list; what is certain goes in, what is not is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from core.catalog.model import Product, localized
from core.catalog.quantity import to_quantity
from core.catalog.refs import offer_of, ref
from core.catalog.search import SearchIndex, resolve
from core.conversation.browsing import find_one, fresh
from core.conversation.cards import cart_view, product_list, shown
from core.conversation.near import sound
from core.conversation.reply import Choice, Reply, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import (
    AddLines,
    ClearCart,
    RemoveLine,
    RepeatOrder,
    SetQuantity,
    ShowCart,
    TakeLineChoice,
    Wanted,
)
from core.dialogue.state import DialogueState, OpenLine, Shown
from core.ordering import cart as rules
from core.ordering.model import Cart
from core.ordering.pricing import Quote, quote

CHOICES_AT_MOST = 5


@dataclass(slots=True)
class _Taken:
    """What became of the lines of one message."""

    cart: Cart
    added: list[tuple[Product, Decimal]]
    open_lines: list[OpenLine]
    replies: list[Reply]


async def add_lines(scene: Scene, state: DialogueState, command: AddLines) -> Outcome:
    cart = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    taken = _Taken(cart, [], [], [])
    for wanted in command.lines:
        await _take(scene, taken, wanted)
    if taken.added:
        await scene.work.carts.save(taken.cart)
    again = {line.phrase for line in taken.open_lines}
    waiting = tuple(line for line in state.open_lines if line.phrase not in again)
    state = replace(state, open_lines=(*waiting, *taken.open_lines))
    if taken.added:
        state = replace(state, focus=_named(scene, taken.added[-1][0]))
    return await _told(scene, state, taken)


async def take_line_choice(scene: Scene, state: DialogueState, command: TakeLineChoice) -> Outcome:
    """The pick for the open line it was offered for, with that line's quantity."""
    offer_id = offer_of(command.offer_id, scene.shelf.products)
    line = next((x for x in state.open_lines if any(c.offer_id == offer_id for c in x.choices)), None)
    rest = tuple(x for x in state.open_lines if x is not line)
    state = replace(state, open_lines=rest, pending=None)
    asked = (
        (line.quantity, line.unit) if line and command.quantity is None else (command.quantity, command.unit)
    )
    wanted = Wanted(offer_id=offer_id, quantity=asked[0], unit=asked[1])
    return await add_lines(scene, state, AddLines((wanted,)))


async def _take(scene: Scene, taken: _Taken, wanted: Wanted) -> None:
    product = await find_one(scene, wanted)
    if product is not None:
        _put(scene, taken, product, wanted)
        return
    if wanted.offer_id:
        taken.replies.append(Text("goods-gone"))
        return
    found = resolve(scene.shelf.index, wanted.phrase, limit=CHOICES_AT_MOST)
    choices = await fresh(scene, [p.offer_id for p in found.choices])
    if choices:
        rules.ensure_sensible(wanted.quantity)
        open_line = OpenLine(wanted.phrase, wanted.quantity, wanted.unit, shown(choices, scene.language))
        taken.open_lines.append(open_line)
        return
    near = await fresh(scene, [p.offer_id for p in sound(scene, wanted.phrase, list(found.near))][:3])
    if near:
        taken.replies.append(product_list("line-near", near, phrase=wanted.phrase))
    else:
        taken.replies.append(Text("line-not-sold", {"phrase": wanted.phrase}))


def _put(scene: Scene, taken: _Taken, product: Product, wanted: Wanted) -> None:
    quantity = to_quantity(
        product, wanted.quantity if wanted.quantity is not None else Decimal(1), wanted.unit
    )
    already = taken.cart.quantity_of(product.offer_id)
    if product.stock < already + quantity:
        taken.replies.append(_short(product, product.stock - already))
        return
    taken.cart = rules.put(taken.cart, product.offer_id, quantity, scene.now)
    taken.added.append((product, quantity))


def _short(product: Product, left: Decimal) -> Text:
    """More is wanted than there is: the rest is offered, never taken silently."""
    if left <= 0:
        return Text("out-of-stock", {"product": product.names})
    whole = int(left)
    take = (
        (Choice(f"take:{whole}:{ref(product.offer_id)}", "button-take-rest", {"left": left}),)
        if whole
        else ()
    )
    return Text("only-left", {"product": product.names, "left": left}, take)


async def _told(scene: Scene, state: DialogueState, taken: _Taken) -> Outcome:
    replies = list(taken.replies)
    if taken.added:
        quoted = await quoted_cart(scene, taken.cart)
        key = "cart-added" if len(taken.added) > 1 else "cart-added-one"
        replies.insert(0, cart_view(key, quoted, scene.store.currency))
    asked = ask_open_line(state)
    return Outcome(asked.state, (*replies, *asked.replies))


def ask_open_line(state: DialogueState) -> Outcome:
    if not state.open_lines:
        return Outcome(state)
    line = state.open_lines[0]
    choices = tuple(Choice(f"pick:{ref(c.offer_id)}", literal=c.name) for c in line.choices)
    said = Text("which-one", {"phrase": line.phrase}, (*choices, Choice("drop", "button-drop-line")))
    return Outcome(replace(state, pending="line_choice", shown=line.choices), (said,))


async def set_quantity(scene: Scene, state: DialogueState, command: SetQuantity) -> Outcome:
    cart = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    product = await _in_cart(scene, cart, command.wanted)
    if product is None:
        return await add_lines(scene, state, AddLines((command.wanted,)))
    if command.wanted.quantity is None:
        return await show_cart(scene, state, ShowCart())
    if command.wanted.quantity == 0:
        return await remove_line(scene, state, RemoveLine(Wanted(offer_id=product.offer_id)))
    quantity = to_quantity(product, command.wanted.quantity, command.wanted.unit)
    if product.stock < quantity:
        return Outcome(state, (_short(product, product.stock),))
    cart = rules.set_quantity(cart, product.offer_id, quantity, scene.now)
    await scene.work.carts.save(cart)
    state = replace(state, focus=_named(scene, product))
    return Outcome(state, (cart_view("cart-changed", await quoted_cart(scene, cart), scene.store.currency),))


async def remove_line(scene: Scene, state: DialogueState, command: RemoveLine) -> Outcome:
    cart = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    product = await _in_cart(scene, cart, command.wanted)
    if product is None:
        phrase = command.wanted.phrase
        return Outcome(state, (Text("not-in-cart", {"phrase": phrase}) if phrase else Text("remove-what"),))
    cart = rules.remove(cart, product.offer_id, scene.now)
    await scene.work.carts.save(cart)
    removed = Text("cart-removed", {"product": product.names})
    return (Outcome(state, (removed,))).then(await show_cart(scene, state, ShowCart()))


async def _in_cart(scene: Scene, cart: Cart, wanted: Wanted) -> Product | None:
    """The line that is meant: by id, or the one in the cart that the words fit best."""
    inside = {line.offer_id for line in cart.lines}
    if wanted.offer_id:
        offer_id = offer_of(wanted.offer_id, inside)
        held = await fresh(scene, [offer_id]) if offer_id in inside else []
        return held[0] if held else None
    goods = await fresh(scene, sorted(inside))
    found = resolve(SearchIndex.build(goods, scene.shelf.categories), wanted.phrase)
    return found.certain or (found.choices[0] if found.choices else None)


async def show_cart(scene: Scene, state: DialogueState, command: ShowCart) -> Outcome:
    cart = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    if not cart.lines:
        empty = Text("cart-empty", choices=(Choice("catalog", "button-catalog"),))
        return Outcome(state.without_checkout(), (empty,))
    quoted = await quoted_cart(scene, cart)
    lines = tuple(Shown(x.offer_id, localized(x.names, scene.language)) for x in quoted.lines)
    replies: list[Reply] = [cart_view("cart", quoted, scene.store.currency)]
    replies += [Text("cart-line-gone") for _ in quoted.gone[:1]]
    asked = ask_open_line(replace(state, shown=lines))
    return Outcome(asked.state, (*replies, *asked.replies))


async def clear_cart(scene: Scene, state: DialogueState, command: ClearCart) -> Outcome:
    cart = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    await scene.work.carts.save(rules.clear(cart, scene.now))
    state = replace(state.without_checkout(), open_lines=())
    return Outcome(state, (Text("cart-cleared", choices=(Choice("catalog", "button-catalog"),)),))


async def repeat_order(scene: Scene, state: DialogueState, command: RepeatOrder) -> Outcome:
    orders = await scene.work.orders.of_shopper(scene.store.store_id, scene.shopper.shopper_id, 1)
    if not orders:
        return Outcome(state, (Text("no-orders", choices=(Choice("catalog", "button-catalog"),)),))
    lines = tuple(Wanted(offer_id=x.offer_id, quantity=x.quantity) for x in orders[0].lines)
    known = {p.offer_id for p in await fresh(scene, [x.offer_id or "" for x in lines])}
    return await add_lines(scene, state, AddLines(tuple(w for w in lines if w.offer_id in known)))


async def quoted_cart(scene: Scene, cart: Cart) -> Quote:
    ids = [line.offer_id for line in cart.lines]
    return quote(cart, await scene.work.products.get_many(scene.store.store_id, ids))


def _named(scene: Scene, product: Product) -> Shown:
    return Shown(product.offer_id, localized(product.names, scene.language))
