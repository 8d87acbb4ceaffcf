"""What must hold of the rows of every canonical table: plain declarations, which `row_counts.py` counts."""

from __future__ import annotations

from datetime import datetime

from pipelines.canonical import MAIN_TIME
from pipelines.check.rule import (
    RowRule,
    channel_given,
    currency_given,
    currency_known,
    dated,
    in_order,
    in_set,
    not_null,
    person_named,
    share_given,
)
from warehouse.config.codes import CHANNELS


def rules_of_table(table: str, now: datetime) -> list[RowRule]:
    """The rules on the rows of a staged table: those that all share, then its own; `now` bounds their dates."""
    shared = [not_null(table, "record_id")]
    if table != "agents":
        shared += [in_set(table, "channel", CHANNELS)]
        # Answers and invitations take the channel of the contact that they are about, once both are stored.
        shared += [] if table in ("responses", "survey_requests") else [channel_given(table)]
    time = MAIN_TIME[table]
    if time and table != "costs":  # whose period has rules of its own
        shared += dated(table, time, now)
    return shared + OWN.get(table, list)()


def interactions() -> list[RowRule]:
    return [in_order("interactions", "first_response_seconds", "resolution_seconds", "warning")]


def messages() -> list[RowRule]:
    return [not_null("messages", "conversation_id")]


def responses() -> list[RowRule]:
    table = "responses"
    return [
        not_null(table, "metric"),
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
        currency_known(table),
        currency_given(table, "amount"),
        in_order(table, "refunded_amount", "amount", "warning"),
        share_given(table, "amount", 0.9),
        person_named(table),
    ]


def subscriptions() -> list[RowRule]:
    table = "subscriptions"
    return [
        in_order(table, "started_at", "ended_at"),
        currency_known(table),
        currency_given(table, "monthly_amount"),
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
        RowRule("ends_on_after_starts_on", table, "ends_on", "ends_on <= starts_on"),
        currency_known(table),
        currency_given(table, "amount"),
    ]


def customers() -> list[RowRule]:
    return [person_named("customers")]


def agents() -> list[RowRule]:
    return [not_null("agents", "agent")]


OWN = {
    "interactions": interactions, "messages": messages, "responses": responses, "orders": orders,
    "subscriptions": subscriptions, "costs": costs, "customers": customers, "agents": agents,
}  # fmt: skip
