"""From wanted lines to the cart: what is certain goes in, what is not is asked about once, the rest is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.catalog.model import Product, localized
from core.catalog.quantity import fits_pack, to_quantity
from core.catalog.refs import offer_of
from core.catalog.search import SearchIndex, resolve, similar
from core.catalog.search.words import words
from core.conversation.asking import Block, ask_lines
from core.conversation.browsing import fresh
from core.conversation.cards import cart_view, spellings
from core.conversation.near import sound
from core.conversation.reply import Choice, Message, Reply, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import AddLines, AskLines, OtherThan, Wanted
from core.dialogue.state import Candidate, DialogueState, OpenLine, Shown
from core.kernel.errors import InvalidInput
from core.ordering import cart as rules
from core.ordering.model import Cart
from core.ordering.pricing import Quote, quote

CONSIDERED = 8
"""Candidates of an open line; only the likeliest are shown, the others can be named."""
NEAR = 2
ROWS = 12
ORDERS_REMEMBERED = 5


@dataclass(slots=True)
class _Taken:
    """What became of the lines of one message."""

    cart: Cart
    added: list[tuple[Product, Decimal]] = field(default_factory=list)
    open_lines: list[OpenLine] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


async def add_lines(scene: Scene, state: DialogueState, command: AddLines) -> Outcome:
    before = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    taken = _Taken(before)
    for wanted in _joined(scene.shelf.index, command.lines):
        try:
            await _take(scene, taken, wanted)
        except InvalidInput as error:
            # One amount that cannot be does not spoil the rest of the list.
            taken.notes.append(Text(error.key, error.params))
    if taken.added:
        state = await keep(scene, state, before, taken.cart)
        state = replace(state, focus=_shown(scene, taken.added[-1][0]))
    opened = await _usual_first(scene, taken.open_lines)
    again = {_meant(line) for line in opened}
    waiting = tuple(
        x for x in state.open_lines if _meant(x) not in again and not (opened and x.kind == "near")
    )
    return await _told(scene, replace(state, open_lines=(*waiting, *opened)), taken)


def _joined(index: SearchIndex, lines: Sequence[Wanted]) -> list[Wanted]:
    """ "Лимонад груша": two names that touch are one where the store sells a thing called by both."""
    whole: list[Wanted] = []
    for wanted in lines:
        before = whole[-1] if whole else None
        if before is not None and before.leads_on and wanted.phrase:
            both = f"{before.phrase} {wanted.phrase}"
            first = resolve(index, before.phrase, limit=CONSIDERED)
            if first.certain is None and any(_has_words(p, both) for p in first.choices):
                whole[-1] = replace(wanted, phrase=both)
                continue
        whole.append(wanted)
    return whole


def _has_words(product: Product, phrase: str) -> bool:
    said = {w.key for w in words(phrase)}
    return any(said <= {w.key for w in words(name)} for name in product.names.values())


def _meant(line: OpenLine) -> frozenset[str]:
    """The same goods asked for again, in whatever words, are the same line."""
    return frozenset(c.offer_id for c in line.choices)


async def ask(scene: Scene, state: DialogueState, command: AskLines) -> Outcome:
    return ask_lines(state, scene.store.currency)


async def other_than(scene: Scene, state: DialogueState, command: OtherThan) -> Outcome:
    """Its neighbours on the shelf as the choices of an open line."""
    product = next(iter(await fresh(scene, [command.offer_id])), None)
    near = await _in_stock(scene, similar(scene.shelf.index, command.offer_id, CONSIDERED))
    if product is None or not near:
        return Outcome(state, (Text("no-others", choices=(Choice("catalog", "button-catalog"),)),))
    cart = await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    inside = product.offer_id if cart.quantity_of(product.offer_id) else None
    name = localized(product.names, scene.language)
    line = OpenLine(name, None, None, candidates(scene, near), kind="other", replaces=inside)
    return ask_lines(replace(state.asking(None), open_lines=(line,)), scene.store.currency)


async def keep(scene: Scene, state: DialogueState, before: Cart, after: Cart) -> DialogueState:
    """Saves the cart; the state remembers how it was before this message."""
    scene.cart_before = scene.cart_before or before
    await scene.work.carts.save(after)
    return replace(state, undo=tuple((x.offer_id, x.quantity) for x in scene.cart_before.lines))


async def quoted_cart(scene: Scene, cart: Cart) -> Quote:
    ids = [line.offer_id for line in cart.lines]
    return quote(cart, await scene.work.products.get_many(scene.store.store_id, ids))


async def _take(scene: Scene, taken: _Taken, wanted: Wanted) -> None:
    if wanted.offer_id:
        found = await fresh(scene, [offer_of(wanted.offer_id, scene.shelf.products)])
        if found:
            await _put(scene, taken, found[0], wanted)
        else:
            taken.notes.append(Text("goods-gone"))
        return
    if wanted.quantity is not None and wanted.quantity <= 0:
        taken.notes.append(Text("error-quantity-low"))
        return
    wanted = _described(scene.shelf.index, wanted)
    meant = resolve(scene.shelf.index, wanted.phrase, limit=CONSIDERED)
    rivals = [meant.certain] if meant.certain else list(meant.choices)
    products = await fresh(scene, [p.offer_id for p in rivals])
    exact = [p for p in products if scene.shelf.index.matches_measures(p.offer_id, wanted.phrase)]
    likely = _likely(exact or products, wanted, taken.cart)
    if wanted.choose and likely:
        cheapest = min(likely, key=lambda p: p.price_minor)
        likely = [cheapest if wanted.choose == "cheapest" else likely[0]]
    if len(likely) == 1:
        await _put(scene, taken, likely[0], wanted)
    elif likely:
        taken.open_lines.append(_open(scene, wanted, likely))
    else:
        await _not_sold(scene, taken, wanted, [p.offer_id for p in meant.near])


def _described(index: SearchIndex, wanted: Wanted) -> Wanted:
    """ "молоко 2,5" names fat: a fraction of no unit that stands in a name describes the goods."""
    number = wanted.quantity
    if number is None or wanted.unit is not None or number == number.to_integral_value():
        return wanted
    phrase = f"{wanted.phrase} {number.normalize():f}%"
    found = resolve(index, phrase)
    best = found.certain or next(iter(found.choices), None)
    if best and index.matches_measures(best.offer_id, f"{number.normalize():f}%"):
        return replace(wanted, phrase=phrase, quantity=None)
    return wanted


def _likely(products: list[Product], wanted: Wanted, cart: Cart) -> list[Product]:
    """The rivals that speak for themselves: what can be bought, packs of the wanted number, what is in the cart."""
    rivals = [p for p in products if p.stock > 0] or products
    called = [p for p in rivals if _is_called(p, wanted.phrase)]
    if len(called) == 1:
        return called
    packed = [p for p in rivals if fits_pack(p, wanted.quantity, wanted.unit)]
    rivals = packed or rivals
    inside = [p for p in rivals if cart.quantity_of(p.offer_id)]
    if len(inside) == 1 and wanted.replaces is None:
        return inside
    # A weight is wanted of what is weighed, before it is wanted of packs.
    weighed = [p for p in rivals if p.sold_by == "weight"] if wanted.unit in {"kg", "g"} else []
    return weighed if len(weighed) == 1 else sorted(rivals, key=lambda p: p not in weighed)


def _is_called(product: Product, phrase: str) -> bool:
    """Whether these words are its whole name in some language: "onions" are no spring onions."""
    said = {w.key for w in words(phrase)}
    return any({w.key for w in words(name)} == said for name in product.names.values())


def _open(scene: Scene, wanted: Wanted, products: Sequence[Product]) -> OpenLine:
    return OpenLine(
        wanted.phrase,
        wanted.quantity,
        wanted.unit,
        candidates(scene, products),
        replaces=wanted.replaces,
    )


async def _put(scene: Scene, taken: _Taken, product: Product, wanted: Wanted) -> None:
    again = wanted.replaces == product.offer_id
    already = Decimal(0) if again else taken.cart.quantity_of(product.offer_id)
    if product.stock <= 0:
        await _sold_out(scene, taken, product, wanted)
        return
    replaced = taken.cart.quantity_of(wanted.replaces) if wanted.replaces else Decimal(0)
    said = wanted.quantity if wanted.quantity is not None else _same_count(scene, product, wanted, replaced)
    if said > rules.MAX_QUANTITY and wanted.unit not in {"g", "ml"}:
        _offer_the_rest(scene, taken, product, product.stock - already, wanted)
        return
    unit = "pcs" if fits_pack(product, said, wanted.unit) else wanted.unit
    try:
        quantity = to_quantity(product, said, unit)
    except InvalidInput as error:
        taken.notes.append(Text(error.key, {**error.params, "product": product.names}))
        return
    if product.stock < already + quantity:
        _offer_the_rest(scene, taken, product, product.stock - already, wanted)
        return
    if wanted.replaces:
        taken.cart = rules.remove(taken.cart, wanted.replaces, scene.now)
    taken.cart = rules.put(taken.cart, product.offer_id, quantity, scene.now)
    taken.added.append((product, quantity))


def _same_count(scene: Scene, product: Product, wanted: Wanted, replaced: Decimal) -> Decimal:
    """What takes the place of another comes in the same number, if both are counted alike."""
    old = scene.shelf.products.get(wanted.replaces or "")
    return replaced if replaced and old and old.sold_by == product.sold_by else Decimal(1)


def _offer_the_rest(scene: Scene, taken: _Taken, product: Product, left: Decimal, wanted: Wanted) -> None:
    """More is wanted than there is: the rest is offered, never taken silently."""
    if left <= 0:
        taken.notes.append(Text("no-more-left", {"product": product.names}))
        return
    line = _open(scene, wanted, [product])
    left = min(left, rules.MAX_QUANTITY)
    name = localized(product.names, scene.language)
    unit = "kg" if product.sold_by == "weight" else "pack"
    taken.open_lines.append(replace(line, phrase=name, kind="left", quantity=left, unit=unit))


async def _sold_out(scene: Scene, taken: _Taken, product: Product, wanted: Wanted) -> None:
    name = localized(product.names, scene.language)
    near = await _in_stock(scene, similar(scene.shelf.index, product.offer_id, CONSIDERED))
    if not near:
        taken.notes.append(Text("out-of-stock", {"product": product.names}))
        return
    taken.notes.append(Text("out-of-stock-near", {"product": product.names, "near": _names(scene, near)}))
    line = _open(scene, replace(wanted, phrase=wanted.phrase or name), near)
    taken.open_lines.append(replace(line, kind="near"))


async def _not_sold(scene: Scene, taken: _Taken, wanted: Wanted, offer_ids: list[str]) -> None:
    near = [p for p in sound(scene, wanted.phrase, await fresh(scene, offer_ids)) if p.stock > 0]
    if not near:
        taken.notes.append(Text("line-not-sold", {"phrase": wanted.phrase}))
        return
    taken.notes.append(Text("line-near", {"phrase": wanted.phrase, "near": _names(scene, near)}))
    taken.open_lines.append(replace(_open(scene, wanted, near), kind="near"))


async def _usual_first(scene: Scene, lines: list[OpenLine]) -> tuple[OpenLine, ...]:
    """What was bought before comes first. Things that are only near are asked about when nothing else is."""
    asked = [line for line in lines if line.kind != "near"] or lines
    if not asked:
        return ()
    orders = await scene.work.orders.of_shopper(
        scene.store.store_id, scene.shopper.shopper_id, ORDERS_REMEMBERED
    )
    bought = {x.offer_id for order in orders for x in order.lines}
    return tuple(
        replace(line, choices=tuple(sorted(line.choices, key=lambda c: c.offer_id not in bought)))
        for line in asked
    )


async def _told(scene: Scene, state: DialogueState, taken: _Taken) -> Outcome:
    """The cart when all went in; else one message: what went in, what did not, what is asked."""
    only_near = all(line.kind == "near" for line in state.open_lines)
    # The near things stand in the question itself when that is what is asked.
    notes = [n for n in taken.notes if not (only_near and state.open_lines and n.key in _NEAR_NOTES)]
    if taken.added and not notes and not state.open_lines:
        quoted = await quoted_cart(scene, taken.cart)
        key = "cart-added" if len(taken.added) > 1 else "cart-added-one"
        return Outcome(state, (cart_view(key, quoted, scene.store.currency),))
    before = (*_added(scene, taken), tuple(notes))
    if state.open_lines:
        return ask_lines(state, scene.store.currency, before)
    blocks = tuple(block for block in before if block)
    if len(blocks) == 1 and len(blocks[0]) == 1:
        only: Reply = blocks[0][0]
        return Outcome(state, (only,))
    choices = (Choice("cart", "button-cart"), Choice("checkout", "button-checkout")) if taken.added else ()
    if state.form is not None:
        choices = ()
    return Outcome(state, (Message(blocks[0][0].key, blocks, choices),) if blocks else ())


_NEAR_NOTES = frozenset({"line-near", "out-of-stock-near"})


def _added(scene: Scene, taken: _Taken) -> tuple[Block, ...]:
    if not taken.added:
        return ()
    rows = tuple(
        Text(f"added-row-{p.sold_by}", {"name": p.names, "quantity": quantity})
        for p, quantity in taken.added[:ROWS]
    )
    rest = len(taken.added) - ROWS
    more = (Text("added-more", {"count": rest}),) if rest > 0 else ()
    return ((Text("lines-added"), *rows, *more),)


def candidates(scene: Scene, products: Sequence[Product]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            p.offer_id,
            localized(p.names, scene.language),
            p.price_minor,
            spellings(p, scene.language),
        )
        for p in products
    )


async def _in_stock(scene: Scene, products: Sequence[Product]) -> list[Product]:
    return [p for p in await fresh(scene, [p.offer_id for p in products]) if p.stock > 0]


def _names(scene: Scene, products: Sequence[Product]) -> str:
    return ", ".join(localized(p.names, scene.language) for p in products[:NEAR])


def _shown(scene: Scene, product: Product) -> Shown:
    return Shown(product.offer_id, localized(product.names, scene.language))
