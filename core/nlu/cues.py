"""Words that turn a message whatever its intent is: "any", "the cheapest", "neither", "more", "only", "instead".

They are looked up by sound and stem, so that misspelt, inflected and Latin writings are found too. What they
mean in a conversation is decided in `dialogue`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.nlu.entities.lexicon import Phrases, Word, read_words

_ANSWERS = {
    "any": (
        "любой, любая, любое, любую, любые, любого, какой угодно, какое угодно, какую угодно, без разницы, все равно, "
        "не важно, неважно, на ваш выбор, на ваше усмотрение, на твой выбор, какой нибудь, какое нибудь, какую нибудь, какой-нибудь, какое-нибудь, какую-нибудь, какие-нибудь, "
        ""
        "сам выбери, выбери сам, выберите сами, кез келген, кез келгені, кез келгенін, бәрібір, өзің таңда, өзіңіз таңдаңыз, "
        "айырмашылығы жоқ, қайсысы болса да, any, any one, anything, whatever, whichever, either, either one, doesnt matter, "
        "doesn't matter, don't care, you choose, your choice, up to you"
    ),
    "cheapest": (
        "самый дешевый, самая дешевая, самое дешевое, самую дешевую, самые дешевые, дешевый, дешевое, дешевую, подешевле, "
        "дешевле, бюджетный, недорогой, недорогое, ең арзан, ең арзаны, ең арзанын, арзан, арзаны, арзанын, арзанырақ, "
        "арзанырағы, арзанырағын, арзандау, арзандауы, арзандауын, cheapest, the cheapest, cheapest one, cheaper, cheaper one, cheap one"
    ),
    "all": (
        "все, оба, обе, и то и другое, и тот и другой, и ту и другую, екеуін де, екеуі де, бәрін, бәрін де, "
        "барлығын, барлығын да, both, both of them, all, all of them, everything"
    ),
    "none": (
        "ни одно, ни один, ни одну, ни одного, ничего, ничего из этого, не надо, не нужно, не нужен, не нужна, не нужны, "
        "не хочу, никакой, никакое, никакую, никакого, пропусти, пропустить, без этого, обойдусь, керек емес, ешқайсысы, "
        "ешқайсысын, керегі жоқ, қажет емес, керек жок, none, none of them, neither, skip, skip it, not needed, "
        "don't need, nothing, no need, leave it out, forget, forget it, forget about, забудь, забудьте, ұмыт"
    ),
    "yes": (
        "да, ага, угу, давай, давайте, беру, берем, возьму, ок, окей, хорошо, согласен, согласна, подходит, годится, "
        "бери, пусть, конечно, пойдет, верно, иә, ия, иа, жарайды, мақұл, аламын, алам, ала бер, бола береді, "
        "yes, yeah, yep, ok, okay, sure, take, take it, take these, take them, fine, good, deal"
    ),
    "no": "нет, неа, жоқ, жок, no, nope",
    "filler": (
        "мне, а, и, или, ну, вот, тогда, лучше, пожалуйста, плиз, будет, мы, я, его, ее, их, это, этот, эту, эти, тот, то, "
        "та, те, что, который, которое, которая, которую, из, них, номер, вариант, один, одну, одно, товар, под, "
        "но, штука, остальное, остальные, это все, только, лишь, еще, пожалуй, просто, же, прям, "
        "және, жане, маған, болсын, болса, бер, беріңіз, берші, ал, алыңыз, салыңыз, сал, қос, қосыңыз, тағы, мен, сол, соны, осы, "
        "себетке, корзинаға, в корзину, осыны, да, де, ғана, тек, бірақ, қалғаны, қалғанын, нөмір, "
        "and, or, please, the, one, ones, a, an, i, i'll, ill, i'd, me, give, want, it, that, this, of, them, number, option, "
        "to cart, to the cart, to my cart, into the cart, for, with, with the, add, put, let, let's, go, only, just, then, but, rest, the rest"
    ),
}  # fmt: skip


_TAKING = {
    "takes": (
        "беру, бери, берем, возьму, возьмем, давай, давайте, хочу, заверните, положи, положите, добавь, добавьте, пусть будет, "
        "ал, алам, аламын, алайын, алайық, ала бер, аламыз, болсын, қос, қосыңыз, қосшы, сал, салыңыз, салыңызшы, қосыңызшы, салшы, алыңызшы, берші, беріңіз, "
        "i take, i'll take, ill take, i will take, take, i'll have, ill have, add, put, give me, i want, let's take, "
        "the cheaper one, the cheapest one, the first one, the second one, the third one, the last one"
    ),
}  # fmt: skip

_RATING = {
    "rates": (
        "звезда, звезды, звезд, звезду, звёзд, звёзды, балл, балла, баллов, очко, очка, очков, жұлдыз, ұпай, балл қоямын, "
        "star, stars, point, points, out of"
    ),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words from index `start` up to `end` say."""

    name: str
    start: int
    end: int


def answering(words: list[Word]) -> tuple[Cue, ...]:
    """The cues of an answer to "which one?", left to right: any, cheapest, all, none, yes, no, filler."""
    # The Kazakh "ал" (take) sounds as the English "all".
    return tuple(
        Cue("filler" if name == "all" and words[a].folded in {"ал", "al"} else name, a, b)
        for a, b, name in _answers().all(words)
    )


def takes(text: str) -> bool:
    """Whether some word says that something is wanted now."""
    return any(True for _ in _taking().all(read_words(text)))


def rates(text: str) -> bool:
    """Whether some word counts marks rather than goods."""
    return any(True for _ in _rating().all(read_words(text)))


@lru_cache(maxsize=1)
def _rating() -> Phrases:
    return phrases(_RATING)


@lru_cache(maxsize=1)
def _taking() -> Phrases:
    return phrases(_TAKING)


@lru_cache(maxsize=1)
def _answers() -> Phrases:
    return phrases(_ANSWERS)


def phrases(by_name: dict[str, str]) -> Phrases:
    """Comma-separated phrases under the name of what they say."""
    return Phrases({name: _listed(text) for name, text in by_name.items()}, inflected=False)


def _listed(text: str) -> Iterable[str]:
    return (phrase.strip() for phrase in text.split(",") if phrase.strip())
