"""Sentences and questions are told from names by their grammar; no name is taken for a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.nlu import saying
from core.nlu.language_data import read_yaml
from core.nlu.saying import names_somebody, says_something, without_introduction

WORDS = Path(saying.__file__).parent / "data" / "saying.yaml"

SENTENCES = """
не пришло; так и не пришло; код не пришел; ничего не приходит; не понимаю; не получается; я передумал; у меня не работает; не скажу
не хочу говорить; уже сказала; зачем вам имя; что это; где заказ
келмеді; код келмеді; ештеңе келмеді; әлі келген жоқ; түсінбедім; неге керек; керек емес; істемейді; алмаймын; болмайды; айттым ғой
подождите меня; я напишу вечером; можно без имени; у меня нет имени; кто там; мама пишет; заказ для мамы; пишу с чужого телефона
күтіңіз; сәл күте тұрыңыз; қазір жазамын; айтып қойдым; ойланайын; мұны сізге не үшін айтамын; неге сұрап тұрсыз; анама аламын
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
    alone = without_introduction(name)
    assert not says_something(alone) and not says_something(alone.lower())


WORDS_THAT_ARE_NAMES = """
Болсын; Жүрсін; Тұрсын; Айтбай; Төлеген; Қымбат; болсын; жүрсін; тұрсын; Рахмет; Bolsyn; Zhursin; Tursyn; tolegen; Вера; Любовь; слава
Рахмет Есентай; Болсын Ахметов; рахмет ахметов; Айтбай Төлеутаев; Дүкен Базарбайұлы; Salem Aidarbekova; Anna Petrovna; Ким Роза
это Болсын; меня зовут Рахмет; менің атым Жүрсін; мені Айгүл деңіз; my name is May; call me Jack; бұл Сәуле
"""


@pytest.mark.parametrize("name", each(WORDS_THAT_ARE_NAMES))
def test_a_name_that_is_a_word_too_names_somebody(name: str) -> None:
    assert names_somebody(name)


@pytest.mark.parametrize(
    "text",
    ["рахмет", "спасибо", "үлкен рахмет", "привет", "сәлем", "қайырлы кеш", "шоколад Рахат", "торт Слава",
                          "Рахмет?", "Вера\nхлеб", "күте тұрыңыз", "это не мне", "хорошо", "да", "ок", "", "12", "?"],
)  # fmt: skip
def test_other_words_name_nobody(text: str) -> None:
    assert not names_somebody(text)


@pytest.mark.parametrize(
    ("said", "name"),
    [("это Олег", "Олег"), ("Менің атым Айгүл", "Айгүл"), ("I am John Doe", "John Doe"), ("мені Айгүл деңіз", "Айгүл"),
     ("Айгүл болам", "Айгүл"), ("Имя: Рустам", "Рустам"), ("я передумал", "я передумал"), ("Яна", "Яна"), ("Менсұлу", "Менсұлу")],
)  # fmt: skip
def test_who_says_who_it_is_is_called_by_the_name_alone(said: str, name: str) -> None:
    assert without_introduction(said) == name


@pytest.mark.parametrize("text", ["", " ", "?!", "12345", "🙂", "не", "it", "ж" * 5_000, "a " * 3_000])
def test_what_is_no_words_says_nothing(text: str) -> None:
    assert not says_something(text)


def test_what_is_written_down_of_sentences_and_names_are_words_and_stand_once() -> None:
    def lists(node: Any) -> list[list[Any]]:
        return (
            [node] if isinstance(node, list) else [words for part in node.values() for words in lists(part)]
        )

    for words in lists(read_yaml(WORDS)):
        assert all(isinstance(word, str) and word.strip() for word in words), (
            "a bare no or on is no word in YAML"
        )
        assert sorted(set(words)) == sorted(words)
