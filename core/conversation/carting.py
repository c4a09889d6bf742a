"""The cart in conversation: shown, changed line by line or as a whole, taken back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.catalog.model import Product, localized
from core.catalog.quantity import to_quantity
from core.catalog.refs import offer_of
from core.catalog.search import SearchQuery, resolve
from core.conversation.asking import ask_lines
from core.conversation.browsing import fresh
from core.conversation.cards import cart_view
from core.conversation.reply import Choice, Reply, Text
from core.conversation.scene import Outcome, Scene
from core.conversation.taking import add_lines, keep, quoted_cart
from core.dialogue.commands import (
    AddLines,
    ClearCart,
    KeepOnly,
    RemoveLine,
    RepeatOrder,
    ReplaceLine,
    SetAll,
    SetQuantity,
    ShowCart,
    UndoCart,
    Wanted,
)
from core.dialogue.state import DialogueState, Shown
from core.ordering import cart as rules
from core.ordering.model import Cart, CartLine

MAX_HITS = 200
TO_CATALOG = (Choice("catalog", "button-catalog"),)


async def set_quantity(scene: Scene, state: DialogueState, command: SetQuantity) -> Outcome:
    cart = await _cart(scene)
    product = await _in_cart(scene, cart, command.wanted)
    if product is None:
        return await add_lines(scene, state, AddLines((_as_in_cart(scene, command.wanted),)))
    if command.wanted.quantity is None:
        return await show_cart(scene, state, ShowCart())
    if command.wanted.quantity == 0:
        return await remove_line(scene, state, RemoveLine(Wanted(offer_id=product.offer_id)))
    quantity = to_quantity(product, command.wanted.quantity, command.wanted.unit)
    if product.stock < quantity:
        more = replace(_exactly(product, quantity), replaces=product.offer_id)
        return await add_lines(scene, state, AddLines((more,)))
    changed = rules.set_quantity(cart, product.offer_id, quantity, scene.now)
    state = await keep(scene, state, cart, changed)
    return await _changed(scene, replace(state, focus=_shown(scene, product)), changed)


async def set_all(scene: Scene, state: DialogueState, command: SetAll) -> Outcome:
    """Every line to one quantity; where there is less of something, all that there is."""
    cart = changed = await _cart(scene)
    if not cart.lines:
        return await show_cart(scene, state, ShowCart())
    notes: list[Reply] = []
    for product in await fresh(scene, [line.offer_id for line in cart.lines]):
        quantity = min(to_quantity(product, command.quantity, None), product.stock)
        if quantity < command.quantity:
            notes.append(Text("only-left", {"product": product.names, "left": product.stock}))
        if quantity > 0:
            changed = rules.set_quantity(changed, product.offer_id, quantity, scene.now)
    outcome = await _changed(scene, await keep(scene, state, cart, changed), changed)
    return Outcome(outcome.state, (*notes, *outcome.replies))


async def keep_only(scene: Scene, state: DialogueState, command: KeepOnly) -> Outcome:
    cart = await _cart(scene)
    kept = {p.offer_id for w in command.lines if (p := await _in_cart(scene, cart, w)) is not None}
    if not kept:
        phrases = ", ".join(w.phrase for w in command.lines if w.phrase)
        return Outcome(state, (Text("not-in-cart", {"phrase": phrases}) if phrases else Text("remove-what"),))
    changed = replace(cart, lines=tuple(x for x in cart.lines if x.offer_id in kept), updated_at=scene.now)
    return await _changed(scene, await keep(scene, state, cart, changed), changed)


async def replace_line(scene: Scene, state: DialogueState, command: ReplaceLine) -> Outcome:
    """The new one comes in before the old one goes: what is not sold replaces nothing."""
    cart = await _cart(scene)
    old = await _in_cart(scene, cart, command.old)
    new = command.new if old is None else replace(command.new, replaces=old.offer_id)
    return await add_lines(scene, state, AddLines((new,)))


async def remove_line(scene: Scene, state: DialogueState, command: RemoveLine) -> Outcome:
    cart = await _cart(scene)
    product = await _in_cart(scene, cart, command.wanted)
    if product is None:
        phrase = command.wanted.phrase
        if command.unwanted:
            meant = resolve(scene.shelf.index, phrase)
            sold = meant.certain or meant.choices
            said = Text("lines-dropped", {"phrases": phrase}) if sold else Text("left-as-it-was")
            return Outcome(state, (said,))
        return Outcome(state, (Text("not-in-cart", {"phrase": phrase}) if phrase else Text("remove-what"),))
    state = await keep(scene, state, cart, rules.remove(cart, product.offer_id, scene.now))
    removed = Text("cart-removed", {"product": product.names})
    return (Outcome(state, (removed,))).then(await show_cart(scene, state, ShowCart()))


async def undo_cart(scene: Scene, state: DialogueState, command: UndoCart) -> Outcome:
    cart = await _cart(scene)
    if state.undo is None:
        return Outcome(state, (Text("nothing-to-undo"),))
    lines = tuple(CartLine(offer_id, quantity) for offer_id, quantity in state.undo)
    restored = replace(cart, lines=lines, updated_at=scene.now)
    state = replace(await keep(scene, state, cart, restored), open_lines=())
    if not lines:
        return Outcome(state.without_checkout(), (Text("cart-restored-empty", choices=TO_CATALOG),))
    return await _changed(scene, state, restored, "cart-restored")


async def _in_cart(scene: Scene, cart: Cart, wanted: Wanted) -> Product | None:
    """The line that is meant: by id, or the one in the cart that the words fit best."""
    inside = {line.offer_id for line in cart.lines}
    if wanted.offer_id:
        offer_id = offer_of(wanted.offer_id, inside)
        held = await fresh(scene, [offer_id]) if offer_id in inside else []
        return held[0] if held else None
    # Looked for in the whole shop: in a cart of three things "сыр" would be read as the nearest of the three.
    found = scene.shelf.index.search(SearchQuery(wanted.phrase, limit=MAX_HITS))
    held = await fresh(scene, [h.offer_id for h in found.hits if h.offer_id in inside][:1])
    return held[0] if held else None


async def _changed(scene: Scene, state: DialogueState, cart: Cart, key: str = "cart-changed") -> Outcome:
    return Outcome(state, (cart_view(key, await quoted_cart(scene, cart), scene.store.currency),))


async def show_cart(scene: Scene, state: DialogueState, command: ShowCart) -> Outcome:
    cart = await _cart(scene)
    if not cart.lines and not state.open_lines:
        empty = Text("cart-empty", choices=TO_CATALOG)
        return Outcome(state.without_checkout(), (empty,))
    if not cart.lines:
        asked = ask_lines(state, scene.store.currency)
        return Outcome(asked.state, (Text("cart-empty"), *asked.replies))
    quoted = await quoted_cart(scene, cart)
    lines = tuple(Shown(x.offer_id, localized(x.names, scene.language)) for x in quoted.lines)
    replies: list[Reply] = [cart_view("cart", quoted, scene.store.currency)]
    replies += [Text("cart-line-gone") for _ in quoted.gone[:1]]
    asked = ask_lines(replace(state, shown=lines, shows_cart=True), scene.store.currency)
    return Outcome(asked.state, (*replies, *asked.replies))


async def clear_cart(scene: Scene, state: DialogueState, command: ClearCart) -> Outcome:
    cart = await _cart(scene)
    state = await keep(scene, state, cart, rules.clear(cart, scene.now))
    state = replace(state.without_checkout(), open_lines=())
    return Outcome(state, (Text("cart-cleared", choices=TO_CATALOG),))


async def repeat_order(scene: Scene, state: DialogueState, command: RepeatOrder) -> Outcome:
    orders = await scene.work.orders.of_shopper(scene.store.store_id, scene.shopper.shopper_id, 1)
    if not orders:
        return Outcome(state, (Text("no-orders", choices=TO_CATALOG),))
    bought = {x.offer_id: x.quantity for x in orders[0].lines}
    lines = tuple(_exactly(p, bought[p.offer_id]) for p in await fresh(scene, list(bought)))
    return await add_lines(scene, state, AddLines(lines))


def _as_in_cart(scene: Scene, wanted: Wanted) -> Wanted:
    """A number for a known product is what the cart shall show, so it counts packs."""
    product = scene.shelf.products.get(offer_of(wanted.offer_id or "", scene.shelf.products))
    if product is None or wanted.quantity is None or wanted.unit is not None:
        return wanted
    return _exactly(product, wanted.quantity)


def _exactly(product: Product, quantity: Decimal) -> Wanted:
    """As the cart counts: no pieces that would be packs."""
    unit = "kg" if product.sold_by == "weight" else "pack"
    return Wanted(offer_id=product.offer_id, quantity=quantity, unit=unit)


async def _cart(scene: Scene) -> Cart:
    return await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)


def _shown(scene: Scene, product: Product) -> Shown:
    return Shown(product.offer_id, localized(product.names, scene.language))
