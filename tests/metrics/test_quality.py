"""Sources judged by their own past: what is found in a company of one or two sources, and what becomes of the numbers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pytest

from metrics.analyses.quality_report import report_quality
from metrics.catalogue import METRICS
from metrics.presenter.english import ENGLISH
from metrics.presenter.quality import QualityWords
from metrics.quality.daily_sums import columns_of, needed_columns
from metrics.quality.exports import allowed_silence, is_overdue
from metrics.quality.finding import Finding
from metrics.quality.gate import findings_of, gate, reads
from metrics.quality.history import list_courses, list_rhythms
from metrics.quality.judge import judge_sources
from metrics.quality.moves import find_moves
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory

MONDAY = date(2026, 1, 5)
WEEKS = 20
LAST = MONDAY + timedelta(weeks=WEEKS)  # a day with records, of which nobody knows whether it is whole
TODAY = LAST + timedelta(days=1)


class Company:
    """Tables in memory, and the engine on them."""

    def __init__(self) -> None:
        self.con = duckdb.connect(":memory:")
        self.con.execute(SCHEMA)

    def insert(self, table: str, rows: str) -> None:
        """Rows of a SELECT over d (day 0 … LAST) and i (0 … 9 of each day)."""
        days = f"FROM range({7 * WEEKS + 1}) AS days(d), range(10) AS numbers(i)"
        self.con.execute(f"INSERT INTO {table} BY NAME {rows} {days}")

    def load(self, source: str, loaded: date, load_id: int = 1, **values: Any) -> None:
        """A file that was loaded on a day."""
        row = {
            "file_id": load_id, "load_id": load_id, "source": source, "name": f"{source}-{load_id}.csv", "rows_read": 1410, "records": 1410,
            "loaded_at": datetime.combine(loaded, datetime.min.time()), "first_record_at": datetime(2026, 1, 5, 9),
            "last_record_at": datetime(2026, 5, 25, 9),
        } | values  # fmt: skip
        self.con.execute(
            f"INSERT INTO files ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )

    def empty(self, column: str, reason: str, cells: int, examples: str, file_id: int = 1) -> None:
        """Cells of contacts that were emptied when a file was loaded."""
        row = [file_id, "interactions", column, column, reason, cells, 2, examples]
        self.con.execute(f"INSERT INTO emptied_cells VALUES ({', '.join('?' * len(row))})", row)

    @property
    def engine(self) -> Engine:
        return attach_memory(self.con, Settings(), {"timezone": "UTC", "data_until": f"{LAST}T12:00:00"})


@pytest.fixture
def company() -> Iterator[Company]:
    made = Company()
    yield made
    made.con.close()


CALLS = (
    "SELECT 'desk' AS source, {file} AS file_id, concat('desk:', {file}, ':', d, '-', i) AS record_id, 'phone' AS channel, 'call' AS interaction_type,"
    f" 'inbound' AS direction, DATE '{MONDAY}' + CAST(d AS INTEGER) + INTERVAL 9 HOUR AS started_local, {{wait}} AS wait_seconds, i < 8 AS is_person_known,"
    f" DATE '{MONDAY}' + CAST(d AS INTEGER) + INTERVAL 9 HOUR AS answered_local, 'second' AS time_precision"
)
ANSWERS = (
    "SELECT 'desk' AS source, concat('desk:', d, '-', i) AS record_id, 'phone' AS channel, 'csat' AS metric, {score} AS score, 1 AS scale_min,"
    " 5 AS scale_max, '1-5' AS scale, 4 AS top_box_min, 'after' AS survey, TRUE AS is_person_known,"
    f" DATE '{MONDAY}' + CAST(d AS INTEGER) + INTERVAL 9 HOUR AS answered_local, 'second' AS time_precision"
)
SCORE = "[1, 2, 4, 4, 5, 5, 5, 5, 4, 3][i + 1]"


def calls(wait: str = "10 + i", file: int = 1) -> str:
    return CALLS.format(wait=wait, file=file)


def found_in(company: Company, today: date = TODAY) -> list[Finding]:
    return list(judge_sources(company.engine, today).findings)


def test_where_nothing_happens_nothing_is_found(company: Company) -> None:
    company.insert("interactions", calls())
    company.insert("responses", ANSWERS.format(score=SCORE))
    company.load("desk", LAST)
    quality = judge_sources(company.engine, TODAY)
    assert (quality.findings, quality.newest) == ((), LAST)
    states = {light: quality.state(light) for light in ("fresh", "complete", "valid", "known")}
    assert states == {"fresh": "young", "complete": "fine", "valid": "fine", "known": "fine"}


def test_a_source_of_under_a_quarter_is_too_young_and_not_green(company: Company) -> None:
    company.insert("interactions", calls())
    company.con.execute(f"DELETE FROM interactions WHERE started_local < DATE '{LAST - timedelta(weeks=12)}'")
    company.load("desk", LAST)
    quality = judge_sources(company.engine, TODAY)
    assert [quality.state(light) for light in ("fresh", "complete", "known")] == ["young"] * 3


def test_a_column_that_is_suddenly_empty_withholds_what_reads_it_and_nothing_else(company: Company) -> None:
    company.insert("interactions", calls("CASE WHEN d < 126 THEN 10 + i END"))  # the last two weeks have none
    company.load("desk", LAST)
    assert found_in(company) == [
        Finding(
            "column_emptied", "desk", "interactions", "wait_seconds", date(2026, 5, 11), usual=1.0, found=0.0, rows=140
        )
    ]
    assert shown(company, "wait") == [(None, "failing")]
    assert shown(company, "interactions") == [(1410.0, None)]
    assert shown(company, "wait", Scope(end=date(2026, 5, 11))) == [(14.5, None)]
    assert shown(company, "wait", by=("month",))[3:] == [(14.5, None), (None, "failing")]


def shown(
    company: Company, name: str, scope: Scope | None = None, by: tuple[str, ...] = (), today: date = TODAY
) -> list[tuple[Any, Any]]:
    """Value and note of each group, past the gate."""
    engine, scope = company.engine, scope or Scope()
    rows = gate(engine, judge_sources(engine, today), name, scope, by, compute(engine, name, scope, by))
    return list(rows.sort(by or "n").select("value", "note").iter_rows())


def test_a_group_that_the_source_does_not_feed_is_shown(company: Company) -> None:
    company.insert("interactions", calls("CASE WHEN d < 126 THEN 10 + i END"))
    company.insert("interactions", calls().replace("'desk", "'shop").replace("'phone'", "'store'"))
    company.load("desk", LAST), company.load("shop", LAST, 2)
    for by in ("channel", "source"):
        assert shown(company, "wait", by=(by,)) == [(None, "failing"), (14.5, None)]


def test_half_the_records_are_missed_and_their_numbers_say_so(company: Company) -> None:
    company.insert("interactions", calls())
    company.con.execute(f"DELETE FROM interactions WHERE record_id LIKE '%-_' AND CAST(right(record_id, 1) AS INTEGER) % 2 = 0 AND started_local >= DATE '{LAST}' - 7")  # fmt: skip
    company.load("desk", LAST)
    kind = [(f.kind, f.since, f.usual, f.found, f.rows) for f in found_in(company)]
    assert kind == [("volume_low", LAST - timedelta(days=7), 70.0, 35.0, 35)]
    assert shown(company, "interactions") == [(1370.0, "doubtful")]


@pytest.mark.parametrize(
    ("score", "kind"),
    [("5", "scores_flat"), (f"6 - {SCORE}", "scores_turned"), (f"greatest({SCORE} - 2, 1)", "scores_moved")],
)
def test_scores_that_are_alike_upside_down_or_elsewhere(company: Company, score: str, kind: str) -> None:
    company.insert("responses", ANSWERS.format(score=f"CASE WHEN d < 133 THEN {SCORE} ELSE {score} END"))
    company.load("desk", LAST)
    assert [(f.kind, f.column, f.since, f.rows) for f in found_in(company)] == [
        (kind, "csat", LAST - timedelta(days=7), 70)
    ]
    withheld = kind != "scores_moved"  # which may be the truth
    assert (shown(company, "csat")[0][0] is None) == withheld
    assert shown(company, "csat")[0][1] == ("failing" if withheld else "doubtful")


def test_persons_that_are_no_longer_named(company: Company) -> None:
    company.insert("interactions", calls().replace("i < 8", "CASE WHEN d < 133 THEN i < 8 ELSE i < 1 END"))
    company.load("desk", LAST)
    assert [(f.kind, f.usual, f.found, f.rows) for f in found_in(company)] == [("persons_unknown", 0.8, 0.1, 49)]
    assert shown(company, "interactions") == [(1410.0, None)]


def test_a_file_that_came_twice_under_other_ids_is_found_and_what_counts_it_is_withheld(company: Company) -> None:
    company.insert("interactions", calls())
    company.insert("interactions", calls(file=2))
    company.load("desk", LAST), company.load("desk", LAST, 2)
    found = [(f.kind, f.table, f.rows, f.values) for f in found_in(company)]
    assert found == [("file_repeated", "interactions", 1410, "desk-2.csv")]
    assert shown(company, "interactions") == [(None, "failing")]


def test_two_files_that_only_look_alike_are_not_taken_for_one(company: Company) -> None:
    company.insert("interactions", calls())
    company.insert("interactions", calls("20 + i", file=2))
    company.load("desk", LAST), company.load("desk", LAST, 2)
    assert found_in(company) == []


def test_a_source_is_overdue_by_its_own_rhythm_and_a_number_of_now_is_stale(company: Company) -> None:
    company.insert("interactions", calls())
    for number in range(6):
        company.load("desk", LAST - timedelta(weeks=5 - number), number + 1, rows_read=number)
    on_time, late = LAST + timedelta(days=10), LAST + timedelta(days=11)
    assert found_in(company, on_time) == []
    assert judge_sources(company.engine, on_time).state("fresh") == "fine"
    assert found_in(company, late) == [Finding("overdue", "desk", since=LAST, usual=7.0, found=11.0)]
    assert shown(company, "interactions", today=late) == [(1410.0, "stale")]
    assert shown(company, "interactions", Scope(end=date(2026, 4, 1)), today=late) == [(860.0, None)]


def test_an_export_that_ends_before_the_others_is_behind(company: Company) -> None:
    company.insert("interactions", calls())
    company.insert("interactions", calls().replace("'desk", "'shop"))
    company.con.execute(f"DELETE FROM interactions WHERE source = 'shop' AND started_local > DATE '{LAST}' - 4")
    company.load("desk", LAST), company.load("shop", LAST, 2)
    ended = LAST - timedelta(days=5)
    assert found_in(company) == [Finding("behind", "shop", since=ended, usual=3.0, found=5.0)]


def test_what_the_newest_load_kept_aside_emptied_or_did_not_know(company: Company) -> None:
    company.load("desk", LAST, rows_read=100)
    company.con.execute("INSERT INTO rejected_rows (file_id, source_line) SELECT 1, range FROM range(8)")
    result = "INSERT INTO expectation_results BY NAME SELECT 1 AS load_id, 'interactions' AS table_name, 'desk' AS source, {} AS checked_at"
    result = result.format(f"DATE '{LAST}'")
    company.con.execute(
        f"{result}, 'record_id_given' AS rule, 'reject' AS severity, TRUE AS is_met, 100 AS checked_rows, 0 AS unexpected_rows"
    )
    company.empty("direction", "none of the known values", 2, "sideways")
    company.empty("wait_seconds", "not a duration", 5, "soon")
    company.empty("wait_seconds", "negative, or too large to be", 1, "-5")
    company.empty("phone", "a placeholder, nobody's identifier", 50, "S/N")
    company.con.execute(
        f"{result}, 'channel_given' AS rule, 'channel' AS column_name, 'warning' AS severity, FALSE AS is_met, 100 AS checked_rows, 1 AS unexpected_rows"
    )
    found = [(f.kind, f.column, f.rows, f.found, f.values) for f in found_in(company)]
    assert found == [
        ("rows_rejected", "", 8, 0.08, ""), ("check_failed", "channel_given", 1, 0.01, ""), ("values_unknown", "direction", 2, 0.02, "sideways"),
        ("cells_emptied", "wait_seconds", 6, 0.06, "soon, -5"),
    ]  # fmt: skip
    company.con.execute("UPDATE rejected_rows SET superseded_by = 2")
    assert "rows_rejected" not in [f.kind for f in found_in(company)]


def test_a_value_that_earlier_loads_did_not_know_either_is_no_news(company: Company) -> None:
    company.load("desk", LAST - timedelta(days=7)), company.load("desk", LAST, 2, rows_read=9)
    for load, values in ((1, "sideways"), (2, "sideways")):
        company.empty("direction", "none of the known values", 2, values, load)
    assert found_in(company) == []
    company.con.execute("UPDATE emptied_cells SET examples = 'sideways, upwards' WHERE file_id = 2")
    assert [(f.kind, f.values) for f in found_in(company)] == [("values_unknown", "upwards")]


@pytest.mark.parametrize(
    ("silences", "allowed"),
    [([7, 7, 7], None), ([7, 7, 7, 7], 10.5), ([1, 1, 1, 1], 3.0), ([1, 1, 1, 3], 5.0), ([40, *[7] * 12], 10.5)],
)
def test_how_long_a_source_may_be_silent(silences: list[int], allowed: float | None) -> None:
    assert allowed_silence(silences) == allowed


def test_nobody_is_overdue_before_a_rhythm_is_known() -> None:
    assert is_overdue([MONDAY], TODAY) is None


def test_a_dip_that_comes_every_quarter_is_the_source_s_own_rhythm() -> None:
    level = np.array([10.0, *[20.0] * 12, 10.0, *[20.0] * 12])[:, None]
    once = np.array([10.0, *[20.0] * 25])[:, None]
    assert find_moves(level, np.ones_like(level)).weeks.tolist() == [0]
    assert find_moves(once, np.ones_like(once)).weeks.tolist() == [1]


def test_the_columns_that_are_judged_are_those_that_numbers_are_made_of() -> None:
    assert ("interactions", "wait_seconds") in columns_of("wait")
    assert "handle_seconds" in needed_columns("interactions")
    assert not {"record_id", "updated_at", "email"} & set(needed_columns("interactions"))


def test_the_report_says_why_and_what_to_do(company: Company) -> None:
    company.insert("interactions", calls("CASE WHEN d < 126 THEN 10 + i END"))
    company.load("desk", LAST)
    report = report_quality(company.engine, TODAY)
    assert (report["is_failing"], [light["state"] for light in report["lights"]]) == (
        True,
        ["young", "failing", "fine", "fine"],
    )
    (found,) = report["findings"]
    assert (found["source"], found["is_failing"], found["what"]) == (
        "desk", True, "wait_seconds of interactions is empty since 2026-05-11: 0.0% filled, otherwise 100.0%",
    )  # fmt: skip


def test_values_of_the_data_are_not_said_where_personal_data_are_masked() -> None:
    finding = Finding("values_unknown", "desk", "interactions", "direction", LAST, rows=2, values="Ana")
    assert "Ana" in QualityWords(ENGLISH).what(finding)
    assert "Ana" not in QualityWords(ENGLISH, hides_values=True).what(finding)


def test_the_course_and_the_rhythm_of_a_source(company: Company) -> None:
    company.insert("interactions", calls())
    company.load("desk", LAST - timedelta(days=7)), company.load("desk", LAST, 2)
    assert list_rhythms(company.engine).rows() == [("desk", 2, 7.0)]
    assert list_courses(company.engine).rows() == [("desk", "interactions", 70, 70.0, 0.8, [70] * WEEKS)]


def test_what_concerns_a_number_is_of_its_sources_and_columns(company: Company) -> None:
    company.insert("interactions", calls("CASE WHEN d < 126 THEN 10 + i END"))
    company.load("desk", LAST)
    engine = company.engine
    quality = judge_sources(engine, TODAY)
    assert [f.column for f in findings_of(engine, quality, "wait", Scope())] == ["wait_seconds"]
    assert findings_of(engine, quality, "nps", Scope()) == []


@pytest.mark.parametrize(
    ("rule", "concerned"),
    [
        ("person_mostly_named", ["repeat_purchase"]),
        ("refunded_amount_mostly_given", ["revenue"]),
        ("answered_at_in_every_file", ["revenue", "orders", "repeat_purchase"]),
    ],
)
def test_a_check_concerns_the_numbers_that_read_what_it_is_about(rule: str, concerned: list[str]) -> None:
    finding = Finding("check_failed", "shop", "orders", rule, LAST, rows=9)
    names = ("revenue", "orders", "repeat_purchase")
    assert [name for name in names if reads(METRICS[name], finding)] == concerned
