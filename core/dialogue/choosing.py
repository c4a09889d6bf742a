"""The answer to "which one?", for all open lines at once: by place, by name, "any", "the cheapest", "neither"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.dialogue.answer_parts import Part, parts
from core.dialogue.candidates import brief_matches, matches, names_line
from core.dialogue.commands import AddLines, AskLines, Command, Prompt, ShowCart, Wanted
from core.dialogue.decision import Decision, Reader, do
from core.dialogue.state import Candidate, DialogueState, OpenLine
from core.nlu.entities.lexicon import Word
from core.nlu.understanding import Understanding

CHOICES_AT_MOST = 5
"""Buttons under one question, leaving out included."""
ASKED_AT_MOST = 2
_SHOWN_OF_EACH = {1: 4, 2: 2}
# These ask or want something of their own, even when they point at what is shown.
_NO_ANSWERS = frozenset(
    {"product_details", "compare_products", "remove_from_cart", "return_request", "recommend"}
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One offered product; `line` is the place of its open line."""

    line: int
    candidate: Candidate


@dataclass(slots=True)
class _Reply:
    """What an answer says about each open line, by its place."""

    picks: list[tuple[int, Candidate, Decimal | None, str | None]] = field(default_factory=list)
    narrowed: dict[int, tuple[Candidate, ...]] = field(default_factory=dict)
    counted: dict[int, tuple[Decimal, str | None]] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    more: list[Wanted] = field(default_factory=list)
    for_the_rest: tuple[str, Decimal | None, str | None] | None = None
    said_no: bool = False

    @property
    def touched(self) -> set[int]:
        return {line for line, *_ in self.picks} | self.dropped | set(self.narrowed)


def offers(lines: tuple[OpenLine, ...], only: int | None = None) -> tuple[Offer, ...]:
    """What is put before the shopper, numbered in this order: several of one line or two, else the likeliest of each."""
    if only is not None and only < len(lines):
        return tuple(Offer(only, c) for c in lines[only].choices[: _SHOWN_OF_EACH[1]])
    each = _SHOWN_OF_EACH.get(len(lines), 1)
    return tuple(Offer(i, c) for i, line in enumerate(lines) for c in line.choices[:each])


def answer(state: DialogueState, heard: Understanding, read: Reader) -> Decision | None:
    """The lines that the words settle; None when they are about something else."""
    said = _read(state, heard, read)
    if said is None:
        return None
    _settle_the_rest(state, said)
    if not (said.touched or said.more):
        return None
    return _decided(state, said)


def pick(state: DialogueState, offer_id: str) -> Decision:
    """A tapped candidate; one whose line is settled already is simply put into the cart."""
    for place, line in enumerate(state.open_lines):
        if any(c.offer_id == offer_id for c in line.choices):
            taken = _wanted(line, offer_id, None, None)
            return _go_on(_without(state, {place}), AddLines((taken,)))
    return do(state.asking(None), AddLines((Wanted(offer_id=offer_id),)))


def take_all(state: DialogueState) -> Decision:
    """The likeliest of every line."""
    taken = tuple(
        _wanted(line, line.choices[0].offer_id, None, None) for line in state.open_lines if line.choices
    )
    return do(_without(state, set(range(len(state.open_lines)))), AddLines(taken))


def change(state: DialogueState, place: int) -> Decision:
    """Shows the other candidates of one line."""
    if not 0 <= place < len(state.open_lines):
        return do(state, ShowCart())
    return do(state.asking("line_choice", str(place)), AskLines())


def drop(state: DialogueState) -> Decision:
    """Leaves out what was asked about: one line when only that one was shown, else all."""
    only = _only(state)
    gone = {only} if only is not None else set(range(len(state.open_lines)))
    said = Prompt("lines-dropped", {"phrases": _phrases(state, gone)})
    return _go_on(_without(state, gone), said)


def _read(state: DialogueState, heard: Understanding, read: Reader) -> _Reply | None:
    """None when some words of it are no answer."""
    shown = offers(state.open_lines, _only(state))
    said = _Reply()
    lost = []
    pieces = parts(heard, read)
    telling = [p for p in pieces if p.places or p.quantity or p.cues - {"filler"}]
    if heard.intent == "checkout" and all(p.cues - {"filler"} == {"all"} and not p.places for p in telling):
        return None  # "Всё, заказывайте": that is all there is to buy, not all that was shown.
    for part in pieces:
        if not _take(state, shown, part, heard, said):
            lost.append(part)
    settled = said.touched or said.for_the_rest
    for part in lost:
        if settled and "none" in part.cues:
            continue  # What was not asked about need not be left out.
        if not settled or heard.intent in _NO_ANSWERS or not part.words or part.cues - {"filler"}:
            return None
        said.more.append(Wanted(part.text, quantity=part.quantity, unit=part.unit))
    if said.said_no and not (settled or said.more):
        said.for_the_rest = ("none", None, None)
    return said


def _take(
    state: DialogueState, shown: tuple[Offer, ...], part: Part, heard: Understanding, said: _Reply
) -> bool:
    """Notes what a piece says. False when it says nothing about the open lines."""
    lines = state.open_lines
    named = [i for i, line in enumerate(lines) if names_line(part.words, line)]
    # "Which is the second made of", "eggs, the second": the place is not one of these.
    elsewhere = bool(part.words) and not named and (heard.intent in _NO_ANSWERS or part.names_goods)
    if part.places and not elsewhere:
        return _take_places(lines, shown, part, named, said)
    if elsewhere and part.places:
        return False
    rest = tuple(w for w in part.words if not any(names_line((w,), lines[i]) for i in named))
    if rest:
        return _take_described(lines, shown, part, rest, named, said)
    wish = next((c for c in ("none", "cheapest", "any", "all", "yes") if c in part.cues), None)
    if wish is None and part.quantity is not None and part.unit and said.picks and not named:
        # "The second, three pieces": it counts what was picked before it.
        line, candidate, *_ = said.picks.pop()
        said.picks.append((line, candidate, part.quantity, part.unit))
        return True
    if wish is None and named and "no" not in part.cues:
        # Only named again: no choice, but perhaps another number of it.
        for line in named:
            said.narrowed.setdefault(line, lines[line].choices)
            if part.quantity is not None:
                said.counted[line] = (part.quantity, part.unit)
        return True
    if wish is None:
        said.said_no |= "no" in part.cues
        if part.quantity is not None and not named and len(lines) == 1:
            said.for_the_rest = ("any", part.quantity, part.unit) if part.cues else None
        return bool(part.cues) and not named
    if named:
        for line in named:
            _apply(lines, line, wish, part, said)
    else:
        said.for_the_rest = (wish, part.quantity, part.unit)
    return True


def _take_places(
    lines: tuple[OpenLine, ...], shown: tuple[Offer, ...], part: Part, named: list[int], said: _Reply
) -> bool:
    for place in part.places:
        at = place if place < 0 else place - 1
        offer = shown[at] if -len(shown) <= at < len(shown) else None
        if named and (offer is None or offer.line not in named):
            mine = lines[named[0]].choices
            offer = Offer(named[0], mine[at]) if -len(mine) <= at < len(mine) else None
        if offer is None:
            return False
        if "none" in part.cues:
            _refuse(lines, shown, offer, said)
        else:
            said.picks.append((offer.line, offer.candidate, part.quantity, part.unit))
    return True


def _refuse(lines: tuple[OpenLine, ...], shown: tuple[Offer, ...], offer: Offer, said: _Reply) -> None:
    """ "Not the second": its line goes when nothing else was shown for it, else only this candidate does."""
    rest = tuple(c for c in lines[offer.line].choices if c.offer_id != offer.candidate.offer_id)
    if sum(o.line == offer.line for o in shown) == 1 or not rest:
        said.dropped.add(offer.line)
    else:
        said.narrowed[offer.line] = rest


def _take_described(
    lines: tuple[OpenLine, ...],
    shown: tuple[Offer, ...],
    part: Part,
    rest: tuple[Word, ...],
    named: list[int],
    said: _Reply,
) -> bool:
    """By more of its name or by what it is like; what is on the screen is meant before what is not."""
    found = False
    for i in named or range(len(lines)):
        visible = [o.candidate for o in shown if o.line == i]
        fits = matches(rest, visible) or matches(rest, lines[i].choices)
        fits = fits if not named else fits or brief_matches(rest, lines[i].choices)
        if not fits:
            continue
        found = True
        if "none" in part.cues:
            said.dropped.add(i)
        elif len(fits) == 1 or "any" in part.cues:
            said.picks.append((i, fits[0], part.quantity, part.unit))
        elif "cheapest" in part.cues:
            said.picks.append((i, _cheapest(fits), part.quantity, part.unit))
        else:
            said.narrowed[i] = tuple(fits)
    return found


def _apply(lines: tuple[OpenLine, ...], line: int, wish: str, part: Part, said: _Reply) -> None:
    choices = lines[line].choices
    if wish == "none":
        said.dropped.add(line)
    elif choices:
        chosen = _cheapest(choices) if wish == "cheapest" else choices[0]
        said.picks.append((line, chosen, part.quantity, part.unit))


def _settle_the_rest(state: DialogueState, said: _Reply) -> None:
    """ "Any", "all of them", "nothing else" is about the lines that no other word was about."""
    if said.for_the_rest is None:
        return
    wish, quantity, unit = said.for_the_rest
    only = _only(state)
    open_yet = [i for i in range(len(state.open_lines)) if i not in said.touched and only in (None, i)]
    part = Part((), frozenset(), (), quantity, unit)
    if len(state.open_lines) > 1 and wish != "none":
        # What only comes near is taken by name, never by a word for everything.
        said.dropped |= {i for i in open_yet if state.open_lines[i].kind == "near"}
        open_yet = [i for i in open_yet if i not in said.dropped]
    for line in open_yet:
        shown = offers(state.open_lines, only)
        if wish == "all" and len(state.open_lines) == 1 and len(shown) == 2:
            said.picks += [(line, o.candidate, quantity, unit) for o in shown]
        else:
            _apply(state.open_lines, line, wish, part, said)


def _decided(state: DialogueState, said: _Reply) -> Decision:
    lines = state.open_lines
    taken = tuple(_wanted(lines[i], c.offer_id, quantity, unit) for i, c, quantity, unit in said.picks)
    settled = {i for i, *_ in said.picks} | said.dropped
    narrowed = tuple(_narrowed(said, i, line) for i, line in enumerate(lines))
    tired = {i for i, line in enumerate(lines) if i not in settled and line.asked >= ASKED_AT_MOST}
    after = _without(replace(state, open_lines=narrowed), settled | tired)
    steps: list[Command | Prompt] = []
    if said.dropped:
        steps.append(Prompt("lines-dropped", {"phrases": _phrases(state, said.dropped)}))
    if tired:
        steps.append(Prompt("lines-left-out", {"phrases": _phrases(state, tired)}))
    if taken or said.more:
        steps.append(AddLines((*taken, *said.more)))
        return do(after, *steps)
    return _go_on(after, *steps)


def _narrowed(said: _Reply, place: int, line: OpenLine) -> OpenLine:
    quantity, unit = said.counted.get(place, (line.quantity, line.unit))
    return replace(line, choices=said.narrowed.get(place, line.choices), quantity=quantity, unit=unit)


def _go_on(state: DialogueState, *steps: Command | Prompt) -> Decision:
    """Asks what is still open; otherwise shows the cart, unless checkout goes on anyway."""
    if any(isinstance(s, AddLines) for s in steps):
        return do(state, *steps)
    if state.open_lines:
        return do(state, *steps, AskLines())
    return do(state, *steps) if state.form else do(state, *steps, ShowCart())


def _without(state: DialogueState, gone: Iterable[int]) -> DialogueState:
    out = set(gone)
    rest = tuple(line for i, line in enumerate(state.open_lines) if i not in out)
    return replace(state.asking(None), open_lines=rest)


def _only(state: DialogueState) -> int | None:
    """The place of the one line whose candidates are on the screen, when it is one of several."""
    subject = state.subject if state.pending == "line_choice" else None
    place = int(subject) if subject and subject.isdecimal() else None
    return place if place is not None and place < len(state.open_lines) else None


def _wanted(line: OpenLine, offer_id: str, quantity: Decimal | None, unit: str | None) -> Wanted:
    """A quantity said with the answer counts more than the line's own."""
    if quantity is None:
        quantity, unit = line.quantity, line.unit
    return Wanted(offer_id=offer_id, quantity=quantity, unit=unit, replaces=line.replaces)


def _phrases(state: DialogueState, places: Iterable[int]) -> str:
    return ", ".join(state.open_lines[i].phrase for i in sorted(places))


def _cheapest(choices: Iterable[Candidate]) -> Candidate:
    return min(choices, key=lambda c: c.price_minor)
