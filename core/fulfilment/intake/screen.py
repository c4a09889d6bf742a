"""Is an order reliable enough to pack and drive?

The rules say what speaks against it, a logistic model how likely it then fails (is refused at the door, or
nobody is reached). It is kept this plain so that a seller can be told why, and can disagree: every reason is a
term of the model. With the usual policy:

| chance to fail | outcome | what the shop does                                   |
|----------------|---------|------------------------------------------------------|
| under 30 %     | accept  | goes on by itself                                    |
| 30 to 59 %     | verify  | the shopper proves the phone, then it goes on        |
| 60 to 89 %     | hold    | a person at the shop decides                         |
| from 90 %      | reject  | not taken; the shopper is told and may ask a person  |

Some facts ask for more by themselves, such as a door outside the service area (Fact.least). One odd fact alone
never turns a shopper away: `reject` takes two.
"""

from __future__ import annotations

import math
from typing import get_args

from core.fulfilment.intake.model import Finding, Outcome, ScreenPolicy, ScreenRequest, ScreenResult
from core.fulfilment.intake.rules import RULES
from core.fulfilment.intake.score import log_odds, percent, weights
from core.kernel.errors import InvalidInput

SEVERITY: tuple[Outcome, ...] = get_args(Outcome)
A_REASON = 5
"""Points of a finding that counts as a second reason; being new does not."""


def screen(request: ScreenRequest) -> ScreenResult:
    """Judge one order. Raises InvalidInput on facts no order can have, such as a negative total."""
    _validate(request)
    facts = [fact for rule in RULES if (fact := rule(request))]
    known = weights()
    odds = log_odds(facts, request.history.delivered, known)
    score = percent(odds)
    terms = {fact.code: known.facts[fact.code] * fact.strength for fact in facts}
    facts.sort(key=lambda fact: -terms[fact.code])
    against = sum(terms.values())
    per_term = (score - percent(odds - against)) / against if against else 0.0
    findings = tuple(Finding(fact.code, round(per_term * terms[fact.code]), fact.params) for fact in facts)
    wanted = [_outcome(score, request.policy), *(fact.least for fact in facts)]
    outcome = max(wanted, key=SEVERITY.index)
    if outcome == "reject" and sum(finding.points >= A_REASON for finding in findings) < 2:
        outcome = "hold"
    return ScreenResult(request.order.id, outcome, score, findings)


def _outcome(score: int, policy: ScreenPolicy) -> Outcome:
    if score >= policy.reject_from:
        return "reject"
    if score >= policy.hold_from:
        return "hold"
    return "verify" if score >= policy.verify_from else "accept"


def _validate(request: ScreenRequest) -> None:
    order, history, policy = request.order, request.history, request.policy
    if not order.lines:
        raise InvalidInput("order.lines", "an order has at least one line")
    for i, line in enumerate(order.lines):
        if not (math.isfinite(line.quantity) and line.quantity > 0):
            raise InvalidInput(f"order.lines[{i}].quantity", "must be above 0")
    _not_negative("order.total_minor", order.total_minor)
    for name in ("orders_last_hour", "orders_last_day", "delivered", "refused"):
        _not_negative(f"history.{name}", getattr(history, name))
    if request.usual_total_minor is not None:
        _not_negative("usual_total_minor", request.usual_total_minor)
    if order.address:
        _validate_location(order.address.lat, order.address.lon)
    for i, area in enumerate(request.service_areas):
        if len(area) < 3:
            raise InvalidInput(f"service_areas[{i}]", "an area has at least three corners")
    if not 0 <= policy.verify_from <= policy.hold_from <= policy.reject_from:
        raise InvalidInput("policy", "thresholds must rise: verify_from, hold_from, reject_from")


def _validate_location(lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        raise InvalidInput("order.address", "a location has both lat and lon")
    if lat is not None and not -90 <= lat <= 90:
        raise InvalidInput("order.address.lat", "must be from -90 to 90")
    if lon is not None and not -180 <= lon <= 180:
        raise InvalidInput("order.address.lon", "must be from -180 to 180")


def _not_negative(field: str, value: int) -> None:
    if value < 0:
        raise InvalidInput(field, f"must not be negative, got {value}")
