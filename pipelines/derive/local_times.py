"""Times in the reporting zone, by which every metric groups and filters.

A date without a time (time_precision = day) is a date: it never moves with the zone, and the clocks that an export
states beside it end on the same date.
"""

from __future__ import annotations

from pipelines.derive.rewrite import Derived

# Local column beside the UTC time that it shows.
TIMES = {
    "interactions": {"started_local": "t.started_at"},
    "messages": {"sent_local": "t.sent_at"},
    "responses": {"answered_local": "t.answered_at"},
    "survey_requests": {"requested_local": "t.requested_at"},
    "orders": {"ordered_local": "t.ordered_at"},
    "subscriptions": {"started_local": "t.started_at", "ended_local": "t.ended_at"},
    "customers": {"created_local": "t.created_at"},
}
# Local column beside the seconds after the start at which the clock ended, and when it ended at all.
CLOCKS = {
    "answered_local": ("t.wait_seconds", "t.is_abandoned IS NOT TRUE"),
    "first_responded_local": ("t.first_response_seconds", "true"),
    "ended_local": ("coalesce(t.wait_seconds, 0) + t.handle_seconds", "true"),
    "resolved_local": ("t.resolution_seconds", "true"),
}


def local_columns(table: str, zone: str) -> Derived:
    """The local times of a table in the given IANA zone."""
    columns = {name: to_local(moment, moment, zone) for name, moment in TIMES.get(table, {}).items()}
    if table == "interactions":
        for name, (seconds, ended) in CLOCKS.items():
            end = f"t.started_at + to_microseconds(CAST(1000000 * ({seconds}) AS BIGINT))"
            columns[name] = (
                f"CASE WHEN {ended} AND ({seconds}) IS NOT NULL THEN {to_local(end, 't.started_at', zone)} END"
            )
    return Derived(columns)


def to_local(moment: str, date: str, zone: str) -> str:
    """SQL of a UTC moment in the zone; of a record that has only a date, that date."""
    # In UTC nothing moves, and the two calls into ICU would cost 0.8 s a column at ten million rows.
    local = moment if zone == "UTC" else f"timezone('{zone}', timezone('UTC', {moment}))"
    if local == date:
        return local
    return f"CASE WHEN t.time_precision = 'day' THEN {date} ELSE {local} END"
