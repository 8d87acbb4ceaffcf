"""What holds for the journeys of any touches: a second computation, and the stretches that churn by inactivity counts."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.derive.journeys.build import derive_journeys
from pipelines.derive.loyalty import derive_loyalty
from tests.pipelines.canonical_rows import make_tables
from tests.pipelines.derivation import end_data, take, write
from tests.pipelines.journey_reference import journeys_of
from warehouse.config.codes import STAGES

UNTIL = datetime(2026, 3, 31, 12)
LIMIT = timedelta(days=5)
TYPES = ("call", "visit", "email_touch", "case", None)


@st.composite
def touches(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Touches of many persons within a month, so that stretches meet and end; no two of a person at one moment.

    Persons are nothing to each other: one derivation of many tries as much as a derivation for each would.
    """
    moments = draw(st.lists(st.tuples(st.integers(1, 15), st.integers(0, 60)), min_size=40, max_size=80, unique=True))
    return [
        {
            "record_id": f"r{number}", "person_id": person, "at": datetime(2026, 3, 1) + timedelta(hours=12 * half),
            "type": draw(st.sampled_from(TYPES)), "direction": draw(st.sampled_from(("inbound", "outbound", None))), "tie": number,
        }
        for number, (person, half) in enumerate(moments)
    ]  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(rows=touches(), has_limit=st.sampled_from((True, True, True, False)))
@example(rows=[], has_limit=True)
def test_journeys_are_those_of_plain_loops(rows: list[dict[str, Any]], has_limit: bool) -> None:
    limit = LIMIT if has_limit else None
    con = make_tables()
    for row in rows:
        con.execute(
            "INSERT INTO interactions (record_id, person_id, is_person_known, interaction_type, direction, started_at)"
            " VALUES (?, ?, true, ?, ?, ?)",
            [row["record_id"], row["person_id"], row["type"], row["direction"], row["at"]],
        )
    take(con)
    derive_loyalty(con, 0.9, UNTIL, everything=True)
    con.execute("DELETE FROM journey_pauses")
    con.execute("INSERT INTO journey_pauses VALUES (NULL, ?, 99)", [5.0 if has_limit else None])
    derive_journeys(con, STAGES, UNTIL)
    write(con)
    end_data(con, UNTIL)
    steps = con.execute(
        "SELECT list(s.record_id ORDER BY position), any_value(j.outcome), any_value(left_local), list(s.outcome ORDER BY position)"
        " FROM journeys AS j JOIN journey_steps AS s USING (journey_id) GROUP BY journey_id"
    ).fetchall()
    active = {person for (person,) in con.execute("SELECT person_id FROM persons").fetchall()}
    expected = journeys_of(rows, dict.fromkeys(active, limit), limit, UNTIL)
    assert {(tuple(ids), outcome, left, tuple(ends)) for ids, outcome, left, ends in steps} == expected
