"""Choosing together: which question the store's goods make worth asking, and a short list with its reasons."""

from __future__ import annotations

from dataclasses import replace

from core.catalog import advice as table
from core.catalog.facts import fact_of
from core.catalog.model import Product, localized
from core.catalog.refs import ref
from core.conversation.browsing import RECENT, fresh
from core.conversation.cards import product_list, shown
from core.conversation.near import found, nearest
from core.conversation.reasons import Grounds, with_reasons
from core.conversation.reply import Choice, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import Advise
from core.dialogue.state import Advice, DialogueState
from core.kernel.money import MINOR_PER_MAJOR, Money

QUESTIONS_AT_MOST = 3
SHORT_LIST = 4
NEAREST = 3
FEW = 5
"""So many are shown at once: no question is worth its asking."""
# What is too dull to choose by: the pack tells it anyway.
NOT_TELLING = frozenset({"weight", "volume", "count", "storage", "warranty"})


async def advise(scene: Scene, state: DialogueState, command: Advise) -> Outcome:
    advice = state.advice or Advice()
    pool = _pool(scene, advice)
    if not any(pool) and advice.words:
        return await _nothing_named(scene, state, advice)
    question = _question(scene, advice, pool) if len(advice.asked) < QUESTIONS_AT_MOST else None
    if question is not None:
        field, text, offered = question
        advice = replace(advice, field=field, offered=offered)
        return Outcome(replace(state, advice=advice).asking("advice"), (text,))
    return await _short_list(scene, replace(state, query=None), advice, pool)


# What there is to choose from


def _pool(scene: Scene, advice: Advice) -> list[list[Product]]:
    """In stock, by kind, in the order of the table; whole of the store where the table knows nothing of it."""
    kinds = table.kinds_for(advice.purpose, advice.whom)
    by_kind = [(s.kind, list(s.goods)) for s in _shelves(scene, kinds)]
    named = [p for p in found(scene, advice.words) if p.stock > 0] if advice.words else []
    if named:
        there = {p.offer_id for p in named}
        inside = [(kind, [p for p in goods if p.offer_id in there]) for kind, goods in by_kind]
        by_kind = inside if any(goods for _, goods in inside) else [("", named)]
    elif advice.words and not by_kind:
        return []
    elif not by_kind:
        by_kind = _whole_store(scene)
    return [goods for goods in (_narrowed(kind, goods, advice) for kind, goods in by_kind) if goods]


def _whole_store(scene: Scene) -> list[tuple[str, list[Product]]]:
    """Section by section; where prices went down, only what is cheaper now."""
    sections = [scene.shelf.in_category(c.category_id) for c in scene.shelf.children(None)]
    there = [[p for p in goods if p.stock > 0] for goods in sections or [list(scene.shelf.products.values())]]
    reduced = [[p for p in goods if (p.old_price_minor or 0) > p.price_minor] for goods in there]
    return [("", goods) for goods in (reduced if any(reduced) else there)]


def _narrowed(kind: str, goods: list[Product], advice: Advice) -> list[Product]:
    what, _, value = advice.narrowed.partition("=")
    if value:
        return [p for p in goods if ref(p.attributes.get(what, "")) == value]
    return goods if not what or what == kind else []


def _shelves(scene: Scene, kinds: tuple[str, ...]) -> tuple[table.Shelfful, ...]:
    return table.shelves(
        kinds, scene.shelf.products.values(), scene.shelf.categories, lambda words: found(scene, words)
    )


def _within(goods: list[Product], advice: Advice) -> list[Product]:
    low = (advice.price_min or 0) * MINOR_PER_MAJOR
    high = advice.price_max * MINOR_PER_MAJOR if advice.price_max else None
    return [p for p in goods if low <= p.price_minor and (high is None or p.price_minor <= high)]


# What to ask

Question = tuple[str, Text, tuple[tuple[str, str], ...]]
"""The field that is asked, the question, and its answers as words -> action."""


def _question(scene: Scene, advice: Advice, pool: list[list[Product]]) -> Question | None:
    if not (advice.purpose or advice.words or "purpose" in advice.asked):
        return _asked(scene, "purpose", Text("ask-purpose"), _purposes(scene))
    if advice.purpose == "gift" and not advice.whom and not advice.words and "whom" not in advice.asked:
        return _asked(scene, "whom", Text("ask-whom"), _recipients(scene))
    goods = _within([p for goods in pool for p in goods], advice)
    if len(goods) <= FEW:
        return None
    limited = bool(advice.price_min or advice.price_max)
    if advice.purpose == "gift" and not limited and "budget" not in advice.asked:
        return _budget(scene, goods)
    if (
        advice.words
        and not advice.narrowed
        and "narrow" not in advice.asked
        and (kind := _kind_of(scene, goods))
    ):
        return kind
    if advice.words and not limited and "budget" not in advice.asked:
        return _budget(scene, goods)
    return None


def _asked(scene: Scene, field: str, text: Text, choices: list[Choice]) -> Question | None:
    """None when there is nothing to choose between."""
    if len(choices) < 2:
        return None
    choices = [*choices, Choice(f"advice:any:{field}", "button-any")]
    offered = tuple((c.literal, c.action.removeprefix("advice:")) for c in choices if c.literal)
    return field, replace(text, choices=tuple(choices)), offered


def _purposes(scene: Scene) -> list[Choice]:
    """Only what the store has goods for; so do recipients."""
    has = [n for n in table.known_purposes() if _shelves(scene, table.kinds_for(n, None))]
    return [Choice(f"advice:purpose:{name}", f"purpose-{name}") for name in has]


def _recipients(scene: Scene) -> list[Choice]:
    has = [n for n in table.known_recipients() if _shelves(scene, table.kinds_for("gift", n))]
    return [Choice(f"advice:whom:{name}", f"whom-{name}") for name in has]


def _budget(scene: Scene, goods: list[Product]) -> Question | None:
    cuts = table.price_bands([p.price_minor for p in goods])
    if not cuts:
        return None
    sums = [Money(c, scene.store.currency) for c in cuts]
    tenge = [c // MINOR_PER_MAJOR for c in cuts]
    choices = [Choice(f"advice:budget:-{tenge[0]}", "button-up-to", {"price": sums[0]})]
    if len(cuts) > 1:
        between = {"low": sums[0], "high": sums[1]}
        choices.append(Choice(f"advice:budget:{tenge[0]}-{tenge[1]}", "button-between", between))
    choices.append(Choice(f"advice:budget:{tenge[-1]}-", "button-from", {"price": sums[-1]}))
    return _asked(scene, "budget", Text("ask-budget"), choices)


def _kind_of(scene: Scene, goods: list[Product]) -> Question | None:
    dull = {n.lower() for p in goods for n in p.attributes if fact_of(n) in NOT_TELLING}
    parts = table.telling_attribute(goods, frozenset(dull))
    if parts is None:
        return None
    name, values = parts
    choices = [Choice(f"advice:narrow:{name}={ref(v)}", literal=v) for v in values]
    fits = [c for c in choices if len(c.action.encode()) <= 64]
    return _asked(scene, "narrow", Text("ask-kind"), fits)


# The short list


async def _short_list(
    scene: Scene, state: DialogueState, advice: Advice, pool: list[list[Product]]
) -> Outcome:
    bought = await scene.work.orders.bought(scene.store.store_id, scene.now - RECENT)
    fitting = [f for goods in pool if (f := _within(goods, advice))]
    left = [[p for p in goods if p.offer_id not in advice.passed] for goods in fitting]
    chosen = await fresh(scene, [p.offer_id for p in _best(left, advice, bought)])
    if not chosen:
        return _no_more(scene, state, advice, pool, bool(any(fitting)))
    grounds = Grounds(bought, advice, scene.language)
    key = f"advice-for-{advice.purpose}" if advice.purpose in table.known_purposes() else "advice-list"
    more = sum(map(len, left)) > len(chosen)
    choices = (*_narrower(scene, advice, fitting), *_going_on(more, len(chosen)))
    reply = with_reasons(product_list(key, chosen, choices), chosen, grounds)
    passed = (*advice.passed, *(p.offer_id for p in chosen))
    prices = [p.price_minor // MINOR_PER_MAJOR for p in chosen]
    advice = replace(advice, field="", offered=(), passed=passed, least=min(prices), most=max(prices))
    state = replace(state, advice=advice).asking(None)
    return Outcome(state.with_shown(shown(chosen, scene.language)), (reply,))


def _best(shelves: list[list[Product]], advice: Advice, bought: dict[str, int]) -> list[Product]:
    """One of each kind in turn. First what is bought often; then gifts near to the sum, anything else near to what such
    things usually cost."""
    high = advice.price_max * MINOR_PER_MAJOR if advice.price_max and advice.purpose == "gift" else None
    return table.mixed([_ranked(goods, high, bought) for goods in shelves if goods], SHORT_LIST)


def _ranked(goods: list[Product], aim: int | None, bought: dict[str, int]) -> list[Product]:
    near = aim or sorted(p.price_minor for p in goods)[len(goods) // 2]
    return sorted(goods, key=lambda p: (-bought.get(p.offer_id, 0), abs(p.price_minor - near), p.offer_id))


def _narrower(scene: Scene, advice: Advice, pool: list[list[Product]]) -> tuple[Choice, ...]:
    """The kinds the list was mixed of, to see one of them alone."""
    if advice.narrowed or advice.words or len(pool) < 2:
        return ()
    kinds = table.kinds_for(advice.purpose, advice.whom)
    there = {p.offer_id for goods in pool for p in goods}
    named: list[Choice] = []
    for shelf in _shelves(scene, kinds):
        fitting = [p for p in shelf.goods if p.offer_id in there]
        section = next(
            (c for c in scene.shelf.categories if fitting and c.category_id == fitting[0].category_id), None
        )
        if section is not None and len(fitting) > 1:
            named.append(
                Choice(f"advice:narrow:{shelf.kind}", literal=localized(section.names, scene.language))
            )
    return tuple(named[:4])


def _going_on(more: bool, count: int) -> tuple[Choice, ...]:
    others = (Choice("advice:more:", "button-others"),) if more else ()
    return (*others, Choice("advice:cheaper:", "button-cheaper")) if count > 1 else others


def _no_more(
    scene: Scene, state: DialogueState, advice: Advice, pool: list[list[Product]], shown_all: bool
) -> Outcome:
    """All was shown, or nothing costs so little: said plainly, with what comes nearest."""
    if shown_all or not any(pool):
        again = replace(advice, passed=(), field="", offered=())
        choices = (Choice("catalog", "button-catalog"), Choice("human", "button-human"))
        return Outcome(replace(state, advice=again).asking(None), (Text("advice-no-more", choices=choices),))
    goods = [p for goods in pool for p in goods]
    limit = (advice.price_max or advice.price_min or 0) * MINOR_PER_MAJOR
    goods.sort(key=lambda p: (abs(p.price_minor - limit), p.offer_id))
    key = "advice-other-price"
    if advice.least is not None:
        # Below or above the last list there is nothing: its own end is what comes nearest.
        key = "advice-no-cheaper" if advice.price_max else "advice-no-dearer"
    near = goods[:NEAREST]
    state = replace(state, advice=replace(advice, field="", offered=())).asking(None)
    return Outcome(state.with_shown(shown(near, scene.language)), (product_list(key, near),))


async def _nothing_named(scene: Scene, state: DialogueState, advice: Advice) -> Outcome:
    near = await fresh(scene, [p.offer_id for p in nearest(scene, advice.words)][:3])
    state = replace(state, advice=None).asking(None)
    if not near:
        choices = (Choice("catalog", "button-catalog"), Choice("human", "button-human"))
        return Outcome(state, (Text("search-nothing", {"phrase": advice.words}, choices),))
    reply = product_list("search-near", near, phrase=advice.words)
    return Outcome(state.with_shown(shown(near, scene.language)), (reply,))
