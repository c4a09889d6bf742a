"""Several wishes in one message: "добавь молоко и оформи", "нанды алып таста, сүт қос".

A message is cut only between words that ask for different kinds of doing, and only where the language lets one
clause end: at a mark, at a conjunction, after a Kazakh verb or before a Russian or English one. A list, an
address or a name with "и" has one kind of doing and stays whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.nlu.cues import phrases
from core.nlu.entities.lexicon import Phrases, Word, read_words
from core.nlu.understanding import Understanding

_DOING = {
    "add": (
        "добавь, добавьте, добавить, положи, положите, закинь, кинь, докинь, қос, қосыңыз, қосшы, қосып, қосып жібер, сал, салыңыз, "
        "салып, "
        "салшы, салып жібер, add, put"
    ),
    "remove": (
        "убери, уберите, убрать, удали, удалите, выкинь, исключи, вычеркни, алып таста, алып тастаңыз, алып тасташы, "
        "алып тасташыңыз, өшір, remove, delete, take out, take off"
    ),
    "change": "сделай, сделайте, измени, измените, поменяй, өзгерт, өзгертіңіз, make it, change",
    "checkout": (
        "заказывай, заказывайте, оформи, оформите, оформляй, оформляйте, оформляем, оформим, оформить, оформление, тапсырыс бер, тапсырыс беріңіз, "
        "тапсырыс беремін, тапсырыс берейін, тапсырыс берейік, рәсімде, рәсімдеңіз, рәсімдеймін, рәсімдейік, рәсімдеу, "
        "заказ беремін, checkout, check out, place the order, place an order, place order, place my order"
    ),
    "cart": (
        "покажи корзину, покажите корзину, что в корзине, себетті көрсет, себетте не бар, show cart, show my cart, "
        "show the cart, whats in my cart"
    ),
    "clear": "очисти корзину, очистить корзину, себетті тазала, clear the cart, clear my cart, empty the cart",
    "search": (
        "найди, найдите, покажи, покажите, есть ли, у вас есть, есть у вас, табыңыз, тауып бер, көрсет, бар ма, find, show me, "
        "do you have, have you got"
    ),
    "ask": (
        "сколько стоит, сколько стоят, сколько будет, до скольки, во сколько, қанша тұрады, қанша болады, қашан, how much, "
        "what time, when do you"
    ),
    "greet": (
        "привет, здравствуйте, здравствуй, добрый день, добрый вечер, доброе утро, сәлем, сәлеметсіз бе, "
        "саламатсыз ба, салем, ассалаумағалейкум, қайырлы күн, қайырлы таң, қайырлы кеш, hi, hello, hey, good morning, "
        "good afternoon, good evening"
    ),
}  # fmt: skip
_VERB_LAST = frozenset("әғқңөұүһі") | frozenset({"сал", "салшы", "рәсімде", "таста"})
_MARKS = frozenset(",.;!?\n")
_AND = frozenset([
    "и", "а", "затем", "потом", "также", "да", "ещё", "еще", "and", "then", "also", "but", "но",
    "және", "сосын", "содан", "кейін", "та", "те", "де", "тағы", "мен", "ta", "te", "da", "de", "jane", "zhane", "sosyn", "i", "potom",
])  # fmt: skip
_PASSED = _AND | frozenset(
    ["пожалуйста", "плиз", "please", "сразу", "мне", "заодно", "ал", "бірден", "можешь", "just"]
)
_AT_MOST = 5
SURE_ENOUGH = 0.35


@dataclass(frozen=True, slots=True)
class _Doing:
    kind: str
    start: int
    end: int
    """Word indices."""


def clauses(text: str) -> tuple[str, ...]:
    """The message in pieces that ask for different things; itself alone when it is one wish."""
    words = read_words(text)
    doings = _merged([_Doing(kind, a, b) for a, b, kind in _doing().all(words)])
    cuts: list[int] = []
    for one, other in pairwise(doings):
        cut = _cut(text, words, one, other)
        if cut is not None:
            cuts.append(words[cut].start)
    greeted = [d for d in doings[:1] if d.kind == "greet" and d.end < len(words)]
    if greeted and words[greeted[0].end].start not in cuts:
        cuts.insert(0, words[greeted[0].end].start)
    if not cuts or len(cuts) >= _AT_MOST:
        return (text,)
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return tuple(p for piece in pieces if (p := _trimmed(piece)))


def wishes(heard: Understanding, understand: Callable[[str], Understanding]) -> tuple[Understanding, ...]:
    """Each clause understood by itself; the whole when they turn out to mean one thing, or one of them nothing."""
    pieces = clauses(heard.text)
    if len(pieces) < 2:
        return (heard,)
    parts = tuple(understand(piece) for piece in pieces)
    clear = all(p.confidence >= SURE_ENOUGH and p.intent != "out_of_scope" for p in parts)
    return parts if clear and len({p.intent for p in parts}) > 1 else (heard,)


def starts_checkout(text: str) -> bool:
    """Whether some word asks to place the order, whatever else the message tells."""
    return any(kind == "checkout" for _, _, kind in _doing().all(read_words(text)))


def wants_something(text: str) -> bool:
    """Whether some word asks to do anything at all."""
    return any(True for _ in _doing().all(read_words(text)))


def asks(text: str) -> bool:
    """Whether some word looks for something or asks about it."""
    return any(kind in {"search", "ask"} for _, _, kind in _doing().all(read_words(text)))


@lru_cache(maxsize=1)
def _doing() -> Phrases:
    return phrases(_DOING)


def _merged(doings: list[_Doing]) -> list[_Doing]:
    """Words of one kind in a row are one doing."""
    kept: list[_Doing] = []
    for doing in doings:
        if kept and kept[-1].kind == doing.kind:
            kept[-1] = _Doing(doing.kind, kept[-1].start, doing.end)
        else:
            kept.append(doing)
    return kept


def _cut(text: str, words: list[Word], one: _Doing, other: _Doing) -> int | None:
    """The word the second clause begins with; None when nothing parts the two."""
    if one.kind == "greet":
        return one.end if one.end < len(words) else None
    begins = other.start
    while begins > one.end and words[begins - 1].folded in _PASSED:
        begins -= 1
    if begins < other.start or _marked(text, words, begins):
        return begins
    if _ends_clause(words[one.end - 1]) or _parted(text, words, one.end):
        return one.end if one.end < other.end else None
    borders = [
        i for i in range(one.end + 1, other.start) if _marked(text, words, i) or words[i].folded in _AND
    ]
    if borders:
        return borders[-1]
    return begins if {one.kind, other.kind} <= {"add", "remove", "checkout"} else None


def _marked(text: str, words: list[Word], at: int) -> bool:
    """Whether a mark stands right before the word."""
    return at > 0 and bool(_MARKS & set(text[words[at - 1].end : words[at].start]))


def _parted(text: str, words: list[Word], at: int) -> bool:
    return at < len(words) and (_marked(text, words, at) or words[at].folded in _AND)


def _ends_clause(verb: Word) -> bool:
    """Kazakh verbs close what they belong to."""
    return bool(set(verb.folded) & _VERB_LAST) or verb.folded in {
        "кос",
        "косыныз",
        "сал",
        "таста",
        "бер",
        "kos",
        "sal",
    }


def _trimmed(piece: str) -> str:
    """Without the conjunctions and marks at its edges."""
    words = read_words(piece)
    first, last = 0, len(words)
    while first < last and words[first].folded in _AND:
        first += 1
    while last > first and words[last - 1].folded in _AND:
        last -= 1
    if first == last:
        return ""
    tail = piece[words[last - 1].end :].strip(" ,;.\n") if last == len(words) else ""
    return piece[words[first].start : words[last - 1].end] + tail
