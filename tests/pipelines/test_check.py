"""What the checks keep aside, warn of and refuse, on real DuckDB tables."""

from typing import Any

import pytest

from pipelines.check.expectations import rules_of_table
from pipelines.check.results import CheckOutcome, RunInfo
from pipelines.check.staged import check_staged, check_stored
from tests.pipelines.canonical_rows import LOAD_TIME, STAGED, insert, make_staging, make_tables, read

RUN = RunInfo(load_id=7, now=LOAD_TIME)
GOOD: dict[str, dict[str, Any]] = {
    "interactions": {"channel": "phone", "stage": "service", "started_at": "2026-05-01 10:00"},
    "messages": {"channel": "chat", "stage": "service", "sent_at": "2026-05-01 10:00", "conversation_id": "c"},
    "responses": {
        "channel": "phone", "stage": "service", "answered_at": "2026-05-01 10:00", "metric": "csat", "score": 4,
        "scale_min": 1, "scale_max": 5,
    },
    "survey_requests": {"channel": "phone", "stage": "service", "requested_at": "2026-05-01 10:00"},
    "orders": {
        "channel": "store", "stage": "purchase", "ordered_at": "2026-05-01 10:00", "amount": 5, "currency": "EUR",
        "email": "ana@example.com",
    },
    "subscriptions": {"channel": "web", "status": "active", "started_at": "2026-05-01 10:00", "email": "a@b.c"},
    "costs": {
        "channel": "ads", "cost_kind": "media", "starts_on": "2026-05-01", "ends_on": "2026-05-02", "amount": 9,
        "currency": "EUR",
    },
    "customers": {"channel": "crm", "email": "ana@example.com"},
    "agents": {"agent": "Eva"},
}  # fmt: skip


def check(table: str, *changes: dict[str, Any]) -> tuple[CheckOutcome, list[tuple[Any, ...]]]:
    """Check one good row for each given change, with the change; return the outcome and the rows kept aside."""
    con = make_staging()
    for row, change in enumerate(changes):
        good = {"record_id": f"z:{row}", "source": "zendesk"} | GOOD[table]
        insert(con, f"staging.{table}", good | {"_row": row, "_file": 1} | change)
    outcome = check_staged(con, "staging", [table], RUN)
    return outcome, read(con, "SELECT _row, rule, column_name, value FROM staging.failed_rows ORDER BY ALL")


def broken(outcome: CheckOutcome) -> list[tuple[Any, ...]]:
    """Rule, source, severity, checked and unexpected rows of every broken rule."""
    return sorted(
        (r.rule, r.source, r.severity, r.checked_rows, r.unexpected_rows) for r in outcome.results if not r.is_met
    )


@pytest.mark.parametrize("table", STAGED)
def test_a_good_row_meets_every_rule_of_its_table(table: str) -> None:
    outcome, failed = check(table, {})
    assert (broken(outcome), failed, outcome.rejected, outcome.may_publish) == ([], [], {table: 0}, True)
    assert {r.rule for r in outcome.results} == {rule.name for rule in rules_of_table(table, LOAD_TIME)}


def test_all_tables_are_checked_in_one_run_also_when_they_are_empty() -> None:
    outcome = check_staged(make_staging(), "staging", STAGED, RUN)
    assert (outcome.results, outcome.rejected, outcome.may_publish) == ([], dict.fromkeys(STAGED, 0), True)


@pytest.mark.parametrize("table", STAGED)
def test_a_rule_has_a_name_of_its_own_in_its_table(table: str) -> None:
    names = [rule.name for rule in rules_of_table(table, LOAD_TIME)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("table", "change", "rule", "column", "value"),
    [
        ("interactions", {"channel": "fax"}, "channel_known", "channel", "fax"),
        ("interactions", {"record_id": None}, "record_id_given", "record_id", None),
        ("interactions", {"started_at": "1970-01-01"}, "started_at_plausible", "started_at", "1970-01-01 00:00:00"),
        ("interactions", {"started_at": "2026-12-05"}, "started_at_plausible", "started_at", "2026-12-05 00:00:00"),
        ("messages", {"conversation_id": None}, "conversation_id_given", "conversation_id", None),
        ("responses", {"score": 6}, "score_on_its_scale", "score", "6.0"),
        ("responses", {"score": 4.5}, "score_is_whole", "score", "4.5"),
        ("responses", {"scale_max": None}, "score_has_a_scale", "score", "4.0"),
        ("responses", {"metric": "nps", "scale": "1-5"}, "nps_on_0_to_10", "scale", "1-5"),
        ("orders", {"currency": "EURO"}, "currency_known", "currency", "EURO"),
        ("orders", {"currency": None}, "amount_has_a_currency", "currency", "5.0000"),
        ("subscriptions", {"ended_at": "2026-04-01"}, "ended_at_not_before_started_at", "ended_at", "2026-04-01 00:00:00"),
        ("subscriptions", {"snapshot_on": "2026-05-01"}, "snapshot_states_the_outcome", "is_lost", "2026-05-01"),
        ("costs", {"ends_on": "2026-05-01"}, "ends_on_after_starts_on", "ends_on", "2026-05-01"),
        ("costs", {"amount": None}, "amount_given", "amount", None),
        ("agents", {"agent": None}, "agent_given", "agent", None),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_kept_aside_with_the_rule_the_column_and_the_value(
    table: str, change: dict[str, Any], rule: str, column: str, value: str | None
) -> None:
    outcome, failed = check(table, {}, change)
    assert failed == [(1, rule, column, value)]
    assert (outcome.rejected, outcome.may_publish) == ({table: 1}, True)


def test_a_row_that_breaks_two_rules_is_one_rejected_row_with_two_reasons() -> None:
    outcome, failed = check("interactions", {}, {"channel": "fax", "started_at": "1970-01-01"})
    assert [(row, rule) for row, rule, *_ in failed] == [(1, "channel_known"), (1, "started_at_plausible")]
    assert outcome.rejected == {"interactions": 1}


def test_a_record_without_a_time_is_kept_aside_only_where_its_file_states_times() -> None:
    outcome, failed = check("interactions", {}, {"started_at": None}, {"started_at": None, "_file": 2})
    assert failed == [(1, "started_at_given", "started_at", None)]
    assert broken(outcome) == [
        ("started_at_given", "zendesk", "reject", 3, 1),
        ("started_at_in_every_file", "zendesk", "warning", 3, 1),
    ]


def test_a_broken_warning_names_the_source_that_it_concerns_and_keeps_nothing_aside() -> None:
    outcome, failed = check("interactions", {}, {"source": "connect", "channel": None}, {"source": "connect"})
    assert broken(outcome) == [("channel_given", "connect", "warning", 2, 1)]
    assert (failed, outcome.may_publish) == ([], True)


def test_a_result_shows_some_of_the_values_that_broke_the_rule_in_its_source() -> None:
    outcome, _ = check("responses", {"score": 9}, {"score": 7}, {"score": 9}, {"score": 8, "source": "chatwoot"})
    assert [(r.rule, r.source, r.observed) for r in outcome.results if r.observed] == [
        ("score_on_its_scale", "chatwoot", "8.0"), ("score_on_its_scale", "zendesk", "7.0, 9.0"),
    ]  # fmt: skip


def test_a_rule_that_tolerates_a_part_is_met_until_more_fails() -> None:
    nameless = {"email": None}
    assert broken(check("orders", {}, nameless)[0]) == []
    assert broken(check("orders", {}, nameless, nameless)[0]) == [("person_mostly_named", "zendesk", "warning", 3, 2)]


def test_stored_tables_that_hold_together_may_be_published() -> None:
    con = make_tables()
    insert(con, "orders", {"record_id": "s:1", "person_id": 1}, {"record_id": "s:2", "person_id": 1})
    insert(con, "files", {"file_id": 1, "rows_read": 3, "rows_loaded": 1, "rows_rejected": 1, "rows_skipped": 1})
    outcome = check_stored(con, "building", ["orders", "files"], {"orders": 1}, RUN)
    assert [(r.table_name, r.rule, r.severity, r.is_met, r.checked_rows) for r in outcome.results] == [
        ("orders", "record_id_unique", "critical", True, 2),
        ("orders", "rows_kept", "critical", True, 2),
        ("orders", "person_id_given", "critical", True, 2),
        ("files", "rows_add_up", "critical", True, 1),
    ]
    assert outcome.may_publish


def test_stored_tables_that_do_not_hold_together_are_refused_by_table_rule_and_count() -> None:
    con = make_tables()
    insert(con, "orders", {"record_id": "s:1", "person_id": 1}, {"record_id": "s:1"})
    insert(con, "files", {"file_id": 1, "rows_read": 3, "rows_loaded": 1, "rows_rejected": 1, "rows_skipped": 0})
    outcome = check_stored(con, "building", ["orders", "files"], {"orders": 10}, RUN)
    assert outcome.refusals == [
        "orders: record_id_unique is broken: 1 rows",
        "orders: rows_kept is broken: 2 rows, expected at least 5",
        "orders: person_id_given is broken: 1 rows",
        "files: rows_add_up is broken: 1 rows",
    ]
    assert not outcome.may_publish


def test_a_warning_leaves_out_the_rows_that_another_rule_keeps_aside() -> None:
    late = {"first_response_seconds": 60, "resolution_seconds": 30}
    outcome, failed = check("interactions", {}, late | {"channel": "fax"}, late)
    assert failed == [(1, "channel_known", "channel", "fax")]
    assert broken(outcome) == [
        ("channel_known", "zendesk", "reject", 3, 1),
        ("resolution_seconds_not_before_first_response_seconds", "zendesk", "warning", 3, 1),
    ]
