"""Sentences and questions are told from names by their grammar; no name is taken for a sentence."""

from __future__ import annotations

import pytest

from core.nlu.saying import says_something

SENTENCES = """
не пришло; так и не пришло; код не пришел; ничего не приходит; не понимаю; не получается; я передумал; у меня не работает; не скажу
не хочу говорить; уже сказала; зачем вам имя; что это; где заказ
келмеді; код келмеді; ештеңе келмеді; әлі келген жоқ; түсінбедім; неге керек; керек емес; істемейді; алмаймын; болмайды; айттым ғой
it did not come; it didn't arrive; didn’t come; nothing came; i already told you; why do you need it; what is it; it doesn't work
"""
NAMES = """
Айгүл; Әсел; Айгүл Серікқызы; Ерлан Серікұлы Ахметов; Нұрлан; Келбет; Келдібек; Келдияр; Аман Келді; Жүрсін; Тұрсынбек; Тоқтар; Күтпан; Сатып
Айтбай; Айтқали; Ұлболсын; Болсын; Ахмеди; Мұхамеди; Мәди; Самади; Ермекбай; Іңкәр; Рахмет Болатов; Береке; Сағат; Айдана апай; Айгүл болам
Олег; Вера; Любовь; Надежда; Слава; Света; Роза; Роман; Лев; Майя; Мила; Дана; Тая; Валя; Катя; Анна-Мария; Мария Петровна Ким; Иван Стой
Анна Непомнящая; Иван Непейвода; Виктор Цой; Ли; Ван Пей; Али Жали; Жали; Дай Мария; Не Ольга; это Олег; я Олег; зовите Олег
John; Will Smith; Mark; May; Bill Gates; Jack Doe; Grace Hope; Don; Anne-Marie O'Neil; Ira Do; Rob Didn; Ito; Nguyen Van; I am John; this is John
Aigul; Nurlan; Zhaniya Omarova; Yerkebulan; Kanat; Keldibek; Bolat Serikov; Togzhan; Dastan; Saida Ali
"""


def each(texts: str) -> list[str]:
    return [text.strip() for line in texts.strip().splitlines() for text in line.split(";")]


@pytest.mark.parametrize("text", each(SENTENCES))
def test_a_sentence_says_something(text: str) -> None:
    assert says_something(text) and says_something(text.capitalize() + "!")


@pytest.mark.parametrize("name", each(NAMES))
def test_a_name_says_nothing(name: str) -> None:
    assert not says_something(name) and not says_something(name.lower())


@pytest.mark.parametrize("text", ["", " ", "?!", "12345", "🙂", "не", "it", "ж" * 5_000, "a " * 3_000])
def test_what_is_no_words_says_nothing(text: str) -> None:
    assert not says_something(text)
