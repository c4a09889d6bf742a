"""Text -> Understanding: repair the layout, decide the intent, then look for what that intent names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from core.nlu.entities.lexicon import Word, read_words
from core.nlu.model import IntentModel
from core.nlu.normalize import fold, skeleton, tokens
from core.nlu.saying import ASKS
from core.nlu.stemming import KAZAKH_ONLY, russian_parts_of_speech
from core.nlu.understanding import Entity, Language, Question, Understanding
from core.nlu.vocabulary import Vocabulary

LONGEST = 2_000
"""Characters of a message that are read: a shopping list of a hundred lines fits, an essay costs no more."""

SURE_ENOUGH = 0.15
_POINTING_WORDS = 4
_LANGUAGES: dict[str, Language] = {"kk": "kk", "ru": "ru", "en": "en"}
# "10 яиц, 2 хлеба": a piece between commas that counts something.
_COUNTED_PIECE = re.compile(r"(?:^|[,;+])\s*\d+\s*[^\W\d][^,;+]*")
_WEIGHTY = frozenset({"privacy_request", "payment_problem", "cancel_order", "clear_cart", "stop_reminders"})
_ARTICLES = frozenset({"a", "an"})
_OF = frozenset({"of"})
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no encoder takes."""
_MEANT_MARKS = "+👍"
_OPEN_QUESTION = {
    "address": {"set_address": 12.0}, "slot": {"choose_slot": 12.0}, "payment": {"choose_payment": 12.0},
    "confirm": {"affirm": 6.0, "deny": 6.0}, "rating": {"give_feedback": 12.0},
    "promo": {"apply_promo": 12.0},
    "quantity": {"update_cart": 6.0, "add_to_cart": 3.0}, "language": {"change_language": 8.0},
}  # fmt: skip


class Understander:
    def __init__(self, vocabulary: Vocabulary, model: IntentModel) -> None:
        self._model = model
        self._layout = vocabulary.layout
        self._speller = vocabulary.speller
        self._lexicon = vocabulary.lexicon
        self._extractor = vocabulary.extractor
        self._said = vocabulary.said
        self._said_sounds = vocabulary.said_sounds
        self._english = vocabulary.english
        self._kazakh = vocabulary.kazakh
        self._allowed = vocabulary.allowed

    def understand(self, question: Question, brands: frozenset[str] = frozenset()) -> Understanding:
        """Never raises for any text. Not sure enough is `out_of_scope`, the best guess among the others."""
        text = question.text[:LONGEST]
        text = _HALVES.sub("\ufffd", text)
        if not unicodedata.is_normalized("NFC", text):
            text = _composed(text)
        read = self._layout.repair(text)
        grams = self._model.grams(read)
        language = self._language(
            read, _LANGUAGES[self._model.language(read, grams, question.language)], question.language
        )
        respell = self._speller_of(language)
        if (respelled := _respelled(read, respell)) != read:
            grams = self._model.grams(respelled)
        margins = self._model.margins(respelled, grams, language)
        shares = self._weigh(margins.shares(self._allowed[question.role]), read, question)
        ranked = sorted(shares.items(), key=lambda pair: -pair[1])
        intent, confidence = ranked[0]
        if not any(c.isalnum() or c in _MEANT_MARKS for c in read):
            intent, confidence = "out_of_scope", min(confidence, SURE_ENOUGH)
        elif question.context.pending == "name" and not self._said & {t.text for t in tokens(fold(read))}:
            # Asked for a name, a word that nobody says otherwise is one, whatever it sounds like.
            intent, confidence = "out_of_scope", SURE_ENOUGH
        elif intent in _WEIGHTY and not any(
            skeleton(t.text) in self._said_sounds for t in tokens(fold(read))
        ):
            # A name or a slip of one word sounds like something; nothing as grave is done on that alone.
            intent, confidence = "out_of_scope", SURE_ENOUGH
        elif confidence < SURE_ENOUGH:
            intent, confidence = self._unsure(read_words(read, respell), shares, question)
        entities = self._extractor.extract(read, intent, question.now, question.context, brands, respell)
        others = tuple((name, round(p, 4)) for name, p in ranked[:4] if name != intent and p > 0.01)
        return Understanding(question.text, language, intent, round(confidence, 4), others[:3], entities)

    def entities(
        self, question: Question, intent: str, language: Language, brands: frozenset[str] = frozenset()
    ) -> tuple[Entity, ...]:
        """What the text names if it means `intent`: an answer is read as what was asked for."""
        read = self._layout.repair(question.text[:LONGEST])
        respell = self._speller_of(language)
        return self._extractor.extract(read, intent, question.now, question.context, brands, respell)

    def _language(self, text: str, likely: Language, spoken: Language | None) -> Language:
        """Words most of which are Russian, none of them heard only in Kazakh, are Russian however the letters sound.

        "Add halva" stays English with who speaks English, though Kazakh in Latin letters sounds alike.
        """
        folded = fold(text)
        words = [t.text for t in tokens(folded) if len(t.text) > 2 and t.text.isalpha()]
        if likely != "kk" or spoken == "kk" or not words or KAZAKH_ONLY & set(folded):
            return likely
        if self._kazakh & {skeleton(word) for word in words}:
            return likely
        if spoken == "en" and self._english & set(words):
            return "en"
        russian = sum(bool(russian_parts_of_speech(word)) for word in words)
        return "ru" if 2 * russian > len(words) or (spoken == "ru" and russian) else likely

    def _speller_of(self, language: Language) -> Callable[[str], str]:
        """Kazakh has too many forms of a word for the one that is not listed to be a slip."""
        return str if language == "kk" else self._speller.respell

    def _weigh(self, shares: dict[str, float], text: str, question: Question) -> dict[str, float]:
        """What was asked last, and the shape of a list, speak before the words do."""
        weights = dict(_OPEN_QUESTION.get(question.context.pending or "", {}))
        words = read_words(text)
        if question.role == "shopper" and _is_list(text):
            weights["add_to_cart"] = 30.0
        elif question.context.last_list and len(text.split()) <= _POINTING_WORDS and self._points(words):
            # Somebody looks at a list and names one place of it: no pair, and no time of delivery.
            weights |= {"compare_products": 0.2} | (
                {} if question.context.pending == "slot" else {"choose_slot": 0.1}
            )
        elif question.role == "shopper" and not weights and self._changes(words):
            weights |= {"update_cart": 20.0, "add_to_cart": 0.3}
        elif question.role == "shopper" and not weights and self._adds(words):
            # "Add X" adds X, although nobody has heard of X.
            weights |= {"add_to_cart": 20.0, "search_product": 0.3}
        elif question.role == "shopper" and self._asks_for_it(words):
            # "Картошка 3 кг есть?" counts nothing out.
            weights |= {"search_product": 6.0}
        elif question.role == "shopper" and self._asks_something(words):
            weights["add_to_cart"] = 0.3
        elif question.role == "shopper" and len(_COUNTED_PIECE.findall(text)) > 1:
            weights["add_to_cart"] = 6.0
        elif question.role == "shopper" and not question.context.pending and self._counts(words):
            weights["add_to_cart"] = 20.0
        elif question.role == "shopper" and not question.context.pending and self._only_names(words):
            weights["search_product"] = 4.0
        if not weights:
            return shares
        weighed = {name: p * weights.get(name, 1.0) for name, p in shares.items()}
        total = sum(weighed.values())
        return {name: p / total for name, p in weighed.items()}

    def _changes(self, words: list[Word]) -> bool:
        """ "Make it five", "бесеу ет": a number for what is there."""
        counted = any(w.is_number or self._lexicon.numeral(words, i) for i, w in enumerate(words))
        return (
            len(words) > 1
            and counted
            and bool(self._lexicon.changing.at(words, 0) or self._lexicon.changing.all([words[-1]]))
        )

    def _counts(self, words: list[Word]) -> bool:
        """ "One power bank", "2 кг айвы": a number before a name of goods wants that many of them."""
        if not words:
            return False
        numeral = (1, None) if words[0].is_number else self._lexicon.numeral(words, 0)
        if numeral is None:
            return self._measures(words)
        unit = self._lexicon.units.at(words, numeral[0])
        named = words[unit[0] if unit else numeral[0] :][:2]
        place = self._lexicon.place_words.at(named, 0)
        return any(map(self._lexicon.is_known, named)) or (
            not place and any(map(self._lexicon.names_goods, named))
        )

    def _only_names(self, words: list[Word]) -> bool:
        """ "Батон нарезной": goods that are known and what they are like, and nothing said of them."""
        known = any(map(self._lexicon.is_known, words))
        return 0 < len(words) <= _POINTING_WORDS and known and all(map(self._lexicon.names_goods, words))

    def _measures(self, words: list[Word]) -> bool:
        """ "Кило груш", "a kilo of pears": a measure of goods that are known is one of it."""
        first = 1 if words[0].folded in _ARTICLES else 0
        unit = self._lexicon.units.at(words, first)
        if unit is None or words[first].folded in self._lexicon.units_not_alone:
            return False
        named = [word for word in words[unit[0] :][:2] if word.folded not in _OF]
        return bool(named) and self._lexicon.is_known(named[0])

    def _asks_something(self, words: list[Word]) -> bool:
        """ "Сүтті қайдан аламын": whoever asks where and how puts nothing into the cart yet."""
        return any(w.folded in ASKS for w in words) and not self._lexicon.adding.is_word(words[0])

    def _asks_for_it(self, words: list[Word]) -> bool:
        """A number of goods, and at one end of the message the words that ask whether they are there."""
        counted = any(w.is_number or self._lexicon.numeral(words, i) for i, w in enumerate(words))
        first, last = self._lexicon.has.at(words, 0), self._lexicon.has.before(words, len(words))
        asks = bool(first and first[1]) or bool(last and last[1])
        return counted and asks and any(self._lexicon.is_known(w) for w in words)

    def _adds(self, words: list[Word]) -> bool:
        """Russian and English begin with the verb, Kazakh ends with it; alone it may mean anything. "Ещё халву" too."""
        if any(word.folded in ASKS for word in words):
            return False
        if len(words) == 2 and self._lexicon.more.is_word(words[0]) and self._lexicon.is_known(words[1]):
            return True
        return len(words) > 1 and bool(
            self._lexicon.into_cart.before(words, len(words))
            or self._lexicon.adding.all([words[0]])
            or self._lexicon.adding.all([words[-1]])
        )

    def _points(self, words: list[Word]) -> bool:
        return sum(1 for _ in self._lexicon.ordinal.all(words)) == 1

    def _unsure(self, words: list[Word], shares: dict[str, float], question: Question) -> tuple[str, float]:
        """A few words that no sentence pattern carries are likely goods; anything else is not understood."""
        unknown = [w for w in words if self._lexicon.names_goods(w)]
        likely = shares.get("search_product", 0.0)
        if (
            question.role == "shopper"
            and 0 < len(words) <= 4
            and unknown
            and likely >= shares["out_of_scope"]
        ):
            return "search_product", max(likely, SURE_ENOUGH)
        return "out_of_scope", max(shares["out_of_scope"], 0.01)


def _respelled(text: str, respell: Callable[[str], str]) -> str:
    pieces, at = [], 0
    for word in read_words(text, respell):
        pieces += [text[at : word.start], word.folded]
        at = word.end
    return "".join([*pieces, text[at:]])


def _is_list(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(len(line.split()) <= 6 for line in lines)


def _composed(text: str) -> str:
    """й written as и and a mark becomes one letter, padded so that later places stay."""
    out: list[str] = []
    for char in text:
        joined = unicodedata.normalize("NFC", out[-1] + char) if out and unicodedata.combining(char) else ""
        if len(joined) == 1:
            out[-1] = joined
            out.append("\u200d")
        else:
            out.append(char)
    return "".join(out)
