"""Whether a conversation ended as its shopper meant. What `expect` may say stands above scripts_talk.yaml."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

SHOWING = frozenset({"products", "table"})
STORE = Path(__file__).parents[2] / "demo" / "store.yml"


def judged(expected: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """What did not go as meant, in words; empty when all did. `row` is one of `duken chat --script`."""
    turns, state = row["turns"], row["state"]
    order, meant = state["order"], expected.get("order")
    wrong = _wrong_intents(turns, expected.get("intents", {}))
    wrong += [
        f"turn {at} does not say {words}"
        for at, words in expected.get("says", {}).items()
        if not _says(turns[at - 1], words)
    ]
    wrong += [
        f"turn {at} shows {_shown(turns[at - 1])}, meant {rule}"
        for at, rule in expected.get("shows", {}).items()
        if not _shows(_shown(turns[at - 1]), rule)
    ]
    if "cart" in expected and not _same_lines(state["cart"], expected["cart"], turns):
        wrong.append(f"cart {state['cart']}, meant {expected['cart']}")
    if (order is None) != (meant is None):
        wrong.append(f"order {order}, meant {meant}")
    elif order is not None and meant is not None:
        wrong += _wrong_order(order, meant, turns)
    return wrong


def _wrong_intents(turns: list[dict[str, Any]], meant: list[str] | dict[int, str]) -> list[str]:
    heard = [turn["intent"] for turn in turns]
    if isinstance(meant, list):
        return [] if heard == meant else [f"heard {heard}"]
    return [f"turn {at} heard as {heard[at - 1]}" for at, intent in meant.items() if heard[at - 1] != intent]


def _says(turn: dict[str, Any], words: list[str]) -> bool:
    text = _plain(" ".join(reply["text"] for reply in turn["replies"]))
    return any(_plain(word) in text for word in words)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _shown(turn: dict[str, Any]) -> list[str]:
    """The products that the reply puts forward, in order; those that a cart or an order lists are not."""
    return [o for reply in turn["replies"] if reply["kind"] in SHOWING for o in reply.get("products", [])]


def _shows(shown: list[str], rule: dict[str, Any]) -> bool:
    if "includes" in rule:
        return set(rule["includes"]) <= set(shown)
    if "excludes" in rule:
        return bool(shown) and not set(rule["excludes"]) & set(shown)
    return bool(shown) and all(_prices()[offer] <= rule["price_to"] for offer in shown)


@cache
def _prices() -> dict[str, int]:
    """Tenge by offer id."""
    offers = ET.parse(STORE).iter("offer")
    return {str(offer.get("id")): int(offer.findtext("price", "0")) for offer in offers}


def _wrong_order(order: dict[str, Any], meant: dict[str, Any], turns: list[dict[str, Any]]) -> list[str]:
    by = meant["payment_method"]
    start = (order["slot"] or {"start": ""})["start"]
    ends = "refunded" if meant["cancelled"] else "captured"
    held = {
        "lines": _same_lines(order["lines"], meant["lines"], turns),
        "state": (order["state"] in {"cancelled", "refunded"}) == meant["cancelled"],
        "address": meant.get("address_contains", "") in (order["address"] or ""),
        "method": order["method"] == ("pickup" if meant.get("pickup") else "delivery"),
        "slot": start.startswith(meant.get("slot_date", "")),
        "payment_method": order["payment_method"] == by,
        "payment": by not in {"card", "kaspi"} or order["payment"] == ends,
    }
    return [f"order's {part} {order[part]}" for part, right in held.items() if not right]


def _same_lines(lines: dict[str, float], meant: Any, turns: list[dict[str, Any]]) -> bool:
    """Whether every meant line has a product of its own in the right quantity, and nothing is left over."""
    if isinstance(meant, dict):
        return bool(lines == meant)
    return _paired(dict(lines), [(_allowed(line, turns), line["quantity"]) for line in meant])


def _allowed(line: dict[str, Any], turns: list[dict[str, Any]]) -> set[str]:
    if "any" in line:
        return set(line["any"])
    turn, place = line["shown"]
    return set(_shown(turns[turn - 1])[place - 1 : place])


def _paired(left: dict[str, float], wanted: list[tuple[set[str], float]]) -> bool:
    if not wanted:
        return not left
    (allowed, quantity), *rest = wanted
    fitting = [offer for offer, there in left.items() if offer in allowed and there == quantity]
    return any(_paired({o: q for o, q in left.items() if o != taken}, rest) for taken in fitting)
