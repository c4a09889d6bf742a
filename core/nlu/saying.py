"""Whether words say something, as a sentence or a question does, or name somebody.

Told by grammar and not by meaning: verbs, question words and what never stands in a name on one side; on the other
names that a dictionary knows and the shape of surnames. In doubt words do neither, for a name must never be refused.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.nlu.normalize import fold, skeleton, tokens
from core.nlu.stemming import is_russian_name, is_russian_thing, russian_beside_names, russian_parts_of_speech

_VERBS = frozenset({"VERB", "INFN", "PRED"})
_SHORT_CLASSES = frozenset({"NPRO", "PREP", "CONJ", "PRCL", "INTJ", "ADVB"})
LONG = 6
"""Letters of a Russian word that is no name by chance, such as "Жали", when it stands alone or beside a name."""
LONG_BESIDE = 5
PRONOUN = 4
"""Letters of a Russian verb and of a pronoun that are none beside other words ("Ван Пей")."""

ASKS = frozenset({
    "зачем", "почему", "отчего", "куда", "откуда", "где", "когда", "как", "что", "кто", "какой", "какая", "какое",
    "неге", "қалай", "қайда", "қайдан", "қашан", "кім", "қанша", "why", "what", "where", "when", "who", "how",
})  # fmt: skip
_KAZAKH_VERB = re.compile(
    # Negated; asked or told politely; said of oneself.
    r"\w{2,}(?:(?:[мбп]ады|[мбп]еді)(?:м|ң|ңыз|ңіз|қ|к)?|[мбп][ае]й(?:ды|ді|мын|мін|сың|сің|сыз|сіз|мыз|міз)"
    r"|[ыіиуүұаеә][ңн][ыіи]з(?:дар|дер)?(?:ш[ыіи])?|[аеәйпн]м[ыіи][нз]|[аеәй]й[ыі][нқк]|[мңпй]с[ыі]з|\w[дт][ыі]м)"
)
_KAZAKH_LAST = frozenset({
    "жоқ", "емес", "керек", "жатыр", "тұр", "ғой", "екен", "бар", "қазір", "еді", "едім", "ма", "ме", "ба", "бе", "па", "пе",
})  # fmt: skip
_KAZAKH_BESIDE = frozenset({
    "мен", "сен", "сіз", "сіздер", "біз", "мені", "сені", "сізді", "бізді", "маған", "саған", "сізге", "бізге", "менде",
    "сенде", "сізде", "сіздерде", "бізде", "менің", "сенің", "сіздің", "біздің", "бұл", "осы", "сол", "үшін", "туралы",
    "және", "бірақ", "әлі", "қазір", "кейін", "бұрын", "бір",
})  # fmt: skip
"""Pronouns and the like, which stand in sentences and in no name."""
_ENGLISH_BESIDE = re.compile(
    r"(?:did|do|does|is|was|are|were|have|has|had|could|would|should|ca|wo)n['’]?t|not|cannot|nothing|nobody"
    r"|the|my|me|you|your|we|us|our|it|its|they|them|this|that|these|those|of|for|with|without|from|at|and|or|but|if"
    r"|to|is|are|was|were|am|be|please|now|later"
)
_ENGLISH_VERBS = frozenset({
    "did", "does", "do", "has", "have", "had", "will", "would", "can", "could", "came", "come", "comes", "goes", "went",
    "got", "get", "need", "needs", "want", "wants", "know", "think", "changed", "already", "just", "never",
})  # fmt: skip

_INTRODUCED = re.compile(
    r"(?:меня зовут|зовите меня|зовите|зовут|мо[её] имя|это|я|мені|менің атым|менің есімім|атым|есімім|мен|бұл"
    r"|my name is|name is|call me|this is|it['’]?s|it is|i am|i['’]?m)[\s:,–-]+(?=\w)",
    re.IGNORECASE,
)
_INTRODUCED_AFTER = re.compile(
    r"[\s,–-]+(?:болам|боламын|менің атым|деңіз|дей беріңіз|деп (?:жаз|атаңыз|жазыңыз))\W*$", re.IGNORECASE
)
_NAMES = frozenset(map(skeleton, re.findall(
    r"\w+",
    "Айтбай, Айтқали, Айтқожа, Айтпай, Алтын, Алмас, Аманат, Аманкелді, Артық, Барлықбай, Базар, Бақыт, Бақытты, "
    "Береке, Берсін, Бейсен, Бота, Болсын, Болат, Дархан, Дәурен, Дүкен, Дүйсен, Еркін, Жақсылық, Жанболсын, Жарас, "
    "Жаңабай, Жүрсін, Жүсіп, Жұма, Игілік, Келді, Келсін, Келбет, Күміс, Күтпан, Қайсар, "
    "Қалсын, Қуаныш, Қуат, Қымбат, Құрмет, Мақсат, Мейірім, Мерей, Мұрат, Нығмет, Өмір, Өмірсерік, Ораз, Оңдасын, "
    "Орынбасар, Ризабек, Сағат, Сағын, Саламат, Сатып, Сатыбалды, Сәулет, Сәтті, Сейсен, Тілек, "
    "Тоқтар, Тоқтасын, Тоқтамыс, Төлеген, Төлеу, Төлепберген, Төре, Тұрсын, Тұрар, Тұрды, Ұлболсын, Үміт, Шүкір, "
    "Ырыс, Will, Mark, May, Bill, Grace, Hope, Joy, Faith, June, April, Rob, Sue, Pat, Art, Dean, Chase, Miles",
)))  # fmt: skip
"""Names that are words too; in any alphabet."""
_NAMES_IN_CAPITALS = frozenset(map(skeleton, ("Рахмет", "Рақмет")))
"""Who thanks writes it small more often than not."""
_SURNAME = re.compile(
    r"\w{3,}(?:ович|евич|овна|евна|ична|ов|ова|ев|ева|ёв|ёва|ский|ская|цкий|цкая|енко|швили|қызы|кызы|ұлы|улы|бек|бай|бекова?"
    r"|ovich|evich|ovna|evna|ov|ova|ev|eva|skiy|sky|skaya|enko|uly|qyzy|kyzy|bek|bay|bai|son)"
)


def without_introduction(text: str) -> str:
    """ "Это Олег", "менің атым Айгүл", "I am John": the name alone; a sentence about oneself stays whole."""
    found = _INTRODUCED.match(text)
    rest = _INTRODUCED_AFTER.sub("", text[found.end() :] if found else text)
    return text if says_something(rest) else rest


def says_something(text: str) -> bool:
    words = [token.text.lower() for token in tokens(text)]
    if not words:
        return False
    if words[0] in ASKS:
        return True
    return _says_in_russian(words) or _says_in_kazakh(words) or _says_in_english(words)


def names_somebody(text: str) -> bool:
    """Whether these are the words of a name whatever else they may mean: "Болсын", "Рахмет Ахметов", "Вера"."""
    alone = without_introduction(text)
    words = tokens(alone)
    if not words or "?" in text or "\n" in text.strip() or says_something(alone):
        return False
    if any(not w.text[0].isalpha() for w in words):
        return False
    folded = [fold(w.text) for w in words]
    if all(w.text[0].isupper() for w in words) and (
        alone != text or any(skeleton(w) in _NAMES_IN_CAPITALS for w in folded)
    ):
        return True
    if len(folded) > 1 and any(map(is_russian_thing, folded)):
        return False  # "шоколад Рахат"
    return any(map(_is_name, folded)) or (len(folded) > 1 and any(map(_is_surname, folded)))


@lru_cache(maxsize=10_000)
def _is_name(word: str) -> bool:
    return skeleton(word) in _NAMES or is_russian_name(word)


def _is_surname(word: str) -> bool:
    return _SURNAME.fullmatch(word) is not None and not russian_parts_of_speech(word)


def _says_in_russian(words: list[str]) -> bool:
    kinds = [russian_parts_of_speech(word) for word in words]
    for negation, kind in zip(words, kinds[1:], strict=False):
        if negation in {"не", "ни"} and kind and kind <= _VERBS:
            return True
    beside = [(word, kind) for word, kind in zip(words, kinds, strict=True) if russian_beside_names(word)]
    named = any(is_russian_name(word) or _is_surname(word) for word in words)
    if len(words) == 1 or named:
        return any(len(word) >= LONG for word, _ in beside)
    least = {word: PRONOUN if kind <= _SHORT_CLASSES else LONG_BESIDE for word, kind in beside}
    return any(len(word) >= least[word] or kind == {"PREP"} for word, kind in beside)


def _says_in_kazakh(words: list[str]) -> bool:
    if any(map(_KAZAKH_VERB.fullmatch, words)):
        return True
    return len(words) > 1 and (words[-1] in _KAZAKH_LAST or any(word in _KAZAKH_BESIDE for word in words))


def _says_in_english(words: list[str]) -> bool:
    if len(words) == 1:
        return False
    return any(map(_ENGLISH_BESIDE.fullmatch, words)) or (words[0] == "i" and words[1] in _ENGLISH_VERBS)
