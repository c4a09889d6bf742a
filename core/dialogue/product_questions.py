"""Questions about goods at hand: one fact of a product, and what is compared with what."""

from __future__ import annotations

import re
from dataclasses import replace

from core.catalog import facts
from core.dialogue.commands import AskFact, AskWhich, Compare, HandOff, Option, Prompt, ShowProduct, Wanted
from core.dialogue.decision import Decision, do
from core.dialogue.lines import NAMING, phrase_of, pointed_at, wanted_one
from core.dialogue.state import DialogueState, Shown
from core.nlu.phrases import Phrases
from core.nlu.understanding import Entity, Understanding

COMPARED_AT_MOST = 4
ALL_WHEN_FEW = 3
COUNTED = frozenset({*NAMING, "quantity", "unit"})
SHORTEST_NAME = 3
BETWEEN = re.compile(r"\s(?:и|или|мен|пен|бен|және|немесе|and|or|vs|versus|против)\s|[,;/]", re.IGNORECASE)
ALL = Phrases({"all": ["все", "всех", "эти", "их", "бәрін", "барлығын", "осылар*", "these", "them", "all"]})
ASKING = Phrases(
    {
        "asks": [
            "какой",
            "какая",
            "какое",
            "какие",
            "сколько",
            "есть ли",
            "қандай",
            "қанша",
            "неше",
            "what",
            "which",
            "how",
        ]
    }
)
# What a question about the thing at hand is taken for without it.
LATER = frozenset({"search_product", "out_of_scope", "remove_from_cart", "recommend"})


def details(state: DialogueState, heard: Understanding) -> Decision | None:
    """The fact that is asked, else the whole card; None when no product is meant and none is at hand."""
    asked = facts.asked(heard.text)
    subject = _subject(state, _without(heard, asked))
    if subject is None:
        if asked is None and not heard.all("ordinal"):
            return None
        # Of several it is asked which; of nothing, that it be named.
        return do(state, AskWhich(heard.text) if state.shown else Prompt("name-the-product"))
    if asked is not None:
        return do(state, AskFact(subject, asked.fact, heard.text))
    if heard.text.rstrip().endswith("?") or ASKING.find(heard.text):
        return do(state, AskFact(subject, None, heard.text))
    return do(state, ShowProduct(subject))


def in_passing(state: DialogueState, heard: Understanding) -> Decision | None:
    """A question about what is at hand that was taken for something else: "без сахара?" is no search then."""
    asked = facts.asked(heard.text)
    taken_for = heard.intent in LATER or (
        heard.intent == "ask_returns" and asked is not None and asked.fact == "warranty"
    )
    if asked is None or not taken_for:
        return None
    asks = (
        heard.text.rstrip().endswith("?") or bool(ASKING.find(heard.text)) or heard.intent == "out_of_scope"
    )
    rest = _without(heard, asked)
    if phrase_of(rest.text, rest.entities):
        # "Какой чай без сахара" looks for goods; "сколько весит батон" asks about one.
        by_words = facts.is_property(asked.fact) or asked.fact in {"stock", "price"}
        return None if by_words or not asks else details(state, heard)
    about_goods = heard.intent == "ask_returns" and bool(state.shown)
    at_hand = state.focus is not None or bool(heard.all("ordinal")) or about_goods
    return details(state, heard) if asks and at_hand else None


def ask_seller(state: DialogueState) -> Decision:
    """The open question goes to a person as it was written."""
    return do(state.asking(None), HandOff("question", state.subject or ""))


def which(state: DialogueState, heard: Understanding) -> Decision | None:
    """The product that was meant, by its place or by more of its name."""
    if heard.intent == "add_to_cart" and heard.all("quantity"):
        return None  # "Возьму 3 пачки первой" answers nothing any more.
    pointed = pointed_at(state, heard)
    digits = heard.text.strip()
    if not pointed and digits.isdigit() and 1 <= int(digits) <= len(state.shown):
        pointed = (state.shown[int(digits) - 1],)
    words = heard.text.lower().split()
    fits = pointed or [s for s in state.shown if all(w in s.name.lower() for w in words)]
    if len(fits) != 1 or facts.asked(heard.text):
        return None
    return asked_of(state, fits[0].offer_id)


def asked_of(state: DialogueState, offer_id: str) -> Decision:
    """The open question about this product; its card when there is none."""
    wanted = Wanted(offer_id=offer_id)
    if state.pending != "which" or not state.subject:
        return do(state, ShowProduct(wanted))
    asked = facts.asked(state.subject)
    question = AskFact(wanted, asked.fact if asked else None, state.subject)
    return do(state.asking(None), question)


def compare(state: DialogueState, heard: Understanding) -> Decision:
    wanted = _compared(state, heard)
    if len(wanted) < 2:
        catalog = Option("button-catalog", "catalog")
        return do(state.asking("compare"), Prompt("compare-what", options=(catalog,)))
    return do(state.asking(None), Compare(wanted[:COMPARED_AT_MOST]))


def which_to_compare(state: DialogueState, heard: Understanding) -> Decision | None:
    """The answer to "what shall I compare": numbers are places in the list."""
    places = [int(n) for n in re.findall(r"\d+", heard.text)]
    if len(places) >= 2 and all(1 <= p <= len(state.shown) for p in places):
        chosen = tuple(Wanted(offer_id=state.shown[p - 1].offer_id) for p in dict.fromkeys(places))
        return do(state.asking(None), Compare(chosen[:COMPARED_AT_MOST]))
    if heard.intent in {"search_product", "compare_products"} and len(_compared(state, heard)) >= 2:
        return compare(state, heard)
    return None


def _compared(state: DialogueState, heard: Understanding) -> tuple[Wanted, ...]:
    pointed = pointed_at(state, heard)
    if len(pointed) >= 2:
        return _known(pointed)
    named = _named(heard)
    if len(named) >= 2:
        return named
    at_hand = {s.offer_id for s in pointed}
    other = (state.focus,) if state.focus and state.focus.offer_id not in at_hand else ()
    if named or (pointed and other):
        return (*_known(other), *(named or _known(pointed)))
    everything = ALL.find(heard.text) or len(state.shown) <= ALL_WHEN_FEW
    return _known(state.shown[:COMPARED_AT_MOST] if everything else state.shown[:2])


def _known(shown: tuple[Shown, ...]) -> tuple[Wanted, ...]:
    return tuple(Wanted(offer_id=s.offer_id) for s in shown)


def _named(heard: Understanding) -> tuple[Wanted, ...]:
    """One phrase for every part between "and", "or" and commas; a part with only a size shares the goods before it."""
    naming = [e for e in heard.entities if e.entity in NAMING]
    cuts = [
        m.start()
        for m in BETWEEN.finditer(heard.text)
        if not any(e.start < m.end() and m.start() < e.end for e in naming)
    ]
    parts: list[list[Entity]] = [[] for _ in range(len(cuts) + 1)]
    for entity in naming:
        parts[sum(cut < entity.start for cut in cuts)].append(entity)
    if len([p for p in parts if p]) == 1 and not cuts:
        # "сүтті айранмен салыстыр": nothing stands between the two.
        goods = [e for e in naming if e.entity != "attribute"]
        parts = [[e] for e in goods] if len(goods) > 1 else parts
    phrases: list[str] = []
    head: list[Entity] = []
    for part in filter(None, parts):
        goods = [e for e in part if e.entity != "attribute"]
        head = goods or head
        phrases.append(phrase_of(heard.text, part if goods else [*head, *part]))
    return tuple(Wanted(phrase=p) for p in dict.fromkeys(phrases))


def _subject(state: DialogueState, heard: Understanding) -> Wanted | None:
    """What a question is about. Of a longer list shown since the focus was set, nobody knows which."""
    wanted = wanted_one(state, heard)
    if wanted.phrase:
        return replace(wanted, quantity=None, unit=None)
    if pointed_at(state, heard):
        return Wanted(offer_id=wanted.offer_id)
    stale = len(state.shown) > 1 and not state.focus_is_shown
    return None if state.focus is None or stale else Wanted(offer_id=state.focus.offer_id)


def _without(heard: Understanding, asked: facts.Asked | None) -> Understanding:
    """The words of the question name no goods: "сколько жира" is not about fat one could buy."""
    if asked is None:
        return heard
    kept = (e for e in heard.entities if e.entity not in COUNTED or not _is_of(e, asked))
    return replace(heard, entities=tuple(kept))


def _is_of(entity: Entity, asked: facts.Asked) -> bool:
    """Inside the words of the question, or a mere particle of it ("ба")."""
    return entity.end - entity.start < SHORTEST_NAME or (
        asked.start <= entity.start and entity.end <= asked.end
    )
