"""Something cheaper, larger, stronger … than what is talked about: "одан арзаны бар ма", "а побольше есть?"."""

from __future__ import annotations

from core.dialogue import advise
from core.dialogue.commands import Filters, Search, Than, Wanted
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.lines import filters_of, phrase_of
from core.dialogue.state import DialogueState, Shown
from core.nlu.comparing import Compared, compared
from core.nlu.normalize import search_terms
from core.nlu.understanding import Entity, Understanding

SURE = 0.6
# Who surely wants something else compares nothing.
_WISHES = frozenset(
    {"recommend", "search_product", "out_of_scope", "browse_catalog", "product_details", "compare_products"}
    | {"deny", "affirm", "complain", "give_feedback", "add_to_cart"}
)  # fmt: skip


def asked(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """Others asked for in so many words, whatever else is open: "is there a cheaper one?"."""
    if state.form is not None or state.pending == "advice":
        return None
    wanted = compared(heard.text)
    return _decided(state, heard, read, wanted) if wanted is not None and wanted.asks else None


def wished(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """The same in less words: "а подешевле", "дороговато"."""
    wanted = compared(heard.text)
    return _decided(state, heard, read, wanted) if wanted is not None else None


def _decided(state: DialogueState, heard: Understanding, read: Reader, wanted: Compared) -> Decision | None:
    wishes = _WISHES if state.shows_cart else _WISHES | {"update_cart"}
    # Words that say nothing else compare, whatever they are taken for.
    sure = heard.confidence >= SURE and heard.intent not in wishes and not wanted.alone
    if sure or filters_of(heard) != Filters() or _counts(heard, wanted):
        return None
    # "Which of them": the words that compare point at nothing by themselves.
    entities = [e for e in read(heard.text, "compare_products") if not _covered(e, wanted)]
    named = phrase_of(heard.text, entities)
    if state.open_lines:
        return _looked_for(state, wanted, named) if named else _of_the_line(state, wanted)
    products = _pointed(state, entities)
    if not products and named:
        products = () if wanted.among else _named(state, named)
        named = "" if products else named
    if named and not wanted.by_itself:
        return None  # "У него есть большой экран?" asks about what is at hand.
    products = products or _at_hand(state, wanted)
    if wanted.by == "price" and not (named or wanted.among) and advise.is_listed(state):
        return advise.repriced(state, more=wanted.more)
    if not products:
        return _looked_for(state, wanted, named) if named else None
    phrase = state.query.phrase if state.query else ""
    step = Than(wanted.by, wanted.more, products, phrase, among=wanted.among, named=named)
    return do(state.asking(None), step)


def _of_the_line(state: DialogueState, wanted: Compared) -> Decision | None:
    """Of the one line that is asked about."""
    only = int(state.subject) if state.subject else 0 if len(state.open_lines) == 1 else None
    if only is None or only >= len(state.open_lines):
        return None
    line = state.open_lines[only]
    products = tuple(Wanted(offer_id=c.offer_id) for c in line.choices)
    return do(state, Than(wanted.by, wanted.more, products, line.phrase, only, wanted.among))


def _looked_for(state: DialogueState, wanted: Compared, named: str) -> Decision | None:
    """ "Найди чай подешевле", before any tea was seen."""
    if wanted.by != "price" or wanted.more or wanted.than is not None:
        return None
    return do(state.asking(None), Search(named, cheapest_first=True))


def _counts(heard: Understanding, wanted: Compared) -> bool:
    """Whether a number is said: "a pack" counts nothing."""
    return any(e.entity == "quantity" and not _covered(e, wanted) for e in heard.entities)


def _covered(entity: Entity, wanted: Compared) -> bool:
    return any(c.start < entity.end and entity.start < c.end for c in wanted.covered)


def _pointed(state: DialogueState, entities: list[Entity]) -> tuple[Wanted, ...]:
    """ "Cheaper than the first"."""
    places = [int(str(e.value)) for e in entities if e.entity == "ordinal" and e.value]
    found = [state.shown[p if p < 0 else p - 1] for p in places if -len(state.shown) <= p <= len(state.shown)]
    return _known(found)


def _named(state: DialogueState, named: str) -> tuple[Wanted, ...]:
    """Those at hand that the words name, as a kind or by a brand."""
    terms = {term.stem for term in search_terms(named)}
    at_hand = [*([state.focus] if state.focus else ()), *state.shown]
    called = [s for s in at_hand if terms <= {t.stem for t in search_terms(f"{s.name} {s.spellings}")}]
    return _known(called) if terms else ()


def _at_hand(state: DialogueState, wanted: Compared) -> tuple[Wanted, ...]:
    """The product that was looked at last, else all that was shown."""
    listed = not state.shows_cart and len(state.shown) > 1
    if wanted.among:
        return _known(state.shown) if listed else ()
    if state.focus is not None and (state.focus_is_shown or not listed):
        return _known([state.focus])
    return _known(state.shown) if listed else ()


def _known(shown: list[Shown] | tuple[Shown, ...]) -> tuple[Wanted, ...]:
    return tuple(Wanted(offer_id=s.offer_id) for s in shown)
