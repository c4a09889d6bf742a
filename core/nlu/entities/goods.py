"""The lines of a shopping list and what each names: product, brand, attribute, quantity."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.nlu.entities.amounts import amounts, quantity_entities
from core.nlu.entities.lexicon import Lexicon, Phrases, Word
from core.nlu.understanding import Entity

_BREAKS = re.compile(r"\n|;|(?<!\d),|,(?!\d)(?!\s*(?:а|ал|but)\s)|\s\+\s")
_AND = frozenset({"и", "және", "жане", "and", "мен", "пен", "бен", "плюс", "jane", "zhane"})
_SIZE_WORDS = frozenset({"размер", "размера", "size", "өлшем", "өлшемі", "размері", "олшем"})
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")


def lines(text: str, words: list[Word], is_goods: Callable[[Word], bool]) -> list[list[Word]]:
    """Words grouped by list line. "и" parts two lines only when both name something."""
    borders = [m.start() for m in _BREAKS.finditer(text)]
    groups: list[list[Word]] = []
    for word in words:
        if not groups or any(groups[-1][-1].end <= b <= word.start for b in borders if groups[-1]):
            groups.append([])
        groups[-1].append(word)
    return [part for group in groups for part in _part(group, is_goods)]


def _part(group: list[Word], is_goods: Callable[[Word], bool]) -> list[list[Word]]:
    for i, word in enumerate(group):
        if word.folded in _AND and any(map(is_goods, group[:i])) and any(map(is_goods, group[i + 1 :])):
            return [group[:i], *_part(group[i + 1 :], is_goods)]
    return [group]


class GoodsReader:
    def __init__(self, lexicon: Lexicon, brands: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._brands = Phrases({True: brands}, inflected=False) if brands else None

    def names_goods(self, word: Word) -> bool:
        return word.folded not in _AND and self._lexicon.names_goods(word)

    def read(self, text: str, words: list[Word], taken: list[bool], counted: bool) -> list[Entity]:
        """All lines of a message. `counted` says whether numbers here are quantities."""
        free = [w for w, used in zip(words, taken, strict=True) if not used]
        # A line must name or count something: a greeting before a list is no line of it.
        parts = lines(text, free, self.names_goods)
        if counted:
            parts = [piece for part in parts for piece in self._uncommaed(part)]
        found = [self._line(text, line, counted) for line in parts]
        named = [
            entities
            for entities in found
            if any(e.entity == "product" or e.entity == "brand" for e in entities)
        ]
        kept = named or [e for e in found if e]
        if len(kept) < 2:
            return kept[0] if kept else []
        return [
            Entity(e.entity, e.value, e.start, e.end, number)
            for number, line in enumerate(kept)
            for e in line
        ]

    def _uncommaed(self, words: list[Word]) -> list[list[Word]]:
        """Amounts and goods in turn ("2 bread 1 butter", "молоко 2 хлеб 1") are lines without a comma."""
        kinds = [self._kind(words, i) for i in range(len(words))]
        plain = [k for k in kinds if k in "NG"]
        if kinds.count("N") < 2 or "G" not in kinds:
            return [words]
        cuts = [0]
        for i in range(1, len(words)):
            rest = [k for k in kinds[i:] if k != "U"]
            if plain[0] == "N":
                cut = kinds[i] == "N" and kinds[i - 1] == "G" and "".join(rest).startswith("NG")
            else:
                cut = kinds[i] == "G" and kinds[i - 1] in "NU" and "N" in rest
            if cut:
                cuts.append(i)
        return [words[a:b] for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]

    def _kind(self, words: list[Word], i: int) -> str:
        """N a number, U a unit after one, G goods, O anything else."""
        word = words[i]
        if word.is_number or self._lexicon.numerals.at(words, i):
            return "N"
        if (
            i
            and self._lexicon.units.at(words, i)
            and (words[i - 1].is_number or self._lexicon.numerals.at(words, i - 1))
        ):
            return "U"
        return "G" if self.names_goods(word) else "O"

    def _line(self, text: str, words: list[Word], counted: bool) -> list[Entity]:
        free = [True] * len(words)
        entities = self._attributes(text, words, free)
        if counted:
            entities += self._quantity(text, words, free)
        entities += self._named(text, words, free)
        return entities + self._product(text, words, free)

    def _attributes(self, text: str, words: list[Word], free: list[bool]) -> list[Entity]:
        found = []
        for a, b, _ in self._lexicon.attributes.all(words):
            found.append(_take("attribute", text, words, free, a, b))
        for i, word in enumerate(words):
            near = [j for j in (i - 1, i + 1) if 0 <= j < len(words) and words[j].is_number and free[j]]
            if word.folded in _SIZE_WORDS and near:
                found.append(_take("attribute", text, words, free, near[0], near[0] + 1))
                free[i] = False
            elif word.is_number and free[i] and _PERCENT.match(text, word.start):
                found.append(_take("attribute", text, words, free, i, i + 1, "%"))
        return found

    def _quantity(self, text: str, words: list[Word], free: list[bool]) -> list[Entity]:
        said = amounts(words, self._lexicon, free)
        entities, measures = quantity_entities(words, said, None)
        for amount in said:
            free[amount.start : amount.end] = [False] * (amount.end - amount.start)
        for measure in measures:
            entities.append(_take("attribute", text, words, free, measure.start, measure.end))
        return entities

    def _named(self, text: str, words: list[Word], free: list[bool]) -> list[Entity]:
        found = []
        for phrases in filter(None, (self._brands, self._lexicon.brand_names)):
            for a, b, _ in phrases.all(words):
                if all(free[a:b]):
                    found.append(_take("brand", text, words, free, a, b))
        return found

    def _product(self, text: str, words: list[Word], free: list[bool]) -> list[Entity]:
        runs: list[tuple[int, int]] = []
        i = 0
        while i < len(words):
            if not (free[i] and self.names_goods(words[i])):
                i += 1
                continue
            end = i + 1
            while (
                end < len(words) and free[end] and self.names_goods(words[end]) and _touch(text, words, end)
            ):
                end += 1
            runs.append((i, end))
            i = end
        if not runs:
            return []
        known = [r for r in runs if any(self._known(w) for w in words[r[0] : r[1]])]
        a, b = max(known or runs, key=lambda r: words[r[1] - 1].end - words[r[0]].start)
        return [_take("product", text, words, free, a, b)]

    def _known(self, word: Word) -> bool:
        return word.sound in self._lexicon.goods or word.stem_sound in self._lexicon.goods


def _touch(text: str, words: list[Word], at: int) -> bool:
    return not text[words[at - 1].end : words[at].start].strip(" -'\"«»")


def _take(
    name: str, text: str, words: list[Word], free: list[bool], a: int, b: int, tail: str = ""
) -> Entity:
    free[a:b] = [False] * (b - a)
    start, end = words[a].start, words[b - 1].end
    if tail:
        end = text.index(tail, end) + len(tail)
    return Entity(name, text[start:end], start, end)
