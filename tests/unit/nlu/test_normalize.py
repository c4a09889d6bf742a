"""Many ways to write one word meet; places stay places of the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.nlu.layout import LayoutRepair
from core.nlu.normalize import fold, layout_variants, search_terms, skeleton, stem, tokens


@pytest.mark.parametrize(
    "writings",
    ["сүт сут sut cut süt", "қайда кайда qaida kaida qayda", "жоқ жок jok joq zhok", "хлеб xleb hleb khleb",
     "яблоки yabloki", "өнімдер онимдер onimder", "кофе coffee kofe", "шай shai shay"],
)  # fmt: skip
def test_a_word_sounds_the_same_in_any_alphabet(writings: str) -> None:
    assert len({skeleton(w) for w in writings.split()}) == 1


def test_words_that_sound_different_stay_apart() -> None:
    assert len({skeleton(w) for w in ("шай", "чай", "жай", "сай")}) == 4


@pytest.mark.parametrize(
    ("forms", "expected"),
    [("яблок яблоки яблоко яблоками", "яблоко"), ("сүтті сүттің сүттер", "сүт"),
     ("корзинада корзине", "корзина"),
     ("тапсырысым тапсырысымды тапсырысты", "тапсырыс"), ("нанды нандар нан", "нан"), ("boxes box", "box"),
     ("чайникті чайников чайники", "чайник"), ("суды су судың суы", "су"),
     ("сүт сүті сүтін сүтіне сүтінен сүтім", "сүт"), ("наны наным нанның нанына наннан", "нан"),
     ("ет еті етін етке еттен етінен", "ет"), ("шайы шайын шайды", "шай"), ("балы балын балға", "бал"),
     ("тұзы тұзын тұзды", "тұз"), ("қант қанты қантты қантын қантқа", "қант"), ("майы майды майға", "май"),
     ("тортты торттың торт торты тортын", "торт"), ("йогурті йогуртты", "йогурт"), ("ұны ұнды ұнын", "ұн"),
     ("тісі тістің", "тіс"), ("үйі үйге үйден", "үй"), ("құрты құртты құрттан", "құрт"),
     ("балығы балықты балығын балықтар", "балық"), ("көйлегі көйлекті көйлегін", "көйлек"),
     ("алмасы алманы алмаға алмалар", "алма"), ("кофені кофесі", "кофе")],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(forms: str, expected: str) -> None:
    assert {stem(w) for w in forms.split()} == {expected}


def test_look_alike_letters_are_put_right() -> None:
    assert fold("Мoлoко") == "молоко"
    assert fold("Ёлка") == "елка"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("vjkjrj 2 in", "молоко 2 шт"), ("c8n", "сүт"), ("руддщ", "hello"), ("0fyif", "қанша")],
)
def test_the_other_layout_is_among_the_variants(typed: str, meant: str) -> None:
    assert meant in layout_variants(typed)


def test_a_wrong_layout_is_repaired_and_a_right_one_left() -> None:
    words = "молоко хлеб где мой заказ яблоки milk bread where order сүт нан қайда"
    repair = LayoutRepair(words.split())
    assert repair.repair("vjkjrj 2 ult") == "молоко 2 где"
    assert repair.repair("milk 2 bread") == "milk 2 bread"
    assert repair.repair("сүт 2,5") == "сүт 2,5"


def test_search_terms_carry_the_three_keys() -> None:
    (term,) = search_terms("Яблок")
    assert (term.word, term.stem, term.skeleton) == ("яблок", "яблоко", "iablok")


@given(st.text(max_size=80))
def test_any_text_keeps_its_places(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert all(text[t.start : t.end] == t.text for t in tokens(text))
    assert all(len(v) == len(text) for v in layout_variants(text))
    search_terms(text)
