"""The lines of a shopping list and what each names: product, brand, attribute, quantity.

Where a line ends is decided by the whole message: of all ways to cut it, the one is taken whose lines are the
most usual (one name, one amount, amounts on the same side), found by dynamic programming.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from core.nlu.entities.amounts import EACH, choose, is_whole, quantity_entities
from core.nlu.entities.lexicon import KAZAKH_VERB, Brands, Lexicon, Word
from core.nlu.entities.pieces import Broken, Piece, PieceReader
from core.nlu.stemming import KAZAKH_ONLY, names_subject, russian_parts_of_speech
from core.nlu.understanding import Entity

_LONGEST_LINE = 14
"""Pieces of a line that has no mark of its end."""
_KAZAKH_DATIVE = re.compile(r"[а-яәіңғүұқөһ]{3}[ғгқк][ае]$")
_SAME = " -'\"«»“”„’"
# Costs of a cut and of a line, in units of one line without an amount.
_NO_AMOUNT, _NO_NAME, _SPARE_AMOUNT, _SIZE_AND_COUNT, _OTHER_SIDE, _SPARE_NAME, _AND_INSIDE = (
    1.0,
    3.0,
    2.0,
    0.4,
    0.6,
    1.5,
    2.0,
)
_CUT, _CUT_APART, _CUT_UNSURE, _CUT_NAME, _UNCUT = 0.1, 0.3, 1.0, 2.5, 1.6

Line = list[Piece]


@lru_cache(maxsize=32)
def _brands(names: frozenset[str]) -> Brands:
    """Kept between messages: a store of 20,000 goods has thousands of brands, and reading them takes 15 ms."""
    return Brands(names)


class GoodsReader:
    def __init__(self, lexicon: Lexicon, brands: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._pieces = PieceReader(lexicon, _brands(brands) if brands else None)

    def read(
        self,
        text: str,
        words: list[Word],
        taken: list[bool],
        counted: bool,
        asking: bool = False,
        replacing: bool = False,
    ) -> list[Entity]:
        """All lines of a message. `counted` says whether numbers here are quantities, `asking` whether what stands
        after a name says something of it ("пылесос шумный?", "нан қатып қалыпты"), `replacing` whether the amount
        said last takes the place of others."""
        broken = self._pieces.read(text, words, taken, counted)
        lines = _together(self._cut(text, words, broken, counted), replacing)
        found = [self._line(text, words, line, counted, asking) for line in _shared(lines, words)]
        # A line must name something: a greeting before a list is no line of it.
        named = [line for line in found if any(e.entity in {"product", "brand"} for e in line)]
        kept = named or [line for line in found if line]
        if len(kept) < 2:
            return kept[0] if kept else []
        return [
            Entity(e.entity, e.value, e.start, e.end, number)
            for number, line in enumerate(kept)
            for e in line
        ]

    def _cut(self, text: str, words: list[Word], broken: Broken, counted: bool) -> list[Line]:
        pieces = broken.pieces
        before = _amounts_stand_before(pieces)
        pairs = [self._pair(text, words, pieces, i, counted) for i in range(len(pieces))]
        best: list[tuple[float, int]] = [(0.0, 0)]
        for j in range(1, len(pieces) + 1):
            options = []
            for i in range(j - 1, max(-1, j - 1 - _LONGEST_LINE), -1):
                cut = 0.0 if i in broken.breaks else pairs[i][0]
                cost = (
                    best[i][0] + cut + _line_cost(pieces[i:j], before) + sum(p[1] for p in pairs[i + 1 : j])
                )
                options.append((cost, i))
                if i in broken.breaks:
                    break
            best.append(min(options))
        lines: list[Line] = []
        end = len(pieces)
        while end:
            begin = best[end][1]
            lines.insert(0, pieces[begin:end])
            end = begin
        return lines

    def _pair(
        self, text: str, words: list[Word], pieces: list[Piece], i: int, counted: bool
    ) -> tuple[float, float]:
        """(cost of a cut before piece `i`, cost of none)."""
        if i == 0:
            return 0.0, 0.0
        left, right = pieces[i - 1], pieces[i]
        if "P" in left.kind + right.kind:
            return _CUT_NAME, 0.0
        if left.kind != "G" or right.kind != "G":
            return (_CUT if counted or "&" in left.kind + right.kind else _CUT_UNSURE), 0.0
        if not counted:
            return _CUT_NAME, 0.0
        first, second = words[left.end - 1], words[right.start]
        known = (left.whole or self._lexicon.is_known(first)) and (
            right.whole or self._lexicon.is_known(second)
        )
        if second.folded.isascii() and not right.whole:
            neighbours = [p for p in pieces[max(0, i - 2) : i + 2] if p.kind == "G"]
            many = len(neighbours) >= 3 and all(
                p.whole or self._lexicon.is_known(words[p.start]) for p in neighbours
            )
            foreign = second.folded not in self._lexicon.english_goods
            return (_CUT_APART, _UNCUT) if known and (many or foreign) else (_CUT_NAME / 2, 0.0)
        if KAZAKH_ONLY & set(first.folded + second.folded) or names_subject(second.folded) is None:
            exact = second.sound in self._lexicon.goods or right.whole
            return (_CUT_APART, _UNCUT) if known and exact else (_CUT_NAME, 0.0)
        if names_subject(second.folded):
            return (_CUT_APART, _UNCUT) if known else (_CUT_UNSURE, 0.0)
        return (_CUT_UNSURE if known else _CUT_NAME), 0.0

    def _line(self, text: str, words: list[Word], line: Line, counted: bool, asking: bool) -> list[Entity]:
        found = [p.mark or _entity("attribute", text, words, p.start, p.end) for p in line if p.kind == "T"]
        found += [_entity("brand", text, words, p.start, p.end) for p in line if p.kind == "B"]
        found += self._quantity(text, words, line, counted)
        product = self._product(text, words, line, asking)
        if product is None:
            branded = any(e.entity == "brand" for e in found)
            standing = "brand" if branded else "attribute"
            return [self._generic(e, words) if e.entity == standing else e for e in found]
        return [*found, product]

    def _generic(self, named: Entity, words: list[Word]) -> Entity:
        """ "памперсы 4 размер", "лимоны 1 кг": a brand or a flavour that stands for the goods themselves."""
        word = next((w for w in words if w.start == named.start), None)
        known = word is not None and not word.is_number and self._lexicon.is_known(word)
        return Entity("product" if known else named.entity, named.value, named.start, named.end)

    def _quantity(self, text: str, words: list[Word], line: Line, counted: bool) -> list[Entity]:
        said = [p.amount for p in line if p.amount is not None]
        numbered = [a for a in said if a.number_at != a.unit_at] or said
        if not counted:
            before_names = {p.start for p in line if p.kind == "G"}
            numbered = [a for a in numbered if a.unit or a.end in before_names]
        chosen = choose([a for a in numbered if counted or not a.measures])
        found = quantity_entities(chosen, words) if chosen else []
        for amount in numbered:
            # A bare whole number that is not the one wanted is the old one: "from 2 to 3".
            if amount is not chosen and not amount.denied and (amount.unit or not is_whole(amount.value)):
                found.append(_entity("attribute", text, words, amount.start, amount.end))
        return found

    def _product(self, text: str, words: list[Word], line: Line, asking: bool) -> Entity | None:
        runs = self._runs(text, words, line)
        if not runs:
            return None
        runs = [self._head(words, run, asking) for run in runs]
        known = [r for r in runs if any(p.whole or self._lexicon.is_known(words[p.start]) for p in r)]
        best = max(known or runs, key=lambda r: words[r[-1].end - 1].end - words[r[0].start].start)
        return _entity("product", text, words, best[0].start, best[-1].end)

    def _head(self, words: list[Word], run: Line, asking: bool) -> Line:
        """A name without whom it is for ("балаға велосипед") and without what is said of it after: Kazakh names end with their noun, Russian predicates are no nouns."""
        begin = next((i for i, p in enumerate(run) if not _is_dative(words[p.start])), len(run) - 1)
        run = run[begin:]
        known = [i for i, p in enumerate(run) if p.whole or self._lexicon.is_known(words[p.start])]
        end = len(run)
        while known and end - 1 > known[-1] and _says_of_it(words[run[end - 1].start], asking):
            end -= 1
        return run[:end]

    def _runs(self, text: str, words: list[Word], line: Line) -> list[Line]:
        """Names: words that touch, held together by a preposition between two of them."""
        runs: list[Line] = []
        for i, piece in enumerate(line):
            if piece.kind != "G":
                continue
            if runs and _touch(text, words, runs[-1][-1], piece):
                runs[-1].append(piece)
            elif (
                runs and i >= 2 and line[i - 1].kind == "P" and runs[-1][-1] is line[i - 2]
                and _touch(text, words, line[i - 2], line[i - 1]) and _touch(text, words, line[i - 1], piece)
            ):  # fmt: skip
                runs[-1] += [line[i - 1], piece]
            else:
                runs.append([piece])
        return runs


def _is_dative(word: Word) -> bool:
    """Kazakh "for": a name of goods does not begin with it."""
    return _KAZAKH_DATIVE.search(word.folded) is not None and not russian_parts_of_speech(word.folded)


def _says_of_it(word: Word, asking: bool) -> bool:
    if not asking:
        return KAZAKH_VERB.search(word.folded) is not None
    if KAZAKH_ONLY & set(word.folded):
        return True
    return not word.folded.isascii() and "NOUN" not in russian_parts_of_speech(word.folded)


def _amounts_stand_before(pieces: Sequence[Piece]) -> bool:
    """Whether the first amount of the message stands before the first name."""
    return next((p.kind == "A" for p in pieces if p.kind in "AGB"), True)


def _line_cost(line: Sequence[Piece], before: bool) -> float:
    kinds = "".join(p.kind for p in line)
    names = "".join("G" if k == "B" else k for k in kinds if k in "AGB&")
    said = [p.amount for p in line if p.amount and not p.amount.denied and not p.amount.described]
    numbered = [a for a in said if a.number_at != a.unit_at] or said[:1]
    measures = sum(a.measures for a in numbered)
    counts = len(numbered) - measures
    named = "G" in names
    cost = 0.0 if named else _NO_NAME if numbered else 0.2
    cost += _NO_AMOUNT if named and not numbered else 0.0
    cost += _SPARE_AMOUNT * (max(0, counts - 1) + max(0, measures - 1))
    cost += _SIZE_AND_COUNT if counts and measures else 0.0
    cost += _SPARE_NAME * max(0, sum(1 for part in names.replace("&", "A").split("A") if "G" in part) - 1)
    if "G" in names and "&" in names.strip("&"):
        cost += _AND_INSIDE
    if named and numbered and names.strip("&")[0] != ("A" if before else "G"):
        cost += _OTHER_SIDE
    return cost


def _together(lines: list[Line], replacing: bool) -> list[Line]:
    """A piece between commas that only counts or describes belongs to the name before it: "сүт 2,5%, 2 дана".

    `replacing` says that a second amount takes the place of the first: "там молоко 5, сделайте 3".
    """
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else []
        describes = any(p.kind in "AT" for p in line) and all(p.kind not in "GB" for p in line)
        fits = (
            replacing or not _counts(line) or not _counts(last) or (_measured(last) and not _measured(line))
        )
        if describes and fits and any(p.kind in "GB" for p in last):
            joined[-1] = last + line
        else:
            joined.append(line)
    return joined


def _counts(line: Line) -> bool:
    return any(p.amount and not p.amount.denied for p in line)


def _measured(line: Line) -> bool:
    """Whether what is counted there is only a measure, which may describe the article: "900 мл — 2"."""
    return all(p.amount.measures for p in line if p.amount and not p.amount.denied)


def _shared(lines: list[Line], words: list[Word]) -> list[Line]:
    """ "молоко и хлеб по 2": an amount that is said for each belongs to the names before it too."""
    given: list[Line] = []
    for line in reversed(lines):
        each = [p for p in given[-1] if p.kind == "A" and words[p.start - 1].folded in EACH] if given else []
        uncounted = any(p.kind in "GB" for p in line) and all(p.kind != "A" for p in line)
        given.append([*line, each[0]] if each and uncounted and given[-1][0].kind == "&" else line)
    return given[::-1]


def _touch(text: str, words: list[Word], left: Piece, right: Piece) -> bool:
    return left.end == right.start and not text[words[left.end - 1].end : words[right.start].start].strip(
        _SAME
    )


def _entity(name: str, text: str, words: list[Word], a: int, b: int) -> Entity:
    start, end = words[a].start, words[b - 1].end
    return Entity(name, text[start:end], start, end)
