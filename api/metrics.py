"""What the operator watches: turns by kind of intent, and how long they take."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from core.nlu.understanding import Understanding

BUCKETS = {
    "goods": ("browse", "search", "product", "compare", "recommend", "ask_stock"),
    "cart": ("add_", "update_", "remove_", "show_cart", "clear_", "repeat_"),
    "checkout": ("checkout", "set_address", "choose_", "apply_"),
    "orders": ("order_", "cancel_", "change_order", "return_", "payment_"),
    "seller": ("seller_",),
    "not_understood": ("out_of_scope",),
}
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


def bucket_of(heard: Understanding | None) -> str:
    """Few enough labels to keep: an intent by its family, `tapped` for a choice, a contact or a location."""
    if heard is None:
        return "tapped"
    return next((b for b, starts in BUCKETS.items() if heard.intent.startswith(starts)), "talk")


class Metrics:
    """A registry of its own, so that two apps in one process do not share figures."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = Histogram(
            "duken_turn_seconds",
            "Time of a turn, by family of intent",
            ["intent"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._failed = Counter("duken_turns_failed", "Turns that broke", registry=self._registry)
        self._chats = Gauge("duken_open_chats", "Open web chats", registry=self._registry)

    def turn(self, heard: Understanding | None, seconds: float) -> None:
        self._turns.labels(bucket_of(heard)).observe(seconds)

    def failed(self) -> None:
        self._failed.inc()

    def chats(self, count: int) -> None:
        self._chats.set(count)

    def text(self) -> bytes:
        return generate_latest(self._registry)
