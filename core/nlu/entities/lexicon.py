"""Words with a value, found in any writing: by sound, and by the sound of the stem."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.nlu.language_data import LANGUAGES, LanguageData
from core.nlu.normalize import fold, skeleton, stem, tokens
from core.nlu.sentences import Template
from core.nlu.stemming import KAZAKH_ONLY, adjective_forms, russian_parts_of_speech

PRODUCT_INTENTS = frozenset(
    {"search_product", "product_details", "compare_products", "recommend", "add_to_cart", "update_cart"}
    | {"remove_from_cart", "change_order", "start_reminders", "return_request"}
    | {"seller_set_stock", "seller_set_price", "browse_catalog"}
)
_OFTEN = 3
"""Templates that must say a word before it counts as one that carries a message: goods are said in fewer."""
_BEGINNING = 6
"""Letters by which a form of a carrying word is known: Kazakh forms are too many to list."""
_NAMING = frozenset({"NOUN", "ADJF", "ADJS"})
_HYPHENS = "-–'’ʼ"
# Kazakh verbs by their last suffix: request, intention, wish, condition ("беріңізші", "аламын", "алғым", "алсам");
# and qualities of something ("майлылығы", its fat).
KAZAKH_VERB = re.compile(
    r"(?:[ыіи][ңн][ыіи]з(?:дар|дер)?(?:ш[ыіи])?|[аеәй]м[ыіи]н|[аеәй]м[ыіи]з|[аеәй]й[ыіи]н|[ғгқк][ыіи]м"
    r"|[а-яәіңғүұқөһ]{2}с[ае][мңн]?|[а-яәіңғүұқөһ]{3}[ыіи]пш[ыіи]|у[ғгқк][ае]|[лдт][ыіи][ғг][ыіи]|[ыіи]?[лнп][ғгқк][ае]н)$"
)


class Phrases:
    """Phrase -> value. `at` finds the longest phrase that begins at a word."""

    def __init__(self, by_value: Mapping[Any, Iterable[str]], inflected: bool = True) -> None:
        self._inflected = inflected
        self._values: dict[tuple[str, ...], Any] = {}
        self._stems: dict[tuple[str, ...], Any] = {}
        for value, phrases in by_value.items():
            for phrase in phrases:
                words = _parts(fold(str(phrase)))
                if not words:
                    continue
                self._values.setdefault(tuple(skeleton(w) for w in words), value)
                self._values.setdefault(tuple(skeleton(t.text) for t in tokens(fold(str(phrase)))), value)
                # A short stem ("он" of "оның") is the form of too many other words.
                if inflected and all(len(stem(w)) > 3 or len(words) > 1 for w in words):
                    self._stems.setdefault(tuple(skeleton(stem(w)) for w in words), value)
        self._firsts = Counter(key[0] for key in (*self._values, *self._stems))
        self._longest = max(map(len, (*self._values, *self._stems)), default=0)

    def at(self, words: list[Word], start: int) -> tuple[int, Any] | None:
        """(end index, value), or None."""
        if start >= len(words) or not (
            words[start].sound in self._firsts or words[start].stem_sound in self._firsts
        ):
            return None
        for length in range(min(self._longest, len(words) - start), 0, -1):
            part = words[start : start + length]
            value = self._values.get(tuple(w.sound for w in part))
            if value is None and self._inflected:
                value = self._stems.get(tuple(w.stem_sound for w in part))
            if value is not None:
                return start + length, value
        return None

    def before(self, words: list[Word], end: int) -> tuple[int, Any] | None:
        """(start index, value) of the longest phrase that ends right before a word, or None."""
        for start in range(max(0, end - self._longest), end):
            hit = self.at(words[:end], start)
            if hit is not None and hit[0] == end:
                return start, hit[1]
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

    def is_word(self, word: Word) -> bool:
        """Whether the word alone is one of the phrases."""
        return self.at([word], 0) is not None


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
    return [_word(text, t.start, t.end, respell(t.text)) for t in tokens(fold(text))]


def _word(text: str, start: int, end: int, meant: str) -> Word:
    return Word(text[start:end], start, end, meant, skeleton(meant), skeleton(stem(meant)))


def _parts(folded: str) -> list[str]:
    return [part for t in tokens(folded) for part in re.split(f"[{_HYPHENS}]", t.text) if part]


def _joined(first: Word, second: Word, text: str) -> bool:
    return text[first.end : second.start] in {"", "-", "–"}


class Lexicon:
    """Everything the extractors look words up in, built once from the language data."""

    def __init__(self, data: LanguageData) -> None:
        lists = data.lists
        values, relations, dates = lists["values"], lists["relations"], lists["dates"]
        self.payment = Phrases(values["payment_method"])
        self.language = Phrases(values["language"])
        self.period = Phrases(values["period"])
        self.segment = Phrases(values["customer_segment"])
        self.rating = Phrases(values["rating"])
        self.promo = Phrases({True: values["promo"]})
        self.because = Phrases({True: values["because"]}, inflected=False)
        self.ordinal = Phrases(values["ordinal"], inflected=False)
        self.shown = Phrases({True: values["shown"]}, inflected=False)
        self.focus_written = frozenset(fold(w) for w in values["focus_written"])
        self.kazakh_ordinals = {skeleton(word): place for place, word in values["kazakh_ordinal"].items()}
        self.groups = Phrases({2: values["both"], 3: values["three"]}, inflected=False)
        self.not_goods = Phrases({True: values["not_goods"]})
        self.adding = Phrases({True: values["adding"]}, inflected=False)
        self.changing = Phrases({True: values["changing"]}, inflected=False)
        self.more = Phrases({True: values["more"]}, inflected=False)
        self.has = Phrases({True: values["has"], False: values["has_if"]}, inflected=False)
        self.into_cart = Phrases({True: values["into_cart"]}, inflected=False)
        self.refusal = Phrases({True: values["refusal"]}, inflected=False)
        self._read_numerals(lists["numerals"])
        endings = lists["numerals"]["kazakh_endings"]
        self.units = Phrases(
            {
                unit: [*names, *(name + end for name in names for end in endings if _takes_endings(name))]
                for unit, names in lists["units"].items()
            },
            inflected=False,
        )
        self.units_not_alone = frozenset(fold(w) for w in relations["not_alone"])
        self.money = Phrases({True: relations["money"]})
        self.price = {name: _plain_phrases(words) for name, words in relations["price"].items()}
        self.time = {name: _plain_phrases(words) for name, words in relations["time"].items()}
        self.duration = Phrases(relations["duration"])
        self.relation = {
            n: _plain_phrases(words) for n, words in relations.items() if isinstance(words, list)
        }
        self.days = Phrases(dates["days"])
        self.weekdays = Phrases(dates["weekdays"])
        self.months = Phrases(dates["months"])
        self.month_day = Phrases({True: dates["day_of_month"]})
        self.parts = Phrases(dates["parts"], inflected=False)
        attributes = [w for kind in lists["attributes"].values() for words in kind.values() for w in words]
        forms = [f for a in attributes for f in (a, *adjective_forms(fold(a)))]
        self.attributes = Phrases({True: forms}, inflected=False)
        self._attributes_written = frozenset(map(fold, forms))
        self.brand_names = Brands(n for names in lists["brands"] for n in names)
        self._read_goods(lists, data)
        self._read_places(lists["places"])

    def _read_numerals(self, lists: dict[str, Any]) -> None:
        forms = {value: list(words) for value, words in lists["numbers"].items()}
        self.numerals = Phrases(forms, inflected=False)
        self.collectives = Phrases(lists["collectives"], inflected=False)
        self.pairs = _plain_phrases(lists["pairs"])
        self.thousand = _plain_phrases(lists["thousand"])
        self.scales_written = frozenset(fold(w) for w in lists["thousand"])
        self.million = _plain_phrases(lists["million"])
        self.half_more = _plain_phrases(lists["half_more"])
        kept = {skeleton(w) for w in lists["not_numerals"]}
        self.kazakh_numerals = {
            sound: value
            for value, roots in lists["kazakh"].items()
            for root in roots
            for ending in ["", *lists["kazakh_endings"]]
            if (sound := skeleton(root + ending)) not in kept
        }
        self.suffixes = {word: name for name, words in lists["suffixes"].items() for word in words}

    def _read_goods(self, lists: dict[str, Any], data: LanguageData) -> None:
        named = [form for code in LANGUAGES for forms in lists["goods"][code] for form in forms]
        named += [word for row in lists["known_goods"] for word in row]
        whole = [n for n in named if len(_parts(n)) == 1]
        self.goods = frozenset(
            s for n in whole for w in _parts(fold(n)) for s in (skeleton(w), skeleton(stem(w)))
        )
        self._goods_written = frozenset(fold(n) for n in whole)
        self.english_goods = frozenset(fold(n) for n in whole if fold(n).isascii())
        # "green tea" is a tea that is green; the compounds listed apart are names of their own.
        described = [n for n in named if len(_parts(n)) > 1 and not self.attributes.at(read_words(n), 0)]
        compounds = described + lists["fillers"]["compounds"]
        self.compounds = Phrases({True: compounds})
        shelves = [
            c for code in LANGUAGES for c in lists["slots"][code]["category"] + lists["categories"][code]
        ]
        self.categories = Phrases({True: shelves})
        self.inside = _plain_phrases(lists["fillers"]["inside"])
        self.conjunctions = _plain_phrases(lists["fillers"]["and"])
        fillers = {
            code: {skeleton(w) for e in lists["fillers"][code] for w in _parts(fold(e))} for code in LANGUAGES
        }
        self.kazakh = fillers["kk"] - fillers["ru"] - fillers["en"]
        related = {skeleton(w) for e in _strings(lists["relations"]) for w in _parts(fold(e))}
        # An English word carries only as it is written: "сет" is a set, not the verb.
        self._english_carriers = (fillers["en"] | self._carriers(data, ("en",))) - self.goods
        said = fillers["kk"] | fillers["ru"] | related | self._carriers(data, ("kk", "ru"))
        self._carriers_heard = said - self.goods
        self._beginnings = frozenset(c[:_BEGINNING] for c in self._carriers_heard if len(c) >= _BEGINNING)

    def _carriers(self, data: LanguageData, languages: tuple[str, ...]) -> set[str]:
        """What templates about goods often say outside their slots, and no Russian noun among it."""
        often = Counter(
            word
            for code in languages
            for intent in PRODUCT_INTENTS
            for template in data.sentences[code].get(intent, [])
            for word in {t.text for t in tokens(fold(Template(template).literals()))}
        )
        return {
            skeleton(word)
            for word, times in often.items()
            if times >= _OFTEN and "NOUN" not in russian_parts_of_speech(word)
        }

    def _read_places(self, lists: dict[str, list[str]]) -> None:
        self.place_words = Phrases({True: lists["markers"]})
        self.streets = Phrases({True: lists["streets"]})
        self.cities = Phrases({True: lists["cities"]})
        self.landmarks = _plain_phrases(lists["landmarks"])
        self.landmarks_after = _plain_phrases(lists["landmarks_after"])
        self.address_fillers = frozenset(skeleton(w) for e in lists["fillers"] for w in _parts(fold(e)))

    def read(self, text: str, respell: Callable[[str], str]) -> list[Word]:
        """The words of a text, with compound numerals taken apart: "екі-үш", "пол-литра", "полкило"."""
        found: list[Word] = []
        for word in read_words(text, respell):
            found += self._apart(text, word) or [word]
        return found

    def _apart(self, text: str, word: Word) -> list[Word] | None:
        folded = fold(text[word.start : word.end])
        cut = next((i for i, c in enumerate(folded) if c in _HYPHENS), None)
        if cut is not None:
            pieces = [(m.start(), m.end()) for m in re.finditer(f"[^{_HYPHENS}]+", folded)]
            whole = [_word(text, word.start + a, word.start + b, folded[a:b]) for a, b in pieces]
            numerals = [self.numeral(whole, i) is not None for i in range(len(whole))]
            return whole if whole and numerals[0] else None
        for half in ("пол", "pol"):
            if folded.startswith(half) and len(folded) > len(half) + 1:
                at = word.start + len(half)
                rest = _word(text, at, word.end, folded[len(half) :])
                known = (self.units, self.collectives, self.ordinal)
                if any(table.is_word(rest) for table in known):
                    return [_word(text, word.start, at, half), rest]
        return None

    def numeral(self, words: list[Word], at: int) -> tuple[int, Any] | None:
        """(end index, value) of one numeral word, Kazakh endings taken off."""
        hit = self.numerals.at(words, at)
        if hit is None and (value := self.kazakh_numerals.get(words[at].sound)) is not None:
            return at + 1, value
        return hit

    def only_sounds_described(self, word: Word) -> bool:
        """A mark by sound alone ("шины" sounds as "шыны", glass) is none where goods are written so."""
        return word.folded not in self._attributes_written and (
            word.folded in self._goods_written or (not word.folded.isascii() and self.is_known(word))
        )

    def carries(self, word: Word) -> bool:
        if word.folded.isascii() and (
            word.sound in self._english_carriers or word.stem_sound in self._english_carriers
        ):
            return True
        heard = self._carriers_heard
        long_enough = len(word.stem_sound) > 3 and word.stem_sound in heard
        return word.sound in heard or long_enough or word.sound[:_BEGINNING] in self._beginnings

    def is_known(self, word: Word) -> bool:
        """Whether a list of goods has the word, in any form and writing."""
        return word.sound in self.goods or word.stem_sound in self.goods

    def names_goods(self, word: Word) -> bool:
        """A word that carries no message, in any of its forms, is a word for goods."""
        if word.sound in self._carriers_heard:
            return False  # "Балам" (my child) is no form of "бал" (honey).
        if self.is_known(word):
            return True
        if self.adding.is_word(word) or self.changing.is_word(word):
            return False
        if word.is_number or len(word.folded) < 2 or self.carries(word):
            return False
        if word.folded.isascii():
            return True
        if not KAZAKH_ONLY & set(word.folded) and (parts := russian_parts_of_speech(word.folded)):
            return bool(parts & _NAMING)
        return KAZAKH_VERB.search(word.folded) is None


class Brands:
    """Names of makers, with the endings Russian and Kazakh put after them."""

    _ENDINGS = frozenset(
        {
            "",
            "a",
            "u",
            "e",
            "om",
            "i",
            "ov",
            "dan",
            "den",
            "tan",
            "ten",
            "ti",
            "di",
            "ni",
            "s",
            "tin",
            "din",
            "nin",
        }
        | {"ga", "ge", "ka", "ke", "tar", "ter", "lar", "ler", "iu", "oi"}
    )

    def __init__(self, names: Iterable[str]) -> None:
        keys = {tuple(skeleton(w) for w in _parts(fold(name))) for name in names}
        self._keys = frozenset(k for k in keys if k)
        self._longest = max(map(len, self._keys), default=0)

    def all(self, words: list[Word]) -> list[tuple[int, int, Any]]:
        found, i = [], 0
        # A name may be one token ("кока-кола") where its key has the parts.
        while i < len(words):
            end = self._end(words, i)
            if end is not None:
                found.append((i, end, True))
            i = end or i + 1
        return found

    def _end(self, words: list[Word], start: int) -> int | None:
        for length in range(min(self._longest, len(words) - start), 0, -1):
            parts = [p for w in words[start : start + length] for p in _parts(fold(w.text))]
            sounds = tuple(skeleton(p) for p in parts)
            if sounds in self._keys or self._without_ending(sounds):
                return start + length
        return None

    def _without_ending(self, sounds: tuple[str, ...]) -> bool:
        if not sounds or len(sounds[-1]) < 5:
            return False
        last = sounds[-1]
        return any(
            (*sounds[:-1], last[: len(last) - n]) in self._keys
            for n in (1, 2, 3)
            if len(last) - n >= 4 and last[len(last) - n :] in self._ENDINGS
        )


def _takes_endings(unit: str) -> bool:
    """A Kazakh case is put after any unit that is long enough not to become another word."""
    return len(unit) > 2 and not unit.isascii()


def _plain_phrases(words: Iterable[str]) -> Phrases:
    return Phrases({True: words}, inflected=False)


def _strings(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [s for part in node.values() for s in _strings(part)]
    return [s for part in node for s in _strings(part)] if isinstance(node, list) else [str(node)]
