"""What is drawn from one template, and how it is spoiled, is its own: data that is added leaves the rest as it was."""

from __future__ import annotations

from core.nlu.model import Example
from core.nlu.noise import with_noise
from core.nlu.sentences import expand

GOODS = {"product": tuple(f"thing{at}" for at in range(40))}
WRITTEN = ["(show|find) {product}", "is there [any] {product}"]


def test_a_template_that_is_added_changes_nothing_in_what_the_others_say() -> None:
    alone = expand(WRITTEN, GOODS, seed=1, per_template=5)
    beside = expand(["do you sell {product}", *WRITTEN], GOODS, seed=1, per_template=5)
    assert len(alone) == 10 and set(alone) < set(beside)


def test_another_seed_draws_other_sentences() -> None:
    assert expand(WRITTEN, GOODS, seed=1, per_template=5) != expand(WRITTEN, GOODS, seed=2, per_template=5)


def test_a_sentence_is_spoiled_the_same_way_whatever_stands_before_it() -> None:
    one, other = (
        Example("екі литр сүт қосыңыз", "add_to_cart", "kk"),
        Example("добавь хлеб", "add_to_cart", "ru"),
    )
    alone = with_noise([one], copies=3, seed=1)
    beside = with_noise([other, one], copies=3, seed=1)
    assert alone == [example for example in beside if example in alone]
    assert len({example.text for example in alone}) > 2, "each copy in a way of its own"
