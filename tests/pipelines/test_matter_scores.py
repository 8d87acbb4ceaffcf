"""How content the customer was at the end of a matter, by example."""

from typing import Any

import duckdb
import pytest

from tests.pipelines.canonical_rows import insert, make_tables
from tests.pipelines.matter_rows import answer, contact, derive, matters, steps

SCORE = "record_id, is_satisfied, last_metric, last_score, last_scale"
NPS = {"metric": "nps", "scale": "0-10", "top_box_min": None}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def test_the_last_answer_that_rates_one_of_its_contacts_counts(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "responses",
        answer("x", "06 10:00", 5, interaction_id="a"),
        answer("y", "07 10:00", 2, interaction_id="b", person_id=2),
        answer("z", "08 10:00", 5),
    )  # fmt: skip
    derive(con, contact("a", "04 10:00"), contact("b", "05 10:00", "case"))
    assert matters(con, SCORE) == [("a", False, "csat", 2, "1-5")]
    assert steps(con, "record_id, is_satisfied") == [("b", False)]


@pytest.mark.parametrize(
    ("at", "columns", "found"),
    [
        ("04 09:59", {}, False),
        ("04 10:00", {}, True),
        ("12 10:00", {}, True),
        ("12 10:01", {}, False),
        ("05 10:00", {"channel": "email"}, True),
        ("05 10:00", {"channel": None}, True),
        ("05 10:00", {"channel": "store"}, False),
        ("05 10:00", {"topic": "fault"}, False),
        ("05 10:00", {"topic": "bill"}, True),
        ("05 10:00", {"person_id": 2}, False),
        ("05 10:00", {"is_person_known": False}, False),
        ("05 10:00", {"interaction_id": "other"}, False),
        ("05 10:00", {"interaction_id": "never loaded"}, True),
        ("04", {"time_precision": "day"}, True),
    ],
)
def test_else_what_the_person_answered_from_the_start_until_a_week_after_the_end(
    con: duckdb.DuckDBPyConnection, at: str, columns: dict[str, Any], found: bool
) -> None:
    insert(con, "responses", answer("x", at, 4, **columns))
    derive(
        con,
        contact("a", "04 10:00", topic="bill"),
        contact("b", "05 10:00", "case", topic="bill"),
        contact("other", "20 10:00"),
    )
    assert matters(con, SCORE)[0] == (("a", True, "csat", 4, "1-5") if found else ("a", None, None, None, None))


def test_an_answer_of_another_kind_is_the_last_one_but_says_nothing_of_satisfaction(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(
        con, "responses",
        answer("x", "06 10:00", 5, interaction_id="a"),
        answer("y", "07 10:00", 0, interaction_id="a", **NPS),
        answer("z", "08 10:00", 1, interaction_id="a", scale="1-9", top_box_min=None),
    )  # fmt: skip
    derive(con, contact("a", "04 10:00"))
    assert matters(con, SCORE) == [("a", True, "csat", 1, "1-9")]


def test_an_answer_belongs_to_the_matter_that_was_opened_last(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "responses", answer("x", "06 10:00", 5))
    derive(con, contact("a", "04 10:00", topic="bill"), contact("b", "05 10:00", topic="fault"))
    assert matters(con, SCORE) == [("a", None, None, None, None), ("b", True, "csat", 5, "1-5")]


def test_answers_rate_contacts_of_nobody_known_too(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "responses", answer("x", "06 10:00", 5, interaction_id="a", person_id=8, is_person_known=False))
    derive(con, contact("a", "04 10:00", person_id=9, is_person_known=False))
    assert matters(con, SCORE) == [("a", True, "csat", 5, "1-5")]


def test_an_answer_that_is_gone_is_taken_back(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "responses", answer("x", "06 10:00", 5, interaction_id="a"))
    derive(con, contact("a", "04 10:00"), contact("b", "04 11:00", "case"))
    con.execute("DELETE FROM responses")
    derive(con)
    assert matters(con, SCORE) == [("a", None, None, None, None)]
    assert steps(con, "is_satisfied") == [(None,)]
