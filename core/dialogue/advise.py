"""Choosing together with the undecided: what was told is taken in, what is missing is asked, at most three questions."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from core.catalog import advice as table
from core.dialogue.commands import Advise, Prompt, Recommend, Wanted
from core.dialogue.decision import Decision, do
from core.dialogue.lines import NAMING, filters_of, phrase_of, pointed_at
from core.dialogue.state import Advice, DialogueState
from core.nlu.comparing import Compared, compared
from core.nlu.normalize import fold, tokens
from core.nlu.phrases import Found, Phrases
from core.nlu.understanding import Entity, Understanding

SURE = 0.85
UNSURE = 0.6
SHORT = 4
"""Longer messages say more than "other ones" and are understood as a whole."""
# Whoever says one of these while choosing has left it, or answers something else.
WISHES = frozenset({"recommend", "search_product", "out_of_scope", "browse_catalog", "product_details"})
LEAVES = frozenset(
    {"show_cart", "clear_cart", "checkout", "talk_to_human", "help", "browse_catalog", "order_status", "cancel_order",
     "complain", "change_language", "compare_products", "greet", "goodbye", "thank", "stop_reminders"}
)  # fmt: skip
_SUM = re.compile(r"(\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)?)\s*(тыс\w*|мың\w*|мын\w*|k\b|к\b|thousand)?")
# "Не дороже" is no "дороже": the longer phrase takes its words.
_BOUNDS = Phrases(
    {
        "up_to": ["не дороже", "не больше", "не более", "no more than", "not more than", "not over"],
        "from": [
            "от",
            "дороже",
            "больше",
            "жоғары",
            "кем емес",
            "бастап",
            "from",
            "over",
            "above",
            "at least",
            "more than",
        ],
    }
)


def recommend(state: DialogueState, heard: Understanding) -> Decision:
    """Advice that is asked for in any words: by what it stands to, or step by step."""
    relation = table.relation(heard.text)
    advice = heard_in(Advice(), heard)
    if relation is not None and advice.purpose is None and advice.whom is None:
        wanted = _wanted(state, heard, advice)
        if relation == "popular" or wanted.phrase or wanted.offer_id:
            return do(replace(state, advice=None), Recommend(relation, wanted, filters_of(heard)))
    return do(replace(state, advice=advice).asking(None), Advise())


def is_a_wish(state: DialogueState, heard: Understanding) -> bool:
    """ "Что-нибудь к чаю" is a wish for advice, whatever the model takes it for."""
    if heard.intent not in WISHES or heard.intent == "recommend":
        return False
    told = table.purposes(heard.text) or table.recipients(heard.text)
    return table.is_vague(heard.text) and (
        bool(told) or heard.intent != "search_product" or heard.confidence < SURE
    )


def go_on(state: DialogueState, heard: Understanding) -> Decision | None:
    """ "Другие", "ещё", "похожее" about the list at hand."""
    if len(heard.text.split()) > SHORT or heard.all("quantity") or heard.all("ordinal"):
        return None
    if phrase_of(heard.text, _unclaimed(heard)) or table.purposes(heard.text):
        return None
    if state.advice is not None and state.pending in (None, "advice"):
        more = table.asks_for_more(heard.text) and heard.intent not in LEAVES
        return do(state.asking(None), Advise()) if more else None
    relation = table.relation(heard.text)
    if relation in {"similar", "goes_with"} and state.focus is not None:
        return do(state, Recommend(relation, Wanted(offer_id=state.focus.offer_id)))
    return None


def is_listed(state: DialogueState) -> bool:
    """Whether what was shown last was chosen together."""
    return state.advice is not None and state.advice.least is not None and state.pending in (None, "advice")


def repriced(state: DialogueState, *, more: bool) -> Decision:
    """Below all that was shown last, or above it."""
    advice = state.advice or Advice()
    limits = ((advice.most or 0) + 1, None) if more else (None, (advice.least or 1) - 1)
    asked = (*advice.asked, "budget")
    advice = replace(advice, price_min=limits[0], price_max=limits[1], asked=asked, passed=())
    return do(replace(state, advice=advice).asking(None), Advise())


def answer(state: DialogueState, heard: Understanding) -> Decision | None:
    """The open question of the choice answered in words; None when the message is about something else."""
    advice = state.advice
    if advice is None:
        return None
    low, high = sums(heard.text)
    if advice.field == "budget" and table.is_only_a_sum(heard.text):
        # Whatever else a bare number may be, it was asked for.
        return _told(state, replace(advice, price_min=low, price_max=high))
    if heard.intent in LEAVES and heard.confidence >= SURE:
        return None
    action = _chosen(advice, heard)
    if action is not None:
        return tapped(state, action)
    if advice.field == "budget" and (low or high):
        return _told(state, replace(advice, price_min=low, price_max=high))
    if table.does_not_mind(heard.text) or heard.intent == "deny":
        return _told(state, advice)
    told = heard_in(advice, heard)
    if told != advice:
        return do(replace(state, advice=told).asking(None), Advise())
    if advice.field == "purpose" and heard.confidence < UNSURE and heard.intent not in LEAVES - {"greet"}:
        # A word or two that mean nothing else name what is looked for.
        return do(replace(state, advice=replace(advice, words=heard.text.strip())).asking(None), Advise())
    return _band(state, advice, compared(heard.text))


def _band(state: DialogueState, advice: Advice, wanted: Compared | None) -> Decision | None:
    """ "Подешевле" for an answer: the lowest of the offered sums; "получше" the highest."""
    bands = [action for _, action in advice.offered if action.startswith("budget:")]
    if not bands or wanted is None or wanted.by != "price":
        return None
    return tapped(state, bands[-1] if wanted.more else bands[0])


def tapped(state: DialogueState, argument: str) -> Decision:
    """`<field>:<value>` of an offered answer."""
    advice = state.advice or Advice()
    field, _, value = argument.partition(":")
    match field:
        case "purpose" if value in table.known_purposes():
            return _told(state, replace(advice, purpose=value))
        case "whom" if value in table.known_recipients():
            return _told(state, replace(advice, whom=value, purpose="gift"))
        case "budget":
            low, _, high = value.partition("-")
            return _told(state, replace(advice, price_min=_sum(low), price_max=_sum(high)))
        case "narrow" if value:
            return _told(state, replace(advice, narrowed=value, passed=()))
        case "more":
            return do(state.asking(None), Advise()) if state.advice else do(state, Prompt("advice-over"))
        case "cheaper" if state.advice:
            return repriced(state, more=False)
        case _:
            return _told(state, advice)


def heard_in(advice: Advice, heard: Understanding) -> Advice:
    """The advice with what the words tell on top: for what, for whom, which goods, for how much."""
    purposes, recipients = table.purposes(heard.text), table.recipients(heard.text)
    whom = recipients[0].name if recipients else None
    purpose = purposes[0].name if purposes else "gift" if whom and not advice.purpose else None
    limits = filters_of(heard)
    low, high = (
        (limits.price_min, limits.price_max) if limits.price_min or limits.price_max else _limits(heard)
    )
    return replace(
        advice,
        purpose=purpose or advice.purpose,
        whom=whom or advice.whom,
        words=_goods(heard) or advice.words,
        price_min=low or advice.price_min,
        price_max=high or advice.price_max,
    )


def _goods(heard: Understanding) -> str:
    """The words that name goods; where the model saw none in a wish, those that are no mere words of wishing."""
    if heard.entities or heard.intent != "out_of_scope":
        return phrase_of(heard.text, _unclaimed(heard))
    spans = (*_spans(heard.text), *table.filler(heard.text))
    words = [t for t in tokens(heard.text) if not any(s.start < t.end and t.start < s.end for s in spans)]
    return " ".join(t.text for t in words if len(t.text) > 2 and not t.text[0].isdigit())


def sums(text: str) -> tuple[int | None, int | None]:
    """From and up to, whole tenge: "до 5 тыс", "5000", "3000-5000", "от 2 мың"."""
    found = [_tenge(number, thousand) for number, thousand in _SUM.findall(fold(text))]
    if not found:
        return None, None
    if len(found) >= 2:
        return min(found[:2]), max(found[:2])
    return (found[0], None) if _BOUNDS.first(text) == "from" else (None, found[0])


def _limits(heard: Understanding) -> tuple[int | None, int | None]:
    """A sum beside a wish is its limit; what is too little to be one (an age, a count) is not."""
    low, high = sums(heard.text)
    return (low if low and low >= LEAST_SUM else None), (high if high and high >= LEAST_SUM else None)


LEAST_SUM = 200


def _tenge(number: str, thousand: str) -> int:
    value = Decimal(re.sub(r"[ \u00a0]", "", number).replace(",", "."))
    return min(int(value * (1000 if thousand else 1)), 10**9)


def _sum(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _chosen(advice: Advice, heard: Understanding) -> str | None:
    """The offered answer that is meant: by its place or by its words."""
    place = heard.first("ordinal")
    if isinstance(place, int) and 1 <= place <= len(advice.offered):
        return advice.offered[place - 1][1]
    by_words = Phrases({action: [words.replace("*", "")] for words, action in advice.offered if words})
    return by_words.first(heard.text)


def _told(state: DialogueState, advice: Advice) -> Decision:
    """One question less to ask."""
    asked = (*advice.asked, advice.field) if advice.field else advice.asked
    advice = replace(advice, asked=asked, field="", offered=())
    return do(replace(state, advice=advice, failures=0).asking(None), Advise())


def _wanted(state: DialogueState, heard: Understanding, advice: Advice) -> Wanted:
    pointed = pointed_at(state, heard)
    if pointed:
        return Wanted(offer_id=pointed[0].offer_id)
    if advice.words:
        return Wanted(phrase=advice.words)
    # "А похожее есть?": like what is in focus, else like the first of what was shown.
    near = state.focus or (state.shown[0] if state.shown and not state.shows_cart else None)
    return Wanted(offer_id=near.offer_id if near else None)


def _unclaimed(heard: Understanding) -> list[Entity]:
    """The words that name goods, without those that only say for whom, for what or how."""
    spans = _spans(heard.text)
    return [
        e
        for e in heard.entities
        if e.entity in NAMING and not any(s.start < e.end and e.start < s.end for s in spans)
    ]


def _spans(text: str) -> tuple[Found, ...]:
    return (*table.purposes(text), *table.recipients(text), *table.vague(text), *table.relations(text))
