"""Training sentences from templates.

`(a|b)` chooses, `[a|b]` may be left out, `{product}` is filled from the lists.

One template a line; `\\n` in a template is a line break of the message.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from core.kernel.errors import InvalidInput

_TRIES = 4
"""Draws for each sentence wanted, for some come twice."""

Fillers = dict[str, tuple[str, ...]]
Options = list[list[Any]]
"""Alternatives, each a sequence of strings and of nested alternatives."""
_PIECE = re.compile(r"[()\[\]|]|\{\w+\}|[^()\[\]|{}]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    intent: str
    language: str


class Template:
    """A parsed template. `expand` draws one sentence; `literals` are its words outside the slots."""

    def __init__(self, source: str) -> None:
        self._pieces = _PIECE.findall(source)
        self._at = 0
        self._source = source
        self._tree = self._sequence()
        if self._at != len(self._pieces):
            raise InvalidInput("template", f"unbalanced brackets in {source!r}")

    def _sequence(self) -> Options:
        options: Options = []
        current: list[Any] = []
        while self._at < len(self._pieces) and self._pieces[self._at] not in ")]":
            piece = self._pieces[self._at]
            self._at += 1
            if piece == "|":
                options.append(current)
                current = []
            elif piece in "([":
                inner = self._sequence()
                if self._at == len(self._pieces):
                    raise InvalidInput("template", f"unbalanced brackets in {self._source!r}")
                self._at += 1
                current.append([*inner, []] if piece == "[" else inner)
            else:
                current.append(piece)
        return [*options, current]

    def expand(self, fillers: Fillers, rng: random.Random) -> str:
        text = "".join(self._draw(self._tree, fillers, rng)).replace("\\n", "\n")
        return re.sub(r" +(?=[,\n:]|$)|(?<=\n) +", "", re.sub(r" {2,}", " ", text)).strip()

    def _draw(self, options: Options, fillers: Fillers, rng: random.Random) -> list[str]:
        out: list[str] = []
        chosen = rng.choice(options)
        for piece in chosen:
            if isinstance(piece, list):
                out += self._draw(piece, fillers, rng)
            elif piece.startswith("{"):
                out.append(self._fill(piece[1:-1], fillers, rng))
            else:
                out.append(piece)
        return out

    def _fill(self, slot: str, fillers: Fillers, rng: random.Random) -> str:
        if slot not in fillers:
            raise InvalidInput("template", f"no list fills {{{slot}}} in {self._source!r}")
        return rng.choice(fillers[slot])

    def size(self, fillers: Fillers) -> int:
        """How many different texts the template makes, at most 100."""
        return min(100, self._size(self._tree, fillers))

    def _size(self, options: Options, fillers: Fillers) -> int:
        total = 0
        for option in options:
            count = 1
            for piece in option:
                if isinstance(piece, list):
                    count *= self._size(piece, fillers)
                elif piece.startswith("{"):
                    count *= len(fillers.get(piece[1:-1], ("",)))
            total += count
        return total

    def literals(self) -> str:
        return " ".join(p for p in self._pieces if p not in tuple("()[]|") and not p.startswith("{"))


def expand(templates: list[str], fillers: Fillers, seed: int, per_template: int) -> list[str]:
    """Distinct sentences in the order drawn: `per_template` of each, more of one that says the thing in many ways.

    Each template has draws of its own: one that is added changes nothing in what the others say.
    """
    found: dict[str, None] = {}
    for source in templates:
        rng = random.Random(f"{seed} {source}")
        template = Template(source)
        wanted = min(template.size(fillers), max(per_template, template.size({}).bit_length()))
        drawn: dict[str, None] = {}
        for _ in range(_TRIES * wanted):
            if len(drawn) == wanted:
                break
            drawn.setdefault(template.expand(fillers, rng))
        found |= drawn
    return list(found)
