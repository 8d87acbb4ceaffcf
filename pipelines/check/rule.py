"""One rule on a table, and the forms in which rules are written.

Severity says what a broken rule costs: `reject` keeps the failing rows aside, `warning` publishes and lets the tiles say so,
`critical` refuses the load.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pycountry

from warehouse.tables.column import AHEAD, EARLIEST

Severity = Literal["reject", "warning", "critical"]

CURRENCIES = tuple(sorted(currency.alpha_3 for currency in pycountry.currencies))


@dataclass(frozen=True)
class RowRule:
    """A rule on each row of a staged table, told by a condition on it."""

    name: str
    table: str
    column: str
    failing: str  # SQL: true for a row that breaks the rule; {batch} is the table
    severity: Severity = "reject"
    value: str = ""  # SQL of the value to show; empty: the column's
    tolerated: float = 0.0  # part of the rows that may fail before the rule counts as broken

    @property
    def shown(self) -> str:
        """SQL of the value that is shown as the reason."""
        return self.value or self.column


@dataclass(frozen=True)
class TableRule:
    """A critical rule on a stored table: `sql` selects what breaks it, or `least_rows` says how many rows it must have.

    In `sql`, {batch} is the table; {within} a condition on person_id and {new} one on record_id that the rows fulfil which the
    load may have changed: what it did not touch was sound in the version before.
    """

    name: str
    table: str
    column: str
    sql: str = ""
    least_rows: int | None = None


def not_null(table: str, column: str, severity: Severity = "reject") -> RowRule:
    return RowRule(f"{column}_given", table, column, f"{column} IS NULL", severity)


def in_set(table: str, column: str, values: tuple[str, ...], severity: Severity = "reject") -> RowRule:
    known = ", ".join(f"'{value}'" for value in values)
    return RowRule(f"{column}_known", table, column, f"{column} NOT IN ({known})", severity)


def in_order(table: str, first: str, second: str, severity: Severity = "reject") -> RowRule:
    """The second column is never less than the first, where both are known."""
    return RowRule(f"{second}_not_before_{first}", table, second, f"{second} < {first}", severity)


def dated(table: str, column: str, now: datetime) -> list[RowRule]:
    """A record has a plausible time; without one it is kept only where its file states none at all."""
    outside = f"{column} NOT BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{now + AHEAD}'"
    plausible = RowRule(f"{column}_plausible", table, column, outside)
    if table == "customers":  # an audience list needs no date of its own (stage/cell_rules.py)
        return []
    if table == "subscriptions":  # nor does a status snapshot
        return [plausible]
    missing = f"{column} IS NULL AND _file"
    stating = f"(SELECT _file FROM {{batch}} WHERE {column} IS NOT NULL)"
    return [
        plausible,
        RowRule(f"{column}_given", table, column, f"{missing} IN {stating}"),
        RowRule(f"{column}_in_every_file", table, column, f"{missing} NOT IN {stating}", "warning"),
    ]


def channel_given(table: str) -> RowRule:
    """Facts without a channel are counted, but in no channel's figures."""
    return not_null(table, "channel", "warning")


def currency_known(table: str) -> RowRule:
    return in_set(table, "currency", CURRENCIES)


def currency_given(table: str, amount: str) -> RowRule:
    """An amount without its currency adds up with nothing."""
    failing = f"{amount} IS NOT NULL AND currency IS NULL"
    return RowRule("amount_has_a_currency", table, "currency", failing, value=amount)


def share_given(table: str, column: str, share: float) -> RowRule:
    return RowRule(f"{column}_mostly_given", table, column, f"{column} IS NULL", "warning", tolerated=1 - share)


def person_named(table: str) -> RowRule:
    """Churn, retention and conversion follow persons; under half with a key they describe a minority."""
    nameless = "coalesce(email, phone, customer_id, vendor_customer_id) IS NULL"
    return RowRule("person_mostly_named", table, "customer_id", nameless, "warning", "record_id", tolerated=0.5)
