"""Marks that describe an article whatever is said around them: sizes, dimensions, power, fat."""

from __future__ import annotations

import re

from core.nlu.entities.lexicon import Lexicon, Word
from core.nlu.understanding import Entity

_NUMBER = r"\d+(?:[.,]\d+)?"
_LENGTH = r"(?:см|мм|cm|mm|м(?![а-яё])|m(?![a-z])|метр\w*|meter\w*|metre\w*)"
_TECHNICAL = (
    rf"(?:{_LENGTH}|квт|kw|вт|ватт\w*|watt\w*|w|гб|gb|гиг\w*|мб|mb|тб|tb|дюйм\w*|inch(?:es)?|[\"”″](?!\w)|ма/?ч|mah|мп|mp|"
    r"гц|hz|кгц|вольт\w*|v(?![a-z])|атм|dpi|мкм|градус\w*|°c?|карат\w*|капсул\w*|таблет\w*|листов|"
    r"лист(?:а|ов)?|ядер|парақ\w*|бет(?:тік)?|стр|страниц\w*|sheets?|pages?|мл/с|ккал|мест(?:а|н\w*)?|персон\w*|предмет\w*|айлық|ай(?=\s|$)|мес(?:яцев)?|слой\w*|слоя|қабатты)"
)
# The surest first: a tyre before a dimension, a dimension before a number with a unit.
_MARKS = re.compile(
    rf"(?<![\w.,])(?:\d{{3}}/\d{{2}}(?:\s*[rр]\s*\d{{2}})?|[rр]\d{{2}}|{_NUMBER}\s*[xх×*]\s*{_NUMBER}(?:\s*[xх×*]\s*{_NUMBER})?(?:\s*{_LENGTH})?"
    rf"(?!\s*(?:л|мл|г|гр|кг|ml|l|g|kg|шт)(?!\w))(?!\w)(?![.,]\d)"
    rf"|{_NUMBER}\s*%|{_NUMBER}[\s-]*{_TECHNICAL}(?!\w)|(?![xх]\d{{1,2}}(?!\w))[a-zа-я]{{1,3}}\d{{1,3}}(?!\w)|а{{2,3}}(?!\w)|a{{2,3}}(?!\w)"
    rf"|usb[- ]?c|type[- ]?c|\d+w-?\d+)",
    re.IGNORECASE,
)
_LETTER_SIZES = frozenset({"S", "M", "L", "XL", "XS", "XXL", "XXXL", "М"})


def marks(text: str, words: list[Word], lexicon: Lexicon) -> list[Entity]:
    """Attributes told by their shape: "2,5%", "205/55 R16", "512 гб", "E27", "42 размер", "XL"."""
    found = [Entity("attribute", m.group(), *m.span()) for m in _MARKS.finditer(text)]
    return found + [
        s for s in _sizes(text, words, lexicon) if not any(f.start < s.end and s.start < f.end for f in found)
    ]


def _sizes(text: str, words: list[Word], lexicon: Lexicon) -> list[Entity]:
    found, used = [], set()
    for a, b, _ in lexicon.relation["sizes"].all(words):
        for i in (b, a - 1, a - 2):
            if (
                0 <= i < len(words)
                and i not in used
                and _is_size(words, i, a)
                and not _counts(words, i, lexicon)
            ):
                used.add(i)
                found.append(Entity("attribute", words[i].text, words[i].start, words[i].end))
                break
    for i, word in enumerate(words):
        if (
            i not in used
            and word.text in _LETTER_SIZES
            and not (i and words[i - 1].is_number)
            and len(words) > 1
        ):
            found.append(Entity("attribute", word.text, word.start, word.end))
    return found


def _counts(words: list[Word], i: int, lexicon: Lexicon) -> bool:
    """ "42 өлшем 20 мыңға дейін": the second number is money."""
    tables = (lexicon.thousand, lexicon.money, lexicon.units)
    return any(t.at(words, i + 1) is not None for t in tables)


def _is_size(words: list[Word], i: int, size_at: int) -> bool:
    # "42-го размера", "42-ші өлшем": an ending may stand between.
    if i == size_at - 2 and words[size_at - 1].start - words[i].end > 1:
        return False
    return words[i].is_number or words[i].text.upper() in _LETTER_SIZES
