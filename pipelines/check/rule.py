"""One rule on a table, and the forms in which rules are written.

Severity says what a broken rule costs: `reject` keeps the failing rows aside, `warning` publishes and lets the tiles
say so, `critical` refuses the load.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import pycountry

from warehouse.config.codes import EMOTIONS, SIDES

Kind = Literal["not_null", "in_set", "between", "rows", "row_count"]
Severity = Literal["reject", "warning", "critical"]

EARLIEST = datetime(1990, 1, 1)  # no customer system in formats/ is older; a 1970 date is an empty epoch
AHEAD = timedelta(days=2)  # zones reach 14 hours ahead of UTC; beyond two days it is a wrong date order
TEN_YEARS = 10 * 366 * 86_400.0  # seconds; longer is a broken clock, not a slow answer
CURRENCIES = tuple(sorted(currency.alpha_3 for currency in pycountry.currencies))
COUNTRIES = (*sorted(country.alpha_2 for country in pycountry.countries), "XK")  # Kosovo: in use, not in ISO 3166-1


@dataclass(frozen=True)
class Rule:
    """One rule on one table. `arguments`: values (in_set), low and high (between), sql (rows), share (tolerated part)."""

    name: str
    table: str
    column: str
    kind: Kind
    severity: Severity
    values: tuple[str, ...] = ()
    low: Any = None
    high: Any = None
    sql: str = ""  # rows: selects `_row` and the failing `value` from {batch}
    tolerated: float = 0.0  # part of the rows that may fail before the rule counts as broken


def not_null(table: str, column: str, severity: Severity = "reject") -> Rule:
    return Rule(f"{column}_given", table, column, "not_null", severity)


def in_set(table: str, column: str, values: tuple[str, ...], severity: Severity = "reject") -> Rule:
    return Rule(f"{column}_known", table, column, "in_set", severity, values=values)


def between(table: str, column: str, low: Any, high: Any, severity: Severity = "reject") -> Rule:
    return Rule(f"{column}_plausible", table, column, "between", severity, low=low, high=high)


def rows(
    table: str, column: str, name: str, sql: str, severity: Severity = "reject", *, tolerated: float = 0.0
) -> Rule:
    return Rule(name, table, column, "rows", severity, sql=sql, tolerated=tolerated)


def duration(table: str, column: str) -> Rule:
    """A duration is neither negative nor ten years long."""
    return between(table, column, 0.0, TEN_YEARS)


def in_order(table: str, first: str, second: str, severity: Severity = "reject") -> Rule:
    """The second column is never less than the first, where both are known."""
    sql = f"SELECT _row, {second} AS value FROM {{batch}} WHERE {second} < {first}"
    return rows(table, second, f"{second}_not_before_{first}", sql, severity)


def dated(table: str, column: str, now: datetime) -> list[Rule]:
    """A record has a plausible time; without one it is kept only where its file states none at all."""
    nulls = f"SELECT _row, {column} AS value FROM {{batch}} WHERE {column} IS NULL AND _file"
    stating = f"(SELECT _file FROM {{batch}} WHERE {column} IS NOT NULL)"
    # Not `between`: for a date, Great Expectations' query of the failing rows holds Python's repr and does not run.
    outside = f"{column} NOT BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{now + AHEAD}'"
    implausible = f"SELECT _row, {column} AS value FROM {{batch}} WHERE {outside}"
    plausible = rows(table, column, f"{column}_plausible", implausible)
    if table in ("subscriptions", "customers"):  # a status snapshot and an audience list need no date of their own
        return [plausible]
    return [
        plausible,
        rows(table, column, f"{column}_given", f"{nulls} IN {stating}"),
        rows(table, column, f"{column}_in_every_file", f"{nulls} NOT IN {stating}", "warning"),
    ]


def channel_given(table: str) -> Rule:
    """Facts without a channel are counted, but in no channel's figures."""
    return Rule("channel_given", table, "channel", "not_null", "warning")


def known_country(table: str) -> Rule:
    return in_long_list(table, "country", COUNTRIES, "warning")


def known_sentiment(table: str) -> Rule:
    """A vendor's word that is neither a side nor an emotion is not stored; numbers need the mapping's own bounds."""
    return in_long_list(table, "sentiment", tuple(dict.fromkeys((*SIDES, *EMOTIONS))), "warning")


def currency_known(table: str) -> Rule:
    return in_long_list(table, "currency", CURRENCIES)


def in_long_list(table: str, column: str, values: tuple[str, ...], severity: Severity = "reject") -> Rule:
    """As in_set: Great Expectations copies a set of hundreds some thousand times (1 s a check), a text costs nothing."""
    known = ", ".join(f"'{value}'" for value in values)
    return rows(
        table,
        column,
        f"{column}_known",
        f"SELECT _row, {column} AS value FROM {{batch}} WHERE {column} NOT IN ({known})",
        severity,
    )


def currency_given(table: str, amount: str) -> Rule:
    """An amount without its currency adds up with nothing."""
    sql = f"SELECT _row, {amount} AS value FROM {{batch}} WHERE {amount} IS NOT NULL AND currency IS NULL"
    return rows(table, "currency", "amount_has_a_currency", sql)


def share_given(table: str, column: str, share: float) -> Rule:
    return Rule(f"{column}_mostly_given", table, column, "not_null", "warning", tolerated=1 - share)


def person_named(table: str) -> Rule:
    """Churn, retention and conversion follow persons; under half with a key they describe a minority."""
    sql = (
        "SELECT _row, record_id AS value FROM {batch}"
        " WHERE coalesce(email, phone, customer_id, vendor_customer_id) IS NULL"
    )
    return rows(table, "customer_id", "person_mostly_named", sql, "warning", tolerated=0.5)
