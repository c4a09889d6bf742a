"""A shop that opens again reads the vocabulary that its first start made."""

from __future__ import annotations

import pickle

import pytest

from core.nlu.language_data import read_language_data
from core.nlu.understanding import Context
from core.nlu.vocabulary import Vocabulary, vocabulary_of
from tests.unit.nlu.conftest import DATA, NOW

SAID = {
    "add_to_cart": "2 кг банан, жарты кило қиыр жне 10 яиц",
    "search_product": "vjkjrj ne dearer than 2к теңге",
    "set_address": "Абая 10, кв 5, завтра после шести",
    "compare_products": "бірінші мен екіншісін салыстыр",
}


@pytest.fixture(scope="module")
def made() -> Vocabulary:
    return vocabulary_of(read_language_data(DATA))


def test_what_was_kept_reads_a_message_as_what_was_made(made: Vocabulary) -> None:
    kept: Vocabulary = pickle.loads(pickle.dumps(made))
    for intent, text in SAID.items():
        read, again = (
            v.extractor.extract(v.layout.repair(text), intent, NOW, Context(), frozenset(), v.speller.respell)
            for v in (made, kept)
        )
        assert read == again != ()
    for part in ("said", "said_sounds", "english", "kazakh", "allowed"):
        assert getattr(kept, part) == getattr(made, part) != type(getattr(made, part))()


def test_a_slip_of_the_pen_is_put_right_after_it_was_kept(made: Vocabulary) -> None:
    kept: Vocabulary = pickle.loads(pickle.dumps(made))
    slips = ("малоко", "молкоо", "bananna", "пиво", "ab")
    assert [kept.speller.respell(w) for w in slips] == [made.speller.respell(w) for w in slips]
    assert kept.speller.respell("молкоо") == "молоко"
