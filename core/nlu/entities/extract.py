"""Which kinds of entities an intent may name, and the order they take words in: the surest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from core.nlu.entities.dates import DateReader
from core.nlu.entities.goods import GoodsReader
from core.nlu.entities.lexicon import Lexicon, Phrases, Word
from core.nlu.entities.numbers import read_numbers
from core.nlu.entities.places import AddressReader
from core.nlu.entities.pointers import PointerReader
from core.nlu.entities.prices import PriceReader
from core.nlu.entities.times import TimeReader
from core.nlu.stemming import names_subject
from core.nlu.understanding import Context, Entity

_COUNTED = frozenset(
    {"add_to_cart", "update_cart", "change_order", "seller_set_stock", "remove_from_cart", "return_request"}
)
_PRICED = frozenset({"search_product", "recommend", "browse_catalog", "compare_products", "start_reminders"})
_DATED = frozenset(
    {
        "choose_slot",
        "set_address",
        "checkout",
        "choose_pickup",
        "change_order",
        "add_to_cart",
        "start_reminders",
    }
    | {"seller_routes", "seller_orders", "order_status", "repeat_order"}
)
_TIMED = frozenset({"choose_slot", "choose_pickup", "checkout", "set_address"})
_NUMBERED = frozenset(
    {
        "order_status",
        "change_order",
        "cancel_order",
        "repeat_order",
        "return_request",
        "payment_problem",
        "complain",
    }
    | {"give_feedback"}
)
_SELLER_NUMBERED = frozenset(
    {"seller_order_details", "seller_accept_order", "seller_reject_order", "seller_mark_packed"}
)
_POINTING = frozenset(
    {"product_details", "compare_products", "add_to_cart", "update_cart", "remove_from_cart", "recommend"}
    | {"choose_slot"}
)
_LOCATED = frozenset({"checkout", "choose_slot", "change_order"})
_GOODS = frozenset(
    {
        "search_product",
        "product_details",
        "compare_products",
        "add_to_cart",
        "update_cart",
        "remove_from_cart",
    }
    | {
        "change_order",
        "start_reminders",
        "return_request",
        "seller_set_stock",
        "seller_set_price",
        "recommend",
    }
)
_VAGUE = frozenset({"browse_catalog", "complain", "recommend", "change_order", "repeat_order"})
_ASKING = frozenset({"product_details", "compare_products", "complain", "recommend", "return_request"})
_UNCOUNTED = frozenset({"browse_catalog", "complain", "recommend", "repeat_order"})
_CLOSED = {
    "choose_payment": "payment_method", "ask_payment": "payment_method", "checkout": "payment_method",
    "payment_problem": "payment_method",
    "change_language": "language", "seller_report": "period", "seller_orders": "period",
    "seller_routes": "period", "seller_broadcast": "customer_segment",
}  # fmt: skip
_ORDER_NUMBER = re.compile(r"(?<![\w.,:+])\d{1,8}(?![\d:%]|[.,]\d)")
_CODE = re.compile(r"(?<!\w)(?=[\w-]*[^\W\d_])[^\W_][\w-]{1,23}(?!\w)")
_PHONE_DIGITS = re.compile(r"(?:\d[\s()+-]*){10,}")
_STARS = re.compile(r"[⭐★🌟]")


@dataclass(slots=True)
class _Message:
    """One message while it is read: what is found, and which words that took."""

    text: str
    intent: str
    now: datetime
    context: Context
    words: list[Word]
    found: list[Entity]
    taken: list[bool]

    def add(self, entities: list[Entity]) -> None:
        fresh = [e for e in entities if not any(_meet(e, o) for o in self.found)]
        self.found += fresh
        for i, word in enumerate(self.words):
            self.taken[i] = self.taken[i] or any(e.start < word.end and word.start < e.end for e in fresh)

    def entity(self, name: str, value: str | int, a: int, b: int) -> Entity:
        return Entity(name, value, self.words[a].start, self.words[b - 1].end)


class Extractor:
    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def extract(
        self,
        text: str,
        intent: str,
        now: datetime,
        context: Context,
        brands: frozenset[str],
        respell: Callable[[str], str] = str,
    ) -> tuple[Entity, ...]:
        """Entities in the order they stand. `text` has its layout repaired; places hold for the original."""
        words = self._lexicon.read(text, respell)
        message = _Message(text, intent, now, context, words, [], [False] * len(words))
        message.add(_phones(text))
        for read in (
            self._code, self._rating, self._order_numbers, self._closed, self._prices,
            self._moments, self._address, self._pointers, self._reason,
        ):  # fmt: skip
            message.add(read(message))
        message.add(self._category(message) or self._goods(message, brands))
        return tuple(sorted(message.found, key=lambda e: (e.start, e.end, e.entity)))

    def _code(self, m: _Message) -> list[Entity]:
        """A code has figures, or stands in capitals, or right by the word for it."""
        if m.intent != "apply_promo" and m.context.pending != "promo":
            return []
        promo = {i for a, b, _ in self._lexicon.promo.all(m.words) for i in range(a, b)}
        spans = [(f.group(), *f.span()) for f in _CODE.finditer(m.text)]
        named = [s for s in spans if not any(m.words[i].start == s[1] for i in promo)]
        figured = [s for s in named if any(c.isdecimal() for c in s[0])]
        shouting = sum(s[0].isupper() and len(s[0]) > 2 for s in spans) > 2
        capital = [s for s in named if s[0].isupper() and len(s[0]) > 2 and not shouting]
        beside = [s for s in named if self._stands_by(s[1], promo, m.words)]
        for code, start, end in (figured or capital or beside)[-1:]:
            return [Entity("promo_code", code.upper(), start, end)]
        return []

    def _stands_by(self, start: int, promo: set[int], words: list[Word]) -> bool:
        at = next((i for i, w in enumerate(words) if w.start == start), None)
        if at is None or len(words[at].text) < 3:
            return False
        return at - 1 in promo and not words[at].is_number and self._lexicon.names_goods(words[at])

    def _rating(self, m: _Message) -> list[Entity]:
        if m.intent != "give_feedback" and m.context.pending != "rating":
            return []
        drawn = list(_STARS.finditer(m.text))
        if 0 < len(drawn) <= 5:
            return [Entity("rating", len(drawn), drawn[0].start(), drawn[-1].end())]
        said = [n for n in read_numbers(m.text, m.words, self._lexicon) if n.value in (1, 2, 3, 4, 5)]
        starred = [n for n in said if self._lexicon.relation["stars"].at(m.words, n.end)]
        for number in (starred or said)[:1]:
            return [m.entity("rating", int(number.value), number.start, number.end)]
        return [m.entity("rating", int(value), a, b) for a, b, value in self._lexicon.rating.all(m.words)[:1]]

    def _order_numbers(self, m: _Message) -> list[Entity]:
        """Figures beside "заказ" or "№"; without such a word, those long enough that are no sum of money."""
        selling = m.intent in _SELLER_NUMBERED
        if not selling and m.intent not in _NUMBERED:
            return []
        named, long_enough = [], []
        for found in _ORDER_NUMBER.finditer(m.text):
            at = next((i for i, w in enumerate(m.words) if w.start == found.start()), None)
            if at is None or m.taken[at] or self._is_amount(m.words, at, selling):
                continue
            entity = Entity("order_number", found.group(), *found.span())
            if len(found.group()) >= 3 or selling:
                long_enough.append(entity)
            if self._beside_order_word(m, at):
                named.append(entity)
        chosen = named or long_enough
        return long_enough if selling and named else chosen if selling else chosen[:1]

    def _is_amount(self, words: list[Word], at: int, selling: bool) -> bool:
        """Sellers say "1042 packed": no pack of goods is meant there."""
        lexicon = self._lexicon
        tables = (lexicon.money,) if selling else (lexicon.money, lexicon.units, lexicon.thousand)
        return any(t.at(words, at + 1) is not None for t in tables)

    def _beside_order_word(self, m: _Message, at: int) -> bool:
        near = [m.words[i] for i in (at - 1, at + 1) if 0 <= i < len(m.words)]
        if m.text[max(0, m.words[at].start - 2) : m.words[at].start].strip()[-1:] in {"№", "#"}:
            return True
        return any(
            self._lexicon.relation["order_words"].is_word(w) or w.stem_sound in {"zakaz", "tapsiris"}
            for w in near
        )

    def _closed(self, m: _Message) -> list[Entity]:
        name = "payment_method" if m.context.pending == "payment" else _CLOSED.get(m.intent)
        if name is None:
            return []
        tables: dict[str, Phrases] = {
            "payment_method": self._lexicon.payment, "language": self._lexicon.language,
            "period": self._lexicon.period, "customer_segment": self._lexicon.segment,
        }  # fmt: skip
        hits = tables[name].all(m.words)
        # "не понимаю казахский, давай по-русски": the language wanted is the one named last.
        chosen = hits[-1:] if name == "language" else hits[:1]
        if name == "customer_segment":
            chosen = [h for h in hits if h[2] != "all"][:1] or hits[:1]
        if name == "payment_method":
            # "картой не могу, наличными": what is refused is not chosen.
            chosen = [h for h in hits if not self._refused(m.words, h[0], h[1])][:1]
        return [m.entity(name, str(value), a, b) for a, b, value in chosen]

    def _refused(self, words: list[Word], start: int, end: int) -> bool:
        before = words[start - 1].folded if start else ""
        after = words[end].folded if end < len(words) else ""
        return before in {"не", "not", "без", "no", "without"} or after in {"емес", "не", "жоқ"}

    def _prices(self, m: _Message) -> list[Entity]:
        if m.intent == "seller_set_price":
            price = PriceReader(m.text, m.words, self._lexicon).stated()
            return [price] if price else []
        if m.intent in _GOODS | _PRICED and not m.intent.startswith("seller_"):
            limits = PriceReader(m.text, m.words, self._lexicon).limits(bare=m.intent in _PRICED)
            return limits if m.intent in _PRICED else [e for e in limits if _is_sum(e)]
        return []

    def _moments(self, m: _Message) -> list[Entity]:
        asked = m.context.pending == "slot"
        if m.intent not in _DATED and not asked:
            return []
        day = DateReader(m.text, m.words, self._lexicon, m.now).dates(
            among_figures=m.intent in _COUNTED | {"set_address"}
        )
        if m.intent in _TIMED or asked:
            return day + TimeReader(m.text, m.words, self._lexicon, m.now).times(
                day, among_houses=m.intent == "set_address"
            )
        return day

    def _address(self, m: _Message) -> list[Entity]:
        asked = m.intent == "set_address" or m.context.pending == "address"
        if not asked and m.intent not in _LOCATED:
            return []
        return AddressReader(m.text, m.words, m.taken, self._lexicon).read(asked)

    def _pointers(self, m: _Message) -> list[Entity]:
        if m.intent not in _POINTING and m.context.pending != "choice":
            return []
        return PointerReader(m.text, m.words, m.taken, self._lexicon).read(m.intent, m.context)

    def _reason(self, m: _Message) -> list[Entity]:
        if m.intent == "seller_reject_order":
            return self._refusal_reason(m)
        return self._because(m) if m.intent in {"cancel_order", "deny", "return_request"} else []

    def _because(self, m: _Message) -> list[Entity]:
        for _, end, _ in self._lexicon.because.all(m.words)[:1]:
            if end < len(m.words):
                return [self._said(m, end, len(m.words))]
        return []

    def _said(self, m: _Message, a: int, b: int) -> Entity:
        start, end = m.words[a].start, m.words[b - 1].end
        return Entity("reason", m.text[start:end], start, end)

    def _refusal_reason(self, m: _Message) -> list[Entity]:
        """What stands after the order and the words of refusal, to the end; or before them, when nothing does."""
        if because := self._because(m):
            return because
        refusing = {i for a, b, _ in self._lexicon.refusal.all(m.words) for i in range(a, b)}
        refusing |= {i for i, taken in enumerate(m.taken) if taken}
        runs: list[tuple[int, int]] = []
        for i in (i for i in range(len(m.words)) if i not in refusing):
            if runs and runs[-1][1] == i:
                runs[-1] = (runs[-1][0], i + 1)
            else:
                runs.append((i, i + 1))
        if not runs:
            return []
        # Words of refusal inside a reason ("нет товара по заказу") do not end it.
        first = next((r for r in runs if r[0] > 0 and r[1] == len(m.words)), None) or max(
            runs, key=lambda r: r[1] - r[0]
        )
        begin = min((r[0] for r in runs if r[0] > 1 and r[0] <= first[0]), default=first[0])
        return [self._said(m, begin if begin <= first[0] and first[0] > 1 else first[0], first[1])]

    def _category(self, m: _Message) -> list[Entity]:
        if m.intent != "browse_catalog":
            return []
        for a, b, _ in self._lexicon.categories.all(m.words)[:1]:
            return [
                Entity(
                    "category",
                    m.text[m.words[a].start : m.words[b - 1].end],
                    m.words[a].start,
                    m.words[b - 1].end,
                )
            ]
        return []

    def _known_goods(self, m: _Message, found: list[Entity]) -> list[Entity]:
        """Where people ask without naming goods, only words known for goods name some."""
        known = [w for w in m.words if self._lexicon.is_known(w)]
        if m.intent == "recommend":
            # "Посоветуй единорога" names what is not sold; "маме" is whom it is for.
            known += [w for w in m.words if names_subject(w.folded)]
        return [
            e
            for e in found
            if e.entity != "product" or any(_meet(e, Entity("", "", w.start, w.end)) for w in known)
        ]

    def _goods(self, m: _Message, brands: frozenset[str]) -> list[Entity]:
        if m.intent not in _GOODS | _VAGUE or any(e.entity == "reason" for e in m.found):
            return []
        reader = GoodsReader(self._lexicon, brands)
        found = reader.read(
            m.text, m.words, m.taken, m.intent in _COUNTED, m.intent in _ASKING, m.intent == "update_cart"
        )
        if m.intent in _UNCOUNTED:
            found = [e for e in found if e.entity not in {"quantity", "unit"}]
        # Who points at a place, or has one thing in view, need not name goods: "а у второго какой ворс".
        viewing = m.intent == "product_details" and m.context.focus is not None
        # Nor who points at one place; "мына тізім" before a list is no place.
        pointing = any(e.entity == "ordinal" for e in m.found) and all(e.line is None for e in found)
        if m.intent in _VAGUE or viewing or pointing:
            found = self._known_goods(m, found)
        return [e for e in found if not any(_meet(e, o) for o in m.found)]


def _is_sum(limit: Entity) -> bool:
    """In a message that counts goods, a limit of price is a round sum of some hundreds at least."""
    return isinstance(limit.value, int) and limit.value >= 300


def _meet(one: Entity, other: Entity) -> bool:
    return one.start < other.end and other.start < one.end


def _phones(text: str) -> list[Entity]:
    """E.164 of the numbers written as Kazakhstan writes them; "8 701 ..." is +7701..."""
    if not _PHONE_DIGITS.search(text):
        return []
    form = phonenumbers.PhoneNumberFormat.E164
    return [
        Entity("phone", phonenumbers.format_number(m.number, form), m.start, m.end)
        for m in phonenumbers.PhoneNumberMatcher(text, "KZ")
    ]
