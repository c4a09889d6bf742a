"""Words with a value, found in any writing: by sound, and by the sound of the stem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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

    def __init__(self, by_value: Mapping[Any, Iterable[str]], inflected: bool = True) -> None:
        self._inflected = inflected
        self._values: dict[tuple[str, ...], Any] = {}
        stems: dict[tuple[str, ...], Any] = {}
        for value, phrases in by_value.items():
            for phrase in phrases:
                words = [t.text for t in tokens(fold(str(phrase)))]
                self._values.setdefault(tuple(skeleton(w) for w in words), value)
                # A short stem ("он" of "оның") is the form of too many other words.
                if inflected and len(words) == 1 and len(stem(words[0])) > 3:
                    stems.setdefault((skeleton(stem(words[0])),), value)
        self._values = {**stems, **self._values}
        self._longest = max(map(len, self._values), default=0)

    def at(self, words: list[Word], start: int) -> tuple[int, Any] | None:
        """(end index, value), or None."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            part = words[start : start + length]
            value = self._values.get(tuple(w.sound for w in part))
            if value is None and length == 1 and self._inflected:
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
        return self.text[0].isdecimal()


def read_words(text: str, respell: Callable[[str], str] = str) -> list[Word]:
    """The words of a text; their keys are of the spelling meant, their text and place of the one written."""
    return [_word(t, text, respell(t.text)) for t in tokens(fold(text))]


def _word(token: Token, text: str, meant: str) -> Word:
    return Word(
        text[token.start : token.end], token.start, token.end,
        meant, skeleton(meant), skeleton(stem(meant)),
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
        self.brand_names = Phrases({True: [n for names in lists["brands"] for n in names]}, inflected=False)
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
        self.adding = Phrases({True: values["adding"]}, inflected=False)
        self.refusal = Phrases({True: values["refusal"]}, inflected=False)
        self._beginnings = frozenset(c[:6] for c in self.carriers if len(c) >= 6)

    def names_goods(self, word: Word) -> bool:
        """A word that no sentence pattern carries, in any of its forms, is a word for goods."""
        if word.sound in self.goods or word.stem_sound in self.goods:
            return True
        carried = word.sound in self.carriers or (len(word.sound) >= 6 and word.sound[:6] in self._beginnings)
        return not (carried or word.is_number or len(word.folded) < 2)

    @staticmethod
    def _sounds(words: Iterable[str]) -> frozenset[str]:
        return frozenset(skeleton(w) for w in words)
