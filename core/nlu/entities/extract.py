"""Which kinds of entities an intent may name, and the order they take words in: the surest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import phonenumbers

from core.nlu.entities.amounts import price_limits, stated_price
from core.nlu.entities.goods import GoodsReader
from core.nlu.entities.lexicon import Lexicon, Phrases, Word, read_words
from core.nlu.entities.times import dates, times
from core.nlu.normalize import fold
from core.nlu.understanding import Context, Entity

_COUNTED = frozenset({"add_to_cart", "update_cart", "change_order", "seller_set_stock"})
_PRICED = frozenset({"search_product", "recommend", "browse_catalog"})
_TIMED = frozenset(
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
    | {
        "give_feedback",
        "seller_order_details",
        "seller_accept_order",
        "seller_reject_order",
        "seller_mark_packed",
    }
)
_POINTING = frozenset(
    {"product_details", "compare_products", "add_to_cart", "update_cart", "remove_from_cart", "recommend"}
    | {"choose_slot", "return_request"}
)
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
_CLOSED = {
    "choose_payment": "payment_method", "ask_payment": "payment_method", "checkout": "payment_method",
    "change_language": "language", "seller_report": "period", "seller_orders": "period",
    "seller_routes": "period", "seller_broadcast": "customer_segment",
}  # fmt: skip
_ORDER_NUMBER = re.compile(r"(?<![\d.,:+])\d{3,8}(?![\d:]|[.,]\d)")
_CODE = re.compile(r"(?<!\w)(?=[\w-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{2,23}(?!\w)")
_BECAUSE = re.compile(r"(?:потому что|так как|из за того что|поскольку|себебі|because|since)\s+(.+)", re.S)
_PHONE_DIGITS = re.compile(r"(?:\d[\s()+-]*){10,}")


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
        folded = fold(text)
        words = read_words(text, respell)
        found: list[Entity] = list(_phones(text))
        taken = [_covered(w, found) for w in words]
        for entities in (
            self._codes(text, intent, words, taken),
            self._numbers(text, intent, words, taken, context),
            self._closed(intent, words),
            self._prices(folded, intent),
            self._address(text, intent, words, context),
            self._moments(folded, intent, words, now, context),
            self._pointers(intent, words, context),
            self._reason(text, intent, words),
        ):
            fresh = [e for e in entities if not _overlaps(e, found)]
            found += fresh
            taken = [used or _covered(w, fresh) for w, used in zip(words, taken, strict=True)]
        found += self._goods(text, intent, words, taken, brands, found)
        return tuple(sorted(found, key=lambda e: (e.start, e.end, e.entity)))

    def _codes(self, text: str, intent: str, words: list[Word], taken: list[bool]) -> list[Entity]:
        if intent != "apply_promo":
            return []
        codes = [m for m in _CODE.finditer(text) if _looks_like_code(m.group())]
        if not codes:
            carriers = self._lexicon.carriers
            last = [
                w
                for w in words
                if w.text.isascii() and len(w.text) > 2 and w.text.isupper() and w.sound not in carriers
            ]
            return [Entity("promo_code", w.text.upper(), w.start, w.end) for w in last[-1:]]
        return [Entity("promo_code", codes[-1].group().upper(), *codes[-1].span())]

    def _numbers(
        self, text: str, intent: str, words: list[Word], taken: list[bool], context: Context
    ) -> list[Entity]:
        if intent == "give_feedback":
            ratings = [
                Entity("rating", int(value), words[a].start, words[b - 1].end)
                for a, b, value in _numerals(words, self._lexicon)
                if value in (1, 2, 3, 4, 5)
            ]
            if ratings:
                return ratings[:1]
        if intent in _NUMBERED and (number := _ORDER_NUMBER.search(text)):
            return [Entity("order_number", number.group(), *number.span())]
        return []

    def _closed(self, intent: str, words: list[Word]) -> list[Entity]:
        name = _CLOSED.get(intent)
        tables: dict[str | None, Phrases] = {
            "payment_method": self._lexicon.payment, "language": self._lexicon.language,
            "period": self._lexicon.period, "customer_segment": self._lexicon.segment,
        }  # fmt: skip
        if name is None:
            return []
        hits = tables[name].all(words)
        # "не понимаю казахский, давай по-русски": the language wanted is the one named last.
        chosen = hits[-1:] if name == "language" else hits[:1]
        if name == "customer_segment":
            chosen = [h for h in hits if h[2] != "all"][:1] or hits[:1]
        return [Entity(name, str(v), words[a].start, words[b - 1].end) for a, b, v in chosen]

    def _prices(self, folded: str, intent: str) -> list[Entity]:
        if intent in _PRICED:
            return price_limits(folded)
        if intent == "seller_set_price" and (price := stated_price(folded)):
            return [price]
        return []

    def _moments(
        self, folded: str, intent: str, words: list[Word], now: datetime, context: Context
    ) -> list[Entity]:
        if intent not in _TIMED and context.pending != "slot":
            return []
        day = dates(folded, words, self._lexicon, now)
        if intent in {"choose_slot", "choose_pickup", "checkout", "set_address"} or context.pending == "slot":
            rest = (
                folded
                if not day
                else folded[: day[0].start] + " " * (day[0].end - day[0].start) + folded[day[0].end :]
            )
            return day + times(rest, words, self._lexicon)
        return day

    def _pointers(self, intent: str, words: list[Word], context: Context) -> list[Entity]:
        if intent not in _POINTING and context.pending != "choice":
            return []
        pointed = self._lexicon.ordinal.all(words)
        both = self._lexicon.both.all(words)
        # "Two of the first" counts, it does not pair: a place that is named outside of the pair says so.
        if both and all(both[0][0] <= a < both[0][1] for a, _, _ in pointed):
            a, b, _ = both[0]
            return [Entity("ordinal", place, words[a].start, words[b - 1].end) for place in (1, 2)]
        found = [
            Entity("ordinal", int(value), words[a].start, words[b - 1].end)
            for a, b, value in self._lexicon.ordinal.all(words)
        ]
        if intent in {"compare_products", "choose_slot"}:
            found = [e for e in found if e.value != 0]
        if intent == "compare_products" and not found:
            found = [Entity("ordinal", int(w.text), w.start, w.end) for w in words if w.text in "123456789"]
        if not found and context.pending == "choice" and len(words) == 1 and words[0].text.isdecimal():
            return [Entity("ordinal", int(words[0].text[:6]), words[0].start, words[0].end)]
        return found

    def _address(self, text: str, intent: str, words: list[Word], context: Context) -> list[Entity]:
        if intent != "set_address" and context.pending != "address":
            return []
        lexicon = self._lexicon
        marked = {
            i for a, b, _ in (*lexicon.places.all(words), *lexicon.cities.all(words)) for i in range(a, b)
        }
        numbers = {i for i, w in enumerate(words) if w.is_number}
        said = [
            i for i, w in enumerate(words)
            if i in marked or i in numbers or (w.sound not in lexicon.address_carriers and len(w.folded) > 1)
        ]  # fmt: skip
        firm = [i for i in said if i in marked or i in numbers]
        if not marked & set(said) and not (numbers and len(said) > 1):
            return []
        first = firm[0]
        # A street no list knows stands right before its number: at most three words of a name.
        while (
            first - 1 in said
            and firm[0] - first < 3
            and not text[words[first - 1].end : words[first].start].strip()
        ):
            first -= 1
        start, end = words[first].start, words[firm[-1]].end
        return [Entity("address", text[start:end], start, end)]

    def _reason(self, text: str, intent: str, words: list[Word]) -> list[Entity]:
        if intent == "seller_reject_order":
            return self._refusal_reason(text, words)
        if intent in {"cancel_order", "deny", "return_request"} and (why := _BECAUSE.search(fold(text))):
            return [Entity("reason", text[why.start(1) : why.end(1)].strip(), why.start(1), why.end(1))]
        return []

    def _refusal_reason(self, text: str, words: list[Word]) -> list[Entity]:
        """What stands after the order and the words of refusal, to the end."""
        refusing = {i for a, b, _ in self._lexicon.refusal.all(words) for i in range(a, b)}
        refusing |= {i for i, w in enumerate(words) if w.is_number}
        last = max((i for i in refusing if i < 4), default=-1)
        said = [w for i, w in enumerate(words) if i > last and i not in refusing]
        if not said:
            return []
        start, end = said[0].start, words[-1].end
        return [Entity("reason", text[start:end], start, end)]

    def _goods(
        self,
        text: str,
        intent: str,
        words: list[Word],
        taken: list[bool],
        brands: frozenset[str],
        found: list[Entity],
    ) -> list[Entity]:
        if intent == "browse_catalog":
            named = self._lexicon.categories.all(words)[:1]
            return [
                Entity("category", text[words[a].start : words[b - 1].end], words[a].start, words[b - 1].end)
                for a, b, _ in named
            ]
        if intent not in _GOODS or any(e.entity == "reason" for e in found):
            return []
        reader = GoodsReader(self._lexicon, brands)
        return [e for e in reader.read(text, words, taken, intent in _COUNTED) if not _overlaps(e, found)]


def _looks_like_code(word: str) -> bool:
    return any(c.isdecimal() for c in word) and any(c.isalpha() for c in word)


def _numerals(words: list[Word], lexicon: Lexicon) -> list[tuple[int, int, object]]:
    digits = [(i, i + 1, int(w.text)) for i, w in enumerate(words) if w.text.isdecimal() and len(w.text) == 1]
    return [*digits, *lexicon.numerals.all(words)]


def _phones(text: str) -> list[Entity]:
    """E.164 of the numbers written as Kazakhstan writes them; "8 701 ..." is +7701..."""
    if not _PHONE_DIGITS.search(text):
        return []
    return [
        Entity(
            "phone", phonenumbers.format_number(m.number, phonenumbers.PhoneNumberFormat.E164), m.start, m.end
        )
        for m in phonenumbers.PhoneNumberMatcher(text, "KZ")
    ]


def _covered(word: Word, entities: list[Entity]) -> bool:
    return any(e.start < word.end and word.start < e.end for e in entities)


def _overlaps(entity: Entity, others: list[Entity]) -> bool:
    return any(o.start < entity.end and entity.start < o.end for o in others)
