"""Goods of the kind at hand that are cheaper, larger, stronger … than it; or, plainly, that there are none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from core.catalog.measuring import Measured, measured
from core.catalog.model import Product, localized
from core.catalog.search import SearchQuery, kin
from core.conversation.asking import ask_lines
from core.conversation.browsing import find_one, search
from core.conversation.cards import card, product_list
from core.conversation.near import found
from core.conversation.recommending import LOOKED_AT, listed, similar_to_buy, to_buy
from core.conversation.reply import Text
from core.conversation.scene import Outcome, Scene
from core.conversation.taking import candidates
from core.dialogue.commands import Search, Than
from core.dialogue.state import DialogueState, Shown

_WORDS = {
    ("price", False): "cheaper",
    ("price", True): "dearer",
    ("size", False): "smaller",
    ("size", True): "larger",
}
"""What the texts call it; the others say `more` or `less` of the fact."""


@dataclass(frozen=True, slots=True)
class _Most:
    """The product that is most so of those talked about."""

    product: Product
    measure: Measured


async def than(scene: Scene, state: DialogueState, command: Than) -> Outcome:
    if command.named and found(scene, command.named):
        cheapest_first = command.by == "price" and not command.more
        return await search(scene, state, Search(command.named, cheapest_first=cheapest_first))
    goods = [p for p in [await find_one(scene, wanted) for wanted in command.products] if p is not None]
    if not goods:
        return Outcome(state, (Text("goods-gone"),))
    most = _most(scene, goods, command)
    if most is None:
        return await _not_told(scene, state, goods[0], command)
    if command.among:
        said = product_list(
            f"recommend-most-{_word(command)}", [most.product], (), **_about(most.product, command)
        )
        return Outcome(_about_it(scene, state, most), (said,))
    beyond = await to_buy(scene, _beyond(scene, most, goods, command))
    if not beyond:
        return await _none(scene, state, most, goods, command)
    if command.line is not None:
        lines = list(state.open_lines)
        lines[command.line] = replace(lines[command.line], choices=candidates(scene, beyond))
        return ask_lines(replace(state, open_lines=tuple(lines)), scene.store.currency)
    outcome = listed(scene, state, f"recommend-{_word(command)}", beyond, **_about(most.product, command))
    # Of a list, what it was looked for with still says of what kind it is.
    query = state.query if len(goods) > 1 else None
    return replace(outcome, state=replace(outcome.state, query=query))


def _most(scene: Scene, goods: list[Product], command: Than) -> _Most | None:
    """Of all that can be compared, to ask for others only of what is such a thing as the first; None when the seller
    tells it of none."""
    heads = scene.shelf.index.heads(goods[0].offer_id)
    same = [p for p in goods if command.among or p is goods[0] or heads & scene.shelf.index.heads(p.offer_id)]
    told = [_Most(p, m) for p in same if (m := measured(p, command.by)) is not None]
    if not told:
        return None
    kind, _ = Counter(one.measure.kind for one in told).most_common(1)[0]
    alike = [one for one in told if one.measure.kind == kind]
    return (max if command.more else min)(alike, key=lambda one: one.measure.value)


def _beyond(scene: Scene, most: _Most, goods: list[Product], command: Than) -> list[Product]:
    """The nearest first, except that the cheapest are."""
    told = [(p, m) for p in _kind(scene, most, goods, command) if (m := measured(p, command.by)) is not None]
    least = most.measure.value
    found = [
        (p, m.value)
        for p, m in told
        if m.kind == most.measure.kind and (m.value > least if command.more else m.value < least)
    ]
    cheapest_first = command.by == "price" and not command.more
    found.sort(key=lambda f: (f[1] if cheapest_first else abs(f[1] - least), f[0].price_minor, f[0].offer_id))
    return [p for p, _ in found]


def _kind(scene: Scene, most: _Most, goods: list[Product], command: Than) -> list[Product]:
    """What the words find that a list was found with, as far as it is such a thing; else the kind on its own shelf."""
    index = scene.shelf.index
    below = above = None
    if command.by == "price":
        price = most.product.price_minor
        below, above = (None, price + 1) if command.more else (price - 1, None)
    listed_with = command.phrase if len(goods) > 1 else ""
    hits = index.search(SearchQuery(listed_with, limit=LOOKED_AT)).hits if listed_with else ()
    if most.product.offer_id not in {h.offer_id for h in hits}:
        return kin(index, most.product.offer_id, LOOKED_AT, price_min_minor=above, price_max_minor=below)
    heads = frozenset[str]().union(*(index.heads(p.offer_id) for p in goods))
    within = SearchQuery(
        command.phrase, price_min_minor=above, price_max_minor=below, limit=LOOKED_AT, order="price"
    )
    found = (h.offer_id for h in index.search(within).hits)
    return [scene.shelf.products[offer_id] for offer_id in found if heads & index.heads(offer_id)]


async def _none(
    scene: Scene, state: DialogueState, most: _Most, goods: list[Product], command: Than
) -> Outcome:
    """Of a list the one that is most so is named and is what is talked about; to one alone there is what is like it."""
    key = f"recommend-no-{_word(command)}"
    about = _about(most.product, command)
    if len(goods) > 1:
        return Outcome(_about_it(scene, state, most), (Text(key, about, card(most.product).choices),))
    return await _with_similar(scene, state, Text(key, about), most.product)


async def _not_told(scene: Scene, state: DialogueState, product: Product, command: Than) -> Outcome:
    return await _with_similar(scene, state, Text("recommend-not-told", _about(product, command)), product)


async def _with_similar(scene: Scene, state: DialogueState, said: Text, product: Product) -> Outcome:
    near = await similar_to_buy(scene, product)
    outcome = Outcome(state, (said,))
    return (
        outcome.then(listed(scene, state, "recommend-similar", near, product=product.names))
        if near
        else outcome
    )


def _about_it(scene: Scene, state: DialogueState, most: _Most) -> DialogueState:
    """The list stays what was shown last."""
    return replace(state, focus=Shown(most.product.offer_id, localized(most.product.names, scene.language)))


def _word(command: Than) -> str:
    return _WORDS.get((command.by, command.more), "more" if command.more else "less")


def _about(product: Product, command: Than) -> dict[str, object]:
    return {"product": product.names, "fact": f"fact-{command.by}"}
