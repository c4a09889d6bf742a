"""A message about goods as pieces: amounts, names, marks and what lies between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from core.nlu.entities.amounts import Amount, amounts
from core.nlu.entities.attributes import marks
from core.nlu.entities.lexicon import Brands, Lexicon, Word, read_words
from core.nlu.entities.numbers import read_numbers
from core.nlu.understanding import Entity

_NUMBERING = re.compile(
    r"(?:^|(?<=\n))[ \t]*№?\d{1,2}[ \t]*(?:[.)]|\ufe0f?\u20e3)(?!\d)|(?<!\S)\d{1,2}(?:\)|\ufe0f?\u20e3)"
)
_BREAKS = re.compile(
    r"\n|;|(?!,\s*(?:а|ал|but)\s(?!также|ещ|еще))(?:(?<!\d),|,(?!\d))|\s\+\s?|\+\s|/(?!\d)|[.!?](?=\s|$)|[•✅✔☑▪●–—]|(?<=\s)-(?=\s)|^-"
)
# "Чай в пакетиках 100 шт - 2 шт": what stands behind the last dash of a line counts, whatever was measured before.
_COUNTED_LAST = re.compile(
    r"(?<=\S)[^\S\n]+[-–—][^\S\n]*(?=\d{1,4}[^\S\n]*(?P<unit>[^\W\d_]*)\.?\s*(?:[\n,;]|$))"
)
_HEADING = re.compile(r"[^\n:;,]*:(?!\d)")
_LINE_ENDS = re.compile(r"[\n,;]")
_AFTER_HEADING = re.compile(r"\s*\n|[^\n]*[,;]|[^\n]*\n|\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: A amount, G a word of a name, T mark, B brand, P preposition, & and, O anything else."""

    kind: str
    start: int
    end: int
    amount: Amount | None = None
    mark: Entity | None = None
    whole: bool = False
    """A name known as it stands: it ends where it ends."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Pieces in order; `breaks` holds the indices of pieces that certainly begin a line."""

    pieces: list[Piece]
    breaks: frozenset[int]


class PieceReader:
    def __init__(self, lexicon: Lexicon, brands: Brands | None) -> None:
        self._lexicon, self._brands = lexicon, brands

    def read(self, text: str, words: list[Word], taken: list[bool], counted: bool) -> Broken:
        free = [not t for t in taken]
        numbering = [m.span() for m in _NUMBERING.finditer(text)]
        _strike(words, free, numbering)
        headings = _headings(text, words, self._lexicon)
        _strike(words, free, headings)
        at: dict[int, Piece] = {}
        self._place_known(text, words, free, at)
        counted_last = [m.span() for m in _COUNTED_LAST.finditer(text) if self._is_unit(m["unit"])]
        for amount in amounts(text, words, self._lexicon, free):
            amount = _described_before(text, words, amount, counted_last)
            single = amount.number_at == amount.unit_at
            if all(free[amount.start : amount.end]):
                counts = counted or not single
                piece = Piece(
                    "A" if counts else "O", amount.start, amount.end, amount=amount if counts else None
                )
                _put(at, piece, free)
        self._place_described(text, words, free, at)
        for i in range(len(words)):
            if free[i]:
                at[i] = Piece("O" if self._closes(text, words, i) else self._kind(words[i]), i, i + 1)
        pieces = [at[i] for i in sorted(at)]
        borders = [m.start() for m in _BREAKS.finditer(text)] + [a for a, _ in numbering]
        borders = [b for b in borders if not any(start <= b < end for start, end in counted_last)]
        borders += [b for _, b in headings]
        return Broken(pieces, _begin_lines(pieces, words, sorted(borders)))

    def _place_known(self, text: str, words: list[Word], free: list[bool], at: dict[int, Piece]) -> None:
        """What is told by its shape or as a whole: marks and compound names."""
        for mark in marks(text, words, self._lexicon):
            inside = [i for i, w in enumerate(words) if mark.start < w.end and w.start < mark.end]
            if inside and all(free[inside[0] : inside[-1] + 1]):
                _put(at, Piece("T", inside[0], inside[-1] + 1, mark=mark), free)
        for number in read_numbers(text, words, self._lexicon):
            adjective = self._lexicon.relation["measured"].at(words, number.end)
            if adjective and all(free[number.start : adjective[0]]):
                _put(at, Piece("T", number.start, adjective[0]), free)
        counted = next(
            (i for i, w in enumerate(words) if w.is_number or self._lexicon.numeral(words, i)), None
        )
        for a, b, _ in self._lexicon.relation["holding_one"].all(words):
            if all(free[a:b]):
                _put(at, Piece("T", a, b), free)
        for a, b, _ in self._lexicon.relation["holding_one_each"].all(words):
            if all(free[a:b]) and counted is not None and counted < a:
                _put(at, Piece("T", a + 1, b), free)
        for a, b, _ in self._lexicon.compounds.all(words):
            if all(free[a:b]) and _in_one_line(text, words, a, b):
                _put(at, Piece("G", a, b, whole=True), free)

    def _place_described(self, text: str, words: list[Word], free: list[bool], at: dict[int, Piece]) -> None:
        for a, b, _ in self._lexicon.attributes.all(words):
            sounds = b == a + 1 and self._lexicon.only_sounds_described(words[a])
            if all(free[a:b]) and not sounds and _in_one_line(text, words, a, b):
                _put(at, Piece("T", a, b), free)
        for brands in filter(None, (self._brands, self._lexicon.brand_names)):
            for a, b, _ in brands.all(words):
                if all(free[a:b]) and _in_one_line(text, words, a, b):
                    _put(at, Piece("B", a, b), free)

    def _is_unit(self, word: str) -> bool:
        """One, or none at all: "- 2 батона" is a line of its own."""
        return not word or self._lexicon.units.is_word(read_words(word)[0])

    def _closes(self, text: str, words: list[Word], i: int) -> bool:
        """Kazakh "ет" is meat, and "make it" at the end of a line that names something else."""
        if i < len(words) - 1 or not self._lexicon.changing.is_word(words[i]):
            return False
        before = [j for j in range(i) if self._lexicon.is_known(words[j])]
        return any(_in_one_line(text, words, j, i + 1) for j in before)

    def _kind(self, word: Word) -> str:
        lexicon = self._lexicon
        if lexicon.conjunctions.is_word(word) and word.folded not in {"pen", "men"}:
            return "&"
        if lexicon.inside.is_word(word):
            return "P"
        return "G" if lexicon.names_goods(word) else "O"


def _described_before(
    text: str, words: list[Word], amount: Amount, counted_last: list[tuple[int, int]]
) -> Amount:
    """With a unit, and in the same line as a dash behind which goods are counted, it belongs to the article."""
    ends = words[amount.end - 1].end
    dash = next((start for start, _ in counted_last if ends <= start), None)
    belongs = amount.unit is not None and dash is not None and not _LINE_ENDS.search(text, ends, dash)
    return replace(amount, described=True) if belongs else amount


def _in_one_line(text: str, words: list[Word], a: int, b: int) -> bool:
    """What one line ends with and the next begins with is no name together."""
    return not _LINE_ENDS.search(text, words[a].end, words[b - 1].start)


def _put(at: dict[int, Piece], piece: Piece, free: list[bool]) -> None:
    at[piece.start] = piece
    free[piece.start : piece.end] = [False] * (piece.end - piece.start)


def _strike(words: list[Word], free: list[bool], spans: list[tuple[int, int]]) -> None:
    for i, word in enumerate(words):
        if any(a <= word.start and word.end <= b for a, b in spans):
            free[i] = False


def _headings(text: str, words: list[Word], lexicon: Lexicon) -> list[tuple[int, int]]:
    """What stands before a colon and a list is no line of it; "молоко: 2" is one."""
    found = []
    for heading in _HEADING.finditer(text):
        after = next((i for i, w in enumerate(words) if w.start >= heading.end()), len(words))
        counts = (
            _only_counts(text, words, after, lexicon) and "\n" not in text[heading.end() : words[after].start]
        )
        named = any(w.is_number for w in words if heading.start() <= w.start < heading.end())
        if _AFTER_HEADING.match(text, heading.end()) and not counts and not named:
            found.append(heading.span())
    return found


def _only_counts(text: str, words: list[Word], at: int, lexicon: Lexicon) -> bool:
    """Whether an amount stands there and nothing it counts after it: "молоко: 2 шт, хлеб: 1"."""
    if at >= len(words) or not (words[at].is_number or lexicon.numeral(words, at)):
        return False
    unit = lexicon.units.at(words, at + 1)
    end = unit[0] if unit else at + 1
    return end >= len(words) or bool(_BREAKS.search(text, words[end - 1].end, words[end].start + 1))


def _begin_lines(pieces: list[Piece], words: list[Word], borders: list[int]) -> frozenset[int]:
    found, at = {0}, 0
    for i in range(1, len(pieces)):
        low, high = words[pieces[i - 1].end - 1].end, words[pieces[i].start].start
        while at < len(borders) and borders[at] < low:
            at += 1
        if at < len(borders) and borders[at] <= high:
            found.add(i)
    return frozenset(found)
