from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

from core.adapters.persistence import migrate
from core.adapters.persistence.engine import normalise
from core.adapters.persistence.migrate import _connection
from core.kernel.errors import InvalidInput


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def test_every_step_goes_up_and_down_and_up_again(empty_url: str) -> None:
    before = "base"
    for revision in migrate.revisions():
        migrate.upgrade(empty_url, revision)
        migrate.downgrade(empty_url, before)
        migrate.upgrade(empty_url, revision)
        before = revision
    assert migrate.check(empty_url) == []


def test_the_tables_in_code_are_the_tables_of_the_migrations(empty_url: str) -> None:
    assert migrate.check(empty_url) != []
    migrate.upgrade(empty_url)
    assert migrate.check(empty_url) == []


def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    program = f"from core.adapters.persistence.migrate import upgrade; upgrade({empty_url!r})"
    running = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert migrate.check(empty_url) == []


@pytest.mark.parametrize("url", ["", "not a url", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_url_we_cannot_serve_is_refused_before_anything_happens(url: str) -> None:
    with pytest.raises(InvalidInput):
        normalise(url)


def test_plain_urls_get_our_drivers() -> None:
    assert normalise("sqlite:////var/duken.db").drivername == "sqlite+aiosqlite"
    assert normalise("postgres://u:p@h/d") == make_url("postgresql+psycopg://u:p@h/d")


def test_orders_survive_the_step_that_gave_them_a_new_state(empty_url: str) -> None:
    """What refers to them still does, and on either database a state that nobody knows is refused as before."""
    migrate.upgrade(empty_url, "0006")
    with _connection(empty_url) as connection:
        for statement in AN_ORDER:
            connection.execute(text(statement))
    migrate.upgrade(empty_url, "0007")
    with _connection(empty_url) as connection:
        told = "SELECT o.number, o.phone, e.name FROM orders o JOIN order_events e USING (order_id)"
        assert connection.execute(text(told)).all() == [(1001, "+77010000001", "OrderPlaced")]
        connection.execute(text("UPDATE orders SET state = 'unproven'"))
    for wrong in ("UPDATE orders SET state = 'lost'", "DELETE FROM orders"):
        with pytest.raises(IntegrityError), _connection(empty_url) as connection:
            connection.execute(text(wrong))
    migrate.downgrade(empty_url, "0006")
    with _connection(empty_url) as connection:
        assert connection.execute(text("SELECT state FROM orders")).scalar_one() == "held"


AN_ORDER = (
    "INSERT INTO stores (store_id, name, city, depot_lat, depot_lon, depot_address, phone, zone, currency) "
    "VALUES ('store', 'Дүкен', 'Almaty', 43.2, 76.9, 'Абай 1', '+7', 'Asia/Almaty', 'KZT')",
    "INSERT INTO shoppers (shopper_id, store_id, channel, external_id, language, reminders_stopped) "
    "VALUES ('anna', 'store', 'web', 'anna', 'ru', false)",
    "INSERT INTO orders (order_id, store_id, shopper_id, number, tracking_code, state, placed_at, language, "
    "customer_name, phone, method, address_text, address_lat, address_lon, address_precision, window_start, "
    "window_end, payment_method, delivery_minor, currency, screening) VALUES ('o', 'store', 'anna', 1001, 'CODE', "
    "'reserved', '2026-03-02 09:00:00', 'ru', 'Анна', '+77010000001', 'delivery', 'Абая 10', 43.2, 76.9, 'house', "
    "'2026-03-02 12:00:00', '2026-03-02 14:00:00', 'cash', 0, 'KZT', '[]')",
    "INSERT INTO order_events (order_id, position, name, at, actor, reason) "
    "VALUES ('o', 0, 'OrderPlaced', '2026-03-02 09:00:00', 'shopper', '')",
)
