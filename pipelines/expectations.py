"""What must hold of every canonical table: plain declarations, which `check.py` runs through Great Expectations.

Severity says what a broken rule costs: `reject` keeps the failing rows aside, `warning` publishes and lets the tiles
say so, `critical` refuses the load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import pycountry

from warehouse.codes import CHANNELS

Kind = Literal["not_null", "in_set", "between", "rows", "row_count"]
Severity = Literal["reject", "warning", "critical"]

EARLIEST = datetime(1990, 1, 1)  # no customer system in formats/ is older; a 1970 date is an empty epoch
AHEAD = timedelta(days=2)  # zones reach 14 hours ahead of UTC; beyond two days it is a wrong date order
TEN_YEARS = 10 * 366 * 86_400.0  # seconds; longer is a broken clock, not a slow answer
CURRENCIES = tuple(sorted(currency.alpha_3 for currency in pycountry.currencies))
COUNTRIES = tuple(sorted(country.alpha_2 for country in pycountry.countries))
DIRECTIONS = ("inbound", "outbound", "internal", "none")
ORDER_STATUSES = ("open", "paid", "fulfilled", "cancelled", "refunded", "partially_refunded")
SUBSCRIPTION_STATUSES = ("trial", "active", "past_due", "paused", "cancelled")

# The time that dates a record of each table; agents and costs have none of their own.
TIMES = {
    "interactions": "started_at", "messages": "sent_at", "responses": "answered_at", "survey_requests": "requested_at",
    "orders": "ordered_at", "subscriptions": "started_at", "customers": "created_at",
}  # fmt: skip


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


def rules_for(tables: Sequence[str], stages: Sequence[str], now: datetime) -> list[Rule]:
    """Return the rules on rows of the given staged tables; `now` bounds their dates."""
    return [rule for table in tables for rule in rules_of_table(table, stages, now)]


def rules_of_table(table: str, stages: Sequence[str], now: datetime) -> list[Rule]:
    """Return the rules of one table: those that all share, then its own."""
    shared = [not_null(table, "record_id")]
    if table != "agents":
        shared += [in_set(table, "stage", tuple(stages)), known_country(table)]
        shared += [in_set(table, "channel", CHANNELS)]
        # Answers and invitations take the channel of the contact that they are about, once both are stored.
        shared += [] if table in ("responses", "survey_requests") else [channel_given(table)]
    if table in TIMES:
        shared += dated(table, TIMES[table], now)
    return shared + OWN.get(table, list)()


def interactions() -> list[Rule]:
    table = "interactions"
    clocks = ("wait_seconds", "first_response_seconds", "handle_seconds", "resolution_seconds")
    return [
        *(duration(table, column) for column in clocks),
        in_set(table, "direction", DIRECTIONS),
        between(table, "transfer_count", 0, 10_000),
        between(table, "reopen_count", 0, 10_000),
        in_order(table, "first_response_seconds", "resolution_seconds", "warning"),
        rows(
            table,
            "wait_seconds",
            "day_has_no_clock",
            "SELECT _row, wait_seconds AS value FROM {batch} WHERE time_precision = 'day' AND first_response_seconds > 0"
            " AND first_response_seconds < 86400",
            "warning",
        ),
    ]


def messages() -> list[Rule]:
    return [
        not_null("messages", "conversation_id"),
        in_set("messages", "sender_role", ("customer", "agent", "bot", "system")),
    ]


def responses() -> list[Rule]:
    table = "responses"
    return [
        not_null(table, "metric"),
        in_set(table, "metric", ("nps", "csat", "ces")),
        in_set(table, "survey_kind", ("transactional", "relationship")),
        rows(
            table,
            "score",
            "score_on_its_scale",
            "SELECT _row, score AS value FROM {batch} WHERE score < scale_min OR score > scale_max",
        ),
        rows(
            table,
            "score",
            "score_has_a_scale",
            "SELECT _row, score AS value FROM {batch}"
            " WHERE score IS NOT NULL AND (scale_min IS NULL OR scale_max IS NULL OR scale_min >= scale_max)",
        ),
        # A score between two boxes of a whole-numbered scale is an average, not an answer.
        rows(
            table,
            "score",
            "score_is_whole",
            "SELECT _row, score AS value FROM {batch} WHERE score <> floor(score)"
            " AND scale_min = floor(scale_min) AND scale_max = floor(scale_max)",
        ),
        rows(
            table,
            "scale",
            "nps_on_0_to_10",
            "SELECT _row, scale AS value FROM {batch}"
            " WHERE metric = 'nps' AND (scale_min IS DISTINCT FROM 0 OR scale_max IS DISTINCT FROM 10)",
        ),
        rows(
            table,
            "score",
            "score_answered",
            "SELECT _row, raw_score AS value FROM {batch} WHERE score IS NULL",
            "warning",
            tolerated=0.5,
        ),
    ]


def orders() -> list[Rule]:
    table = "orders"
    return [
        in_set(table, "status", ORDER_STATUSES, "warning"),
        currency_known(table),
        currency_given(table, "amount"),
        between(table, "refunded_amount", 0, 10**12),
        between(table, "item_count", 0, 10**9),
        in_order(table, "refunded_amount", "amount", "warning"),
        share_given(table, "amount", 0.9),
        person_named(table),
    ]


def subscriptions() -> list[Rule]:
    table = "subscriptions"
    return [
        in_set(table, "status", SUBSCRIPTION_STATUSES, "warning"),
        in_order(table, "started_at", "ended_at"),
        currency_known(table),
        currency_given(table, "monthly_amount"),
        between(table, "monthly_amount", 0, 10**12),
        person_named(table),
        rows(
            table,
            "is_lost",
            "snapshot_states_the_outcome",
            "SELECT _row, snapshot_on AS value FROM {batch} WHERE snapshot_on IS NOT NULL AND is_lost IS NULL",
        ),
    ]


def costs() -> list[Rule]:
    table = "costs"
    return [
        not_null(table, "starts_on"),
        not_null(table, "ends_on"),
        not_null(table, "amount"),
        in_set(table, "cost_kind", ("service", "media")),
        rows(
            table,
            "ends_on",
            "ends_on_after_starts_on",
            "SELECT _row, ends_on AS value FROM {batch} WHERE ends_on <= starts_on",
        ),
        currency_known(table),
        currency_given(table, "amount"),
        between(table, "impressions", 0, 10**15),
        between(table, "clicks", 0, 10**15),
    ]


def customers() -> list[Rule]:
    return [person_named("customers")]


def agents() -> list[Rule]:
    return [not_null("agents", "agent")]


OWN = {
    "interactions": interactions, "messages": messages, "responses": responses, "orders": orders,
    "subscriptions": subscriptions, "costs": costs, "customers": customers, "agents": agents,
}  # fmt: skip


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
