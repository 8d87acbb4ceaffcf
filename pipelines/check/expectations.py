"""What must hold of the rows of every canonical table: plain declarations, which `row_counts.py` counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipelines.canonical import MAIN_TIME
from pipelines.check.rule import (
    RowRule,
    between,
    channel_given,
    currency_given,
    currency_known,
    dated,
    in_order,
    in_set,
    known_country,
    known_sentiment,
    not_null,
    person_named,
    phone_readable,
    share_given,
)
from warehouse.config.codes import (
    CHANNELS,
    COST_KINDS,
    DIRECTIONS,
    INTERACTION_TYPES,
    METRICS,
    ORDER_STATUSES,
    SENDER_ROLES,
    SUBSCRIPTION_STATUSES,
    SURVEY_KINDS,
)
from warehouse.tables import TABLES


def rules_of_table(table: str, stages: Sequence[str], now: datetime) -> list[RowRule]:
    """The rules on the rows of a staged table: those that all share, then its own; `now` bounds their dates."""
    shared = [not_null(table, "record_id")]
    if table != "agents":
        shared += [in_set(table, "stage", tuple(stages)), known_country(table)]
        shared += [in_set(table, "channel", CHANNELS)]
        # Answers and invitations take the channel of the contact that they are about, once both are stored.
        shared += [] if table in ("responses", "survey_requests") else [channel_given(table)]
    shared += [phone_readable(table)] if TABLES[table].has_keys else []
    time = MAIN_TIME[table]
    if time and table != "costs":  # whose period has rules of its own
        shared += dated(table, time, now)
    return shared + OWN.get(table, list)()


def impossible_values(table: str, column: str, cell: str) -> str:
    """SQL for whether the cell, of this column, holds what cannot be and is emptied; "" where the table's rules say nothing."""
    rules = [rule for rule in OWN.get(table, list)() if rule.severity == "empty" and rule.column == column]
    return " OR ".join(rule.failing.replace(column, cell, 1) for rule in rules)


def interactions() -> list[RowRule]:
    table = "interactions"
    clocks = ("wait_seconds", "first_response_seconds", "handle_seconds", "resolution_seconds")
    return [
        *(between(table, column) for column in clocks),
        in_set(table, "interaction_type", INTERACTION_TYPES, "empty"),
        in_set(table, "direction", DIRECTIONS, "empty"),
        known_sentiment(table),
        between(table, "transfer_count"),
        between(table, "reopen_count"),
        in_order(table, "first_response_seconds", "resolution_seconds", "warning"),
    ]


def messages() -> list[RowRule]:
    return [
        not_null("messages", "conversation_id"),
        in_set("messages", "sender_role", SENDER_ROLES, "empty"),
    ]


def responses() -> list[RowRule]:
    table = "responses"
    return [
        not_null(table, "metric"),
        in_set(table, "metric", METRICS),
        in_set(table, "survey_kind", SURVEY_KINDS),
        known_sentiment(table),
        RowRule("score_on_its_scale", table, "score", "score < scale_min OR score > scale_max"),
        RowRule(
            "score_has_a_scale",
            table,
            "score",
            "score IS NOT NULL AND (scale_min IS NULL OR scale_max IS NULL OR scale_min >= scale_max)",
        ),
        # A score between two boxes of a whole-numbered scale is an average, not an answer.
        RowRule(
            "score_is_whole",
            table,
            "score",
            "score <> floor(score) AND NOT coalesce(contains(scale, '.'), false) AND scale_min = floor(scale_min) AND scale_max = floor(scale_max)",
        ),
        RowRule(
            "nps_on_0_to_10",
            table,
            "scale",
            "metric = 'nps' AND (scale_min IS DISTINCT FROM 0 OR scale_max IS DISTINCT FROM 10)",
        ),
        RowRule("score_answered", table, "score", "score IS NULL", "warning", "raw_score", tolerated=0.5),
    ]


def orders() -> list[RowRule]:
    table = "orders"
    return [
        in_set(table, "status", ORDER_STATUSES, "warning"),
        currency_known(table),
        currency_given(table, "amount"),
        between(table, "refunded_amount"),
        between(table, "item_count"),
        in_order(table, "refunded_amount", "amount", "warning"),
        share_given(table, "amount", 0.9),
        person_named(table),
    ]


def subscriptions() -> list[RowRule]:
    table = "subscriptions"
    return [
        in_set(table, "status", SUBSCRIPTION_STATUSES, "warning"),
        in_order(table, "started_at", "ended_at"),
        currency_known(table),
        currency_given(table, "monthly_amount"),
        between(table, "monthly_amount"),
        person_named(table),
        RowRule(
            "snapshot_states_the_outcome",
            table,
            "is_lost",
            "snapshot_on IS NOT NULL AND is_lost IS NULL",
            value="snapshot_on",
        ),
    ]


def costs() -> list[RowRule]:
    table = "costs"
    return [
        not_null(table, "starts_on"),
        not_null(table, "ends_on"),
        not_null(table, "amount"),
        in_set(table, "cost_kind", COST_KINDS),
        RowRule("ends_on_after_starts_on", table, "ends_on", "ends_on <= starts_on"),
        currency_known(table),
        currency_given(table, "amount"),
        between(table, "impressions"),
        between(table, "clicks"),
    ]


def customers() -> list[RowRule]:
    return [person_named("customers")]


def agents() -> list[RowRule]:
    return [not_null("agents", "agent")]


OWN = {
    "interactions": interactions, "messages": messages, "responses": responses, "orders": orders,
    "subscriptions": subscriptions, "costs": costs, "customers": customers, "agents": agents,
}  # fmt: skip
