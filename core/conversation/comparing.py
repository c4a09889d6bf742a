"""Two to four products side by side: what they have in common is said once, by leaving it out."""

from __future__ import annotations

from dataclasses import replace

from core.catalog.content import net_content
from core.catalog.facts import fact_of, label_of
from core.catalog.model import Product
from core.catalog.refs import offer_of
from core.catalog.search import resolve
from core.conversation.browsing import fresh
from core.conversation.cards import card, price_per_unit, product_list, shown
from core.conversation.near import found, nearest
from core.conversation.reply import AsTold, Cell, Choice, Reply, Table, TableRow, Text
from core.conversation.scene import Outcome, Scene
from core.dialogue.commands import Compare, Wanted
from core.dialogue.state import DialogueState
from core.kernel.money import Money

SIDE_BY_SIDE = 4
ATTRIBUTES_SHOWN = 6
NOTHING = Cell()
LARGE = {"g": "kg", "ml": "l"}


async def compare(scene: Scene, state: DialogueState, command: Compare) -> Outcome:
    goods: list[Product] = []
    missing: list[Reply] = []
    for wanted in command.products:
        one = await _one(scene, wanted, goods)
        if one is not None:
            goods.append(one)
        elif wanted.phrase:
            missing.append(_not_sold(scene, wanted.phrase))
    if len(goods) >= 2:
        table = comparison(goods[:SIDE_BY_SIDE])
        return Outcome(state.with_shown(shown(goods[:SIDE_BY_SIDE], scene.language)), (*missing, table))
    if goods:
        only = product_list("compare-only-one", goods)
        return Outcome(state.with_shown(shown(goods, scene.language)), (*missing, only))
    said = () if missing else (Text("compare-what", choices=(Choice("catalog", "button-catalog"),)),)
    return Outcome(state, (*missing, *said))


async def _one(scene: Scene, wanted: Wanted, taken: list[Product]) -> Product | None:
    """The product that is meant; of several that the words fit, the first that is in stock and not there yet."""
    if wanted.offer_id:
        ids = [offer_of(wanted.offer_id, scene.shelf.products)]
    else:
        certain = resolve(scene.shelf.index, wanted.phrase).certain
        ids = [p.offer_id for p in ((certain,) if certain else found(scene, wanted.phrase))]
    there = {p.offer_id for p in taken}
    fitting = [p for p in await fresh(scene, ids) if p.offer_id not in there]
    return next((p for p in fitting if p.stock > 0), fitting[0] if fitting else None)


def _not_sold(scene: Scene, phrase: str) -> Reply:
    near = nearest(scene, phrase)
    return (
        product_list("line-near", near[:2], phrase=phrase)
        if near
        else Text("line-not-sold", {"phrase": phrase})
    )


def comparison(goods: list[Product]) -> Table:
    """Rows: price, price per unit, the differing facts, stock. What nobody tells or all share is left out."""
    rows = [
        TableRow(Cell("compare-price"), tuple(_price(p) for p in goods)),
        _differing(Cell("compare-per-unit"), [price_per_unit(p) or NOTHING for p in goods]),
        _differing(Cell("compare-size"), [_size(p) for p in goods]),
        _differing(Cell("fact-brand"), [Cell(literal=p.brand or "") for p in goods]),
        *_attributes(goods),
        TableRow(Cell("compare-stock"), tuple(_stock(p) for p in goods)),
    ]
    products = tuple(replace(card(p), attributes={}) for p in goods)
    return Table("compare", products, tuple(r for r in rows if r is not None))


def _differing(label: Cell, cells: list[Cell]) -> TableRow | None:
    same = all(c == cells[0] for c in cells)
    return None if same else TableRow(label, tuple(cells))


def _price(product: Product) -> Cell:
    return Cell(f"price-{product.sold_by}", {"price": Money(product.price_minor, product.currency)})


def _size(product: Product) -> Cell:
    net = net_content(product)
    if net is None:
        return NOTHING
    if net.unit in LARGE and net.value >= 1000:
        return Cell(f"amount-{LARGE[net.unit]}", {"value": net.value / 1000})
    return Cell(f"amount-{net.unit}", {"value": net.value})


def _attributes(goods: list[Product]) -> list[TableRow]:
    """Attributes in which they differ, those that more of them tell first; the pack's net content is told above."""
    names = list(dict.fromkeys(name for p in goods for name in p.attributes))
    names.sort(key=lambda name: -sum(name in p.attributes for p in goods))
    rows: list[TableRow] = []
    for name in names:
        fact = fact_of(name)
        if fact in {"weight", "volume", "brand"} and all(net_content(p) for p in goods):
            continue
        key = label_of(name)
        label = Cell(key) if key else Cell(literal=name)
        row = _differing(label, [Cell(literal=AsTold(p.attributes.get(name, ""))) for p in goods])
        rows += [row] if row is not None else []
    return rows[:ATTRIBUTES_SHOWN]


def _stock(product: Product) -> Cell:
    return Cell("compare-there" if product.stock > 0 else "compare-sold-out")
