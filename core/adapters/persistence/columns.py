"""Column types and naming that both databases share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

from core.kernel.errors import InvalidInput

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON().with_variant(JSONB(), "postgresql")
RowId = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column that says INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """Timezone-aware in, UTC out, on SQLite too, which stores no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time is timezone-aware, got {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, values: Collection[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def at_least(column: str, least: int) -> CheckConstraint:
    return CheckConstraint(f"{column} >= {least}", name=column)


def to_milli(quantity: Decimal, field: str = "quantity") -> int:
    """Thousandths. Raises InvalidInput for what has finer parts, is not a number or is beyond 64 bits."""
    if not quantity.is_finite() or abs(quantity) >= Decimal(10) ** 12:
        raise InvalidInput(field, f"{quantity} is not a quantity")
    milli = quantity * 1000
    if milli != milli.to_integral_value():
        raise InvalidInput(field, f"{quantity} is finer than a thousandth")
    return int(milli)


def from_milli(milli: int) -> Decimal:
    """The plain quantity without trailing zeros: 1500 -> 1.5, 2000 -> 2."""
    whole, rest = divmod(milli, 1000)
    return Decimal(whole) if rest == 0 else (Decimal(milli) / 1000).normalize()
