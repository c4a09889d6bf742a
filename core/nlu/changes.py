"""The words of a change of mind, in three languages. Each function takes a folded text and reads it as a whole."""

from __future__ import annotations

import re

from core.nlu.normalize import fold, tokens

_NUMBERS = {
    1: "1 один одну одна одно бір біреу біреуін one bir", 2: "2 два две пару екі екеу екеуін екіден two eki",
    3: "3 три үш үшеу үшеуін үштен three ush", 4: "4 четыре төрт төртеу төрттен four tort",
    5: "5 пять бес бесеу бестен five bes", 6: "6 шесть алты алтау алтыдан six", 7: "7 семь жеті жетеу жетіден seven",
    8: "8 восемь сегіз сегізден eight", 9: "9 девять тоғыз тоғыздан nine", 10: "10 десять он оннан ten",
}  # fmt: skip
_VALUES = {fold(word): number for number, words in _NUMBERS.items() for word in words.split()}
_NUMBER = (
    rf"(\d{{1,3}}|{'|'.join(sorted(map(re.escape, filter(str.isalpha, _VALUES)), key=len, reverse=True))})"
)
_UNIT = r"(?:\s*(?:шт(?:ук[аи]?)?|штук|дана|пачк[аиу]|кг|кило|pcs|pieces?|of them|данадан))?"
_POLITE = r"(?:ой|упс|нет|неа|жоқ|joq|jok|no|oops|sorry|пожалуйста|плиз|please|wait|стоп|а|ну|все же|извините|кешіріңіз|әй|жақсы|жарайды|мақұл|ладно|хорошо|ок|окей|ok|okay|alright|all right|hmm|хм|хмм)"
_EDGES = re.compile(rf"^(?:{_POLITE}\b[\s,.!]*)+|(?:[\s,.!]*\b(?:пожалуйста|плиз|please|өтінемін))+$")

_BACK = re.compile(
    r"(?:все )?(?:верни(?:те)?|вернуть)(?: все| мне)?(?: как было| обратно| назад)?|как было|сделай как было|откати(?:те)?|"
    r"(?:отмени(?:те)?|отменить|убери) (?:это |мое )?последн(?:ее|юю|ий|ое)(?: действие| изменение| добавление)?|отмени это|"
    r"(?:бәрін )?(?:бұрынғыдай|бұрынғыша|қалай болса солай|алғашқыдай) (?:қыл|ет|қалдыр|жаса)\w*|"
    r"(?:соңғы(?:сын)?|соңғы өзгерісті) (?:қайтар|болдырма|алып таста)\w*|(?:кері )?қайтар(?:ып таста|ыңыз|шы)?|болдырма|"
    r"undo(?: that| it| the last one| last)?|(?:take|put) (?:it|that|everything) back|revert(?: it| that)?|"
    r"(?:put it back )?(?:as|how|the way) it was(?: before)?|go back to how it was"
)
_REGRET = re.compile(
    r"(?:это )?не то|не то добавил\w*|не это|ошиб(?:ся|лась|ка)|перепутал[аи]?|я ошиб(?:ся|лась)|"
    r"бұл емес|ол емес|жаңылдым|жаңылыстым|қателестім|басқасы еді|not that|not that one|wrong one|my mistake|that's wrong"
)
_FIELDS = {
    "phone": r"телефон\w*|номер(?: телефона)?|нөмір\w*|phone(?: number)?|number",
    "address": r"адрес\w*|мекенжай\w*|мекен жай\w*|address",
    "slot": r"врем[яею]\w*|день|дату|дата|уақыт\w*|күн\w*|time|day|slot|date",
    "payment": r"оплат[ауы]\w*|способ оплаты|төлем\w*|payment(?: method)?|way to pay",
    "name": r"имя|атым|аты|есім\w*|name",
}
_OTHER = r"(?:друг(?:ой|ое|ую|ая)|не тот|не то|не та|неверн\w+|неправильн\w+|басқа|another|different|other|wrong|the wrong|a different)"
_CHANGE = r"(?:измени\w*|изменить|поменя\w+|смени\w*|сменить|исправ\w+|өзгерт\w*|ауыстыр\w*|change|edit)"
_OTHER_FIELD = {
    field: re.compile(
        rf"{_OTHER} (?:{words})(?: доставки| болсын| керек)?|(?:{words}) (?:{_OTHER}|өзгерт\w*|ауыстыр\w*)(?: болсын)?|"
        rf"{_CHANGE} (?:my |the |мой |мое )?(?:{words})(?: доставки)?"
    )
    for field, words in _FIELDS.items()
}
_ONLY = [
    re.compile(r"(?:оставь(?:те)?|оставить|пусть останется|останется) (?:только|лишь|одно|один) (.+)"),
    re.compile(r"(?:только|лишь) (.+?) (?:оставь(?:те)?|оставить|пусть останется)"),
    re.compile(r"(?:тек|жалғыз) (.+?) (?:қал\w+)"),
    re.compile(r"(.+?) (?:ғана|гана) (?:қал\w+|кал\w+)"),
    re.compile(r"(?:keep|leave) (?:only|just) (?:the )?(.+)|(?:only|just) (?:keep|leave) (?:the )?(.+)"),
]
_VERBS = r"(?:дай\w*|добав\w+|положи\w*|возьм\w+|пусть будет|хочу|лучше|сал\w*|қос\w*|бер\w*|болсын|алайын|add|put|take|i want|give me)"
_INSTEAD = [
    (re.compile(rf"(?:{_VERBS} )?вместо (\w+(?: \w+){{0,2}}?),? (?:{_VERBS} )?(.+)"), True),
    (re.compile(rf"(?:{_VERBS} )?(.+?),? вместо (.+)"), False),
    (re.compile(r"(?:замени\w*|поменя\w+|смени\w*) (.+?) на (.+)"), True),
    (re.compile(rf"(.+?)(?:ның|нің|дың|дің|тың|тің) орнына (.+?)(?: {_VERBS})?"), True),
    (re.compile(r"(.+?)(?:ны|ні|ды|ді|ты|ті) (.+?)(?:ға|ге|қа|ке) (?:ауыстыр|алмастыр)\w*"), True),
    (re.compile(rf"instead of (?:the )?(.+?),? (?:{_VERBS} )?(.+)"), True),
    (re.compile(rf"(?:{_VERBS} )?(.+?) instead of (?:the )?(.+)"), False),
    (re.compile(r"(?:replace|swap|change) (?:the )?(.+?) (?:with|for|to) (.+)"), True),
]
_ALL = r"(?:все(?:го)?|всех|все товары|каждого|бәрін|барлығын|оба|обе|обоих|екеуін(?: де)?|екеуі де|әрқайсысын(?:ан)?|both(?: of them)?|everything|all|all of them|each)"
_ALL_TO = [
    re.compile(rf"(?:сделай\w*|возьм\w+|пусть будет|давай\w*|хочу)? ?{_ALL} по {_NUMBER}{_UNIT}"),
    re.compile(rf"по {_NUMBER}{_UNIT} {_ALL}"),
    re.compile(rf"{_ALL} {_NUMBER}{_UNIT}(?: (?:қыл|ет|жаса|болсын|сал)\w*)?"),
    re.compile(
        rf"(?:make (?:it )?|make them |i want )?{_NUMBER} of (?:each|everything|all)|(?:make|set) {_ALL} (?:to )?{_NUMBER}"
    ),
]
_BOTH = re.compile(
    r"(?:да )?(?:и то,? и (?:то|другое|это)|и тот,? и другой|и ту,? и другую|оба|обе|давай\w* оба|беру оба|беру обе|возьму оба|возьму обе|"
    r"екеуін де(?: \w+)?|екеуін (?:ал|сал|қос)\w*|both|both of them|i'?ll take both|take both|both please)"
)
_PRONOUN = r"(?:его|ее|её|их|это|этот|эту|такой|такой же|такую же|такое же|таких же|соны|осыны|оны|мынаны|сондай|it|this|that|this one|that one|the same|of it|of them|of those)"
_MORE = re.compile(
    rf"(?:(?:и )?(?:добавь\w*|положи\w*|дай\w*|возьму|беру) )?(?:еще|ещё|тағы|таги|тагы) (?:{_NUMBER}{_UNIT}|{_PRONOUN})(?: {_PRONOUN})?"
    rf"(?: (?:қос|сал|бер|алайын|аламын)\w*)?|(?:и )?(?:{_NUMBER}|another)(?: one)? more|another one|one more|(?:add )?{_NUMBER} more"
)
_MORE_KK = re.compile(
    rf"(?:соның|осының|оның|содан|одан|осыдан) (?:тағы|таги|тагы) {_NUMBER}{_UNIT}(?: (?:қос|сал|бер|алайын|аламын)\w*)?"
)
_TAKE = re.compile(
    rf"(?:да,? )?(?:я )?(?:беру|возьму|давай\w*|добавь\w*|положи\w*|заверните) {_PRONOUN}|{_PRONOUN} (?:беру|возьму|добавь\w*|давай\w*)|"
    rf"{_PRONOUN} (?:ал|аламын|алам|алайын|ала бер|сал|салыңыз|қос|қосыңыз|кос)|(?:i'?ll |i will )?(?:take|buy|add) {_PRONOUN}"
)
_CORRECTED = re.compile(
    rf"(?:не|not) {_NUMBER}{_UNIT}[,.]? (?:а|but|rather) {_NUMBER}{_UNIT}|(?:не|not) {_NUMBER}[,.]? {_NUMBER}{_UNIT}|"
    rf"{_NUMBER} емес[,.]? {_NUMBER}{_UNIT}(?: (?:болсын|керек|қыл|ет))?|{_NUMBER}{_UNIT},? (?:а )?(?:не|not) {_NUMBER}"
)
_CORRECTED_OF = re.compile(
    rf"(.+?) (?:не|not) {_NUMBER}{_UNIT}[,.]? (?:а|but|rather) {_NUMBER}{_UNIT}|(.+?) {_NUMBER} емес[,.]? {_NUMBER}{_UNIT}(?: (?:болсын|керек|қыл|ет))?"
)
_LET_BE = re.compile(r"(?:пусть будет|пускай будет) .+|.+ (?:болсын|болсыншы|пусть будет)")
_DENIED = re.compile(
    rf"^(?:нет|неа|ой|жоқ|no|oops|sorry|actually|вообще|точнее|вернее|дұрысы|дұрысында)[\s,.!]+(?:лучше |make it |make that |сделай |давай )?{_NUMBER}{_UNIT}(?: of it| of them| of those)?(?: болсын)?$"
)
_AFTER_NO = re.compile(
    r"(?:нет|неа|ой|стой|подожди|жоқ|тоқта|no|oops|wait|sorry)(?:[\s,.!]+(?:нет|стой|подожди|постой|тоқта|wait|sorry))*[\s,.!]+(?!нет|не |no\b)(.+)"
)
_EACH = re.compile(rf"(?<!\w)по {_NUMBER}{_UNIT}$|(?<!\w)(?:of )?{_NUMBER} (?:each|of each)$")
_ALSO = re.compile(
    r"(?:и |а |and )?(?:еще|тағы|тагы|also|plus)(?: (?:и|мне|да))? (?!вариант|друг|похож|раз|показ|есть|что|бар|what|more)\S"
)
_ANOTHER = re.compile(
    r"(?:не (?:этот|эта|это|эту|тот|та)[,. ]+(?:а )?)?друг(?:ой|ая|ое|ую)(?: (?:давай|покажи|хочу|есть))?|(?:покажи |есть |давай )?друг(?:ой|ое|ую|ие)|"
    r"(?:бұл емес[,. ]+)?басқа(?:сы|сын|сы бар ма|сын көрсет\w*)?|(?:not this one[,. ]+)?(?:a )?(?:different|another kind|something else)(?: one)?|"
    r"не (?:этот|эту|эта)"
)
_UNWANTED = [
    re.compile(
        r"не (?:добавляй\w*|клади\w*|надо|нужно|нужен|нужна|нужны|бери|хочу|кладите|добавлять)(?: мне| больше)? (.+)"
    ),
    re.compile(
        r"(.+?) (?:больше |мне |пока )?не (?:нужен|нужна|нужно|нужны|надо|добавляй\w*|клади\w*|хочу|бери)"
    ),
    re.compile(
        r"(.+?) (?:керек емес|керегі жоқ|кажет емес|қажет емес|kerek emes|keregi joq|qospa\w*|kospa\w*|қоспа\w*|салма\w*|алма(?:й ақ қой|ңыз|йық)|керек жок)"
    ),
    re.compile(
        r"(?:don'?t|do not) (?:add|put|need|want|include)(?: any| the)? (.+)|(?:i )?(?:don'?t|do not) (?:need|want)(?: any| the)? (.+)"
    ),
    re.compile(r"(?:no need for|without|skip the) (.+)|(?:the )?(.+?) (?:is|are) not needed"),
]
_NOT_GOODS = re.compile(
    r"(?:это|этого|ничего|его|ее|так|меня|мне|спасибо|рахмет|чек\w*|пакет\w* не|thanks|that|it|anything)$"
)


def folded(text: str) -> str:
    """Lower case, marks kept, one space between words, polite words off both ends."""
    return " ".join(fold(text).replace("ё", "е").strip(" \t\n!?.").split())


def takes_back(text: str) -> bool:
    return _BACK.fullmatch(_bare(text)) is not None


def regrets(text: str) -> bool:
    """ "Oops, not that": less than asking for it back, so it counts only while something can be taken back."""
    return _REGRET.fullmatch(_bare(text)) is not None


def other_field(text: str) -> str | None:
    """name, phone, address, slot or payment, when another one is wanted."""
    bare = _bare(text)
    return next((field for field, shape in _OTHER_FIELD.items() if shape.fullmatch(bare)), None)


def kept_only(text: str) -> str | None:
    """The goods that alone shall stay."""
    return _first(_ONLY, _bare(text))


def replaced(text: str) -> tuple[str, str] | None:
    """(what goes, what comes)."""
    bare = _bare(text)
    for shape, old_first in _INSTEAD:
        if found := shape.fullmatch(bare):
            one, other = found[1].strip(), found[2].strip()
            # "Не 2, а 3 вместо 2": numbers are corrected elsewhere.
            if any(t.text.isalpha() for t in tokens(one)) and any(t.text.isalpha() for t in tokens(other)):
                return (one, other) if old_first else (other, one)
    return None


def all_to(text: str) -> int | None:
    """The number that every line shall have."""
    return _number(next((m for shape in _ALL_TO if (m := shape.fullmatch(_bare(text)))), None))


def takes_both(text: str) -> bool:
    return _BOTH.fullmatch(_bare(text)) is not None


def more_of_it(text: str) -> int | None:
    """How many more of the thing in focus; one when it is only taken."""
    bare = _bare(text)
    if found := _MORE.fullmatch(bare) or _MORE_KK.fullmatch(bare):
        return _number(found) or 1
    return 1 if _TAKE.fullmatch(bare) else None


def goes_on(text: str) -> bool:
    """ "И открытку", "and a gift bag", "қапшығы да болсын": joined to what was said before."""
    if text.endswith("?"):
        return False
    return re.match(r"(?:ну )?(?:и|and|және|жане) \S|\S.* [дт][ае] (?:болсын|керек)$", text) is not None


def corrected_of(text: str) -> tuple[str, int] | None:
    """ "Тархуна не три, а один": the goods, and the number they should have."""
    found = _CORRECTED_OF.fullmatch(_bare(text))
    if found is None:
        return None
    goods, last = (found[1], found[3]) if found[1] else (found[4], found[6])
    return goods, _value(last)


def lets_be(text: str) -> bool:
    """ "Халва біреу болсын": a number for what is there, not more of it."""
    return _LET_BE.fullmatch(text) is not None


def corrected_number(text: str) -> int | None:
    """The number that holds, of "not 2 but 3" or "no, three"."""
    if found := _DENIED.fullmatch(text):
        return _number(found)
    if found := _CORRECTED.fullmatch(_bare(text)):
        first_of_pair = found[7] or found[8]
        said = [g for g in found.groups() if g]
        return _value(said[0] if first_of_pair else said[-1])
    return None


def after_no(text: str) -> str | None:
    """What is said after "no, wait": it puts right what was understood before."""
    found = _AFTER_NO.match(text)
    return found[1] if found else None


def each_of(text: str) -> int | None:
    """The number that every line of a list shall have: "груша и тархун по 3"."""
    return _number(_EACH.search(text))


def adds_more(text: str) -> bool:
    """ "Ещё ржаной хлеб": more goods, not another look at them."""
    return _ALSO.match(text) is not None


def wants_other(text: str) -> bool:
    return _ANOTHER.fullmatch(_bare(text)) is not None


def unwanted(text: str) -> str | None:
    """The goods that are not wanted."""
    phrase = _first(_UNWANTED, _bare(text))
    # With a mark in it it is more than one thing that is said.
    return None if phrase is None or "," in phrase or _NOT_GOODS.match(phrase) else phrase


def _bare(text: str) -> str:
    return _EDGES.sub("", text).strip(" ,.!")


def _first(shapes: list[re.Pattern[str]], text: str) -> str | None:
    for shape in shapes:
        if found := shape.fullmatch(text):
            return next(g for g in found.groups() if g).strip(" ,.")
    return None


def _number(found: re.Match[str] | None) -> int | None:
    said = next((g for g in found.groups() if g), None) if found else None
    return _value(said) if said else None


def _value(word: str) -> int:
    return int(word) if word.isdecimal() else _VALUES[word]
