"""Hostile mappings with the other tests, and the judge of the final SQL itself: what it must find, it finds."""

import duckdb
import pytest

from tests.attack import mappings
from tests.attack.final_sql import find_breaches


def test_hostile_mappings_are_refused_or_stay_within_their_row():
    assert mappings.run(250, 11, lambda line: None).failures == []


@pytest.mark.parametrize(
    ("sql", "breach"),
    [
        ("SELECT a FROM staging.b1; SELECT 1", "no query: several"),
        ("CREATE TABLE staging.f1_0 AS SELECT a FROM staging.b1; DROP TABLE staging.b1", "no query"),
        ("SELECT content FROM read_text('secret.txt')", "read_text of secret.txt"),
        ("SELECT a FROM read_csv('other.csv')", "read_csv of other.csv"),
        ("SELECT a FROM building.files", "the table building.files"),
        ("SELECT getenv('HOME')", "the function getenv"),
        ("SELECT (SELECT max(a) FROM staging.b1) FROM other", "the table .other"),
        ("SELECT stranger FROM staging.b1", "the column ['stranger']"),
        ("WITH x AS (SELECT 1) SELECT a FROM staging.b1", "a WITH"),
        ("SELECT a FROM staging.b1 JOIN staging.b2 USING (a)", "a JOIN"),
        ("COPY (SELECT 1) TO 'x'", "no query"),
        ("SELECT ?", "a PARAMETER"),
    ],
)
def test_the_judge_finds_what_has_no_business_there(sql, breach):
    with duckdb.connect() as con:
        assert any(found.startswith(breach) for found in find_breaches(con, sql, ["a"], "export"))


def test_the_judge_passes_what_staging_runs():
    with duckdb.connect() as con:
        sql = "CREATE TABLE staging.f1_0 AS SELECT upper(a) AS c0_t_topic FROM (SELECT a, _line FROM read_csv('export', header = true))"
        assert find_breaches(con, sql, ["A"], "export") == []
