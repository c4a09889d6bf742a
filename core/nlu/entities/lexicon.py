"""Words with a value, found in any writing: by sound, and by the sound of the stem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.nlu.language_data import LanguageData
from core.nlu.normalize import Token, fold, skeleton, stem, tokens

PRODUCT_INTENTS = frozenset(
    {"search_product", "product_details", "compare_products", "recommend", "add_to_cart", "update_cart"}
    | {"remove_from_cart", "change_order", "start_reminders", "return_request", "complain", "give_feedback"}
    | {"seller_set_stock", "seller_set_price", "seller_reject_order", "browse_catalog"}
)


class Phrases:
    """Phrase -> value. `at` finds the longest phrase that begins at a token."""

    def __init__(self, by_value: Mapping[Any, Iterable[str]]) -> None:
        self._values: dict[tuple[str, ...], Any] = {}
        for value, phrases in by_value.items():
            for phrase in phrases:
                self._values.setdefault(tuple(skeleton(t.text) for t in tokens(fold(str(phrase)))), value)
        self._longest = max(map(len, self._values), default=0)

    def at(self, words: list[Word], start: int) -> tuple[int, Any] | None:
        """(end index, value), or None."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            part = words[start : start + length]
            value = self._values.get(tuple(w.sound for w in part))
            if value is None and length == 1:
                value = self._values.get((part[0].stem_sound,))
            if value is not None:
                return start + length, value
        return None

    def all(self, words: list[Word]) -> list[tuple[int, int, Any]]:
        """(start, end, value) left to right, not overlapping."""
        found, i = [], 0
        while i < len(words):
            hit = self.at(words, i)
            if hit is None:
                i += 1
            else:
                found.append((i, hit[0], hit[1]))
                i = hit[0]
        return found


@dataclass(frozen=True, slots=True)
class Word:
    """A token with its keys."""

    text: str
    start: int
    end: int
    folded: str
    sound: str
    stem_sound: str

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


def read_words(text: str) -> list[Word]:
    folded = fold(text)
    return [_word(t, text) for t in tokens(folded)]


def _word(token: Token, text: str) -> Word:
    return Word(
        text[token.start : token.end], token.start, token.end,
        token.text, skeleton(token.text), skeleton(stem(token.text)),
    )  # fmt: skip


class Lexicon:
    """Everything the extractors look words up in, built once from the language data."""

    def __init__(self, data: LanguageData) -> None:
        lists = data.lists
        values = lists["values"]
        self.payment = Phrases(values["payment_method"])
        self.language = Phrases(values["language"])
        self.period = Phrases(values["period"])
        self.segment = Phrases(values["customer_segment"])
        self.ordinal = Phrases(values["ordinal"])
        self.both = Phrases({True: values["both"]})
        self.numerals = Phrases(lists["numerals"])
        self.units = Phrases(lists["units"])
        dates = lists["dates"]
        self.days = Phrases(dates["days"])
        self.weekdays = Phrases(dates["weekdays"])
        self.months = Phrases(dates["months"])
        self.parts = Phrases(dates["parts"])
        attributes = [w for kind in lists["attributes"].values() for words in kind.values() for w in words]
        self.attributes = Phrases({True: attributes})
        self.brand_names = Phrases({True: [n for names in lists["brands"] for n in names]})
        goods = [form for code in ("kk", "ru", "en") for forms in lists["goods"][code] for form in forms]
        self.goods = frozenset(
            s for w in goods for t in tokens(fold(w)) for s in (skeleton(t.text), skeleton(stem(t.text)))
        )
        self.categories = Phrases(
            {True: [c for code in ("kk", "ru", "en") for c in lists["slots"][code]["category"]]}
        )
        self.places = Phrases({True: lists["places"]["markers"] + lists["places"]["streets"]})
        self.cities = Phrases({True: lists["places"]["cities"]})
        self.carriers = self._sounds(data.carriers(PRODUCT_INTENTS)) - self.goods
        self.address_carriers = self._sounds(data.carriers(frozenset({"set_address"})))
        self.reject_carriers = self._sounds(
            data.carriers(frozenset({"seller_accept_order", "cancel_order", "seller_order_details"}))
        )

    @staticmethod
    def _sounds(words: Iterable[str]) -> frozenset[str]:
        return frozenset(skeleton(w) for w in words)
