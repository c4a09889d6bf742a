"""Tests leave no pile behind them."""

from __future__ import annotations

import gc


def test_the_collector_does_not_count_what_stays_for_good() -> None:
    """Else it comes round so seldom that closed shops, thirty megabytes each, pile up to gigabytes."""
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
