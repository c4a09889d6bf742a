"""What dialogue wants done. A Command is executed by the turn; a Prompt only says or asks something."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from core.catalog.advice import Relation
from core.dialogue.proof_commands import ProofCommand
from core.dialogue.seller_commands import SellerCommand
from core.dialogue.state import Form
from core.kernel.geo import GeoPoint
from core.nlu.comparing import Side
from core.nlu.understanding import Language


@dataclass(frozen=True, slots=True)
class Option:
    """One offered answer: a text key and what comes back when it is tapped."""

    key: str
    action: str


@dataclass(frozen=True, slots=True)
class Prompt:
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    ask: Literal["contact", "location"] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line a shopper wants: a product that is known, or the words for it."""

    phrase: str = ""
    offer_id: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    choose: Literal["any", "cheapest"] | None = None
    """How to choose among several that fit: said beforehand, so nothing is asked."""
    replaces: str | None = None
    """The cart line that gives way to it; its quantity is kept unless another was said."""
    leads_on: bool = False
    """Nothing parts it from the next line: "лимонад груша" may be one name."""


@dataclass(frozen=True, slots=True)
class Filters:
    price_min: int | None = None
    """Whole tenge."""
    price_max: int | None = None
    category: str | None = None
    brand: str | None = None
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Browse:
    category_id: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    phrase: str
    filters: Filters = Filters()
    offset: int = 0
    cheapest_first: bool = False


@dataclass(frozen=True, slots=True)
class ShowProduct:
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Compare:
    """By what was shown or by words, two to four."""

    products: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class AskFact:
    """One fact of a product. `fact` is a name of `core.catalog.facts`; None when only the product's own attributes may
    answer `text`."""

    wanted: Wanted
    fact: str | None
    text: str


@dataclass(frozen=True, slots=True)
class AskWhich:
    """A question about a product that could be any of the shown ones; `text` is kept until one is named."""

    text: str


@dataclass(frozen=True, slots=True)
class Recommend:
    """`popular` goods (of the kind in words, if any), or what stands so to `wanted`."""

    relation: Relation
    wanted: Wanted = Wanted()
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class Than:
    """Goods of the same kind that are `more` than all of these products by one side of them, or less. `phrase`: what
    they were looked for with. With `line` they are the choices of that open line. `among`: the one of them that is
    most so. `named`: other goods, if the store has such."""

    by: Side
    more: bool
    products: tuple[Wanted, ...]
    phrase: str = ""
    line: int | None = None
    among: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class Advise:
    """Asks the next thing the state's advice still needs, or shows its short list."""


@dataclass(frozen=True, slots=True)
class AddLines:
    lines: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class AskLines:
    """Asks about all open lines at once."""


@dataclass(frozen=True, slots=True)
class SetQuantity:
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class SetAll:
    """Every cart line to the same quantity."""

    quantity: Decimal


@dataclass(frozen=True, slots=True)
class KeepOnly:
    """All other cart lines go."""

    lines: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class ReplaceLine:
    old: Wanted
    new: Wanted


@dataclass(frozen=True, slots=True)
class OtherThan:
    """Something else of the same kind; it takes the place of this product in the cart."""

    offer_id: str


@dataclass(frozen=True, slots=True)
class UndoCart:
    """The cart as it was before it changed last; done twice it is done again."""


@dataclass(frozen=True, slots=True)
class RemoveLine:
    """`unwanted`: it was only said not to be wanted, so it may well not be in the cart."""

    wanted: Wanted
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class ShowCart:
    pass


@dataclass(frozen=True, slots=True)
class ClearCart:
    pass


@dataclass(frozen=True, slots=True)
class Proceed:
    """Asks for the next thing checkout still needs. When it `begins`, lines that nobody chose are left out, unless
    there is nothing else to order. `again`: the question is open already and is only put again, in one short line."""

    begins: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class GiveAddress:
    text: str | None = None
    point: GeoPoint | None = None


@dataclass(frozen=True, slots=True)
class OfferSlots:
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PickSlot:
    """By its start (seconds since the epoch), or by the wish in words."""

    start: int | None = None
    day: date | None = None
    time_from: str | None = None
    time_to: str | None = None


@dataclass(frozen=True, slots=True)
class Hurry:
    """Takes the soonest time that there is: an express slot, or else the first window."""


@dataclass(frozen=True, slots=True)
class Place:
    """`agreed_minor` is the total the shopper was shown: another one is shown again first."""

    form: Form
    agreed_minor: int


@dataclass(frozen=True, slots=True)
class OrderStatus:
    number: int | None = None


@dataclass(frozen=True, slots=True)
class AskCancel:
    number: int | None = None


@dataclass(frozen=True, slots=True)
class OfferPoints:
    """Where an order can be picked up. `text` may name a point, `near` is where the shopper is, `near_me` asks for the
    nearest. A question (`asks`) is answered and chooses nothing."""

    text: str = ""
    near: GeoPoint | None = None
    near_me: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class PickPoint:
    """One point by its id, by the words that answer which, or the nearest one."""

    point_id: str | None = None
    text: str = ""
    nearest: bool = False


@dataclass(frozen=True, slots=True)
class CancelOrder:
    number: int


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Another window for a placed order: by its start, by the wish in words, or any before or after the one it has.

    The order is the one of that number, or the one that waits. `doubtful`: it may be no placed order at all that is
    meant, and `text` is then answered as a question to the store.
    """

    number: int | None = None
    start: int | None = None
    day: date | None = None
    time_from: str | None = None
    time_to: str | None = None
    towards: Literal["earlier", "later"] | None = None
    other_day: bool = False
    """Any day but its own."""
    doubtful: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class AskArrival:
    """Whether the order that waits is there by `time_to`; without one, what slots end by then."""

    time_to: str
    day: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RepeatOrder:
    pass


@dataclass(frozen=True, slots=True)
class SetReminders:
    wanted: bool


@dataclass(frozen=True, slots=True)
class SetLanguage:
    language: Language


@dataclass(frozen=True, slots=True)
class HandOff:
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class TellStore:
    """One fact of the store, named in `core.dialogue.store_questions`; `text` may name a place."""

    fact: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nearest things to the words, and at the second time a person. `strange`: understood, but nothing for a shop."""

    text: str
    failures: int
    strange: bool = False


Command = (
    Browse
    | Search
    | ShowProduct
    | Compare
    | AskFact
    | AskWhich
    | Recommend
    | Than
    | Advise
    | AddLines
    | AskLines
    | SetQuantity
    | SetAll
    | KeepOnly
    | ReplaceLine
    | OtherThan
    | UndoCart
    | RemoveLine
    | ShowCart
    | ClearCart
    | Proceed
    | GiveAddress
    | OfferSlots
    | PickSlot
    | OfferPoints
    | PickPoint
    | Hurry
    | Place
    | OrderStatus
    | AskCancel
    | CancelOrder
    | MoveOrder
    | AskArrival
    | ProofCommand
    | RepeatOrder
    | SetReminders
    | SetLanguage
    | HandOff
    | TellStore
    | NotUnderstood
    | SellerCommand
)
