"""What a conversation remembers. Plain data: it goes into the database as JSON and comes back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from pydantic import TypeAdapter

from core.delivery.points import SHOP
from core.kernel.geo import GeoPoint
from core.nlu.understanding import Context, Language

Pending = Literal[
    "name",
    "phone",
    "address",
    "point",
    "slot",
    "payment",
    "confirm",
    "line_choice",
    "clear_cart",
    "cancel_order",
    "reason",
    "advice",
    "compare",
    "ask_seller",
    "which",
    "move",
    "van_late",
]
"""The question that is open."""


_AS_HEARD = {"line_choice": "choice", "point": "choice", "move": "slot"}
"""What a question is called where answers are understood."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as it was shown: what "the second one", "the cheaper one" and "the green one" point at."""

    offer_id: str
    name: str
    price_minor: int = 0
    spellings: str = ""


@dataclass(frozen=True, slots=True)
class SlotWish:
    """When delivery is wanted, in the words' own precision: ISO day, HH:MM from and to, or only `soonest`."""

    day: str | None = None
    time_from: str | None = None
    time_to: str | None = None
    soonest: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Checkout so far. `window` is (start, end) in seconds since the epoch, held as `booking_id`."""

    name: str | None = None
    phone: str | None = None
    method: Literal["delivery", "pickup"] = "delivery"
    address: str | None = None
    point: GeoPoint | None = None
    precision: str | None = None
    window: tuple[int, int] | None = None
    booking_id: str | None = None
    payment: str | None = None
    point_id: str | None = None
    """Where it is picked up; None until that was chosen."""
    held_for: str | None = None
    """The goods, in brief, that a place at the point was held for: other goods need other cells."""
    wish: SlotWish | None = None
    """Said before it could be looked up: taken as soon as the address is known."""

    @property
    def is_driven(self) -> bool:
        """Whether a van brings it, to a door or to a pickup point."""
        return self.method == "delivery" or self.point_id not in (None, SHOP)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that an open line may mean. `spellings`: its names in every language, for answers in words."""

    offer_id: str
    name: str
    price_minor: int = 0
    spellings: str = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A wanted line that is not certain, the likeliest candidate first.

    `which`: several fit. `near`: it is not sold, these come near. `left`: fewer are there than were wanted, and
    `quantity` says how many. `other`: something else than the product `phrase` names. `replaces`: the cart line
    that gives way to it.
    """

    phrase: str
    quantity: Decimal | None
    unit: str | None
    choices: tuple[Candidate, ...]
    kind: Literal["which", "near", "left", "other"] = "which"
    asked: int = 0
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """The last search, for its next page. Prices are whole tenge."""

    phrase: str
    price_min: int | None = None
    price_max: int | None = None
    offset: int = 0
    cheapest_first: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What an undecided shopper has told so far. Prices are whole tenge.

    `field` is what was asked last, `offered` its answers as they were shown: (words, action). `passed` are the offer
    ids that were shown already, `least` and `most` the prices of the last list.
    """

    purpose: str | None = None
    whom: str | None = None
    words: str = ""
    price_min: int | None = None
    price_max: int | None = None
    narrowed: str = ""
    """A kind of the advice table, or "attribute=value"."""
    asked: tuple[str, ...] = ()
    field: str = ""
    offered: tuple[tuple[str, str], ...] = ()
    passed: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class DialogueState:
    language: Language | None = None
    shown: tuple[Shown, ...] = ()
    shows_cart: bool = False
    """Whether `shown` are lines of the cart rather than goods to take."""
    focus: Shown | None = None
    pending: Pending | None = None
    subject: str | None = None
    """What the open question is about, such as the order number to cancel."""
    form: Form | None = None
    """None when there is no checkout going on."""
    known: Form = field(default_factory=Form)
    """What the last checkout was told; offered again, never assumed silently."""
    open_lines: tuple[OpenLine, ...] = ()
    fees_shown: tuple[tuple[str, int], ...] = ()
    """(action, minor units) of the slots that were shown for the address: no one is dearer when it is taken."""
    query: Query | None = None
    undo: tuple[tuple[str, Decimal], ...] | None = None
    """The cart (offer id, quantity) as it was before it changed last; None when there is nothing to take back."""
    last_order: int | None = None
    """The order this conversation placed last."""
    unproven: int | None = None
    """The order whose phone is to be proven; asked for beside whatever else is open."""
    used_code: str | None = None
    """What proved a phone last; it opens nothing any more, and people send it twice."""
    advice: Advice | None = None
    """What is being chosen together; None when nothing is."""
    failures: int = 0

    def context(self) -> Context:
        return Context(
            last_list=tuple(s.name for s in self.shown),
            focus=self.focus.name if self.focus else None,
            pending=_AS_HEARD.get(self.pending or "", self.pending),
        )

    @property
    def focus_is_shown(self) -> bool:
        """Whether the product in focus is one of the list shown last, however it was written there."""
        return self.focus is not None and any(s.offer_id == self.focus.offer_id for s in self.shown)

    def with_shown(self, shown: tuple[Shown, ...]) -> DialogueState:
        """A list of one is the product in focus as well."""
        return replace(self, shown=shown, shows_cart=False, focus=shown[0] if len(shown) == 1 else self.focus)

    def without_checkout(self) -> DialogueState:
        """What was told is kept for the next one, a held window is not."""
        known = replace(self.form, booking_id=None, window=None) if self.form else self.known
        return replace(self.asking(None), form=None, known=known)

    def asking(self, pending: Pending | None, subject: str | None = None) -> DialogueState:
        return replace(self, pending=pending, subject=subject)


_ADAPTER: TypeAdapter[DialogueState] = TypeAdapter(DialogueState)


def dump(state: DialogueState) -> dict[str, Any]:
    data: dict[str, Any] = _ADAPTER.dump_python(state, mode="json")
    return data


def load(data: dict[str, Any]) -> DialogueState:
    """An empty dict is a new conversation; keys of an older version are passed over."""
    return _ADAPTER.validate_python(data)
