"""The measures of order lines whose feed told none: by the kind of thing, and said to be a guess."""

from __future__ import annotations

from core.catalog.model import Handling
from core.catalog.usual_measures import kind_of, kinds
from core.fulfilment.intake import Estimate
from core.ordering.model import OrderLine

KILOGRAM = "kilogram"


def usual_estimates() -> dict[str, Estimate]:
    """By the categories that `category_of` gives."""
    sizes = {kind.name: kind.dimensions for kind in kinds()}
    return {
        name: Estimate(name, size.length_mm, size.width_mm, size.height_mm, size.weight_g)
        for name, size in sizes.items()
    }


def category_of(line: OrderLine) -> str | None:
    """None when nothing has to be estimated, or the thing is of no known kind."""
    if line.dimensions is not None:
        return None
    if line.sold_by == "weight":
        return KILOGRAM
    kind = kind_of(line.names)
    return kind.name if kind else None


def handling_of(line: OrderLine) -> Handling:
    """As the feed tells it; a feed that tells neither measures nor handling leaves it to the kind of thing."""
    if line.dimensions is not None or line.handling != Handling():
        return line.handling
    kind = kind_of(line.names)
    return kind.handling if kind else line.handling
