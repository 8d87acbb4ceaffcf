"""Journeys and their touches, by example."""

from datetime import datetime
from typing import Any

import duckdb
import pytest

from pipelines.check.journey_rules import journey_rules
from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import build_journeys
from warehouse.config.codes import STAGES

UNTIL = datetime(2026, 6, 1)
LIMIT = 10.0
JOURNEYS = (
    "SELECT person_id, outcome, touches, orders, stage_path, left_local FROM journeys ORDER BY person_id, started_local"
)
STEPS = "SELECT position, record_id, outcome, is_settled FROM journey_steps ORDER BY person_id, touched_local, position"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = make_tables()
    insert(con, "journey_pauses", {"segment": None, "pause_days": LIMIT, "gaps": 99})
    insert(con, "persons", {"person_id": 1}, {"person_id": 2})
    return con


def touch(record_id: str, day: str, kind: str = "call", **columns: Any) -> dict[str, Any]:
    at = f"2026-{day}" + ("" if " " in day else " 10:00")
    place = {"channel": "phone", "stage": "service", "touchpoint": "hotline", "time_precision": "second"}
    return {"record_id": record_id, "source": "crm", "person_id": 1, "is_person_known": True, "interaction_type": kind,
            "started_at": at} | place | columns  # fmt: skip


def order(record_id: str, day: str, **columns: Any) -> dict[str, Any]:
    at = f"2026-{day}" + ("" if " " in day else " 10:00")
    return {"record_id": record_id, "source": "shop", "person_id": 1, "is_person_known": True, "channel": "web", "stage": "purchase",
            "touchpoint": "shop", "ordered_at": at, "status": "paid", "time_precision": "second"} | columns  # fmt: skip


def email(record_id: str, day: str, **columns: Any) -> dict[str, Any]:
    return touch(
        record_id, day, "email_touch", channel="email_marketing", stage="awareness", touchpoint="news", **columns
    )


def test_a_silence_longer_than_the_limit_ends_a_journey_and_the_next_touch_begins_another(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(
        con, "interactions", touch("a", "03-01"), touch("b", "03-11"), touch("c", "03-21 10:01"), touch("d", "05-30")
    )
    build_journeys(con, STAGES, UNTIL)
    assert read(con, JOURNEYS) == [
        (1, "left", 2, 0, "service", "2026-03-21 10:00:00"),
        (1, "left", 1, 0, "service", "2026-03-31 10:01:00"),
        (1, "open", 1, 0, "service", None),
    ]
    assert read(con, STEPS) == [
        (1, "a", "continued", True), (2, "b", "left", True), (1, "c", "left", True), (1, "d", "open", False),
    ]  # fmt: skip


def test_what_the_company_sends_joins_the_stretch_it_lies_in_or_leads_to_and_is_alone_else(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "interactions", touch("own1", "03-01"), email("within", "03-03"), touch("own2", "03-05"), email("too late", "03-07"),
           email("leads", "04-01"), touch("back", "04-05", direction="inbound"), touch("our call", "04-20", direction="outbound"))  # fmt: skip
    insert(con, "interactions", email("nobody", "03-01", person_id=3), email("again", "05-30", person_id=3))
    build_journeys(con, STAGES, UNTIL)
    assert read(con, "SELECT string_agg(record_id, ' ' ORDER BY position), string_agg(outcome, ' ' ORDER BY position) FROM journey_steps"
                     " GROUP BY journey_id ORDER BY min(person_id), min(touched_local)") == [
        ("own1 within own2", "continued continued left"),
        ("too late", "unanswered"),
        ("leads back", "continued left"),
        ("our call", "unanswered"),
        ("nobody", "unanswered"),
        ("again", "open"),
    ]  # fmt: skip


def test_while_a_journey_may_go_on_what_the_company_sends_stays_in_it(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", touch("own", "05-28"), email("after", "05-30"))
    build_journeys(con, STAGES, UNTIL)
    assert read(con, STEPS) == [(1, "own", "open", False), (2, "after", "open", False)]


def test_an_order_of_a_day_follows_the_contacts_of_the_day_and_cancelled_ones_are_touches_but_no_orders(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "interactions", touch("call", "03-02 15:00"), touch("later", "03-03 15:00"))
    insert(
        con, "orders", order("day", "03-02 00:00", time_precision="day"), order("no", "03-04 15:00", status="cancelled")
    )
    build_journeys(con, STAGES, UNTIL)
    assert read(con, "SELECT record_id, of_table, next_touchpoint, between_seconds FROM journey_steps ORDER BY position") == [
        ("call", "interactions", "shop", None), ("day", "orders", "hotline", None),
        ("later", "interactions", "shop", 86400.0), ("no", "orders", None, None),
    ]  # fmt: skip
    assert read(con, JOURNEYS) == [(1, "left", 4, 1, "service > purchase > service > purchase", "2026-03-14 15:00:00")]


def test_loops_are_at_one_touchpoint_and_returns_to_a_stage_that_was_left(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", touch("1", "03-01"), touch("2", "03-02"), touch("4", "03-04"), touch("5", "03-05", stage=None, touchpoint=None),
           touch("6", "03-06", stage=None, touchpoint=None), touch("7", "03-07", touchpoint="desk"))  # fmt: skip
    insert(con, "orders", order("3", "03-03"))
    build_journeys(con, STAGES, UNTIL)
    assert read(con, "SELECT record_id, is_loop, is_return FROM journey_steps ORDER BY position") == [
        ("1", False, False), ("2", True, False), ("3", False, False), ("4", False, True), ("5", False, False), ("6", False, False),
        ("7", False, False),
    ]  # fmt: skip


def test_the_closed_funnel_takes_the_stages_in_their_order_from_the_first_measured_one(
    con: duckdb.DuckDBPyConnection,
) -> None:
    look = {"stage": "consideration", "touchpoint": "site"}
    insert(con, "interactions", touch("1", "03-01"), touch("2", "03-02", "visit", **look), touch("4", "03-04"),
           touch("x", "03-01", person_id=2), touch("y", "03-02", "visit", person_id=2, **look))  # fmt: skip
    insert(con, "orders", order("3", "03-03"), order("z", "03-01 09:00", person_id=2))
    build_journeys(con, STAGES, UNTIL)
    at = {day: datetime(2026, 3, day, 10) for day in (1, 2, 3, 4)}
    assert read(con, "SELECT stage_times, funnel_times FROM journeys ORDER BY person_id") == [
        ({"service": at[1], "consideration": at[2], "purchase": at[3]}, {"consideration": at[2], "purchase": at[3], "service": at[4]}),
        ({"purchase": datetime(2026, 3, 1, 9), "service": at[1], "consideration": at[2]}, {"consideration": at[2]}),
    ]  # fmt: skip


def test_without_a_known_limit_a_journey_never_ends(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE journey_pauses SET pause_days = NULL")
    insert(
        con,
        "interactions",
        email("sent", "01-01"),
        touch("a", "03-01"),
        touch("b", "05-01"),
        email("x", "03-01", person_id=7),
    )
    build_journeys(con, STAGES, UNTIL)
    assert read(con, "SELECT record_id, outcome, is_settled FROM journey_steps ORDER BY record_id") == [
        ("a", "continued", False), ("b", "open", False), ("sent", "continued", False), ("x", "open", False),
    ]  # fmt: skip


def test_undated_rows_and_nobody_known_have_no_journey_and_a_second_derivation_changes_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(
        con,
        "interactions",
        touch("a", "03-01"),
        touch("undated", "03-01", started_at=None),
        touch("nobody", "03-01", is_person_known=False),
    )
    for _ in range(2):
        build_journeys(con, STAGES, UNTIL)
        assert read(con, STEPS) == [(1, "a", "left", True)]


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        ("UPDATE interactions SET journey_id = NULL WHERE record_id = 'b'", ["touches_add_up", "touched_once"]),
        ("UPDATE interactions SET is_person_known = false WHERE record_id = 'b'", ["touched_once"]),
        ("UPDATE journeys_at_pause SET outcome = 'open'", ["touches_add_up"]),
        ("SELECT 1", []),
    ],
)
def test_journeys_that_do_not_add_up_are_not_published(damage: str, broken: list[str]) -> None:
    con = make_tables()
    insert(con, "journey_pauses", {"segment": None, "pause_days": LIMIT, "gaps": 99})
    insert(con, "persons", {"person_id": 1})
    insert(con, "interactions", touch("a", "03-01"), touch("b", "03-02"))
    build_journeys(con, STAGES, UNTIL)
    con.execute(damage)
    found = [
        rule.name for rule in journey_rules() if read(con, rule.sql.format(batch="building.journeys", within="true"))
    ]
    assert found == broken
