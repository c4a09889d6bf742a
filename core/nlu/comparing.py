"""Whether words want something cheaper, larger, stronger … than what is talked about. The words: `data/comparing.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.nlu.language_data import read_yaml
from core.nlu.normalize import fold, tokens
from core.nlu.phrases import Found, Phrases

Side = Literal["price", "size", "weight", "power", "fat", "length"]
"""By what goods are compared."""

_DATA = Path(__file__).parent / "data" / "comparing.yaml"
_TAKE = frozenset({"ал", "al"})
"""Kazakh for "take" where it ends a sentence, and for "and" where it begins one."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`by` this, `more` of it or less. `asks`: it is asked for in so many words. `among`: the one that is most so is
    asked for, of those at hand. `covered` are the places of the words that say all this, `than` of those that say
    what it is compared with."""

    by: Side
    more: bool
    asks: bool
    among: bool
    covered: tuple[Found, ...]
    than: Found | None = None
    alone: bool = False
    """Nothing else is said."""
    by_itself: bool = True
    """The word compares whatever stands beside it."""


def compared(text: str) -> Compared | None:
    """What is wanted; None when nothing is compared, and for a choice among those at hand."""
    poles = _poles(False).find(text) or _poles(True).find(text)
    grammar = _grammar().find(text)
    said = {found.name: found for found in grammar}
    if not poles or "nothing" in said:
        return None
    wants = bool(said.keys() & {"asks", "than", "which"})
    asks = wants or text.rstrip().endswith("?")
    if not asks and ("picks" in said or "most" in said or fold(tokens(text)[-1].text) in _TAKE):
        return None
    read = ((pole, _wanted(text, pole, said, wants)) for pole in _by_kind(poles))
    pole, meant = next(((pole, meant) for pole, meant in read if meant), (None, None))
    if pole is None or meant is None:
        return None
    covered = (*poles, *grammar)
    return Compared(
        *meant,
        asks,
        among=not said.keys().isdisjoint({"most", "which"}),
        covered=covered,
        than=said.get("than"),
        alone=all(any(c.start < t.end and t.start < c.end for c in covered) for t in tokens(text)),
        by_itself=pole.name.endswith("forms"),
    )


def _by_kind(poles: tuple[Found, ...]) -> list[Found]:
    """What compares by itself first: "қымбат екен, арзанырағы бар ма" wants the cheaper."""
    order = ("forms", "too", "words")
    return sorted(poles, key=lambda f: order.index(f.name.split(".")[2]))


def _wanted(text: str, pole: Found, said: dict[str, Found], wants: bool) -> tuple[Side, bool] | None:
    by, end, kind = pole.name.split(".")
    more = end == "more"
    before = _just_before(text, said, pole)
    side: Side = by  # type: ignore[assignment]
    dear = side == "price" and more
    if kind == "forms":
        return side, more != ("not" in before or (dear and "too" in said))
    if not before.isdisjoint({"less", "not"}) or _follows(said, "after_not", pole):
        return side, not more
    complains = "too" in said or ("very" in said and (dear or not wants))
    if kind == "too" or (complains and (dear or side != "price")):
        return side, not more
    # "Is it big?" only asks what it is like.
    return (side, more) if wants or "more" in before or "most" in said else None


def _just_before(text: str, said: dict[str, Found], pole: Found) -> set[str]:
    return {
        name
        for name, found in said.items()
        if not text[found.end : pole.start].strip() and found.end <= pole.start
    }


def _follows(said: dict[str, Found], name: str, pole: Found) -> bool:
    return name in said and said[name].start >= pole.end


@lru_cache(maxsize=2)
def _poles(forgiving: bool) -> Phrases:
    return Phrases(
        {
            f"{by}.{end}.{kind}": phrases
            for by, ends in read_yaml(_DATA)["poles"].items()
            for end, kinds in ends.items()
            for kind, phrases in kinds.items()
        },
        inflected=False,
        forgiving=forgiving,
    )


@lru_cache(maxsize=1)
def _grammar() -> Phrases:
    return Phrases(read_yaml(_DATA)["grammar"], inflected=False)
